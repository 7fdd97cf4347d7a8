import CarrierFixtures
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import Foundation
import XCTest

@testable import carrier

/// A line under `Fixtures/field-cases`: what somebody met in the field, and what is right.
struct FieldCase {
    /// What the run has to give.
    struct Right {
        var status: Int?
        /// Objects of which each is part of some line of standard output.
        var lines: [JSONValue]
        /// Objects of which none is part of any line.
        var absent: [JSONValue]
        /// Texts that stand in standard output, and in standard error.
        var printed: [String]
        var errors: [String]
        /// Nobody may have connected to the gateway.
        var isUntouched: Bool
    }

    /// What the run gave.
    struct Seen {
        var status = ExitStatus.done
        var output = ""
        var diagnostics = ""
        var wasTouched = false
    }

    var name: String
    var words: [String]
    /// Standard input.
    var input: String
    /// What a gateway writes: the first line after the first frame, the next after each further one; blanks between
    /// frames.
    var answers: [String]?
    /// What a provider writes, a frame a line.
    var octets: [String]?
    /// The command line of a gateway that runs meanwhile.
    var gateway: [String]?
    var right: Right

    static func all() throws -> [FieldCase] {
        let folder = Scenario.root.appendingPathComponent("Fixtures/field-cases")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".jsonl") }
        return try names.sorted().flatMap { name in
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            return try text.split(separator: "\n").map { try FieldCase(String($0)) }
        }
    }

    init(_ line: String) throws {
        let object = try XCTUnwrap(JSONReader.value(of: line).members, line)
        func texts(_ value: JSONValue?) -> [String]? { value?.elements?.compactMap(\.text) }
        name = try XCTUnwrap(object["case"]?.text, line)
        _ = try XCTUnwrap(object["provenance"]?.text, line)
        _ = try XCTUnwrap(object["reference"]?.text, line)
        words = try XCTUnwrap(texts(object["words"]), line)
        input = object["input"]?.text ?? ""
        answers = texts(object["answers"])
        octets = texts(object["octets"])
        gateway = texts(object["gateway"])
        let right = try XCTUnwrap(object["right"]?.members, line)
        self.right = Right(
            status: right["status"]?.integer(as: Int.self), lines: right["lines"]?.elements ?? [],
            absent: right["absent"]?.elements ?? [], printed: texts(right["printed"]) ?? [],
            errors: texts(right["errors"]) ?? [], isUntouched: right["untouched"] != nil)
    }

    /// Standard input; octets that are no text stand behind `base64:`.
    private var inputOctets: [UInt8] {
        guard input.hasPrefix("base64:"), let data = Data(base64Encoded: String(input.dropFirst(7))) else {
            return Array(input.utf8)
        }
        return Array(data)
    }

    // MARK: Running

    func run() async throws -> Seen {
        if let answers {
            let peer = try RawGateway(answers)
            var seen = await command(at: peer.address)
            XCTAssertTrue(peer.end(), name)
            seen.wasTouched = peer.wasTouched
            return seen
        }
        if let octets { return try await receive(octets) }
        if let gateway {
            let receiver = try await RunningReceiver(gateway)
            let seen = await command(at: receiver.address)
            _ = try await receiver.end()
            return seen
        }
        return await command(at: "127.0.0.1:1")
    }

    private func command(at address: String) async -> Seen {
        let stage = Stage(input: inputOctets)
        let status = await EntryPoint.run(
            words.map { $0.replacingOccurrences(of: "127.0.0.1:PORT", with: address) }, on: stage.console)
        return Seen(status: status, output: stage.output, diagnostics: stage.diagnostics)
    }

    /// Writes the frames into `carrier receive` and ends it when each has its answer.
    private func receive(_ octets: [String]) async throws -> Seen {
        let receiver = try await RunningReceiver(words)
        let port = try XCTUnwrap(receiver.address.split(separator: ":").last.flatMap { UInt16($0) })
        try write(octets, to: port)
        let status = try await receiver.end()
        return Seen(status: status, output: receiver.stage.output, diagnostics: receiver.stage.diagnostics)
    }

    /// Writes each frame when the one before has its answer, and leaves.
    private func write(_ frames: [String], to port: UInt16) throws {
        let peer = try XCTUnwrap(RawSocket.connected(to: port))
        for frame in frames {
            peer.send(try XCTUnwrap(HexText.decode(frame), name))
            if peer.frame() == nil { break }
        }
    }

    // MARK: Judging

    /// What is not right, in words; empty when all is.
    func faults(of seen: Seen) -> [String] {
        var faults: [String] = []
        if let status = right.status, Int(seen.status.rawValue) != status {
            faults.append("status \(seen.status.rawValue) instead of \(status)")
        }
        let lines = seen.output.split(separator: "\n").compactMap { try? JSONReader.value(of: String($0)) }
        for part in right.lines where !lines.contains(where: { Self.holds($0, part) }) {
            faults.append("no line with \(part.line)")
        }
        for part in right.absent where lines.contains(where: { Self.holds($0, part) }) {
            faults.append("a line with \(part.line)")
        }
        for text in right.printed where !seen.output.contains(text) { faults.append("\"\(text)\" is not printed") }
        for text in right.errors where !seen.diagnostics.contains(text) {
            faults.append("\"\(text)\" is not in standard error")
        }
        if right.isUntouched, seen.wasTouched { faults.append("somebody connected") }
        return faults
    }

    /// True when `part` is part of `whole`: an object's members, an array's elements in their places, or the value;
    /// `{"contains":"x"}` stands for a text in which x stands.
    static func holds(_ whole: JSONValue, _ part: JSONValue) -> Bool {
        if let members = part.members?.members {
            if members.count == 1, let text = part.members?["contains"]?.text {
                return whole.text?.contains(text) ?? false
            }
            guard let object = whole.members else { return false }
            return members.allSatisfy { member in object[member.key].map { holds($0, member.value) } ?? false }
        }
        if let elements = part.elements {
            guard let others = whole.elements, others.count == elements.count else { return false }
            return zip(others, elements).allSatisfy { holds($0, $1) }
        }
        return whole.line == part.line
    }
}

