import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

/// Whatever numbers a public initialiser, operator or setting is given, nothing traps.
final class ExtremesTests: XCTestCase {
    private let integers: [Int64] = [
        .min, .min + 1, -9_223_372_037, -1_000_000_001, -86_401, -1, 0, 1, 59, 60, 99, 100, 1_000_000_000,
        9_223_372_036,
        9_223_372_037, .max - 1, .max,
    ]

    func testMomentsAndSpansSaturate() {
        for left in integers {
            for right in integers {
                let (moment, span) = (Moment(nanoseconds: left), Moment.Span(nanoseconds: right))
                let (sum, overflow) = left.addingReportingOverflow(right)
                XCTAssertEqual((moment + span).nanoseconds, overflow ? (right < 0 ? .min : .max) : sum)
                let (difference, tooFar) = left.subtractingReportingOverflow(right)
                XCTAssertEqual(
                    (moment - Moment(nanoseconds: right)).nanoseconds, tooFar ? (left < 0 ? .min : .max) : difference)
            }
            let units: [(Moment.Span, Int64)] = [
                (.seconds(left), 1_000_000_000), (.milliseconds(left), 1_000_000), (.microseconds(left), 1000),
            ]
            for (span, factor) in units {
                let (product, overflow) = left.multipliedReportingOverflow(by: factor)
                XCTAssertEqual(span.nanoseconds, overflow ? (left < 0 ? .min : .max) : product)
            }
            XCTAssertEqual(Moment(secondsSince1970: left).nanoseconds, Moment.Span.seconds(left).nanoseconds)
        }
        XCTAssertEqual(Moment(nanoseconds: .min) + Moment.Span(nanoseconds: -1), Moment(nanoseconds: .min))
    }

    func testCivilTimesOfEveryMomentAndOfNone() {
        for nanoseconds in integers {
            for secondsAhead in integers {
                let time = CivilTime(Moment(nanoseconds: nanoseconds), secondsAhead: secondsAhead)
                XCTAssertTrue((1...12).contains(time.month) && (1...31).contains(time.day), "\(time)")
                XCTAssertTrue((0...23).contains(time.hour) && (0...59).contains(time.minute), "\(time)")
                XCTAssertTrue((1677...2262).contains(time.year), "\(time)")
                _ = time.moment(secondsAhead: secondsAhead)
                _ = time.monthToSecond
            }
        }
        let parts = integers.map { Int($0) }
        for place in 0..<6 {
            for part in parts {
                var values = [2026, 8, 1, 12, 0, 0]
                values[place] = part
                let time = CivilTime(
                    year: values[0], month: values[1], day: values[2], hour: values[3], minute: values[4],
                    second: values[5])
                _ = time.moment()
                XCTAssertLessThanOrEqual(time.monthToSecond, .max)
            }
        }
        let huge = CivilTime(year: .max, month: .max, day: .max, hour: .max, minute: .max, second: .max)
        XCTAssertNil(huge.moment())
        XCTAssertEqual(huge.monthToSecond, .max)
        let tiny = CivilTime(year: .min, month: .min, day: .min, hour: .min, minute: .min, second: .min)
        XCTAssertNil(tiny.moment())
        XCTAssertEqual(tiny.monthToSecond, 0)
    }

    private static func limits(_ random: inout SeededGenerator) -> SessionLimits {
        func number(_ random: inout SeededGenerator) -> Int { [.min, -1, 0, 1, 2, 100, .max][random.below(7)] }
        func span(_ random: inout SeededGenerator) -> Moment.Span {
            Moment.Span(nanoseconds: [.min, -1, 0, 1, 1_000_000_000, .max][random.below(6)])
        }
        var limits = SessionLimits()
        limits.windowSize = number(&random)
        limits.replyTimeout = span(&random)
        limits.maximumAttempts = number(&random)
        limits.closesAfterLastAttempt = random.below(2) == 0
        limits.keepAliveInterval = random.below(2) == 0 ? nil : span(&random)
        limits.keepAliveTimeout = span(&random)
        limits.keepAliveAttempts = number(&random)
        limits.idleTimeout = random.below(2) == 0 ? nil : span(&random)
        limits.loginTimeout = span(&random)
        limits.closingTimeout = span(&random)
        limits.maximumOwedReplies = number(&random)
        limits.rememberedReplies = number(&random)
        limits.rememberedFor = span(&random)
        limits.rememberedOctets = number(&random)
        limits.maximumQueuedRequests = number(&random)
        limits.maximumOutputOctets = number(&random)
        limits.requestsPerSecond =
            [nil, 0, -1, .nan, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1][random.below(8)]
        return limits
    }

    /// Sessions with any limits at any moments: whatever they do, they do not trap, and every submit ends once.
    func testSessionsWithExtremeLimitsAndMoments() {
        for seed in 0..<2000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var rules = ToyRules(wide: random.below(2) == 0)
            rules.counter = [0, 1, .max][random.below(3)]
            var pair = SessionPair(
                rules, rules, limits: Self.limits(&random),
                at: Moment(nanoseconds: integers[random.below(17)]))
            var accepted = 0
            var ended = 0
            var tokens: [ReplyToken] = []
            for _ in 0..<40 {
                switch random.below(7) {
                case 0: if (try? pair.client.submit(.data([65]), at: pair.now)) != nil { accepted += 1 }
                case 1:
                    let group: [ToyMessage] = [.data([66]), .data([67])]
                    accepted += (try? pair.client.submit(group: group, at: pair.now))?.count ?? 0
                case 2:
                    pair.now = Moment(nanoseconds: integers[random.below(17)])
                    pair.client.advance(to: pair.now)
                    pair.server.advance(to: pair.now)
                case 3: if random.below(6) == 0 { pair.client.limits = Self.limits(&random) }
                case 4:
                    if let token = tokens.popLast() {
                        try? pair.server.reply(.dataResponse(0), to: token, at: pair.now)
                    }
                case 5: if random.below(20) == 0 { pair.client.close(at: pair.now) }
                default: pair.exchange()
                }
                while let event = pair.server.nextEvent() {
                    if case .request(_, let token) = event { tokens.append(token) }
                }
                ended += Self.endings(&pair.client)
                _ = (pair.client.nextDeadline, pair.server.nextDeadline)
            }
            pair.client.abort(at: pair.now)
            ended += Self.endings(&pair.client)
            XCTAssertEqual(ended, accepted, "seed \(seed)")
        }
    }

    private static func endings(_ session: inout Session<ToyRules>) -> Int {
        var count = 0
        while let event = session.nextEvent() {
            switch event {
            case .response, .failed: count += 1
            default: break
            }
        }
        return count
    }
}
