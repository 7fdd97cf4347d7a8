import CarrierSession
import XCTest

@testable import CarrierMessaging

/// Faults that clients had before they had a core, each by its name.
final class ClientFaultTests: XCTestCase {
    func testASecondOrderOfCopiesDoesNotOverwriteTheFirst() throws {
        var client = TestClient.open { $0.tellsSegments = false }
        let first = try client.submit(report: .none, key: "first", copies: 1_000)
        let begun = client.take(10)
        let second = try client.submit(report: .none, key: "second", copies: 500)
        XCTAssertEqual(second.lowerBound, first.upperBound)
        var id: UInt64 = 0
        var waiting = begun
        while !waiting.isEmpty {
            for request in waiting {
                id += 1
                client.accept(request, id)
            }
            waiting = client.take(16)
        }
        var counts: [String: Int] = [:]
        var numbers = Set<UInt64>()
        for case .outcome(let outcome) in client.events() {
            XCTAssertEqual(outcome.result, .accepted)
            counts[outcome.key ?? "", default: 0] += 1
            XCTAssertTrue(numbers.insert(outcome.number).inserted)
        }
        XCTAssertEqual(counts, ["first": 1_000, "second": 500])
        XCTAssertEqual(client.core.counters.openOutcomes, 0)
        XCTAssertEqual(client.core.queuedMessages, 0)
    }

    func testARequestThatWasNeverSentIsToldAsNotSent() throws {
        var client = TestClient.open { $0.reconnectFor = .zero }
        try client.submit(key: "sent")
        try client.submit(key: "with the session")
        try client.submit(key: "queued")
        let requests = client.take(2)
        client.cut(1, sent: [requests[0]], unsent: [requests[1]])
        XCTAssertEqual(
            client.told(),
            [
                "unanswered 1:1/1 00 sessionEnded", "outcome 1 00 unknown", "channel 1 lost connectionLost",
                "never begun 3..<4", "outcome 2 00 notSent",
                "ended channelsLost connectionLost",
            ])
        XCTAssertTrue(client.core.isFinished)
        XCTAssertEqual(client.core.counters.notSent, 2)
        XCTAssertEqual(client.core.counters.openOutcomes, 0)
    }

    func testWhatWasNeverSentGoesOverAnotherConnection() throws {
        var client = TestClient.open(2)
        for _ in 0..<3 { try client.submit() }
        let requests = client.take(on: 1)
        XCTAssertEqual(requests.count, 3)
        XCTAssertEqual(client.take(on: 2).count, 0)
        _ = client.asked()
        client.cut(1, sent: [requests[0]], unsent: Array(requests[1...]))
        XCTAssertTrue(client.asked().contains("wake 2"))
        XCTAssertEqual(client.take(on: 2).map(\.name), requests[1...].map(\.name))
    }

    func testOneLostConnectionOfSeveralEndsNothing() throws {
        var client = TestClient.open(4) { $0.reconnectFor = .zero }
        for channel in UInt64(1)...3 {
            client.cut(channel)
            XCTAssertFalse(client.core.isFinished)
            XCTAssertEqual(client.told(), ["channel \(channel) lost connectionLost"])
        }
        try client.submit()
        let requests = client.take(on: 4)
        client.accept(requests[0], 7, on: 4)
        client.report(7, on: 4)
        XCTAssertEqual(client.told().last, "outcome 1 00 delivered")
        // The last one is the end, and told once.
        client.cut(4)
        XCTAssertTrue(client.core.isFinished)
        XCTAssertEqual(client.told().count { $0.hasPrefix("ended") }, 1)
    }

