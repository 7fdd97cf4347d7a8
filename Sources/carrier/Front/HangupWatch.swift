@preconcurrency import Dispatch
import Foundation

/// Has something done with every SIGHUP, as long as it is kept.
final class HangupWatch: Sendable {
    private let source: (any DispatchSourceSignal)?

    init(_ action: @escaping @Sendable () -> Void) {
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { action() }
        source.resume()
        self.source = source
    }

    /// One that no signal reaches.
    init() { source = nil }

    deinit {
        guard let source else { return }
        source.cancel()
        signal(SIGHUP, SIG_DFL)
    }
}
