import CarrierFixtures
import CarrierTransport
import Foundation
import XCTest

@testable import carrier

/// A console whose streams are in memory.
final class Stage: Sendable {
    private let written = Guarded<[UInt8]>([])
    private let noted = Guarded<[UInt8]>([])
    private let waiting: Guarded<[UInt8]>
    private let hasLeft = Guarded(false)
    private let environment: [String: String]
    private let readerLeavesAfter: Int

    init(input: [UInt8] = [], environment: [String: String] = [:], readerLeavesAfter: Int = .max) {
        waiting = Guarded(input)
        self.environment = environment
        self.readerLeavesAfter = readerLeavesAfter
    }

    convenience init(text: String) { self.init(input: Array(text.utf8)) }

    var console: Console {
        Console(
            output: { octets in
                self.written.withLock {
                    guard $0.count < self.readerLeavesAfter else {
                        self.hasLeft.withLock { $0 = true }
                        return false
                    }
                    $0 += octets
                    return true
                }
            },
            diagnostics: { octets in
                self.noted.withLock { $0 += octets }
                return true
            },
            input: { limit in
                self.waiting.withLock {
                    let part = Array($0.prefix(limit))
                    $0.removeFirst(part.count)
                    return part
                }
            },
            environment: { self.environment[$0] },
            outputIsTerminal: false, diagnosticsIsTerminal: false,
            outputFault: { self.hasLeft.withLock { $0 } ? .readerGone : nil })
    }

    var output: String { written.withLock { String(decoding: $0, as: UTF8.self) } }
    var diagnostics: String { noted.withLock { String(decoding: $0, as: UTF8.self) } }
    var lines: [String] { output.split(separator: "\n").map(String.init) }
}
