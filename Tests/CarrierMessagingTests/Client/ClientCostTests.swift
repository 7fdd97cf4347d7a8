import CarrierSession
import XCTest

@testable import CarrierMessaging

/// What a message costs does not depend on how many are open.
final class ClientCostTests: XCTestCase {
    /// One id for both segments of a message, and one report of two: a core that is copied on the way copies them all.
    func testAnIdOfSeveralSegmentsCostsTheSameHoweverManyMessagesAreOpen() throws {
        var client = TestClient.open { $0.maximumQueued = 1_000_000 }
        var id: UInt64 = 0
        var sink: [ClientEvent] = []
        var replies: [ClientReply] = []
        func sendTwoHundred() throws -> Duration {
            try ContinuousClock().measure {
                for _ in 0..<200 {
                    id += 1
                    try client.submit(segments: 2)
                    for request in client.take() { client.accept(request, id) }
                    client.report(id)
                    client.core.takeReplies(for: ChannelID(1), into: &replies)
                    client.core.takeEvents(into: &sink)
                    sink.removeAll(keepingCapacity: true)
                    replies.removeAll(keepingCapacity: true)
                }
            }
        }
        // The quickest of several: other work of the machine only adds.
        let rounds = try (0..<40).map { _ in try sendTwoHundred() }
        XCTAssertEqual(client.core.tracker.openMessages, 8_000)
        let (first, last) = (try XCTUnwrap(rounds.prefix(4).min()), try XCTUnwrap(rounds.suffix(4).min()))
        XCTAssertLessThan(last, first * 2, "with few \(first), with many \(last)")
    }
}
