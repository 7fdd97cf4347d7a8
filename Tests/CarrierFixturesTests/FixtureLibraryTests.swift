import CarrierFixtures
import CarrierWire
import XCTest

/// What tests of others use: the bundled fixtures, and the difference of two frames.
final class FixtureLibraryTests: XCTestCase {
    private let library = FixtureLibrary.bundled

    func testTheBundledFixturesAreThere() throws {
        XCTAssertGreaterThan(try library.frames().count, 400)
        let dialect = try XCTUnwrap(WireDialect.named("cmpp-3.0"))
        let frames = try library.frames(dialect)
        XCTAssertTrue(frames.contains { $0.name == "cmpp-3.0/active-test" })
        XCTAssertEqual(Set(frames.map(\.fixture.dialect.name)), ["cmpp-3.0"])
        XCTAssertEqual(try library.frame("cmpp-3.0/active-test").command, "CMPP_ACTIVE_TEST")
        XCTAssertGreaterThan(try library.captureNames().count, 20)
        XCTAssertEqual(try library.capture("cmpp-3.0-session")["protocol"], "cmpp-3.0")
        XCTAssertFalse(try library.malformed(dialect).isEmpty)
    }

    func testWhatIsMissingIsNamed() throws {
        XCTAssertThrowsError(try library.frame("cmpp-3.0/none")) { error in
            XCTAssertTrue("\(error)".hasSuffix("Fixtures/frames/cmpp-3.0/none.hex: no such fixture"), "\(error)")
        }
        XCTAssertThrowsError(try FixtureLibrary(folder: "nowhere").captureNames()) { error in
            XCTAssertEqual("\(error)", "nowhere/captures: no such folder of fixtures")
        }
    }

    func testAFrameDoesNotDifferFromItself() throws {
        for (name, fixture) in try library.frames() {
            let found = fixture.dialect.differences(recorded: fixture.octets, seen: fixture.octets)
            XCTAssertEqual(found, [], name)
        }
    }

    /// Places are the specification's: CMPP 3.0, 8.4.3.2; SMGP, 3.5; SGIP, 3.6.
    func testADifferenceNamesFieldAndOffsetAndLeavesOutWhatIsAssigned() throws {
        let frames: [(String, assigned: [Int], planted: Int, String)] = [
            ("cmpp-3.0/submit-response", [11, 12, 19], 23, "Result at octet 20: "),
            ("cmpp-2.0/submit-response", [11, 12, 19], 20, "Result at octet 20: "),
            ("smgp-3.0/submit-response", [11, 12, 21], 25, "Status at octet 22: "),
            ("sgip-1.2/submit-response", [8, 12, 19], 20, "Result at octet 20: "),
            ("sgip-1.2/report", [8, 20, 31], 54, "State at octet 54: "),
        ]
        for (name, assigned, planted, text) in frames {
            let fixture = try library.frame(name)
            var seen = fixture.octets
            for place in assigned { seen[place] ^= 0x55 }
            XCTAssertEqual(fixture.dialect.differences(recorded: fixture.octets, seen: seen), [], name)
            seen[planted] ^= 1
            let found = fixture.dialect.differences(recorded: fixture.octets, seen: seen)
            XCTAssertEqual(found.count, 1, name)
            XCTAssertTrue(found.first?.description.hasPrefix(text) ?? false, "\(name): \(found)")
            let field = String(text.prefix { $0 != " " })
            XCTAssertEqual(
                fixture.dialect.differences(recorded: fixture.octets, seen: seen, ignoring: [field.uppercased()]), [])
        }
    }

    func testAnotherCommandAndAFrameThatCannotBeReadAreDifferences() throws {
        let one = try library.frame("cmpp-3.0/active-test")
        let other = try library.frame("cmpp-3.0/terminate")
        XCTAssertEqual(
            one.dialect.differences(recorded: one.octets, seen: other.octets).map(\.description),
            ["command at octet 4: CMPP_TERMINATE instead of CMPP_ACTIVE_TEST"])
        let submit = try library.frame("cmpp-3.0/submit")
        let cut = Array(submit.octets.prefix(60))
        XCTAssertEqual(submit.dialect.differences(recorded: submit.octets, seen: cut).map(\.field), ["frame"])
        XCTAssertEqual(submit.dialect.differences(recorded: submit.octets, seen: []).map(\.field), ["command"])
    }
}
