import CarrierSession
import XCTest

@testable import CarrierMessaging

/// Channels: dialled, lost, dialled again, switched to backups and back.
final class ClientChannelTests: XCTestCase {
    private static let plan = ChannelPlan.primary("p:1").backup("b:1")

    func testPrimariesAreDialledAtOnceAndBackupsAreNot() {
        var client = TestClient(.primary("p:1", connections: 2).primary("q:1").backup("b:1"))
        XCTAssertEqual(client.asked(), ["dial 1 p:1", "dial 2 p:1", "dial 3 q:1"])
        client.open(1)
        XCTAssertEqual(client.told(), ["channel 1 open"])
        XCTAssertEqual(client.asked(), [])
    }

    func testPausesGrowFromOneToThirtySecondsAndDiffer() throws {
        var waits: [[Moment.Span]] = []
        for seed in UInt64(1)...20 {
            var client = TestClient(seed: seed)
            var own: [Moment.Span] = []
            for _ in 0..<10 {
                client.core.dialFailed(ChannelID(1), reason: "refused", at: client.now)
                let next = try XCTUnwrap(client.core.nextDeadline)
                own.append(next - client.now)
                XCTAssertEqual(client.told(), ["channel 1 lost refused"])
                client.wait(next - client.now)
            }
            waits.append(own)
        }
        for own in waits {
            XCTAssertGreaterThanOrEqual(own[0], .seconds(1))
            XCTAssertLessThanOrEqual(own[0], .milliseconds(1_500))
            XCTAssertGreaterThanOrEqual(own[9], .seconds(15))
            XCTAssertLessThanOrEqual(own[9], .seconds(30))
        }
        XCTAssertGreaterThan(Set(waits.map { $0[9] }).count, 15)
    }

    func testARefusedLoginIsToldApartAndTriedMoreSlowly() throws {
        var client = TestClient()
        var waits: [Moment.Span] = []
        for _ in 0..<6 {
            client.core.dialSucceeded(ChannelID(1), at: client.now)
            client.handle(.closed(.loginRefused(code: 3, by: .peer)))
            XCTAssertEqual(client.told(), ["channel 1 refused refused 3"])
            let next = try XCTUnwrap(client.core.nextDeadline)
            waits.append(next - client.now)
            client.wait(next - client.now)
        }
        XCTAssertGreaterThanOrEqual(waits[0], .seconds(30))
        XCTAssertLessThanOrEqual(waits[0], .seconds(45))
        XCTAssertGreaterThanOrEqual(waits[5], .seconds(150))
        XCTAssertLessThanOrEqual(waits[5], .seconds(300))
    }

    func testTheBackupIsDialledAtOnceWhenThePrimaryIsLost() throws {
        var client = TestClient(Self.plan)
        client.open(1)
        try client.submit(key: "a")
        let requests = client.take()
        _ = client.asked()
        client.cut(1, unsent: requests)
        XCTAssertEqual(client.asked(), ["dial 2 b:1"])
        client.open(2)
        XCTAssertTrue(client.asked().contains("wake 2"))
        XCTAssertEqual(client.take(on: 2).map(\.name), requests.map(\.name))
    }

    func testAPrimaryIsProbedBeforeItIsUsedAgainAndTheBackupIsDrained() throws {
        var client = TestClient(Self.plan)
        client.open(1)
        client.cut(1)
        client.open(2)
        client.wait(.seconds(2))
        client.open(1)
        XCTAssertEqual(
            client.told(),
            ["channel 1 open", "channel 1 lost connectionLost", "channel 2 open", "channel 1 probing"])
        try client.submit()
        XCTAssertEqual(client.take(on: 1).count, 0)
        let onBackup = client.take(on: 2)
        XCTAssertEqual(onBackup.count, 1)
        client.wait(.seconds(29))
        XCTAssertEqual(client.told(), [])
        _ = client.asked()
        client.wait(.seconds(1))
        XCTAssertEqual(client.told(), ["channel 1 open", "channel 2 draining"])
        // New messages go to the primary; the backup waits for its response and then closes.
        try client.submit()
        XCTAssertEqual(client.take(on: 2).count, 0)
        XCTAssertEqual(client.take(on: 1).count, 1)
        XCTAssertFalse(client.asked().contains("close 2"))
        client.accept(onBackup[0], 5, on: 2)
        XCTAssertEqual(client.asked(), ["close 2"])
        client.handle(.closed(.closedLocally), on: 2)
        XCTAssertEqual(client.told(), ["accepted 1:1/1 00 5", "channel 2 closed closedLocally"])
        XCTAssertEqual(client.asked(), [])
    }

