import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import XCTest

final class ListenerTests: XCTestCase {
    func testTooManyConnections() async throws {
        var limits = ListenerLimits()
        limits.maximumConnections = 2
        let listener = try await toyListener(listening: limits, handler: Recorder())
        let first = try await dial(listener.address)
        let second = try await dial(listener.address)
        let error = await thrownError { _ = try await dial(listener.address) }
        XCTAssertTrue((error as? NotOpened)?.reason.isConnectionLost == true)
        XCTAssertEqual(listener.counts.turnedAway, [.full: 1])
        XCTAssertEqual(listener.openConnections, 2)
        // One goes, another may come.
        await first.close()
        await until("there is room") { listener.openConnections == 1 }
        let third = try await dial(listener.address)
        XCTAssertEqual(listener.counts.accepted, 3)
        await second.close()
        await third.close()
        await listener.close()
    }

    func testOnlyAllowedPeersGetIn() async throws {
        var limits = ListenerLimits()
        limits.allowedPeers = [try XCTUnwrap(AddressBlock("192.0.2.0/24"))]
        let closed = try await toyListener(listening: limits)
        let error = await thrownError { _ = try await dial(closed.address) }
        XCTAssertTrue((error as? NotOpened)?.reason.isConnectionLost == true)
        XCTAssertEqual(closed.counts.turnedAway, [.notAllowed: 1])
        await closed.close()
        limits.allowedPeers.append(try XCTUnwrap(AddressBlock("127.0.0.0/8")))
        let open = try await toyListener(listening: limits)
        let connection = try await dial(open.address)
        await connection.close()
        await open.close()
    }

    func testStoppingToAcceptLeavesConnectionsAlone() async throws {
        let listener = try await toyListener(handler: Recorder())
        let connection = try await dial(listener.address)
        await listener.stopAccepting()
        let error = await thrownError { _ = try await dial(listener.address) }
        XCTAssertEqual((error as? TransportError)?.operation, .connect)
        let answer = try await connection.submit(.query(3))
        XCTAssertEqual(answer, .queryResponse(3))
        await listener.close()
        let reason = await connection.closed()
        XCTAssertEqual(reason, .closedByPeer)
    }

    func testClosingClosesEveryConnectionInOrder() async throws {
        let listener = try await toyListener(handler: Recorder())
        var connections: [SessionChannel<ToyRules>] = []
        for _ in 0..<10 { connections.append(try await dial(listener.address)) }
        await listener.close()
        XCTAssertEqual(listener.openConnections, 0)
        for connection in connections {
            let reason = await connection.closed()
            XCTAssertEqual(reason, .closedByPeer)
        }
    }

    func testFiftyConnectionsAtATime() async throws {
        let listener = try await toyListener(handler: Recorder(keepsTraffic: false))
        let address = listener.address
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let connection = try await dial(address)
                    let results = await connection.submit(contentsOf: (0..<40).map { .query($0) })
                    await connection.close()
                    return zip(results, 0..<40).filter { $0 == .success(.queryResponse($1)) }.count
                }
            }
            return try await group.reduce(0, +)
        }
        XCTAssertEqual(answers, 2000)
        await listener.close()
    }
}
