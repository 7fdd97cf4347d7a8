import CarrierFixtures
import CarrierWire
import XCTest

@testable import CarrierConformance

/// Recorded sessions judged from outside.
final class PassiveJudgeTests: XCTestCase {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/captures")

    private func capture(_ name: String) throws -> Capture {
        let file = Self.folder.appendingPathComponent(name + ".capture")
        return try Capture(String(contentsOf: file, encoding: .utf8), file: name)
    }

    private func judge(_ capture: Capture, secret: String? = "test1234") throws -> PassiveJudge {
        PassiveJudge(try ReplayRecording([.init(name: "a", capture: capture)]), secret: secret)
    }

    private func describe(_ judge: PassiveJudge) -> [String] {
        judge.findings.map { "\($0.side) frame \($0.frame) \($0.rule.name): \($0.seen)" }
    }

    /// What the fixtures' recordings have: closing requests whose numbers do not follow, and a reserved status.
    private static let known: [String: [String]] = [
        "cmpp-2.0-long-message": ["sp frame 15 number-step: the number 90 follows 3"],
        "cmpp-2.0-session": ["sp frame 11 number-step: the number 90 follows 3"],
        "cmpp-2.0-split-writes": ["sp frame 7 number-step: the number 90 follows 3"],
        "cmpp-3.0-long-message": ["sp frame 15 number-step: the number 90 follows 3"],
        "cmpp-3.0-session": ["sp frame 11 number-step: the number 90 follows 3"],
        "cmpp-3.0-split-writes": ["sp frame 7 number-step: the number 90 follows 3"],
        "smgp-3.0-flow-control": ["gateway frame 4 values: Submit_Resp: Status: 103 is reserved"],
        "smgp-3.0-long-message": ["sp frame 15 number-step: the number 90 follows 3"],
        "smgp-3.0-split-writes": ["sp frame 9 number-step: the number 9 follows 4"],
    ]

    func testSoundRecordingsAreCleanAndEachDeviationIsNamed() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        XCTAssertGreaterThan(files.count, 20)
        for file in files where file.hasSuffix(".capture") {
            let judge = try judge(capture(String(file.dropLast(8))), secret: nil)
            XCTAssertEqual(describe(judge), Self.known[String(file.dropLast(8))] ?? [], file)
        }
    }

    /// The session of the fixture with one thing wrong each.
    func testEachThingThatIsWrongIsNamedWithItsFrame() throws {
        let sound = try capture("cmpp-3.0-session")
        func changed(_ change: (inout [Capture.Chunk]) -> Void) throws -> Set<String> {
            var capture = sound
            change(&capture.chunks)
            return Set(try judge(capture).findings.map { "\($0.side.rawValue) \($0.rule.name)" })
        }
        func first(_ chunks: [Capture.Chunk], _ command: [UInt8]) -> Int {
            chunks.firstIndex { Array($0.octets[4..<8]) == command } ?? 0
        }
        let submit: [UInt8] = [0, 0, 0, 4]
        let submitResponse: [UInt8] = [0x80, 0, 0, 4]
        let deliverResponse: [UInt8] = [0x80, 0, 0, 5]
        XCTAssertTrue(
            try changed { $0[first($0, submitResponse)].octets[11] ^= 0x40 }.isSuperset(of: [
                "gateway answers-match", "gateway answered",
            ]))
        XCTAssertTrue(try changed { $0[first($0, deliverResponse)].octets[15] ^= 1 }.contains("sp repeated-id"))
        XCTAssertTrue(
            try changed { ($0[0].octets, $0[2].octets) = ($0[2].octets, $0[0].octets) }.contains("sp login-first"))
        XCTAssertTrue(try changed { $0[0].octets[20] ^= 1 }.contains("sp digest"))
        XCTAssertTrue(try changed { $0[first($0, submit)].octets[11] &+= 9 }.contains("gateway answers-match"))
        XCTAssertTrue(
            try changed { chunks in
                let copy = chunks[first(chunks, submitResponse)]
                chunks.insert(copy, at: first(chunks, submitResponse) + 1)
            }.contains("gateway answers-match"))
        XCTAssertTrue(
            try changed { chunks in
                let place = first(chunks, submitResponse)
                for index in place..<chunks.count { chunks[index].time += 61_000_000_000 }
            }.contains("gateway in-time"))
        XCTAssertTrue(
            try changed { chunks in
                let place = first(chunks, submitResponse)
                chunks.remove(at: place)
                for index in place..<chunks.count { chunks[index].time += 61_000_000_000 }
            }.contains("gateway answered"))
        XCTAssertTrue(
            try changed { chunks in
                let place = first(chunks, submit)
                chunks[place].direction = .fromServer
            }.contains("gateway direction"))
    }

    func testNoDigestIsInAFinding() throws {
        var capture = try capture("cmpp-3.0-session")
        capture.chunks[0].octets[20] ^= 1
        let judge = try judge(capture)
        let finding = try XCTUnwrap(judge.findings.first { $0.rule == .digest })
        XCTAssertEqual(Array(finding.entry.octets[18..<34]), [UInt8](repeating: 0, count: 16))
        XCTAssertEqual(finding.entry.deviating, [18..<34])
    }
}
