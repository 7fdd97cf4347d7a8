@preconcurrency import Dispatch
import Foundation

/// SIGINT and SIGTERM as something that a command can await.
///
/// The first signal is handed over; from then on they act as usual, so that a second one ends the process at once.
struct Interruption: Sendable {
    private let signals: AsyncStream<Int32>
    private let continuation: AsyncStream<Int32>.Continuation

    /// Starts to listen for the process's signals.
    static func watch() -> Interruption {
        let interruption = Interruption()
        let continuation = interruption.continuation
        var sources: [any DispatchSourceSignal] = []
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                signal(SIGINT, SIG_DFL)
                signal(SIGTERM, SIG_DFL)
                continuation.yield(number)
                continuation.finish()
            }
            source.resume()
            sources.append(source)
        }
        let kept = sources
        continuation.onTermination = { _ in for source in kept { source.cancel() } }
        return interruption
    }

    /// One that no signal reaches; `interrupt()` stands in for it.
    init() {
        (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Waits for the first signal and returns its number; nil when the waiting task is cancelled. To be awaited once.
    func wait() async -> Int32? {
        for await number in signals { return number }
        return nil
    }

    /// Does what a SIGINT does.
    func interrupt() {
        continuation.yield(SIGINT)
        continuation.finish()
    }
}
