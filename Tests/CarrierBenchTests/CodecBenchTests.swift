import XCTest

@testable import CarrierBench

final class CodecBenchTests: XCTestCase {
    private let brief = CodecBench.Effort(runs: 3, nanoseconds: 1000)

    func testEveryCommandIsMeasured() throws {
        for bench in CodecBench.all {
            let figures = try bench.measure(brief)
            XCTAssertEqual(figures.runs, 3)
            XCTAssertGreaterThan(figures.memcpyNanoseconds, 0)
            XCTAssertGreaterThan(figures.decodeNanoseconds, 0)
            XCTAssertGreaterThan(figures.encodeNanoseconds, 0)
            XCTAssertEqual(
                figures.timesMemcpy * figures.memcpyNanoseconds,
                figures.decodeNanoseconds + figures.encodeNanoseconds, accuracy: 0.001)
        }
    }

    /// The totals of cmpp.md, 3.1, with one receiver and 140 octets of content.
    func testTheFramesAreThoseOfTheAgreement() throws {
        let expected = [
            "cmpp-2.0 CMPP_SUBMIT": 299, "cmpp-2.0 CMPP_SUBMIT_RESP": 21, "cmpp-2.0 CMPP_ACTIVE_TEST": 12,
            "cmpp-3.0 CMPP_SUBMIT": 335, "cmpp-3.0 CMPP_SUBMIT_RESP": 24, "cmpp-3.0 CMPP_ACTIVE_TEST": 12,
        ]
        var measured: [String: Int] = [:]
        for bench in CodecBench.all where bench.protocolName.hasPrefix("cmpp") {
            measured["\(bench.protocolName) \(bench.command)"] = try bench.measure(brief).octets
        }
        XCTAssertEqual(measured, expected)
    }

    func testAllocationsAreCountedOneByOne() throws {
        #if os(Linux)
            final class Box { var value = 1 }
            var kept: [Box] = []
            kept.reserveCapacity(64)
            XCTAssertEqual(HeapCounter.objects {}, 0)
            XCTAssertEqual(HeapCounter.objects { for _ in 0..<50 { kept.append(Box()) } }, 50)
            XCTAssertEqual(HeapCounter.objects { for _ in 0..<20 { _ = [UInt8](repeating: 1, count: 100) } }, 20)
            XCTAssertEqual(kept.count, 50)
            struct Refusal: Error {}
            XCTAssertThrowsError(
                try HeapCounter.objects { () throws(Refusal) in throw Refusal() })
            // Afterwards everything is as before.
            kept.append(Box())
            XCTAssertEqual(HeapCounter.objects {}, 0)
        #endif
    }
}
