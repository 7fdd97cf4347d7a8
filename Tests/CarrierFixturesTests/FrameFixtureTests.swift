import CarrierFixtures
import CarrierWire
import XCTest

/// Every frame under `Fixtures/frames`: octets, names and listing say the same.
final class FrameFixtureTests: XCTestCase {
    func testOctetsGiveWhatTheSidecarStates() throws {
        let frames = try Corpus.frames()
        XCTAssertGreaterThan(frames.count, 270)
        for (path, fixture) in frames {
            let frame = try fixture.dialect.decode(fixture.octets)
            XCTAssertEqual(frame.command, fixture.command, path)
            let json = try XCTUnwrap(frame.json.members)
            for key in ["fields", "report", "text", "surplus"] {
                XCTAssertEqual(json[key]?.line, fixture.stated[key]?.line, "\(path) \(key)")
            }
            let names = frame.deviations.map { String($0.prefix { $0 != ":" }) }
            var stated = fixture.stated["deviations"]?.elements?.compactMap(\.text) ?? []
            if !frame.surplus.isEmpty { stated = stated.filter { $0 != "surplus" } + ["surplus"] }
            XCTAssertEqual(names, stated, path)
        }
    }

    func testTheSidecarGivesTheOctets() throws {
        for (path, fixture) in try Corpus.frames() {
            var object = JSONObject([
                ("protocol", .string(fixture.dialect.name)), ("command", .string(fixture.command)),
            ])
            for member in fixture.stated.members { object.append(member.key, member.value) }
            let line = try ExchangeLine(.object(object))
            XCTAssertEqual(HexText.encode(try line.encoded()), HexText.encode(fixture.octets), path)
        }
    }

    func testLengthsAndCountsMayBeLeftOut() throws {
        let measured: Set = [
            "Total_Length", "Command_Id", "DestUsr_tl", "Msg_Length", "Message Length", "Command ID", "UserCount",
            "MessageLength", "Count", "PacketLength", "RequestID", "DestTermIDCount", "MsgLength",
        ]
        for (path, fixture) in try Corpus.frames() where fixture.stated["deviations"] == nil {
            // What Payment_Request calls so measures nothing in it.
            let measured = fixture.command == "Payment_Request" ? measured.subtracting(["MsgLength"]) : measured
            if fixture.command == "unknown" { continue }
            let frame = try fixture.dialect.decode(fixture.octets)
            let fields = frame.fields.filter { !measured.contains($0.name) }
            let octets = try fixture.dialect.encode(FrameDraft(command: fixture.command, fields: fields))
            XCTAssertEqual(octets, fixture.octets, path)
            for name in measured {
                guard let index = frame.fields.firstIndex(where: { $0.name == name }),
                    case .number(let number) = frame.fields[index].value
                else { continue }
                var wrong = frame.fields
                wrong[index].value = .number(number + 1)
                XCTAssertThrowsError(
                    try fixture.dialect.encode(FrameDraft(command: fixture.command, fields: wrong)), "\(path) \(name)")
            }
        }
    }

    func testTheHexFileIsTheListing() throws {
        for (path, fixture) in try Corpus.frames() {
            try Corpus.assertGolden(try fixture.dialect.list(fixture.octets), path)
        }
    }

    func testEveryStrictPrefixFailsWithAFieldAndAnOffset() throws {
        for (path, fixture) in try Corpus.frames() {
            for count in 0..<fixture.octets.count {
                do throws(WireError) {
                    _ = try fixture.dialect.decode(Array(fixture.octets.prefix(count)))
                    XCTFail("\(path): \(count) octets decode")
                } catch {
                    XCTAssertLessThanOrEqual(error.offset, count, path)
                    XCTAssertFalse(error.field.description.isEmpty, path)
                }
            }
        }
    }

    func testAnySplitOfAStreamGivesTheSameFrames() throws {
        for dialect in WireDialect.all {
            let frames = try Corpus.frames().map(\.fixture).filter { $0.dialect.name == dialect.name }.map(\.octets)
            let stream = frames.flatMap { $0 }
            for seed in 1...20 as ClosedRange<UInt64> {
                var generator = SeededGenerator(seed: seed)
                var splitter = FrameSplitter(rules: dialect.frameRules)
                var found: [[UInt8]] = []
                var rest = stream[...]
                while !rest.isEmpty {
                    let piece = Array(rest.prefix(Int.random(in: 1...(seed == 1 ? 1 : 700), using: &generator)))
                    rest = rest.dropFirst(piece.count)
                    piece.withUnsafeBytes { splitter.append($0) }
                    while let frame = try splitter.nextFrame({ [UInt8]($0) }) { found.append(frame) }
                }
                XCTAssertEqual(found, frames, "seed \(seed)")
                XCTAssertEqual(splitter.waitingOctets, 0, "seed \(seed)")
            }
        }
    }

