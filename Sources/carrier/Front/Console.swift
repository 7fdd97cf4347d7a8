import CarrierFixtures
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

    /// The process's own streams and environment.
    static func standard() -> Console {
        Console(
            output: { write($0, to: STDOUT_FILENO) },
            diagnostics: { write($0, to: STDERR_FILENO) },
            input: { read(upTo: $0, from: STDIN_FILENO) },
            environment: { getenv($0).map { String(cString: $0) } },
            outputIsTerminal: isatty(STDOUT_FILENO) == 1,
            diagnosticsIsTerminal: isatty(STDERR_FILENO) == 1)
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

    /// Writes a line to standard error.
    @discardableResult
    func note(_ text: String) -> Bool { diagnostics(Array((text + "\n").utf8)) }

    /// The text in bold when colours are on.
    func strong(_ text: String) -> String { colours ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    /// The text in green (well) or red (not well) when colours are on.
    func verdict(_ text: String, good: Bool) -> String {
        colours ? "\u{1B}[3\(good ? 2 : 1)m\(text)\u{1B}[0m" : text
    }

    /// The text with everything that could steer a terminal written as an escape.
    static func printable(_ text: String) -> String {
        // Numbers and ids, which are most of it, can steer nothing.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": shown += "\\n"
            case "\r": shown += "\\r"
            case "\t": shown += "\\t"
            case "\\": shown += "\\\\"
            case "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{FEFF}":
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
                    shown += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    shown.unicodeScalars.append(scalar)
                }
            }
        }
        return shown
    }

    private static func write(_ octets: [UInt8], to descriptor: Int32) -> Bool {
        var done = 0
        while done < octets.count {
            let written = octets.withUnsafeBytes { buffer in
                Foundation.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
            if written > 0 {
                done += written
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
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
