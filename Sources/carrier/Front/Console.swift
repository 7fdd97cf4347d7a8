import CarrierFixtures
import CarrierTransport
import Foundation

/// Where a command reads and writes; tests give their own.
///
/// Each `print` and `emit` is one write, so lines from several tasks never mix and nothing waits in a buffer.
struct Console: Sendable {
    /// Writes octets to a stream; false once nobody reads there any more.
    typealias Sink = @Sendable ([UInt8]) -> Bool

    var output: Sink
    var diagnostics: Sink
    /// Reads up to so many octets of standard input: empty at the end, nil when it cannot be read.
    var input: @Sendable (Int) -> [UInt8]?
    var environment: @Sendable (String) -> String?
    var outputIsTerminal: Bool
    var diagnosticsIsTerminal: Bool
    /// No progress lines.
    var isQuiet = false
    /// Why standard output takes nothing more; nil while it does.
    var outputFault: @Sendable () -> OutputFault? = { nil }
    /// The descriptors behind the two streams, where there are any.
    var descriptors: (output: Int32, diagnostics: Int32)?
    /// What waits to be written while connections are served; nil where printing writes at once.
    var live: LiveOutput?

    /// The process's own streams and environment; other descriptors stand in for standard output and error.
    static func standard(output: Int32 = STDOUT_FILENO, diagnostics: Int32 = STDERR_FILENO) -> Console {
        let fault = Guarded<OutputFault?>(nil)
        return Console(
            output: { octets in
                if fault.withLock({ $0 != nil }) { return false }
                let found = write(octets[...], to: output)
                if let found { fault.withLock { $0 = found } }
                return found == nil
            },
            diagnostics: { write($0[...], to: diagnostics) == nil },
            input: { read(upTo: $0, from: STDIN_FILENO) },
            environment: { getenv($0).map { String(cString: $0) } },
            outputIsTerminal: isatty(output) == 1,
            diagnosticsIsTerminal: isatty(diagnostics) == 1,
            outputFault: { fault.withLock { $0 } },
            descriptors: (output, diagnostics))
    }

    /// Whether standard output may be coloured: a terminal, and `NO_COLOR` not set.
    var colours: Bool { outputIsTerminal && (environment("NO_COLOR") ?? "").isEmpty }

    /// Whether progress lines may be shown.
    var showsProgress: Bool { diagnosticsIsTerminal && !isQuiet }

    func quietened(_ quiet: Bool) -> Console {
        var console = self
        if quiet { console.isQuiet = true }
        return console
    }

    /// Writes lines to standard output. False once nobody reads them: then a command may stop.
    @discardableResult
    func print(_ text: String) -> Bool { output(Array((text + "\n").utf8)) }

    /// Writes a value as one line of JSON to standard output.
    @discardableResult
    func emit(_ value: JSONValue) -> Bool {
        var octets: [UInt8] = []
        value.write(into: &octets)
        octets.append(0x0A)
        return output(octets)
    }

    /// Writes the lines that end a run to standard output: they are never dropped.
    @discardableResult
    func printLast(_ lines: [UInt8]) -> Bool { live?.output.append(lines, last: true) ?? output(lines) }

    /// Writes a line to standard error; what could steer a terminal is written as an escape.
    @discardableResult
    func note(_ text: String) -> Bool { diagnostics(Array((Console.harmless(text) + "\n").utf8)) }

    /// The text in bold when colours are on.
    func strong(_ text: String) -> String { colours ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    /// The text in green (well) or red (not well) when colours are on.
    func verdict(_ text: String, good: Bool) -> String {
        colours ? "\u{1B}[3\(good ? 2 : 1)m\(text)\u{1B}[0m" : text
    }

    /// The text on one line, with everything that could steer a terminal or hide in it written as an escape, and
    /// backslashes doubled.
    static func printable(_ text: String) -> String { escaped(text, backslash: "\\\\") }

    /// The same for a sentence of the program's own that quotes what others wrote: backslashes stay.
    static func harmless(_ text: String) -> String { escaped(text, backslash: "\\") }

    private static func escaped(_ text: String, backslash: String) -> String {
        // Numbers and ids, which are most of it, can steer nothing.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": shown += "\\n"
            case "\r": shown += "\\r"
            case "\t": shown += "\\t"
            case "\\": shown += backslash
            default:
                if isHidden(scalar) {
                    shown += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    shown.unicodeScalars.append(scalar)
                }
            }
        }
        return shown
    }

    /// Controls, formats, line and paragraph separators, and the unassigned places among the tags.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        case .unassigned: scalar.properties.isDefaultIgnorableCodePoint
        default: false
        }
    }

    /// Writes everything, waiting for the reader; what stands in the way, if anything does.
    static func write(_ octets: ArraySlice<UInt8>, to descriptor: Int32) -> OutputFault? {
        var rest = octets
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written == 0 || errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return OutputFault(errno: errno)
            }
        }
        return nil
    }

    /// Octets from a descriptor; empty at its end, nil when it cannot be read.
    static func read(upTo limit: Int, from descriptor: Int32) -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: max(1, limit))
        while true {
            let count = octets.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return Array(octets.prefix(count)) }
            if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return nil
            }
        }
    }
}
