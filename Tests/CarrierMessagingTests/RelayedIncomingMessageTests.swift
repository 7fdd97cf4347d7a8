import CarrierSession
import SMSText
import XCTest

@testable import CarrierMessaging

/// What is handed on by a relay in either direction.
final class RelayedIncomingMessageTests: XCTestCase {
    private func part(_ number: Int, coding: UInt8, octets: Int) -> InboundPart {
        InboundPart(
            id: CarrierMessageID(UInt64(number)), number: number, coding: coding,
            arrivedAt: Moment(secondsSince1970: 0), connection: 1, octetCount: octets)
    }

    func testOctetsAndFieldsStay() {
        let octets: [UInt8] = [0x4F, 0x60, 0x59, 0x7D]
        let inbound = InboundMessage(
            source: "13800138000", destination: "10690001", octets: octets, coding: 8, serviceID: "NEWS",
            linkID: "LINK1", parts: [part(1, coding: 8, octets: 4)], protocolID: 0x7F)
        let relayed = RelayedIncomingMessage(inbound)
        XCTAssertEqual(relayed.losses, [])
        var expected = IncomingMessage(from: "13800138000", to: "10690001", binary: octets, coding: 8)
        (expected.serviceID, expected.linkID, expected.protocolID) = ("NEWS", "LINK1", 0x7F)
        XCTAssertEqual(relayed.message, expected)
    }

    func testWhatCannotBeSaidIsListed() {
        let inbound = InboundMessage(
            source: "13800138000", destination: "10690001", octets: [0x61, 0x4F, 0x60], coding: 0,
            parts: [part(1, coding: 0, octets: 1), part(2, coding: 8, octets: 2)],
            headerElements: [InformationElement(identifier: 5, data: [0, 1, 0, 2])], hasMalformedHeader: true)
        let relayed = RelayedIncomingMessage(inbound)
        XCTAssertEqual(relayed.message.content, .text("a你", coding: .ucs2))
        XCTAssertEqual(
            relayed.losses.map(\.field),
            ["coding of each segment", "user data header elements", "user data header"])
    }

    func testAnOutcomeAsAReport() throws {
        let message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello")
        let content = MessageContent(
            message: message, segments: try Segmenter().segment("hello", coding: .automatic, reference: .octet(0)),
            groupSize: 1)
        func state(_ result: RecipientOutcome.Result, _ segments: [RecipientOutcome.Segment] = []) -> DeliveryState {
            RecipientOutcome(number: 1, content: content, recipient: 0, result: result, segments: segments)
                .deliveryState
        }
        XCTAssertEqual(state(.delivered), .delivered)
        XCTAssertEqual(state(.unknown), .unknown)
        XCTAssertEqual(state(.notSent), .rejected)
        XCTAssertEqual(state(.failed), .undelivered)
        let id = CarrierMessageID(1)
        let expired = DeliveryReport(messageID: id, recipient: "13800138000", state: .expired, raw: "EXPIRED")
        let delivered = RecipientOutcome.Segment(id: id, status: .delivered)
        XCTAssertEqual(
            state(.failed, [delivered, RecipientOutcome.Segment(id: id, status: .failed, report: expired)]), .expired)
        XCTAssertEqual(state(.failed, [RecipientOutcome.Segment(id: nil, status: .refused(code: 9))]), .rejected)
    }
}
