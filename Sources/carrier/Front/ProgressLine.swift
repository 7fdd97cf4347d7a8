import CarrierSession
import Foundation

/// A line on standard error that says how far the work is: only on a terminal, only after a second, five times a
/// second at most.
struct ProgressLine {
    private let console: Console
    private let start: UInt64
    private var last: UInt64
    private var isShown = false

    init(on console: Console) {
        self.console = console
        start = DispatchTime.now().uptimeNanoseconds
        last = start
    }

    /// Shows the text in place of the last one, when it is time to. The text is made only then.
    mutating func show(_ text: () -> String) {
        guard console.showsProgress else { return }
        let now = DispatchTime.now().uptimeNanoseconds
        guard now &- start >= 1_000_000_000, now &- last >= 200_000_000 else { return }
        last = now
        isShown = true
        _ = console.diagnostics(Array("\r\u{1B}[K\(text())".utf8))
    }

    /// Shows the text in place of the last one, at once.
    mutating func replace(_ text: String) {
        guard console.showsProgress else { return }
        last = DispatchTime.now().uptimeNanoseconds
        isShown = true
        _ = console.diagnostics(Array("\r\u{1B}[K\(text)".utf8))
    }

    /// Removes the line.
    mutating func clear() {
        guard isShown else { return }
        isShown = false
        _ = console.diagnostics(Array("\r\u{1B}[K".utf8))
    }
}
