@testable import CarrierSMGP
@testable import CarrierCMPP
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
    private final class Taker<Profile: CarrierProfile>: SessionHandler {
        typealias Vocabulary = Profile.Vocabulary

        let binding: Profile.Binding
        let book = Notebook<Vocabulary.Message>()

        init(_ binding: Profile.Binding) { self.binding = binding }

        func handle(
            _ event: SessionEvent<Vocabulary.Message>, of channel: SessionChannel<Vocabulary>,
            session: inout Session<Vocabulary>
        ) {
            guard case .request(let message, let token) = event else { return }
            book.note(message)
            guard let answer = binding.acknowledgement(of: message, code: 0) else { return XCTFail("no answer") }
            XCTAssertNoThrow(try session.reply(answer, to: token, at: MonotonicClock.now()))
        }
    }

    /// The requests that the gateway sends after these submits.
    private func requests<Profile: CarrierProfile>(
        _ profile: Profile, count: Int, _ submits: [Profile.Vocabulary.Message],
        _ change: (inout ReceiverFaults) -> Void = { _ in }
    ) async throws -> [Profile.Vocabulary.Message] {
        let adapter = try XCTUnwrap(GatewayProtocols.adapter(named: profile.name))
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: adapter,
            accounts: [ReceiverBench.gatewayAccount],
            script: .accept.reporting(.delivered, after: .zero).failing(change))
        let taker = Taker<Profile>(profile.binding)
        let connection = try await SessionChannel.dial(
            to: Endpoint(receiver.address), speaking: profile.provider(connection: 1), handler: taker)
        let all = taker.book.expectation("\(count) reports") { $0.count >= count }
        for submit in submits { _ = try await connection.submit(submit) }
        await fulfillment(of: [all], timeout: 10)
        await connection.close()
        await receiver.close()
        return taker.book.notes
    }

    /// The submits of a message of two segments.
    private func submits<Mapping: ClientMapping>(
        _ adapter: some ClientAdapter, _ mapping: Mapping, to receivers: [String]
    ) throws -> [Mapping.Message] {
        let text = String(repeating: "长", count: 80)
        let message = OutboundMessage(from: "10690001", to: receivers, text: text, report: .requested)
        return try CarrierTestSupport.submits(
            of: message, speaking: adapter, as: mapping, at: MonotonicClock.now())
    }

    private func submits(_ profile: CMPPProfile) throws -> [CMPP.Message] {
        try submits(
            .cmpp(profile.version, account: ReceiverBench.account), CMPPClientMapping(profile.binding), to: receivers)
    }

    private let receivers = (0..<5).map { "1380013800\($0)" }

    func testReportsOfOneSubmitHaveIdsOfTheirOwnInCMPP() async throws {
        for version in [CMPP.Version.v2_0, .v3_0] {
            let profile = CMPPProfile.cmpp(version, account: ReceiverBench.account)
            let many = version == .v2_0 ? [ReceiverBench.submit(to: receivers)] : []
            let submits = try many + submits(profile)
            let count = 10 + 5 * many.count
            let ids = try await requests(profile, count: count, submits).map { message -> UInt64? in
                guard case .deliver(let deliver) = message else { return nil }
                return deliver.messageID.rawValue
            }
            XCTAssertEqual(ids.count, count, "\(version)")
            XCTAssertEqual(Set(ids).count, count, "\(version)")
        }
    }

    func testReportsOfOneSubmitHaveIdsOfTheirOwnInSMGP() async throws {
        let account = SMGPAccount(id: "901234", secret: "shared secret")
        let profile = SMGPProfile.smgp(.v3_0, account: account)
        let ids = try await requests(
            profile, count: 10,
            submits(SMGPClientAdapter(.v3_0, account: account), SMGPClientMapping(profile.binding), to: receivers)
        ).map {
            message -> [UInt8]? in
            guard case .deliver(let deliver) = message else { return nil }
            return Array(deliver.messageID.description.utf8)
        }
        XCTAssertEqual(ids.count, 10)
        XCTAssertEqual(Set(ids).count, 10)
    }

    /// The second of a doubled report is a repetition: it keeps its id.
    func testARepetitionKeepsItsId() async throws {
        let profile = CMPPProfile.cmpp(.v3_0, account: ReceiverBench.account)
        let ids = try await requests(profile, count: 20, submits(profile)) {
            $0.duplicateReports = true
        }.map { message -> UInt64? in
            guard case .deliver(let deliver) = message else { return nil }
            return deliver.messageID.rawValue
        }
        XCTAssertEqual(Dictionary(grouping: ids) { $0 }.values.map(\.count), Array(repeating: 2, count: 10))
    }
}
