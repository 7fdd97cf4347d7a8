import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import XCTest

/// Who is let in, and how the others are told.
final class ReceiverLoginTests: XCTestCase {
    /// The status with which a login was refused.
    private func refusal(_ body: () async throws -> CMPPConnection) async throws -> UInt32? {
        do {
            let connection = try await body()
            await connection.close()
            return nil
        } catch let error as NotOpened {
            return error.code
        }
    }

    func testAWrongSecretAndAnUnknownAccountAreRefusedAlike() async throws {
        let bench = try await ReceiverBench()
        let wrong = try await refusal { try await bench.dial(account: CMPPAccount(id: "901234", secret: "wrong")) }
        let unknown = try await refusal { try await bench.dial(account: CMPPAccount(id: "999999", secret: "x")) }
        await bench.receiver.close()
        // cmpp.md 3.3: status 3 is a failed authentication.
        XCTAssertEqual(wrong, 3)
        XCTAssertEqual(unknown, 3)
        XCTAssertEqual(bench.hearing.logins.map(\.result), [3, 3])
        XCTAssertEqual(Set(bench.hearing.logins.map(\.account)), ["901234", "999999"])
        XCTAssertEqual(bench.receiver.counters.loginsRefused, 2)
        XCTAssertEqual(bench.receiver.counters.logins, 0)
    }

    func testAVersionTooHighIsRefused() async throws {
        let bench = try await ReceiverBench(version: .v2_0)
        let status = try await refusal { try await bench.dial(version: .v3_0) }
        await bench.receiver.close()
        // cmpp.md 3.3: status 4 is a version too high.
        XCTAssertEqual(status, 4)
        XCTAssertEqual(bench.hearing.logins.map(\.result), [4])
    }

    func testALowerVersionIsSpokenInItsOwnWords() async throws {
        let bench = try await ReceiverBench(.accept.reporting(.delivered, after: .zero), version: .v3_0)
        let client = ScriptedClient()
        let connection = try await bench.dial(client, version: .v2_0)
        bench.post(ReceiverBench.submit(), on: connection)
        await fulfillment(of: [client.expectReports(1)], timeout: 5)
        await connection.close()
        await bench.receiver.close()
        XCTAssertEqual(bench.hearing.logins.map(\.version), ["2.0"])
        XCTAssertEqual(client.arrivals.filter { if case .anomaly = $0 { true } else { false } }, [])
        XCTAssertTrue(bench.receiver.counters.isSettled)
    }

    func testAnAddressThatIsNotAllowedIsTurnedAwayAtOnce() async throws {
        var settings = GatewaySettings.deciding
        settings.listener.allowedPeers = [try XCTUnwrap(AddressBlock("192.0.2.0/24"))]
        let bench = try await ReceiverBench(settings: settings)
        do {
            _ = try await bench.dial()
            XCTFail("it was let in")
        } catch let error as NotOpened {
            guard case .connectionLost = error.reason else { return XCTFail("\(error)") }
        }
        await bench.receiver.close()
        let turnedAway = bench.hearing.events.compactMap {
            if case .turnedAway(let record) = $0 { record } else { nil }
        }
        XCTAssertEqual(turnedAway.map(\.reason), [.notAllowed])
        XCTAssertEqual(turnedAway.map(\.peer.host), [.v4(0x7F00_0001)])
        // No session was spent on it.
        XCTAssertEqual(bench.hearing.events.count, 1)
        XCTAssertEqual(bench.receiver.counters.turnedAway, 1)
        XCTAssertEqual(bench.receiver.counters.connections, 0)
    }

    func testAnAddressOfAnAllowedBlockIsLetIn() async throws {
        var settings = GatewaySettings.deciding
        settings.listener.allowedPeers = [
            try XCTUnwrap(AddressBlock("192.0.2.0/24")), try XCTUnwrap(AddressBlock("127.0.0.0/8")),
        ]
        let bench = try await ReceiverBench(settings: settings)
        let status = try await refusal { try await bench.dial() }
        await bench.receiver.close()
        XCTAssertNil(status)
    }

    func testALoginGetsInThoughEveryPlaceIsTakenBySilentPeers() async throws {
        var settings = GatewaySettings.deciding
        settings.listener.maximumConnections = 8
        let bench = try await ReceiverBench(settings: settings)
        var crowd: [RawClient] = []
        for _ in 0..<30 { crowd.append(try RawClient(to: bench.receiver.address)) }
        let status = try await refusal { try await bench.dial() }
        XCTAssertNil(status)
        await bench.receiver.close()
        XCTAssertEqual(bench.receiver.counters.logins, 1)
        XCTAssertEqual(bench.receiver.counters.turnedAway, 23)
        XCTAssertEqual(crowd.count, 30)
    }

    func testTooManyConnectionsAreRefusedUntilOneCloses() async throws {
        let bench = try await ReceiverBench(account: { $0.maximumConnections = 2 })
        let first = try await bench.dial()
        let second = try await bench.dial()
        let refused = try await refusal { try await bench.dial() }
        // The code that the CMPP column of the command line's contract names.
        XCTAssertEqual(refused, 5)
        await first.close()
        let closed = bench.hearing.expect("a place is free") { events in
            events.contains { if case .closed(_, _, .closedByPeer) = $0 { true } else { false } }
        }
        await fulfillment(of: [closed], timeout: 5)
        let third = try await bench.dial()
        await third.close()
        await second.close()
        await bench.receiver.close()
        XCTAssertEqual(bench.hearing.logins.map(\.result), [0, 0, 5, 0])
        XCTAssertEqual(bench.receiver.counters.logins, 3)
    }

    func testWhoeverSpeaksSomethingElseIsClosedAndTold() async throws {
        let bench = try await ReceiverBench()
        let client = try RawClient(to: bench.receiver.address)
        client.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
        let closed = bench.hearing.expect("closed") { events in
            events.contains { if case .closed = $0 { true } else { false } }
        }
        await fulfillment(of: [closed], timeout: 5)
        XCTAssertTrue(client.readsEnd())
        await bench.receiver.close()
        guard case .unreadable? = bench.hearing.closings.first else {
            return XCTFail("\(bench.hearing.closings)")
        }
        XCTAssertEqual(bench.hearing.logins, [])
        XCTAssertEqual(bench.receiver.findings, [])
    }

    func testTheAddressThatIsInUseCannotBeListenedOn() async throws {
        let bench = try await ReceiverBench()
        do {
            _ = try await ReferenceReceiver.listen(
                on: "\(bench.receiver.address)", speaking: .cmpp, accounts: [ReceiverBench.gatewayAccount])
            XCTFail("two listeners at one address")
        } catch let error as TransportError {
            XCTAssertEqual(error.operation, .bind)
        }
        await bench.receiver.close()
    }
}
