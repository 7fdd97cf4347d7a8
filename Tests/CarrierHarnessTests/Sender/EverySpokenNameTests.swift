import CarrierHarness
import CarrierMessaging
import CarrierSMGP
import CarrierTransport
import SMGPCodec
import XCTest

/// Every protocol that `send` and `receive` name, both ends on loopback: short messages and their reports.
final class EverySpokenNameTests: XCTestCase {
    private static let credentials = HarnessCredentials(account: "901234", secret: "s")

    func testShortMessagesAreDeliveredInEveryVersion() async throws {
        XCTAssertEqual(ClientProtocols.everyName.count, 7)
        // SGIP's reports need a port of the sender's own; other tests have it.
        for name in ClientProtocols.everyName where !name.hasPrefix("sgip") {
            let client = try ClientProtocols.adapter(name, Self.credentials)
            XCTAssertEqual(client.name, name)
            let gateway = try XCTUnwrap(GatewayProtocols.adapter(named: name))
            let receiver = try await ReferenceReceiver.listen(
                on: "127.0.0.1:0", speaking: gateway,
                accounts: [GatewayAccount(id: "901234", secret: "s")],
                script: .accept.reporting(.delivered, after: .milliseconds(1)))
            let sender = ReferenceSender(speaking: client, channels: .primary("\(receiver.address)"))
            try await sender.connect()
            try await sender.send(OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello"), times: 50)
            let summary = await sender.close()
            await receiver.close()
            XCTAssertEqual(summary.counts.delivered, 50, name)
            XCTAssertEqual(receiver.counters.submits, 50, name)
        }
    }

    func testBothLayoutsOfOneVersionUnderstandEachOther() async throws {
        let account = SMGPAccount(id: "901234", secret: "s")
        for (gateway, client) in [
            (SMGP.Version.v1_3, SMGP.Version.v1_3WithoutFixedFee), (.v1_3WithoutFixedFee, .v1_3),
            (.v3_0, .v1_3WithoutFixedFee), (.v3_0, .v2_0), (.v3_0, .v1_3),
        ] {
            var known = GatewayAccount(id: "901234", secret: "s")
            known.version = client.rawValue
            let receiver = try await ReferenceReceiver.listen(
                on: "127.0.0.1:0", speaking: SMGPGatewayAdapter(upTo: gateway), accounts: [known],
                script: .accept.reporting(.delivered, after: .milliseconds(1)))
            let sender = ReferenceSender(
                speaking: .smgp(client, account: account), channels: .primary("\(receiver.address)"))
            try await sender.connect()
            try await sender.send(OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello"), times: 5)
            let summary = await sender.close()
            await receiver.close()
            XCTAssertEqual(summary.counts.delivered, 5, "\(client) at \(gateway)")
        }
    }
}
