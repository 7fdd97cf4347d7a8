import CarrierFixtures
import CarrierWire
import XCTest

/// Which protocol and version frames are.
final class DialectDetectorTests: XCTestCase {
    private func dialect(_ name: String) throws -> WireDialect { try XCTUnwrap(WireDialect.named(name)) }

    private func octets(_ hex: String) throws -> [UInt8] { try HexListing(hex).octets }

    /// The frames of field cases fc15, fc17, fc18: made for one version, read under another.
    private let submit3 = """
        000000cd0000000400000009000000000000000001010100544553540000000000000200000000000000000000000000
        000000000000000000000000000000000000000000000839303132333430313030303030303030303030323030303030
        303030305200000000000000000000000000000000000031303635383030300000000000000000000000000001313338
        3030313338303030000000000000000000000000000000000000000000000a4f60597d002c4e16754c00000000000000
        00000000000000000000000000
        """
    private let report2 = """
        00000091000000050000006780b0200003e9000331303635383030300000000000000000000000000054455354000000
        000000000000313338303031333830303000000000000000000000013c80b0014003e9000144454c4956524432363038
        303131323030323630383031313230313133383030313338303030000000000000000000000001e24000000000000000
        00
        """
    private let submitSMGP = """
        000000a10000000200000004060101535643303031000000003030303030303030303030303030080000000000000000
        000000000000000000000000000000000000000000000000000031303635393030303030310000000000000000000000
        0000000000000000000000000000000000000000013138393030303030303031000000000000000000000e4f60597d00
        2c0053004d004700500000000000000000
        """

    func testAFrameUnderTheWrongVersionIsHintedAt() throws {
        for (hex, wrong, right) in [
            (submit3, "cmpp-2.0", "cmpp-3.0"), (report2, "cmpp-3.0", "cmpp-2.0"), (submitSMGP, "cmpp-2.0", "smgp-3.0"),
            (submitSMGP, "cmpp-3.0", "smgp-3.0"), (submitSMGP, "sgip-1.2", "smgp-3.0"),
        ] {
            let frame = try octets(hex)
            XCTAssertNotEqual(try dialect(wrong).fit(frame), .exact, right)
            XCTAssertEqual(try dialect(wrong).hint(for: frame)?.name, right)
            XCTAssertEqual(try dialect(right).fit(frame), .exact)
            XCTAssertNil(try dialect(right).hint(for: frame))
        }
        // No other layout fits a frame that is damaged.
        XCTAssertNil(try dialect("cmpp-2.0").hint(for: Array(octets(submit3).dropLast())))
    }

    func testHowAFrameFits() throws {
        let cmpp2 = try dialect("cmpp-2.0")
        XCTAssertEqual(cmpp2.fit(try octets("0000000c00000008000000c8")), .exact)
        XCTAssertEqual(cmpp2.fit(try octets("0000000e00000008000000c80102")), .deviating(["surplus"]))
        XCTAssertEqual(cmpp2.fit(try octets("0000000c00000077000000c8")), .deviating(["unknown-command"]))
        guard case .none(let error) = cmpp2.fit(try octets("0000000c00000001000000c8")) else {
            return XCTFail("a CONNECT without a body fits")
        }
        XCTAssertEqual(error.offset, 12)
    }

    /// Every frame fixture: its dialect is among those found, and none before it reads the frame otherwise.
    func testEveryFixtureIsDetected() throws {
        var first = 0
        var alike = 0
        var others: [String] = []
        var total = 0
        for (path, fixture) in try Corpus.frames() where fixture.dialect.fit(fixture.octets) == .exact {
            total += 1
            let found = WireDialect.detect(fixture.octets)
            XCTAssertTrue(found.contains { $0.name == fixture.dialect.name }, path)
            guard let likeliest = found.first else { continue }
            if likeliest.name == fixture.dialect.name {
                first += 1
            } else if try likeliest.decode(fixture.octets).fields == fixture.dialect.decode(fixture.octets).fields {
                alike += 1
            } else {
                others.append("\(path): \(likeliest.name)")
            }
        }
        XCTAssertGreaterThan(total, 200)
        XCTAssertGreaterThanOrEqual((first + alike) * 100, total * 95, "\(first) and \(alike) of \(total): \(others)")
    }

