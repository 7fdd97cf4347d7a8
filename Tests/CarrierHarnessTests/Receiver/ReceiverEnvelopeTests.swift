import CarrierSMGP
import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import SMGPCodec
import XCTest

/// Every message that a gateway sends has an id of its own: peers drop repetitions by id.
final class ReceiverEnvelopeTests: XCTestCase {
    /// Takes whatever comes and notes it.
    private final class Sink<Mapping: ClientMapping>: SessionHandler {
        typealias Rules = Mapping.Rules

        let mapping: Mapping
        let recorder = EventRecorder<Mapping.Message>()

        init(_ mapping: Mapping) { self.mapping = mapping }

        func handle(
            _ event: SessionEvent<Mapping.Message>, of channel: SessionChannel<Rules>,
            session: inout Session<Rules>
        ) {
            guard case .request(let message, let token) = event else { return }
            recorder.note(message)
            guard let answer = mapping.acknowledgement(of: message, code: 0) else { return XCTFail("no answer") }
            XCTAssertNoThrow(try session.reply(answer, to: token, at: MonotonicClock.now()))
        }
    }

    /// What a gateway sends after a message of two segments to five recipients, and after other submits.
    private func requests<Mapping: ClientMapping>(
        _ adapter: some ClientAdapter, _ rules: Mapping.Rules, _ mapping: Mapping, count: Int,
        after others: [Mapping.Message] = [], _ change: (inout ReceiverFaults) -> Void = { _ in }
    ) async throws -> [Mapping.Message] {
        let gateway = try XCTUnwrap(GatewayProtocols.adapter(named: adapter.name))
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: gateway,
            accounts: [ReceiverBench.gatewayAccount],
            script: .accept.reporting(.delivered, after: .zero).failing(change))
        let sink = Sink(mapping)
        let connection = try await SessionChannel.dial(
            to: Endpoint(receiver.address), speaking: rules, handler: sink)
        let all = sink.recorder.expectation("\(count) reports") { $0.count >= count }
        let message = OutboundMessage(
            from: "10690001", to: recipients, text: String(repeating: "长", count: 80), report: .requested)
        let own = try CarrierTestSupport.submits(
            of: message, speaking: adapter, as: mapping, at: MonotonicClock.now())
        for submit in others + own { _ = try await connection.submit(submit) }
        await fulfillment(of: [all], timeout: 10)
        await connection.close()
        await receiver.close()
        return sink.recorder.notes
    }

    private func cmppIDs(
        _ version: CMPP.Version, count: Int, after others: [CMPP.Message] = [],
        _ change: (inout ReceiverFaults) -> Void = { _ in }
    ) async throws -> [UInt64?] {
        let account = ReceiverBench.account
        return try await requests(
            .cmpp(version, account: account), CMPPSessionRules(version, account: account),
            CMPPClientMapping(version, providerID: account.id), count: count, after: others, change
        ).map { if case .deliver(let deliver) = $0 { deliver.messageID.rawValue } else { nil } }
    }

    private let recipients = (0..<5).map { "1380013800\($0)" }

    func testReportsOfOneSubmitHaveIdsOfTheirOwnInCMPP() async throws {
        for version in [CMPP.Version.v2_0, .v3_0] {
            let many = version == .v2_0 ? [ReceiverBench.submit(to: recipients)] : []
            let count = 10 + 5 * many.count
            let ids = try await cmppIDs(version, count: count, after: many)
            XCTAssertEqual(ids.count, count, "\(version)")
            XCTAssertEqual(Set(ids).count, count, "\(version)")
        }
    }

    func testReportsOfOneSubmitHaveIdsOfTheirOwnInSMGP() async throws {
        let account = SMGPAccount(id: "901234", secret: "shared secret")
        let ids = try await requests(
            .smgp(.v3_0, account: account), SMGPSessionRules(.v3_0, account: account),
            SMGPClientMapping(.v3_0, providerID: account.id), count: 10
        ).map { message -> [UInt8]? in
            guard case .deliver(let deliver) = message else { return nil }
            return Array(deliver.messageID.description.utf8)
        }
        XCTAssertEqual(ids.count, 10)
        XCTAssertEqual(Set(ids).count, 10)
    }

    /// The second of a doubled report is a repetition: it keeps its id.
    func testARepetitionKeepsItsId() async throws {
        let ids = try await cmppIDs(.v3_0, count: 20) { $0.duplicateReports = true }
        XCTAssertEqual(Dictionary(grouping: ids) { $0 }.values.map(\.count), Array(repeating: 2, count: 10))
    }
}