    func testABillionCopiesThatWereNotBegunEndInOneStep() throws {
        var client = TestClient.open { $0.reconnectFor = .zero }
        try client.submit(to: ["13800138000", "13800138001"], key: "many", copies: 1_000_000_000)
        let begun = client.take(3)
        XCTAssertEqual(begun.count, 3)
        let began = ContinuousClock.now
        client.core.shutDown(within: .seconds(1), at: client.now)
        let told = client.told()
        XCTAssertEqual(told, ["never begun 4..<1000000001"])
        XCTAssertEqual(client.core.counters.notSent, 2 * 999_999_997)
        client.cut(1, sent: begun, reason: .closedLocally)
        XCTAssertLessThan(ContinuousClock.now - began, .seconds(1))
        XCTAssertTrue(client.core.isFinished)
        XCTAssertEqual(client.core.counters.openOutcomes, 0)
    }

    /// Eight times as many take about eight times as long, not sixty-four times.
    func testThrottledRequestsComeBackInLinearTime() throws {
        func duration(_ count: Int) throws -> Duration {
            var client = TestClient.open {
                $0.throttleRetries = 3
                $0.tellsSegments = false
            }
            try client.submit(report: .none, copies: UInt64(count))
            let began = ContinuousClock.now
            for _ in 0..<3 {
                for request in client.take(count) { client.refuse(request, 8, throttled: true) }
                client.wait(.seconds(2))
            }
            let last = client.take(count)
            XCTAssertEqual(last.count, count)
            for request in last { client.accept(request, 1) }
            XCTAssertEqual(client.core.counters.accepted, UInt64(count))
            return ContinuousClock.now - began
        }
        let few = min(try duration(4_000), try duration(4_000))
        let many = try duration(32_000)
        XCTAssertLessThan(many, few * 32)
    }

    /// Told as one loss each time; the pause grows, because nothing was ever answered.
    func testAGatewayThatHangsUpRightAfterTheLoginIsToldInOneWay() throws {
        for reason in [CloseReason.connectionLost(errno: nil), .closedByPeer, .peerSilent] {
            var client = TestClient(.primary("a:1"))
            try client.submit()
            var waits: [Moment.Span] = []
            for _ in 0..<4 {
                client.open(1)
                // The session fails what it took, and then says why it is over.
                let requests = client.take()
                client.cut(1, unsent: requests, reason: reason)
                let told = client.told()
                XCTAssertEqual(
                    told,
                    [
                        "channel 1 open",
                        "channel 1 lost \(reason == .connectionLost(errno: nil) ? "connectionLost" : "\(reason)")",
                    ])
                let next = try XCTUnwrap(client.core.nextDeadline)
                waits.append(next - client.now)
                client.wait(next - client.now)
                XCTAssertEqual(client.asked().filter { $0.hasPrefix("dial") }.last, "dial 1 a:1")
            }
            XCTAssertEqual(waits, waits.sorted())
            XCTAssertGreaterThan(try XCTUnwrap(waits.last), .seconds(5))
            XCTAssertEqual(client.core.counters.openOutcomes, 1)
            client.core.shutDown(within: .zero, at: client.now)
            client.core.dialFailed(ChannelID(1), reason: "cancelled", at: client.now)
            XCTAssertEqual(client.told().filter { $0.hasPrefix("outcome") }, ["outcome 1 00 notSent"])
            XCTAssertEqual(client.core.counters.openOutcomes, 0)
        }
    }

    /// Finished messages are moved past those that stay open: memory follows what is alive.
    func testOneOpenMessageDoesNotKeepAllLaterOnes() throws {
        var client = TestClient.open {
            $0.tellsSegments = false
            $0.tellsOutcomeSegments = false
            $0.rememberedMessages = 100
        }
        try client.submit(key: "waits")
        let first = client.take()[0]
        client.accept(first, 1)
        var id: UInt64 = 1
        try client.submit(copies: 20_000)
        while let request = client.take(1).first {
            id += 1
            client.accept(request, id)
            client.report(id)
        }
        XCTAssertEqual(client.core.openMessages, 1)
        XCTAssertLessThanOrEqual(client.core.tracker.capacity, 1_024)
        XCTAssertLessThanOrEqual(client.core.ids.count, 102)
        XCTAssertLessThanOrEqual(client.core.windows.count, 200)
        _ = client.events()
        client.report(1)
        XCTAssertEqual(client.told(), ["outcome 1 00 delivered"])
    }

