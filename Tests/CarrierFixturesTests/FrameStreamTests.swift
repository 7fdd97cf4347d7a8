import CarrierFixtures
import CarrierWire
import XCTest

/// Frames back to back, in a dialect that is named or found.
final class FrameStreamTests: XCTestCase {
    private func items(_ octets: [UInt8], _ choice: DialectChoice, piece: Int = .max) -> [FrameStream.Item] {
        var stream = FrameStream(choice)
        var items: [FrameStream.Item] = []
        var rest = octets[...]
        while !rest.isEmpty {
            items += stream.take(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
        return items + stream.finish()
    }

    private func frame(_ item: FrameStream.Item?) -> ExchangeFrame? {
        if case .frame(let frame, _)? = item { frame } else { nil }
    }

    /// What a frame says apart from the names; no parameters are as good as none.
    private func values(_ frame: ExchangeFrame) -> [FieldValue] {
        frame.fields.map(\.value).filter { $0 != .list([]) }
    }

    /// Every frame fixture, deviating ones too: its dialect is among those found; first, or what is first reads alike.
    /// A command that its protocol does not define may be one of another protocol.
    func testEveryFixtureIsFoundWithoutAProtocol() throws {
        var first = 0
        var total = 0
        var others: [String] = []
        for (path, fixture) in try Corpus.frames() {
            let found = items(fixture.octets, DialectChoice())
            XCTAssertEqual(found.count, 1, path)
            guard let read = frame(found.first), let detection = read.detection else {
                XCTFail("\(path): \(found)")
                continue
            }
            let names = detection.names + detection.near
            if fixture.command == "unknown" { continue }
            total += 1
            XCTAssertTrue(names.contains(fixture.dialect.name), "\(path): \(names)")
            let own = try fixture.dialect.decode(fixture.octets)
            if detection.names.first == fixture.dialect.name || values(own) == values(read) {
                first += 1
            } else {
                others.append("\(path): \(detection.names)")
            }
        }
        XCTAssertGreaterThan(total, 250)
        XCTAssertGreaterThanOrEqual(first * 100, total * 95, "\(first) of \(total): \(others)")
    }

    /// Every frame fixture under every other dialect: it reads alike, or an error, a deviation or a hint says not.
    func testNoFixtureIsSilentUnderAWrongDialect() throws {
        var silent: [String] = []
        for (path, fixture) in try Corpus.frames() where fixture.command != "unknown" {
            let own = try fixture.dialect.decode(fixture.octets)
            for other in WireDialect.all where other.name != fixture.dialect.name {
                switch items(fixture.octets, DialectChoice(other)).first {
                case .frame(let read, _)?:
                    let isTold = read.hint != nil || !read.deviations.isEmpty || read.command == "unknown"
                    if !isTold, values(read) != values(own) { silent.append("\(path) under \(other.name)") }
                case .fault: break
                case nil: XCTFail(path)
                }
            }
        }
        XCTAssertEqual(silent, [])
    }

    func testPiecesOfAnySizeGiveTheSame() throws {
        let octets = try Corpus.frames().filter { $0.fixture.dialect.name == "cmpp-3.0" }.flatMap(\.fixture.octets)
        let whole = items(octets, DialectChoice()).map { frame($0)?.octets }
        XCTAssertEqual(whole.count, try Corpus.frames().filter { $0.fixture.dialect.name == "cmpp-3.0" }.count)
        for piece in [1, 7, 100] {
            XCTAssertEqual(items(octets, DialectChoice(), piece: piece).map { frame($0)?.octets }, whole)
        }
    }

    func testBehindADamagedFrameReadingGoesOnAndBehindAnUnsoundLengthItEnds() throws {
        let sound = try HexListing("0000000c00000008000000c8").octets
        // SUBMIT_RESP of CMPP 2.0 without its Result (cmpp.md 3.6).
        let damaged = try HexListing("00000014800000040000000100000000000000" + "01").octets
        let cmpp = try XCTUnwrap(WireDialect.named("cmpp-2.0"))
        let three = items(sound + damaged + sound, DialectChoice(cmpp))
        XCTAssertEqual(three.count, 3)
        guard case .fault(let fault)? = three.dropFirst().first else { return XCTFail("no fault") }
        XCTAssertEqual(fault.number, 2)
        XCTAssertEqual(fault.position, 12)
        XCTAssertEqual(fault.error.field, "Result")
        let two = items(sound + [0, 0, 0, 11] + sound, DialectChoice())
        XCTAssertEqual(two.count, 2)
        guard case .fault(let last)? = two.last else { return XCTFail("no fault") }
        XCTAssertEqual(last.error.reason, .lengthOutOfRange(announced: 11, minimum: 12, maximum: 8192))
    }

    func testNoiseNeverTraps() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            var octets = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            // Mostly a length that can be.
            if octets.count > 4 { octets.replaceSubrange(0..<3, with: [0, 0, 0]) }
            _ = items(octets, DialectChoice())
        }
    }
}
