import CarrierSession
import CarrierTestSupport
import XCTest

@testable import CarrierTransport

/// Every caller of `submit` has a slot until the outcome of its request has passed, and no longer.
final class WaiterSlotTests: XCTestCase {
    private func slots(_ connection: Connection<ToyVocabulary>) -> (made: Int, taken: Int) {
        connection.lock.withLock {
            let slots = connection.state.waiters.slots
            return (slots.count, slots.filter { if case .free = $0 { false } else { true } }.count)
        }
    }

    /// A caller that is cancelled when its request has been sent; the number of the request.
    private func cancelInFlight(_ connection: Connection<ToyVocabulary>, _ peer: RawPeer) async throws -> UInt32 {
        let caller = Task { try await connection.submit(.query(1)) }
        let counter = try await peer.hear(.query(1))
        caller.cancel()
        let result = await caller.result
        XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError) }
        return counter
    }

    func testTheSlotOfACallerThatLeftIsFreeWithTheResponse() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(handler: Recorder(keepsTraffic: false))
        for round in 0..<50 {
            let counter = try await cancelInFlight(connection, peer)
            // The outcome has not passed: nobody else may get it.
            XCTAssertEqual(slots(connection).taken, 1, "\(round)")
            try await peer.say(.queryResponse(2), counter)
            await until("the response has passed") { slots(connection).taken == 0 }
        }
        XCTAssertEqual(slots(connection).made, 1)
        connection.abort()
        _ = await connection.closed()
    }

    func testTheSlotOfACallerThatLeftIsFreeWithTheFailure() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(
            limits: .standard {
                $0.replyTimeout = .milliseconds(10)
                $0.maximumAttempts = 1
            }, handler: Recorder(keepsTraffic: false))
        for _ in 0..<10 {
            _ = try await cancelInFlight(connection, peer)
            await until("the failure has passed") { slots(connection).taken == 0 }
        }
        XCTAssertEqual(slots(connection).made, 1)
        connection.abort()
        _ = await connection.closed()
    }

    func testAWaitingCallerThatLeavesFreesItsSlot() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 1 })
        let first = Task { try await connection.submit(.query(0)) }
        let counter = try await peer.hear(.query(0))
        for _ in 0..<50 {
            let caller = Task { try await connection.submit(.query(1)) }
            await until("it waits") { slots(connection).taken == 2 }
            caller.cancel()
            _ = await caller.result
            XCTAssertEqual(slots(connection).taken, 1)
        }
        try await peer.say(.queryResponse(7), counter)
        let answer = try await first.value
        XCTAssertEqual(answer, .queryResponse(7))
        XCTAssertEqual(slots(connection).made, 2)
        connection.abort()
        _ = await connection.closed()
    }
}
