import CarrierSession
import CarrierSimulation
import CarrierWire
import XCTest

/// Whatever numbers a link's plan has, nothing traps.
final class FaultyLinkExtremesTests: XCTestCase {
    private let integers: [Int64] = [.min, -1, 0, 1, 1_000_000_000, .max]
    private let counts: [Int] = [.min, -1, 0, 1, 7, .max]

    func testLinks() {
        let rules = FrameRules(headerLength: 12, maximumLength: 100, lengthField: "L")
        let frame: [UInt8] = [0, 0, 0, 12] + [UInt8](repeating: 0, count: 8)
        for count in counts {
            for nanoseconds in integers {
                let span = Moment.Span(nanoseconds: nanoseconds)
                var plan = FaultPlan.none
                (plan.splitOneIn, plan.mergeOneIn, plan.delayOneIn) = (count, count, count)
                (plan.stallOneIn, plan.duplicateOneIn) = (count, count)
                (plan.latency, plan.jitter, plan.delay, plan.stall) = (span, span, span, span)
                var link = FaultyLink(plan: plan, rules: rules, direction: .max)
                for moment in integers.map({ Moment(nanoseconds: $0) }) {
                    for _ in 0..<5 { link.send(frame, at: moment) }
                    _ = link.receive(at: moment)
                }
                link.end(at: Moment(nanoseconds: nanoseconds))
                link.cut(at: Moment(nanoseconds: nanoseconds))
            }
        }
    }
}
