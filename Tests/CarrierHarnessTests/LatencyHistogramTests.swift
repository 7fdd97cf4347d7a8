import CarrierHarness
import CarrierSession
import XCTest

final class LatencyHistogramTests: XCTestCase {
    func testQuantilesAreAtMostAThirtySecondTooHigh() {
        var histogram = LatencyHistogram()
        XCTAssertEqual(histogram.quantile(0.5), .zero)
        for microseconds in 1...100_000 { histogram.record(.microseconds(Int64(microseconds))) }
        XCTAssertEqual(histogram.count, 100_000)
        for (share, exact) in [(0.5, 50_000_000), (0.9, 90_000_000), (0.99, 99_000_000), (0.00001, 1_000)] {
            let measured = histogram.quantile(share).nanoseconds
            XCTAssertGreaterThanOrEqual(measured, Int64(exact))
            XCTAssertLessThanOrEqual(Double(measured), Double(exact) * 1.032)
        }
        XCTAssertEqual(histogram.quantile(1), .microseconds(100_000))
        XCTAssertEqual(histogram.maximum, .microseconds(100_000))
    }

    func testExtremes() {
        var histogram = LatencyHistogram()
        histogram.record(.init(nanoseconds: -5))
        histogram.record(.init(nanoseconds: 0))
        histogram.record(.init(nanoseconds: .max))
        XCTAssertEqual(histogram.quantile(0.5), .zero)
        XCTAssertEqual(histogram.quantile(1).nanoseconds, .max)
    }
}
