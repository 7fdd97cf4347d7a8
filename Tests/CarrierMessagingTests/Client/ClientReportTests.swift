import CarrierSession
import Foundation
import XCTest

@testable import CarrierMessaging

/// Which segment a report means, and what is kept of those that mean nothing yet: text-and-long-sms.md 7.3 to 7.5.
final class ClientReportTests: XCTestCase {
    func testEveryOrderOfResponsesAndReports() throws {
        for order in permutations(Array(0..<6)) {
            var client = TestClient.open()
            try client.submit(segments: 3)
            let requests = client.take()
            for step in order {
                if step < 3 {
                    client.accept(requests[step], UInt64(100 + step))
                } else {
                    client.report(UInt64(97 + step))
                }
            }
            let told = client.told()
            XCTAssertEqual(told.count { $0.hasPrefix("report") }, 3, "\(order)")
            XCTAssertEqual(told.last, "outcome 1 00 delivered", "\(order)")
            XCTAssertEqual(told.count, 7, "\(order)")
            XCTAssertEqual(client.core.counters.waitingReports, 0, "\(order)")
        }
    }

    private func permutations(_ items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.indices.flatMap { index in
            var rest = items
            let item = rest.remove(at: index)
            return permutations(rest).map { [item] + $0 }
        }
    }

    func testAnEarlyReportWaits180SecondsAndThenIsAnOrphan() throws {
        var client = TestClient.open()
        try client.submit()
        let request = client.take()[0]
        client.report(100)
        XCTAssertEqual(client.core.counters.waitingReports, 1)
        XCTAssertEqual(client.core.nextDeadline, client.now + .seconds(180))
        client.wait(.seconds(179))
        XCTAssertEqual(client.told(), [])
        client.wait(.seconds(1))
        XCTAssertEqual(client.told(), ["orphan 100 delivered"])
        // The report is gone; the response alone leaves the message waiting.
        client.accept(request, 100)
        XCTAssertEqual(client.told(), ["accepted 1:1/1 00 100"])
        XCTAssertEqual(client.core.counters.openOutcomes, 1)
    }

    func testEarlyReportsAreBoundedAndTheOldestGoesFirst() throws {
        var client = TestClient.open { $0.maximumEarlyReports = 2 }
        for id in UInt64(1)...3 { client.report(id) }
        XCTAssertEqual(client.told(), ["bound earlyReports", "orphan 1 delivered"])
        var none = TestClient.open { $0.maximumEarlyReports = 0 }
        none.report(1)
        XCTAssertEqual(none.told().last, "orphan 1 delivered")
        client.core.shutDown(within: .zero, at: client.now)
        client.cut(1, reason: .closedLocally)
        XCTAssertEqual(client.told().filter { $0.hasPrefix("orphan") }, ["orphan 2 delivered", "orphan 3 delivered"])
        XCTAssertEqual(client.core.counters.orphanReports, 3)
        XCTAssertEqual(client.core.counters.waitingReports, 0)
    }

    func testProgressAndItsEndMayBothBeEarly() throws {
        var client = TestClient.open()
        try client.submit()
        let request = client.take()[0]
        client.report(100, .enroute)
        client.report(100)
        client.accept(request, 100)
        XCTAssertEqual(
            client.told(),
            [
                "accepted 1:1/1 00 100", "report 1:1/1 00 enroute", "report 1:1/1 00 delivered",
                "outcome 1 00 delivered",
            ])
    }

    func testASecondReportIsADuplicateAndALateOneIsNamed() throws {
        var client = TestClient.open()
        try client.submit()
        client.accept(client.take()[0], 100)
        client.report(100)
        client.report(100, .undelivered)
        XCTAssertEqual(client.told().suffix(2), ["outcome 1 00 delivered", "contradiction 1:1/1 00 undelivered"])
        try client.submit()
        client.accept(client.take()[0], 101)
        client.wait(.seconds(48 * 3600))
        client.report(101)
        client.report(101)
        XCTAssertEqual(
            client.told(),
            [
                "accepted 2:1/1 00 101", "outcome 2 00 unknown", "late 2:1/1 00 delivered",
                "duplicate 2:1/1 00 delivered",
            ])
        XCTAssertEqual(client.core.counters.lateReports, 1)
        XCTAssertEqual(client.core.counters.duplicateReports, 1)
        XCTAssertEqual(client.core.counters.contradictions, 1)
    }

    func testOneIdForAllRecipientsIsToldApartByTheNumber() throws {
        var client = TestClient.open()
        try client.submit(segments: 2, to: ["13800138001", "13800138002"])
        let requests = client.take()
        client.accept(requests[0], 100)
        client.accept(requests[1], 200)
        for recipient in ["8613800138002", "+8613800138001"] {
            for id: UInt64 in [100, 200] { client.report(id, to: recipient) }
        }
        XCTAssertEqual(
            client.told().filter { $0.hasPrefix("outcome") }, ["outcome 1 02 delivered", "outcome 1 01 delivered"])
        XCTAssertEqual(client.core.counters.matchedReports, 4)
    }

    func testARecipientThatFitsNobodyFallsBackToTheId() throws {
        var client = TestClient.open()
        try client.submit()
        client.accept(client.take()[0], 100)
        client.report(100, to: "10690001")
        XCTAssertEqual(client.core.counters.delivered, 1)
    }

