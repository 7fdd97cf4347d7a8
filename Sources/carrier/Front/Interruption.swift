import CarrierSession
import CarrierTransport
@preconcurrency import Dispatch
import Foundation

/// SIGINT and SIGTERM as something that a command can await.
///
/// The first signal is handed over; from then on they act as usual, so that a second one ends the process at once.
struct Interruption: Sendable {
    /// How long the closing of a session may take, so that with all that comes before and behind it a run ends within
    /// twelve seconds of the signal, whatever the peer does.
    static let closingTimeout = Moment.Span.seconds(6)
    /// When a run that has not ended by itself is ended, counted from the signal: a very wide window on a slow machine.
    private static let lastResort = DispatchTimeInterval.milliseconds(11_500)

    private let signals: AsyncStream<Int32>
    private let continuation: AsyncStream<Int32>.Continuation
    private let actions = Guarded<[@Sendable () -> Void]>([])
    /// What listens for signals as long as this value is kept.
    private var sources: SignalSources?

    /// Starts to listen for the process's signals, for as long as the value is kept.
    static func watch() -> Interruption {
        var interruption = Interruption()
        var cancellations: [@Sendable () -> Void] = []
        let (continuation, actions) = (interruption.continuation, interruption.actions)
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                signal(SIGINT, SIG_DFL)
                signal(SIGTERM, SIG_DFL)
                for action in actions.withLock({ $0 }) { action() }
                continuation.yield(number)
                continuation.finish()
                DispatchQueue.global().asyncAfter(deadline: .now() + lastResort) { endNow() }
            }
            source.resume()
            cancellations.append { source.cancel() }
        }
        interruption.sources = SignalSources(cancellations)
        return interruption
    }

    private static func endNow() {
        let line = "carrier: the orderly end took too long; what was still open is not told\n"
        // Standard error may be what holds the run up.
        var terminal = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        if poll(&terminal, 1, 0) == 1 { _ = Console.write(Array(line.utf8)[...], to: STDERR_FILENO) }
        _exit(ExitStatus.interrupted.rawValue)
    }

    /// One that no signal reaches; `interrupt()` stands in for it.
    init() {
        (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Has `action` done when the signal comes, even after nobody waits for it any more.
    func whenInterrupted(_ action: @escaping @Sendable () -> Void) { actions.withLock { $0.append(action) } }

    /// Waits for the first signal and returns its number; nil when the waiting task is cancelled. To be awaited once.
    func wait() async -> Int32? {
        for await number in signals { return number }
        return nil
    }

    /// Does what a SIGINT does.
    func interrupt() {
        for action in actions.withLock({ $0 }) { action() }
        continuation.yield(SIGINT)
        continuation.finish()
    }
}

/// Dispatch sources that are cancelled when nobody keeps them any more.
private final class SignalSources: Sendable {
    private let cancellations: [@Sendable () -> Void]

    init(_ cancellations: [@Sendable () -> Void]) { self.cancellations = cancellations }

    deinit { for cancel in cancellations { cancel() } }
}