    /// A frame under every other version: it fits, or an error or a deviation says that it does not.
    func testUnderEveryWrongVersionAFrameIsTheSameOrNotExact() throws {
        for (path, fixture) in try Corpus.frames() where fixture.dialect.fit(fixture.octets) == .exact {
            for other in WireDialect.all where other.name != fixture.dialect.name {
                guard other.fit(fixture.octets) != .exact else { continue }
                XCTAssertNotNil(other.hint(for: fixture.octets), "\(path) under \(other.name)")
            }
        }
    }

    func testALoginAndThePortSayWhich() throws {
        // CMPP_CONNECT (cmpp.md 3.2): header, Source_Addr, AuthenticatorSource, Version, Timestamp.
        let login =
            try octets("000000270000000100000001") + Array("901234".utf8) + [UInt8](repeating: 7, count: 16)
            + [0x20, 0, 0, 0, 0x7B]
        XCTAssertEqual(WireDialect.detect(login).map(\.name), ["cmpp-2.0", "cmpp-3.0"])
        var login3 = login
        login3[34] = 0x30
        XCTAssertEqual(WireDialect.detect(login3).map(\.name), ["cmpp-3.0", "cmpp-2.0"])
        // CONNECT_RESP of CMPP 3.0 and Login_Resp of SMGP 3.0 have one layout.
        let answer = try octets("0000002180000001000000010000000000000000000000000000000000000000" + "30")
        let ambiguous = Set(WireDialect.detect(answer).map(\.name))
        XCTAssertTrue(ambiguous.isSuperset(of: ["cmpp-3.0", "smgp-3.0"]), "\(ambiguous)")
        XCTAssertEqual(WireDialect.detect(answer, serverPort: 8890).first?.name, "smgp-3.0")
        XCTAssertEqual(WireDialect.detect(answer, serverPort: 7890).first?.name, "cmpp-3.0")
    }

    func testTheRecordingsAreDetectedFromTheirFrames() throws {
        for path in try Corpus.paths("captures", "capture") {
            let capture = try Capture(Corpus.text(path), file: path)
            let dialect = try XCTUnwrap(WireDialect.named(capture["protocol"] ?? ""), path)
            var detector = DialectDetector()
            XCTAssertNil(detector.best)
            for direction in Capture.Direction.allCases {
                var splitter = FrameSplitter(rules: dialect.frameRules)
                capture.octets(direction).withUnsafeBytes { splitter.append($0) }
                while let frame = try splitter.nextFrame({ [UInt8]($0) }) { detector.take(frame) }
            }
            XCTAssertEqual(detector.best?.name, dialect.name, path)
            XCTAssertTrue(detector.exact.contains { $0.name == dialect.name }, path)
        }
    }

    func testAFrameIsFoundBehindAGap() throws {
        let dialect = try dialect("cmpp-3.0")
        let frame = try octets(submit3)
        let lost = Array(frame.dropFirst(17)) + frame + [0, 0, 0, 12, 0, 0, 0, 8, 0, 0, 0, 1]
        XCTAssertEqual(dialect.frameStart(in: lost), frame.count - 17)
        XCTAssertEqual(dialect.frameStart(in: Array(frame.dropFirst(17)) + frame), frame.count - 17)
        // What follows is cut off: that it begins there is not certain.
        XCTAssertNil(dialect.frameStart(in: Array(frame.dropFirst(17)) + frame + [0, 0, 1]))
        XCTAssertNil(dialect.frameStart(in: Array(frame.dropFirst(17))))
        XCTAssertNil(dialect.frameStart(in: []))
        XCTAssertNil(dialect.frameStart(in: [0, 0, 0]))
    }
}
