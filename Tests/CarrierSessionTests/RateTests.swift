import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

/// The rate counts every request, segments of long messages too; a long message is neither cut nor interrupted.
final class RateTests: XCTestCase {
    private func limits(_ rate: Double, window: Int = 16) -> SessionLimits {
        .standard {
            $0.keepAliveInterval = nil
            $0.requestsPerSecond = rate
            $0.windowSize = window
        }
    }

    private func group(_ texts: [String]) -> [ToyMessage] { texts.map { .data(Array($0.utf8)) } }

    func testSegmentsArePacedAndStayTogether() throws {
        var stage = Stage.open(.client, limits: limits(2))
        stage.change { session, now in
            XCTAssertEqual(try? session.submit(group: self.group(["a1", "a2", "a3"]), at: now).count, 3)
            XCTAssertNotNil(try? session.submit(.data(Array("b".utf8)), at: now))
        }
        stage.wait(10)
        XCTAssertEqual(
            stage.log(), ["0 > data a1 #2", "0.500 > data a2 #3", "1 > data a3 #4", "1.500 > data b #5"])
    }

    func testAGroupKeepsItsOrderBehindAFullWindow() throws {
        var stage = Stage.open(.client, limits: .standard { $0.windowSize = 2 })
        try stage.submit("x")
        stage.change { session, now in
            let tickets = try? session.submit(
                group: self.group(["a1", "a2", "a3"]), tag: { UInt64(10 + $0) }, at: now)
            XCTAssertEqual(tickets?.map(\.rawValue), [2, 3, 4])
        }
        try stage.submit("b")
        _ = stage.log()
        for counter: UInt32 in 2...6 { stage.peer(.dataResponse(0), counter) }
        XCTAssertEqual(
            stage.log().filter { $0.contains(">") }, ["0 > data a2 #4", "0 > data a3 #5", "0 > data b #6"])
    }

    func testAGroupIsAcceptedWholeOrNotAtAll() throws {
        var rules = ToyRules()
        rules.longestData = 2
        var stage = Stage.open(
            .client, rules,
            limits: .standard {
                $0.windowSize = 1
                $0.maximumQueuedRequests = 3
            })
        let now = stage.now
        assertRefused(
            .unencodable(WireError(.tooLong(limit: 2, actual: 3), field: "Data", offset: 12)),
            try stage.session.submit(group: group(["a1", "a2", "abc"]), at: now))
        assertRefused(
            .wrongDirection, try stage.session.submit(group: group(["a1"]) + [.dataResponse(0)], at: now))
        assertRefused(.queueFull, try stage.session.submit(group: group(["1", "2", "3", "4"]), at: now))
        XCTAssertEqual(stage.session.requestsInFlight + stage.session.requestsQueued, 0)
        XCTAssertEqual(stage.session.outputCount, 0)
        XCTAssertEqual(try stage.session.submit(group: group(["1", "2", "3"]), at: now).count, 3)
        XCTAssertEqual(try stage.session.submit(group: [], at: now), [])
        stage.close()
        assertRefused(.notOpen, try stage.session.submit(group: group(["1"]), at: now))
    }

    /// The figures: six segments at two a second, against a gateway that takes two a second, a second's worth
    /// at once.
    func testASenderAtTheGatewaysRateIsNeverTooFast() {
        for rate in [0.25, 0.5, 1, 2, 3, 7, 10, 33, 100, 1000] as [Double] {
            var sender = TokenBucket(perSecond: rate, holding: .milliseconds(50))
            var gateway = TokenBucket(perSecond: rate, holding: .seconds(1), tolerance: .milliseconds(100))
            var now = Stage.start
            for number in 0..<500 {
                now = max(now, sender.opens(after: now) ?? now)
                XCTAssertNil(sender.opens(after: now))
                sender.take(at: now)
                // The way takes up to 20 ms, unevenly, but for what comes faster than that.
                let delay = Moment.Span.milliseconds(rate < 20 ? [0, 20, 3, 11][number % 4] : 0)
                XCTAssertTrue(gateway.takeIfOpen(at: now + delay), "\(rate) a second, request \(number)")
            }
        }
    }

    func testTheBucketHoldsWhatComesInItsSpan() {
        let start = Stage.start
        func taken(_ bucket: inout TokenBucket, at moment: Moment) -> Int {
            var count = 0
            while count < 5000, bucket.takeIfOpen(at: moment) { count += 1 }
            return count
        }
        for (rate, held) in [(10.0, 10), (1, 1), (0.1, 1), (1000, 1000)] {
            var bucket = TokenBucket(perSecond: rate, holding: .seconds(1), tolerance: .milliseconds(100))
            XCTAssertEqual(taken(&bucket, at: start), held)
            XCTAssertEqual(taken(&bucket, at: start + .seconds(3600)), held)
        }
    }

    func testExtremesAreServed() {
        let moments = [Int64.min, -1, 0, 1, .max].map { Moment(nanoseconds: $0) }
        let spans = [Int64.min, -1, 0, 1, .max].map { Moment.Span(nanoseconds: $0) }
        let rates: [Double?] = [
            nil, 0, -1, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e-9, 1e12, 1,
        ]
        for rate in rates {
            for held in spans {
                for tolerance in spans {
                    var bucket = TokenBucket(perSecond: rate, holding: held, tolerance: tolerance)
                    XCTAssertNil(bucket.opens(after: Stage.start), "a bucket is full at first")
                    for moment in moments {
                        _ = bucket.opens(after: moment)
                        bucket.take(at: moment)
                        _ = bucket.takeIfOpen(at: moment)
                    }
                }
            }
        }
        for rate in [nil, 0, -1, .nan, .infinity] as [Double?] {
            XCTAssertFalse(TokenBucket(perSecond: rate, holding: .seconds(1)).isLimiting)
        }
    }
}
