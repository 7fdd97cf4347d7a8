import CarrierFixtures
import Foundation
import XCTest

@testable import carrier

/// A console whose streams are in memory.
final class Stage: @unchecked Sendable {
    // Every stored property below is touched only while `lock` is held.
    private let lock = NSLock()
    private var written: [UInt8] = []
    private var noted: [UInt8] = []
    private var waiting: [UInt8]
    private let environment: [String: String]
    private let readerLeavesAfter: Int

    init(input: [UInt8] = [], environment: [String: String] = [:], readerLeavesAfter: Int = .max) {
        waiting = input
        self.environment = environment
        self.readerLeavesAfter = readerLeavesAfter
    }

    convenience init(text: String) { self.init(input: Array(text.utf8)) }

    var console: Console {
        Console(
            output: { octets in
                self.lock.withLock {
                    guard self.written.count < self.readerLeavesAfter else { return false }
                    self.written += octets
                    return true
                }
            },
            diagnostics: { octets in
                self.lock.withLock {
                    self.noted += octets
                    return true
                }
            },
            input: { limit in
                self.lock.withLock {
                    let part = Array(self.waiting.prefix(limit))
                    self.waiting.removeFirst(part.count)
                    return part
                }
            },
            environment: { self.environment[$0] },
            outputIsTerminal: false, diagnosticsIsTerminal: false)
    }

    var output: String { lock.withLock { String(decoding: written, as: UTF8.self) } }
    var diagnostics: String { lock.withLock { String(decoding: noted, as: UTF8.self) } }
    var lines: [String] { output.split(separator: "\n").map(String.init) }
}