/// `carrier receive` in this process, from the moment that it listens.
final class RunningReceiver: Sendable {
    let stage = Stage()
    let address: String
    private let interruption = Interruption()
    private let task: Task<ExitStatus, any Error>

    private let writes: EventRecorder<Void>

    init(_ words: [String], _ change: (inout ReceiveCommand) -> Void = { _ in }) async throws {
        let words = words.dropFirst().map { $0.replacingOccurrences(of: "127.0.0.1:PORT", with: "127.0.0.1:0") }
        let asJSON = words.contains("--json") ? words : words + ["--json"]
        var command = try ReceiveCommand(Arguments(parsing: asJSON, for: ReceiveCommand.spec))
        let interruption = interruption
        command.interruption = { interruption }
        change(&command)
        let writes = EventRecorder<Void>()
        self.writes = writes
        var console = stage.console
        let output = console.output
        console.output = { octets in
            let isRead = output(octets)
            writes.note(())
            return isRead
        }
        let (started, place) = (command, console)
        task = Task { try await started.run(on: place) }
        await writes.wait { !$0.isEmpty }
        let first = try XCTUnwrap(stage.lines.first)
        address = try XCTUnwrap(JSONReader.value(of: first).members?["address"]?.text, first)
    }

    /// Waits until a text is printed.
    func expect(_ text: String) async {
        let stage = stage
        await writes.wait { _ in stage.output.contains(text) }
    }

    /// Does what a SIGINT does and waits for the end.
    func end() async throws -> ExitStatus {
        interruption.interrupt()
        return try await task.value
    }
}
