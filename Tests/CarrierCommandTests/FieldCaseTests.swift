import CarrierFixtures
import XCTest

@testable import carrier

/// What people met in the field, as they met it.
final class FieldCaseTests: XCTestCase {
    /// Cases that are not right yet; each is taken out by whoever mends it.
    private static let pending: Set<String> = []

    func testEveryCaseIsRight() async throws {
        let cases = try FieldCase.all()
        XCTAssertGreaterThanOrEqual(cases.count, 21)
        XCTAssertEqual(Set(cases.map(\.name)).count, cases.count)
        XCTAssertTrue(Self.pending.isSubset(of: cases.map(\.name)))
        for entry in cases where !Self.pending.contains(entry.name) {
            let seen = try await entry.run()
            for fault in entry.faults(of: seen) {
                XCTFail("\(entry.name): \(fault)\n\(seen.output)\n\(seen.diagnostics)")
            }
        }
    }

    func testAWrongRunIsNoticed() throws {
        let line = """
            {"case":"x","provenance":"composed","reference":"-","words":[],"right":{"status":1,\
            "lines":[{"event":"a","to":["1"],"meaning":{"contains":"b"}}],"absent":[{"event":"c"}],"printed":["d"],\
            "errors":["e"],"untouched":true}}
            """
        let entry = try FieldCase(line)
        let sound = FieldCase.Seen(
            status: .differs, output: #"{"event":"a","to":["1"],"meaning":"abc d","more":1}"#, diagnostics: "e",
            wasTouched: false)
        XCTAssertEqual(entry.faults(of: sound), [])
        var wrong = FieldCase.Seen(
            status: .done, output: #"{"event":"a","to":["1","2"],"meaning":"b"}"# + "\n" + #"{"event":"c"}"#,
            diagnostics: "", wasTouched: true)
        XCTAssertEqual(entry.faults(of: wrong).count, 6)
        wrong.output = #"{"event":"a","meaning":"b"}"#
        XCTAssertEqual(entry.faults(of: wrong).count, 5)
    }
}
