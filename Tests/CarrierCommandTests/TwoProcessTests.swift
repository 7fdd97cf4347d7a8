import CarrierFixtures
import Foundation
import XCTest

/// `carrier send` against `carrier receive`, two processes of the built program. Only with `CARRIER_LONG_TESTS=1`.
final class TwoProcessTests: XCTestCase {
    private static let account = ["--protocol", "cmpp-3.0", "--account", "901234", "--secret", "test1234"]

    override func setUpWithError() throws {
        guard ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1" else {
            throw XCTSkip("set CARRIER_LONG_TESTS=1 to run this")
        }
    }

    /// A running process and the lines that it prints.
    private final class Child {
        let process = Process()
        private let pipe = Pipe()
        private var rest: [UInt8] = []

        init(_ program: URL, _ words: [String]) throws {
            process.executableURL = program
            process.arguments = words
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        /// The next line; nil at the end of the output.
        func line() -> [UInt8]? {
            while true {
                if let end = rest.firstIndex(of: 0x0A) {
                    let line = Array(rest[..<end])
                    rest.removeFirst(end + 1)
                    return line
                }
                let piece = pipe.fileHandleForReading.availableData
                if piece.isEmpty { return nil }
                rest += piece
            }
        }

        /// Throws the rest of the output away, so that the process never waits for a reader.
        func discard() {
            let handle = pipe.fileHandleForReading
            Thread { while !handle.availableData.isEmpty {} }.start()
        }

        deinit { if process.isRunning { process.terminate() } }
    }

    /// Runs `count` messages with a window of 16 and returns the summary's numbers and the exit status.
    private func run(
        _ count: Int, receiver: [String] = [], sender: [String] = [], killAfter killing: Int? = nil
    ) throws -> (JSONObject, Int32) {
        let program = try BuiltProgram.url()
        let receive = try Child(
            program, ["receive"] + Self.account + ["--listen", "127.0.0.1:0", "--json"] + receiver)
        let first = try JSONReader.value(of: try XCTUnwrap(receive.line()))
        let address = try XCTUnwrap(first.members?["address"]?.text)
        receive.discard()
        let send = try Child(
            program,
            ["send"] + Self.account + ["--connect", address, "--from", "10690001", "--to", "13800138000"]
                + ["--text", "hello", "--count", "\(count)", "--window", "16", "--json"] + sender)
        let mark = Array(#"{"event":"outcome","message":"#.utf8)
        var seen = Set<Int>()
        var outcomes = 0
        var last: [UInt8] = []
        while let line = send.line() {
            if line.starts(with: mark) {
                outcomes += 1
                seen.insert(
                    try XCTUnwrap(Int(String(decoding: line[mark.count...].prefix { $0 != 0x2C }, as: UTF8.self))))
                if outcomes == killing { kill(receive.process.processIdentifier, SIGKILL) }
            }
            last = line
        }
        send.process.waitUntilExit()
        receive.process.interrupt()
        receive.process.waitUntilExit()
        XCTAssertEqual(outcomes, count)
        XCTAssertEqual(seen, Set(1...count))
        let summary = try XCTUnwrap(JSONReader.value(of: last).members)
        XCTAssertEqual(summary["event"]?.text, "summary")
        XCTAssertEqual(summary["violations"]?.integer(as: Int.self), 0)
        return (summary, send.process.terminationStatus)
    }

    private func expectDelivered(_ count: Int, receiver: [String] = [], sender: [String] = []) throws {
        let (summary, status) = try run(count, receiver: receiver, sender: sender)
        XCTAssertEqual(status, 0)
        XCTAssertEqual(summary["delivered"]?.integer(as: Int.self), count)
        XCTAssertEqual(summary["unanswered"]?.integer(as: Int.self), 0)
    }

    func testAHundredThousandMessages() throws { try expectDelivered(100_000) }

    func testEarlyReports() throws { try expectDelivered(100_000, receiver: ["--fault", "early-report"]) }

    func testDuplicateReports() throws { try expectDelivered(100_000, receiver: ["--fault", "duplicate-report"]) }

    func testDroppedResponses() throws {
        try expectDelivered(
            100_000, receiver: ["--fault", "drop-response:1000"], sender: ["--reply-timeout", "200ms"])
    }

    func testLateResponses() throws { try expectDelivered(100_000, receiver: ["--fault", "late-response:1ms"]) }

    func testSplitWrites() throws { try expectDelivered(10_000, receiver: ["--fault", "split-writes"]) }

    func testTheReceiverIsKilledHalfWay() throws {
        let (summary, status) = try run(100_000, killAfter: 50_000)
        XCTAssertEqual(status, 1)
        let numbers = ["delivered", "failed", "unknown"].compactMap { summary[$0]?.integer(as: Int.self) }
        XCTAssertEqual(numbers.reduce(0, +), 100_000)
        XCTAssertGreaterThanOrEqual(numbers.first ?? 0, 50_000)
        XCTAssertGreaterThan(numbers.last ?? 0, 0)
    }
}