    /// A report's deadline that outlived the core would wake its owner for ever: nobody does what is due any more.
    func testNothingIsDueAfterTheEnd() throws {
        var client = TestClient.open()
        try client.submit()
        for request in client.take() { client.accept(request, 1) }
        XCTAssertNotNil(client.core.nextDeadline)
        client.core.shutDown(within: .zero, at: client.now)
        client.handle(.closed(.closedLocally))
        XCTAssertTrue(client.core.isFinished)
        XCTAssertNil(client.core.nextDeadline)
    }

    /// The number of an answer that waited for the store may be in use again on the channel's next connection.
    func testAnAnswerThatWaitedForTheStoreIsNotForTheNextConnection() throws {
        var client = TestClient.open { $0.usesStore = true }
        client.report(7)
        var records: [ClientStoreRecord] = []
        let serial = client.core.takeStoreRecords(into: &records)
        XCTAssertEqual(records.count, 1)
        client.cut(1)
        client.wait(.seconds(2))
        client.open(1)
        client.core.stored(upTo: serial, at: client.now)
        var replies: [ClientReply] = []
        client.core.takeReplies(for: ChannelID(1), into: &replies)
        XCTAssertEqual(replies, [])
    }

    /// A response that comes late is no word on the sending that is under way, on another channel or on its own.
    func testALateResponseLeavesTheRequestUnderWay() throws {
        for later in UInt64(1)...2 {
            var client = TestClient.open(2) {
                $0.unanswered = .sendAgain
                $0.throttleRetries = 3
            }
            let other = 3 - later
            func inFlight(_ count: Int) -> [Int] { later == 1 ? [count, 0] : [0, count] }
            try client.submit()
            let first = try XCTUnwrap(client.take(on: 1).first)
            client.handle(.failed(tag: first.tag, .noResponse, wasSent: true), on: 1)
            // Before it is sent again too: the rate refused what may yet be accepted.
            client.refuse(first, 8, throttled: true, on: 1)
            XCTAssertEqual(client.core.counters.refusedPlaces, 0)
            let second = try XCTUnwrap(client.take(on: later).first)
            XCTAssertEqual(second.name, first.name)
            XCTAssertEqual(client.core.channelStates.map(\.inFlight), inFlight(1))

            client.refuse(first, 8, throttled: true, on: 1)
            client.wait(.seconds(10))
            XCTAssertEqual(client.take(on: later).count + client.take(on: other).count, 0)
            client.refuse(first, 8, on: 1)
            XCTAssertEqual(client.core.counters.lateResponses, 3)
            XCTAssertEqual(client.core.counters.refusedPlaces, 0)

            client.accept(first, 1, on: 1)
            XCTAssertEqual(client.core.channelStates.map(\.inFlight), inFlight(1))
            client.accept(second, 2, on: later)
            XCTAssertEqual(client.core.channelStates.map(\.inFlight), [0, 0])
            XCTAssertEqual(client.core.counters.acceptedPlaces, 1)
        }
    }

    /// A message may be forgotten before its last response came: the channel must not be held busy, or idle, for it.
    func testAForgottenMessageLeavesItsChannelsCountRight() throws {
        var client = TestClient.open {
            $0.failFast = true
            $0.rememberedMessages = 0
        }
        try client.submit(segments: 2)
        try client.submit()
        let requests = client.take()
        XCTAssertEqual(requests.count, 3)
        client.refuse(requests[0], 9)
        XCTAssertEqual(client.told().last, "outcome 1 00 failed")
        XCTAssertEqual(client.core.channelStates.map(\.inFlight), [1])
        for _ in 0..<2 { client.accept(requests[1], 7) }
        XCTAssertEqual(client.core.counters.strayEnds, 2)
        XCTAssertEqual(client.core.channelStates.map(\.inFlight), [1])
        client.accept(requests[2], 8)
        XCTAssertEqual(client.core.channelStates.map(\.inFlight), [0])
    }
}