    func testAProbingPrimaryIsUsedWhenTheBackupIsLost() {
        var client = TestClient(Self.plan)
        client.open(1)
        client.cut(1)
        client.open(2)
        client.wait(.seconds(2))
        client.open(1)
        _ = client.told()
        client.cut(2)
        XCTAssertEqual(client.told(), ["channel 2 lost connectionLost", "channel 1 open", "channel 2 closed"])
    }

    func testAPrimaryThatIsLostWhileProbedChangesNothing() throws {
        var client = TestClient(Self.plan)
        client.open(1)
        client.cut(1)
        client.open(2)
        client.wait(.seconds(2))
        client.open(1)
        client.wait(.seconds(20))
        client.cut(1)
        client.wait(.seconds(60))
        XCTAssertFalse(client.told().contains("channel 2 draining"))
        try client.submit()
        XCTAssertEqual(client.take(on: 2).count, 1)
    }

    func testASecondBackupIsDialledOnlyWhenTheFirstFails() {
        var client = TestClient(.primary("p:1").backup("b:1").backup("c:1"))
        XCTAssertEqual(client.asked(), ["dial 1 p:1"])
        client.core.dialFailed(ChannelID(1), reason: "refused", at: client.now)
        XCTAssertEqual(client.asked(), ["dial 2 b:1"])
        client.core.dialFailed(ChannelID(2), reason: "refused", at: client.now)
        XCTAssertEqual(client.asked(), ["dial 3 c:1"])
    }

    func testReconnectingEndsAfterItsTime() {
        var client = TestClient(.primary("p:1")) { $0.reconnectFor = .seconds(10) }
        client.open(1)
        client.cut(1)
        for _ in 0..<20 where !client.core.isFinished {
            guard let next = client.core.nextDeadline else { break }
            client.wait(next - client.now)
            if client.asked().contains("dial 1 p:1") {
                client.core.dialFailed(ChannelID(1), reason: "refused", at: client.now)
            }
        }
        XCTAssertTrue(client.core.isFinished)
        let spent = client.now - TestClient().now
        XCTAssertGreaterThanOrEqual(spent, .seconds(10))
        XCTAssertLessThanOrEqual(spent, .seconds(20))
        XCTAssertEqual(client.told().count { $0.hasPrefix("ended") }, 1)
    }

    func testConnectionsThatEndInOrderAreMadeAgainOnDemand() throws {
        var adapter = TestClientAdapter()
        adapter.sessionLimits.idleTimeout = .seconds(60)
        var client = TestClient.open(adapter: adapter) { $0.reconnectFor = .zero }
        client.handle(.closed(.idle))
        XCTAssertEqual(client.told(), ["channel 1 closed idle"])
        XCTAssertEqual(client.asked(), [])
        XCTAssertFalse(client.core.isFinished)
        try client.submit()
        XCTAssertEqual(client.asked(), ["dial 1 a:1"])
        client.open(1)
        XCTAssertEqual(client.take().count, 1)
    }

    func testEndsInOrderWithoutAnAnswerAreNotMadeGoodForEver() throws {
        var adapter = TestClientAdapter()
        adapter.sessionLimits.idleTimeout = .seconds(60)
        var client = TestClient(.primary("a:1"), adapter: adapter)
        try client.submit()
        for _ in 0..<4 {
            client.open(1)
            client.cut(1, unsent: client.take(), reason: .closedByPeer)
        }
        XCTAssertEqual(client.told().last, "channel 1 lost closedByPeer")
        XCTAssertNotNil(client.core.nextDeadline)
    }