    func testASecondIdAfterARepeatedSubmit() throws {
        // The failure under one id does not count while the other is out; the delivery under one does at once.
        var client = TestClient.open()
        try client.submit()
        let request = client.take()[0]
        client.accept(request, 100)
        client.accept(request, 101)
        client.report(100, .undelivered)
        XCTAssertEqual(client.core.counters.outcomes, 0)
        client.report(101)
        XCTAssertEqual(client.core.counters.delivered, 1)
        XCTAssertEqual(client.core.counters.lateResponses, 1)
        guard case .outcome(let outcome)? = client.events().last else { return XCTFail("no outcome") }
        XCTAssertEqual(outcome.segments[0].id?.number, 100)
        XCTAssertEqual(outcome.segments[0].furtherIDs.map(\.number), [101])

        var failing = TestClient.open()
        try failing.submit()
        let twice = failing.take()[0]
        failing.accept(twice, 100)
        failing.accept(twice, 101)
        failing.report(101, .expired)
        failing.report(101, .expired)
        XCTAssertEqual(failing.core.counters.outcomes, 0)
        failing.report(100, .undelivered)
        XCTAssertEqual(failing.core.counters.failed, 1)
        XCTAssertEqual(failing.core.counters.duplicateReports, 1)
    }

    func testEndsOfNothingAreCountedOnly() throws {
        var client = TestClient.open()
        try client.submit()
        let request = client.take()[0]
        client.handle(.result(SubmitResult(tag: request.tag + 1 << 40, code: 0, id: nil, answeredAt: client.now)))
        client.handle(.failed(tag: 0, .noResponse, wasSent: true))
        client.handle(.result(SubmitResult(tag: request.tag + 5, code: 0, id: nil, answeredAt: client.now)))
        XCTAssertEqual(client.core.counters.strayEnds, 3)
        XCTAssertEqual(client.told(), [])
    }

    // MARK: Memory

    private var isLong: Bool { ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1" }

    /// A million messages in the long run: delivered, failed, unreported, twice answered, early and late.
    func testMemoryFollowsWhatIsOpen() throws {
        let count = isLong ? 1_000_000 : 8_000
        let remembered = isLong ? 10_000 : 1_000
        var client = TestClient.open { options in
            options.rememberedMessages = remembered
            options.maximumEarlyReports = 100
            options.reportWindow = .seconds(60)
        }
        var highest = 0
        for number in 1...count {
            let id = UInt64(number)
            if number % 7 == 0 { client.report(id) }
            try client.submit()
            let request = client.take()[0]
            if number % 50 == 0 {
                client.handle(.failed(tag: request.tag, .noResponse, wasSent: true))
            } else {
                client.accept(request, id)
                if number % 9 == 0 { client.accept(request, id + 10_000_000) }
                if number % 10 != 0, number % 7 != 0 { client.report(id, number % 3 == 0 ? .undelivered : .delivered) }
            }
            client.wait(.milliseconds(100))
            _ = client.events()
            guard number % 64 == 0 else { continue }
            let tracker = client.core.tracker
            highest = max(highest, tracker.openMessages)
            XCTAssertLessThanOrEqual(tracker.finishedMessages, remembered)
            XCTAssertLessThanOrEqual(client.core.ids.count, 2 * (remembered + tracker.openMessages))
            XCTAssertLessThanOrEqual(client.core.early.count, 100)
        }
        // In a window of 60 seconds 600 messages come; those without report and those with a second id wait.
        XCTAssertGreaterThan(highest, 60)
        XCTAssertLessThan(highest, 300)
        client.core.shutDown(within: .zero, at: client.now)
        client.cut(1, reason: .closedLocally)
        XCTAssertEqual(client.core.counters.messages, UInt64(count))
        XCTAssertEqual(client.core.counters.openOutcomes, 0)
        XCTAssertEqual(client.core.tracker.openPlaces, 0)
        XCTAssertEqual(client.core.counters.waitingReports, 0)
    }

    /// Reports on nothing without end: each becomes an orphan, the store stays at its bound.
    func testAFloodOfReports() throws {
        var client = TestClient.open { $0.maximumEarlyReports = 50 }
        var orphans = 0
        for id in UInt64(1)...3_000 {
            client.report(id % 700)
            for case .orphan in client.events() { orphans += 1 }
            XCTAssertLessThanOrEqual(client.core.early.count, 50)
        }
        XCTAssertEqual(orphans, 2_950)
    }

    /// First segments without end.
    func testAFloodOfFirstSegments() throws {
        var client = TestClient.open { options in
            options.reassembly.entries = 100
            options.reassembly.octets = 5_000
        }
        for number in 0..<3_000 {
            let segment = InboundSegment(
                id: CarrierMessageID(UInt64(number)), from: "\(13_800_000_000 + number)", to: "10690001", coding: 8,
                hasHeader: true, content: [5, 0, 3, 1, 255, 1] + [UInt8](repeating: 0x4E, count: 134))
            client.handle(.segment(segment, ReplyToken(sequence: SequenceKey(counter: 1), serial: 1)))
            let counters = client.core.counters
            let waiting = counters.inboundSegments - counters.emittedSegments - counters.repeatedSegments
            XCTAssertLessThanOrEqual(waiting, 5_000 / 140)
        }
    }

    /// A message of 255 segments to many recipients costs no more per place than a small one: nothing is quadratic.
    func testALargeMessage() throws {
        var client = TestClient.open(adapter: TestClientAdapter(groupSize: 99))
        let recipients = (0..<198).map { "138\(10_000_000 + $0)" }
        try client.submit(segments: 255, to: recipients)
        let requests = client.take(1_000)
        XCTAssertEqual(requests.count, 510)
        for (index, request) in requests.enumerated() { client.accept(request, UInt64(index + 1) << 16) }
        XCTAssertEqual(client.core.counters.acceptedPlaces, 198 * 255)
        for (index, recipient) in recipients.enumerated() {
            for segment in 0..<255 where index % 66 == 0 {
                let request = index / 99 * 255 + segment
                client.report(UInt64(request + 1) << 16 + UInt64(index % 99), to: recipient)
            }
        }
        XCTAssertEqual(client.core.counters.delivered, 3)
    }
}
