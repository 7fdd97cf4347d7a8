import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

/// A gateway that answers in its own version, whatever is asked for, is spoken to in that version.
final class OtherVersionTests: XCTestCase {
    private static let account = CMPPAccount(id: "901234", secret: "test1234")

    /// Accepts submits and notes how it read them.
    private final class Gateway: SessionHandler {
        let submits = EventRecorder<CMPP.Submit>()

        func handle(
            _ event: SessionEvent<CMPP.Message>, of channel: SessionChannel<FixedVersionRules>,
            session: inout Session<FixedVersionRules>
        ) {
            guard case .request(.submit(let submit), let token) = event else { return }
            submits.note(submit)
            var response = CMPP.SubmitResponse()
            response.messageID = CMPP.MessageID(rawValue: 77)
            try? session.reply(.submitResponse(response), to: token, at: session.latestMoment)
        }
    }

    private func listen(
        _ version: CMPP.Version, _ gateway: Gateway
    ) async throws -> SessionListener<FixedVersionRules> {
        try await SessionListener.bind(
            handler: gateway, speaking: { FixedVersionRules(version, account: Self.account) })
    }

    func testTheSenderGoesOnInTheGatewaysVersion() async throws {
        for (asked, fixed) in [(CMPP.Version.v3_0, CMPP.Version.v2_0), (.v2_0, .v3_0)] {
            let gateway = Gateway()
            let listener = try await listen(fixed, gateway)
            let sender = ReferenceSender(
                speaking: .cmpp(asked, account: Self.account), channels: .primary("\(listener.address)"))
            try await sender.connect()
            let message = OutboundMessage(
                from: "10690001", to: ["13800138000"], text: "hello", report: .none)
            let outcomes = try await sender.send(message)
            XCTAssertEqual(outcomes.map(\.result), [.accepted])
            XCTAssertEqual(gateway.submits.notes.map { $0.destinationIDs.map(\.text) }, [["13800138000"]])
            XCTAssertEqual(gateway.submits.notes.map { String(decoding: $0.content, as: UTF8.self) }, ["hello"])
            await sender.close()
            await listener.close()
        }
    }

    func testTheSenderGivesUpWhereThatIsAsked() async throws {
        let listener = try await listen(.v2_0, Gateway())
        var adapter = CMPPClientAdapter(.v3_0, account: Self.account)
        adapter.followsGatewayVersion = false
        var options = ClientOptions.standard
        options.reconnectFor = .zero
        let sender = ReferenceSender(
            speaking: adapter, channels: .primary("\(listener.address)"), options: options)
        do {
            try await sender.connect()
            XCTFail("connected")
        } catch let error as NoChannelError {
            guard case .loginObjected(.version(server: "2.0", client: "3.0"))? = error.change?.reason else {
                return XCTFail("\(error)")
            }
            XCTAssertTrue(error.description.contains("the gateway speaks 2.0, this side 3.0"), error.description)
        }
        await listener.close()
    }
}
