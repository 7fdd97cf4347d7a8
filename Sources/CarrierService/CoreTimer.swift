import CarrierSession
import CarrierTransport

/// Comes when a core's next deadline does: set once and left alone while deadlines only move away.
final class CoreTimer: Sendable {
    private let timers = Timers()
    private let armed = Guarded<Moment?>(nil)

    /// Sees to it that `come` is called at `deadline` at the latest.
    func set(_ deadline: Moment?, _ come: @escaping @Sendable () -> Void) {
        guard let deadline else { return }
        let isEarlier = armed.withLock { armed in
            guard armed.map({ deadline < $0 }) ?? true else { return false }
            armed = deadline
            return true
        }
        guard isEarlier else { return }
        timers.schedule(at: deadline) { [armed] in
            armed.withLock { $0 = $0.flatMap { $0 <= deadline ? nil : $0 } }
            come()
        }
    }

    func cancel() { timers.cancelAll() }

    /// Calls that are still to come.
    var waiting: Int { timers.count }
}
