import CarrierSession
import CarrierTransport

/// Comes when a core's next deadline does: set once and left alone while deadlines only move away. At most one call is
/// to come at a time.
final class CoreTimer: Sendable {
    private struct Armed: Sendable {
        var deadline: Moment
        var token: Timers.Token
    }

    private let timers = Timers()
    private let armed = Guarded<Armed?>(nil)

    /// Sees to it that `come` is called at `deadline` at the latest.
    func set(_ deadline: Moment?, _ come: @escaping @Sendable () -> Void) {
        guard let deadline else { return }
        armed.withLock { state in
            if let set = state {
                if set.deadline <= deadline { return }
                timers.cancel(set.token)
            }
            let token = timers.schedule(at: deadline) { [armed] in
                armed.withLock { if let set = $0, set.deadline <= deadline { $0 = nil } }
                come()
            }
            state = Armed(deadline: deadline, token: token)
        }
    }

    func cancel() { timers.cancelAll() }

    /// Calls that are still to come.
    var waiting: Int { timers.count }
}
