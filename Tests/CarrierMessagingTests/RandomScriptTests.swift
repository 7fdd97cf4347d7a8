import CMPPCodec
import CarrierSession
import CarrierWire
import SMSText
import XCTest

@testable import CarrierMessaging

/// Whatever comes in whatever order: every part, outcome, report and segment is accounted for exactly once.
final class RandomScriptTests: XCTestCase {
    private var isLong: Bool { ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1" }

    func testEverythingIsAccountedForOnce() throws {
        for seed in UInt64(0)..<(isLong ? 10_000 : 120) {
            var run = Run(seed)
            try run.play()
        }
    }

    /// One run: what was asked of the desk is noted here, independently of its own counters.
    private struct Run {
        let seed: UInt64
        var random: SeededGenerator
        var desk: TestDesk
        var open: [PreparedRequest<CMPP.Message>] = []
        /// Ids that were given, with the receiver that each stands for.
        var given: [(id: UInt64, receiver: String)] = []
        /// Ids that will be given by a response that is still to come.
        var promised: [(request: PreparedRequest<CMPP.Message>, id: UInt64)] = []
        var nextID: UInt64 = 1
        var receiversOwed: [UInt64: [String]] = [:]
        var outcomes: [UInt64: [String]] = [:]
        var parts = 0
        var accepted = 0
        var refused = 0
        var unanswered = 0
        var reports = 0
        var reportEnds = 0
        var segments = 0
        var segmentEnds = 0
        var repetitions = 0

        init(_ seed: UInt64) {
            self.seed = seed
            random = SeededGenerator(seed: seed)
            var choice = SeededGenerator(seed: seed ^ 0xABCD)
            desk = TestDesk(choice.below(2) == 0 ? .v2_0 : .v3_0) { options in
                options.failFast = choice.below(4) == 0
                options.singleReportSuffices = choice.below(4) == 0
                if choice.below(3) == 0 { options.graceAfterFirst = .seconds(Int64(choice.below(2_000))) }
                if choice.below(2) == 0 {
                    options.throttleRetries = ThrottleRetries(count: choice.below(3), delay: .seconds(2))
                }
                options.maximumEarlyReports = choice.below(6)
                options.rememberedMessages = choice.below(20)
                options.rememberedSegments = choice.below(60)
                options.rememberedFor = .seconds(Int64(choice.below(200_000)))
                options.reassembly = ReassemblyLimits(
                    entries: 1 + choice.below(3), octets: 500, expiry: Int64(choice.below(300)) * 1_000_000_000)
            }
        }

        mutating func play() throws {
            for _ in 0..<120 {
                try step()
                note()
                check()
            }
            desk.messenger.finish(at: desk.now)
            note()
            check()
            XCTAssertEqual(desk.counters.openParts, 0, "seed \(seed)")
            XCTAssertEqual(desk.counters.openOutcomes, 0, "seed \(seed)")
            XCTAssertEqual(desk.counters.parkedReports, 0, "seed \(seed)")
            XCTAssertEqual(desk.counters.waitingSegments, 0, "seed \(seed)")
            XCTAssertEqual(reports, reportEnds, "seed \(seed)")
            XCTAssertEqual(outcomes.mapValues { $0.sorted() }, receiversOwed.mapValues { $0.sorted() }, "seed \(seed)")
            XCTAssertNil(desk.messenger.nextDeadline, "seed \(seed)")
        }

        private mutating func step() throws {
            switch random.below(12) {
            case 0, 1, 2: try send()
            case 3, 4, 5: answer()
            case 6, 7, 8: try report()
            case 9: try incoming()
            case 10: desk.wait(.seconds(Int64([1, 3, 100, 1_000, 100_000][random.below(5)])))
            default: while let request = desk.messenger.nextRequest() { open.append(request) }
            }
        }

        private mutating func send() throws {
            let receivers = (0...random.below(4)).map { _ in "1380013800\(random.below(10))" }
            let segments = 1 + random.below(3)
            let requests = try desk.prepare(
                segments: segments, to: receivers, report: random.below(4) == 0 ? .none : .requested)
            open += requests
            parts += segments * receivers.count
            receiversOwed[requests[0].tag >> 20] = receivers
        }

        private mutating func answer() {
            guard !open.isEmpty else { return }
            let index = random.below(open.count)
            let request = open[index]
            // Sometimes the request stays open: a second response will follow.
            if random.below(6) > 0 { open.remove(at: index) }
            switch random.below(8) {
            case 0: desk.refuse(request, 8)
            case 1: desk.refuse(request, UInt32(1 + random.below(20)))
            case 2:
                let ends: [RequestFailure] = [.noResponse, .sessionEnded, .cancelled]
                desk.messenger.failed(tag: request.tag, ends[random.below(3)], at: desk.now)
            default:
                let id: UInt64
                if let place = promised.firstIndex(where: { $0.request.tag == request.tag }) {
                    id = promised.remove(at: place).id
                } else {
                    id = newID()
                }
                desk.accept(request, id)
                guard case .submit(let submit) = request.message else { return }
                for (step, receiver) in submit.destinationIDs.enumerated() {
                    given.append((id + UInt64(step), receiver.text))
                }
            }
        }

        /// Now and then an id that was used before.
        private mutating func newID() -> UInt64 {
            if random.below(10) == 0, let old = given.first { return old.id }
            defer { nextID += 10 }
            return nextID
        }

        private mutating func report() throws {
            let words = ["DELIVRD", "DELIVRD", "DELIVRD", "UNDELIV", "EXPIRED", "ACCEPTD", "MK:0001", ""]
            var target: (id: UInt64, receiver: String) = (UInt64(1_000_000 + random.below(10)), "13800138000")
            if random.below(4) > 0, !given.isEmpty {
                target = given[random.below(given.count)]
            } else if random.below(2) == 0, !open.isEmpty {
                // Before its response.
                let request = open[random.below(open.count)]
                guard case .submit(let submit) = request.message else { return }
                let id = newID()
                promised.append((request, id))
                target = (id, submit.destinationIDs[0].text)
            }
            try desk.report(target.id, words[random.below(words.count)], to: target.receiver)
            reports += 1
        }

        private mutating func incoming() throws {
            let total = 1 + random.below(3)
            var content: [UInt8] = [5, 0, 3, UInt8(random.below(3)), UInt8(total), UInt8(1 + random.below(total))]
            content += [0x4E, UInt8(random.below(2))]
            try desk.receive(
                desk.binding.deliver(
                    InboundSegment(
                        id: CarrierMessageID(1), from: "1380013800\(random.below(2))", to: "10690001", coding: 8,
                        hasHeader: random.below(4) > 0, content: content)))
            segments += 1
        }

        private mutating func note() {
            for event in desk.events() {
                switch event {
                case .accepted: accepted += 1
                case .refused: refused += 1
                case .unanswered: unanswered += 1
                case .postponed: break
                case .outcome(let outcome):
                    outcomes[outcome.message, default: []].append(outcome.receiver)
                    XCTAssertFalse(outcome.segments.isEmpty)
                case .report, .orphan, .lateReport, .duplicateReport, .contradictoryReport: reportEnds += 1
                case .malformedReport: XCTFail("seed \(seed)")
                case .incoming(let message): segmentEnds += message.parts.count
                case .repeatedSegment: repetitions += 1
                case .incomplete(let incomplete): segmentEnds += incomplete.message.parts.count
                }
            }
        }

        private func check() {
            let counters = desk.counters
            XCTAssertEqual(counters.parts, parts, "seed \(seed)")
            XCTAssertGreaterThanOrEqual(counters.openParts, 0, "seed \(seed)")
            XCTAssertEqual(counters.acceptedParts, accepted, "seed \(seed)")
            XCTAssertEqual(counters.refusedParts, refused, "seed \(seed)")
            // Parts that were forgotten with their message have no event of their own.
            XCTAssertGreaterThanOrEqual(counters.unansweredParts, unanswered, "seed \(seed)")
            XCTAssertEqual(counters.reports, reports, "seed \(seed)")
            XCTAssertEqual(counters.parkedReports, reports - reportEnds, "seed \(seed)")
            XCTAssertEqual(counters.parkedReports, desk.messenger.early.count, "seed \(seed)")
            XCTAssertEqual(counters.inboundSegments, segments, "seed \(seed)")
            XCTAssertEqual(counters.emittedSegments, segmentEnds, "seed \(seed)")
            XCTAssertEqual(counters.repeatedSegments, repetitions, "seed \(seed)")
            XCTAssertGreaterThanOrEqual(counters.waitingSegments, 0, "seed \(seed)")
            XCTAssertEqual(counters.outcomes, outcomes.values.reduce(0) { $0 + $1.count }, "seed \(seed)")
            XCTAssertLessThanOrEqual(desk.messenger.book.finishedMessages, 20, "seed \(seed)")
        }
    }
}
