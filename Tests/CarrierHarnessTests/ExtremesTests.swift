import CarrierCMPP
import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire
import XCTest

@testable import CarrierHarness

/// Whatever numbers a public initialiser, option or argument is given, nothing traps.
final class ExtremesTests: XCTestCase {
    private let integers: [Int64] = [.min, -1, 0, 1, 1_000_000_000, .max]
    private let counts: [Int] = [.min, -1, 0, 1, 7, .max]

    func testHistogram() {
        var histogram = LatencyHistogram()
        let shares: [Double] = [.nan, .infinity, -.infinity, -1, 0, 0.5, 1, 2, .greatestFiniteMagnitude]
        for share in shares { XCTAssertEqual(histogram.quantile(share), .zero) }
        for nanoseconds in integers { histogram.record(Moment.Span(nanoseconds: nanoseconds)) }
        for share in shares { XCTAssertLessThanOrEqual(histogram.quantile(share), histogram.maximum) }
        XCTAssertEqual(histogram.quantile(.nan), Moment.Span(nanoseconds: .max))
        XCTAssertEqual(histogram.quantile(0.5), .zero)
    }

    func testScripts() {
        for count in counts {
            var script = ReceiverScript.accept.reporting(.delivered).refusing(8, every: count)
            script.refusal?.every = count
            script.faults.dropEvery = count
            script.faults.closeAfter = count
            var random = SeededGenerator(seed: 1)
            for ordinal in counts { _ = script.plan(for: ordinal, &random) }
            XCTAssertEqual(script.plan(for: 1, &random).code, count <= 1 ? 8 : 0)
        }
    }

    func testDelays() {
        for nanoseconds in integers {
            let step = LatencyDistribution.Step(percent: 50, within: Moment.Span(nanoseconds: nanoseconds))
            guard let distribution = LatencyDistribution([step]) else { continue }
            var random = SeededGenerator(seed: 1)
            for _ in 0..<50 { XCTAssertGreaterThanOrEqual(distribution.draw(&random), .zero) }
        }
        for percent in [.nan, .infinity, -1, 0, 101] as [Double] {
            XCTAssertNil(LatencyDistribution([.init(percent: percent, within: .seconds(1))]))
        }
    }

    func testSendersWithExtremeOptions() throws {
        for count in counts {
            var limits = SessionLimits.standard
            limits.windowSize = count
            for rate in [nil, .nan, .infinity, -1, 0, 1, .greatestFiniteMagnitude] as [Double?] {
                var options = ClientOptions.standard
                options.segmentsPerSecond = rate
                options.throttleRetries = count
                options.maximumResends = count
                let sender = ReferenceSender(
                    speaking: .cmpp(.v3_0, account: CMPPAccount(id: "901234", secret: "s")),
                    channels: .primary("127.0.0.1:1", connections: min(count, 16)), options: options, limits: limits)
                try sender.submit(OutboundMessage(from: "1", to: ["2"], text: "a"))
                XCTAssertEqual(sender.counters.messages, 1)
            }
        }
    }
}
