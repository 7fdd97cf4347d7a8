import CarrierCMPP
import CMPPCodec
import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierMessaging

/// Octets from the field, fed to the client's side frame by frame.
final class FieldCaseTests: XCTestCase {
    private func frame(_ hex: String) throws -> CMPP.Frame {
        try CMPP.Frame(decoding: XCTUnwrap(HexText.decode(hex)), in: .v2_0)
    }

    /// One Msg_Id for all segments of a message (field case fc41: a capture of CMPPTracer, and gateways that answer
    /// Msg_Id 0 always); numbers are made up.
    func testOneMsgIdForTwoSegments() throws {
        let account = CMPPAccount(id: "901234", secret: "s")
        var client = TestClient.open(adapter: .cmpp(.v2_0, account: account))
        let mapping = CMPPClientMapping(.v2_0, providerID: account.id)
        let text = String(repeating: "汉", count: 100)
        let message = OutboundMessage(from: "10690001", to: ["13800138000"], text: text, report: .requested)
        _ = try client.core.submit(message, at: client.now)
        let requests = client.take()
        XCTAssertEqual(requests.count, 2)
        for (request, hex) in zip(requests, Self.responses) {
            let response = try frame(hex)
            let result = mapping.result(of: response.message, sequence: SequenceKey(counter: response.sequence))
            XCTAssertEqual(result.code, 0)
            client.accept(request, id: result.id)
        }
        for hex in Self.reports {
            let message = try frame(hex)
            let key = SequenceKey(counter: message.sequence)
            guard case .report(let report) = mapping.inbound(message.message, sequence: key) else {
                return XCTFail("no report")
            }
            XCTAssertEqual(report.raw, "DELIVRD")
            client.handle(.report(report, ReplyToken(sequence: key, serial: 1)))
            guard case .deliverResponse? = mapping.acknowledgement(of: message.message, code: 0) else {
                return XCTFail("no answer")
            }
        }
        let told = client.told()
        let id: UInt64 = 0xB7B0_0140_03E9_0007
        XCTAssertEqual(
            told,
            [
                "accepted 1:1/2 00 \(id)", "accepted 1:2/2 00 \(id)", "report 1:1/2 00 delivered",
                "report 1:2/2 00 delivered", "outcome 1 00 delivered",
            ])
    }

    /// An indication in the first segment only does not keep the second from joining, at either end (field case fc33:
    /// jasmin, issue 612).
    func testAnElementThatOnlyOneSegmentHas() throws {
        let contents = try ["09010280010003090201524d534a", "050003090202540e534a"].map {
            try XCTUnwrap(HexText.decode($0))
        }
        let now = Moment(secondsSince1970: 1_795_867_200)
        var (gateway, client) = (InboundAssembler(), InboundAssembler())
        for (place, content) in contents.enumerated() {
            let id = CarrierMessageID(UInt64(place + 1))
            gateway.receive(
                Submission(
                    source: "10690001", destinations: ["13800138000"], coding: 8, hasHeader: true, content: content,
                    wantsReport: true), id: id, at: now)
            client.receive(
                InboundSegment(
                    id: id, from: "13800138000", to: "10690001", coding: 8, hasHeader: true, content: content), at: now)
        }
        guard case .submitted(let submitted)? = gateway.nextEvent(), case .message(let message)? = client.nextEvent()
        else { return XCTFail("not joined") }
        XCTAssertEqual(submitted.text, "前半后半")
        XCTAssertEqual(message.text, "前半后半")
        XCTAssertEqual(message.parts.map(\.number), [1, 2])
        XCTAssertNil(gateway.nextEvent())
        XCTAssertNil(client.nextEvent())
    }

    private static let responses = [
        "000000158000000400000002b7b0014003e9000700",
        "000000158000000400000003b7b0014003e9000700",
    ]

    private static let reports = [
        "0000009100000005000003e9b7b0014003e908e9313036393030303100000000000000000000000000000000000000000000"
            + "00000000313338303031333830303000000000000000000000013cb7b0014003e9000744454c495652443236313132393132"
            + "303032363131323931323031313338303031333830303000000000000000000000000000000000000000000000",
        "0000009100000005000003eab7b0014003e908ea313036393030303100000000000000000000000000000000000000000000"
            + "00000000313338303031333830303000000000000000000000013cb7b0014003e9000744454c495652443236313132393132"
            + "303032363131323931323031313338303031333830303000000000000000000000000000000000000000000000",
    ]
}