    func testSubmitsGoOnlyWhereTheyAreCarried() throws {
        let plan = ChannelPlan.primary("p:1", traffic: .submit).primary("p:1", traffic: [.deliver, .report])
        var client = TestClient(plan)
        client.open(2, carries: [.deliver, .report])
        try client.submit()
        XCTAssertEqual(client.take(on: 2).count, 0)
        client.open(1, carries: .submit)
        let requests = client.take(on: 1)
        client.accept(requests[0], 9, on: 1)
        client.report(9, on: 2)
        XCTAssertEqual(client.told().last, "outcome 1 00 delivered")
        // The channel that receives is made again by itself.
        _ = client.asked()
        client.cut(2)
        XCTAssertEqual(client.asked(), [])
        client.wait(.seconds(2))
        XCTAssertTrue(client.asked().contains("dial 2 p:1"))
    }

    func testReverseConnectionsBringReports() throws {
        var client = TestClient.open(adapter: TestClientAdapter(hasReverseConnection: true)) {
            $0.maximumReverseChannels = 1
        }
        try client.submit()
        client.accept(client.take()[0], 3)
        let channel = try XCTUnwrap(client.core.reverseAccepted(from: "10.0.0.9:1", at: client.now))
        XCTAssertNil(client.core.reverseAccepted(from: "10.0.0.9:2", at: client.now))
        client.handle(
            .opened(LoginSummary(identity: "gateway", version: "1", warnings: []), carries: .all),
            on: channel.rawValue)
        client.report(3, on: channel.rawValue)
        var replies: [ClientReply] = []
        client.core.takeReplies(for: channel, into: &replies)
        XCTAssertEqual(replies.map(\.code), [0])
        client.handle(.closed(.closedByPeer), on: channel.rawValue)
        XCTAssertEqual(
            client.told(),
            [
                "accepted 1:1/1 00 3", "bound reverseChannels", "channel 2 open", "report 1:1/1 00 delivered",
                "outcome 1 00 delivered", "channel 2 closed closedByPeer",
            ])
        XCTAssertEqual(client.core.channelStates.count, 1)
    }

    func testShuttingDownWaitsForResponsesAndReportsAndThenCloses() throws {
        var client = TestClient.open(2)
        try client.submit(segments: 2)
        try client.submit()
        let requests = client.take(1)
        client.core.shutDown(awaitingReports: true, within: .seconds(60), at: client.now)
        XCTAssertEqual(client.told(), ["never begun 2..<3"])
        XCTAssertThrowsError(try client.submit())
        // The message that was begun is finished.
        let rest = client.take()
        XCTAssertEqual(rest.map(\.segment), [1])
        client.accept(requests[0], 1)
        client.accept(rest[0], 2)
        client.report(1)
        XCTAssertFalse(client.asked().contains("close 1"))
        client.report(2)
        XCTAssertEqual(client.asked().filter { $0.hasPrefix("close") }, ["close 1", "close 2"])
        client.handle(.closed(.closedLocally), on: 1)
        client.handle(.closed(.closedLocally), on: 2)
        XCTAssertTrue(client.core.isFinished)
        XCTAssertEqual(client.told().last, "ended shutDown")
        XCTAssertNil(client.core.nextDeadline)
    }

    func testShuttingDownIsBounded() throws {
        var client = TestClient.open()
        try client.submit()
        _ = client.take()
        client.core.shutDown(within: .seconds(5), at: client.now)
        client.wait(.seconds(5))
        XCTAssertEqual(client.asked().last, "close 1")
        client.wait(.seconds(15))
        XCTAssertEqual(client.asked(), ["cut 1"])
        XCTAssertTrue(client.core.isFinished)
        XCTAssertEqual(client.told(), ["unanswered 1:1/1 00 sessionEnded", "outcome 1 00 unknown", "ended shutDown"])
    }
}