    func testAFixtureThatSaysTooLittleIsRefused() {
        let sidecar = """
            {"title":"t","protocol":"cmpp-2.0","command":"CMPP_ACTIVE_TEST","provenance":"specification",
            "reference":"r","fields":{}}
            """
        XCTAssertNoThrow(try FrameFixture(hex: "00", sidecar: sidecar))
        for (old, new) in [
            ("\"title\":\"t\",", ""), ("cmpp-2.0", "cmpp-9.0"), ("specification", "hearsay"), ("\"r\"", "\"\""),
            ("{}}", "[]}"), ("{}}", "{}"),
        ] {
            let bad = sidecar.replacingOccurrences(of: old, with: new)
            XCTAssertThrowsError(try FrameFixture(hex: "00", sidecar: bad), old)
        }
        XCTAssertThrowsError(try FrameFixture(hex: "0", sidecar: sidecar))
    }
}

/// Every frame under `Fixtures/malformed` is refused with the stated error.
final class MalformedFixtureTests: XCTestCase {
    /// Reads the octets as a stream that ends: the first error, or nil.
    private func error(of octets: [UInt8], in dialect: WireDialect) -> WireError? {
        var splitter = FrameSplitter(rules: dialect.frameRules)
        octets.withUnsafeBytes { splitter.append($0) }
        do throws(WireError) {
            while let frame = try splitter.nextFrame({ [UInt8]($0) }) { _ = try dialect.decode(frame) }
            if splitter.waitingOctets > 0 { _ = try dialect.decode(splitter.withWaitingOctets { [UInt8]($0) }) }
        } catch {
            return error
        }
        return nil
    }

    func testEachGivesItsError() throws {
        let paths = try Corpus.paths("malformed", "hex")
        XCTAssertGreaterThanOrEqual(paths.count, 220)
        for path in paths {
            let fixture = try MalformedFixture(Corpus.text(path), file: path)
            let error = try XCTUnwrap(error(of: fixture.octets, in: fixture.dialect), path)
            XCTAssertEqual(JSONValue.object(error.members).line, fixture.error.line, "\(path): \(fixture.title)")
        }
    }

    func testAFixtureThatSaysTooLittleIsRefused() {
        let text = "# t\n# protocol: cmpp-2.0\n# provenance: composed\n# error: {\"offset\":0}\n00\n"
        XCTAssertNoThrow(try MalformedFixture(text))
        for (old, new) in [("cmpp-2.0", "x"), ("composed", "x"), ("{\"offset\":0}", "x"), ("# t\n", ""), ("00", "0")] {
            XCTAssertThrowsError(try MalformedFixture(text.replacingOccurrences(of: old, with: new)), old)
        }
    }
}

/// Every recording under `Fixtures/captures`.
final class CaptureFixtureTests: XCTestCase {
    func testFramesDecodeEncodeAndEveryRequestIsAnsweredOnce() throws {
        let paths = try Corpus.paths("captures", "capture")
        XCTAssertGreaterThanOrEqual(paths.count, 17)
        for path in paths {
            let text = try Corpus.text(path)
            let capture = try Capture(text, file: path)
            XCTAssertEqual(capture.text, text, path)
            XCTAssertNotNil(capture["title"], path)
            XCTAssertNotNil(Provenance(rawValue: capture["provenance"] ?? ""), path)
            let dialect = try XCTUnwrap(WireDialect.named(capture["protocol"] ?? ""), path)
            var requests: [String] = []
            var responses: [String] = []
            for direction in Capture.Direction.allCases {
                var splitter = FrameSplitter(rules: dialect.frameRules)
                capture.octets(direction).withUnsafeBytes { splitter.append($0) }
                while let octets = try splitter.nextFrame({ [UInt8]($0) }) {
                    let frame = try dialect.decode(octets)
                    XCTAssertEqual(frame.deviations, [], path)
                    let draft = FrameDraft(command: frame.command, fields: frame.fields)
                    XCTAssertEqual(try dialect.encode(draft), octets, path)
                    let sequence = frame.fields.first { $0.name.hasPrefix("Sequence") }.map { "\($0.value)" } ?? ""
                    let isResponse = frame.command.uppercased().hasSuffix("_RESP")
                    let asker = isResponse ? Capture.Direction.allCases.first { $0 != direction } : direction
                    let command = isResponse ? String(frame.command.dropLast(5)) : frame.command
                    let key = "\(asker?.rawValue ?? "") \(command) \(sequence)"
                    if isResponse { responses.append(key) } else { requests.append(key) }
                }
                XCTAssertEqual(splitter.waitingOctets, 0, path)
            }
            XCTAssertEqual(requests.sorted(), responses.sorted(), path)
            XCTAssertEqual(Set(requests).count, requests.count, path)
        }
    }
}
