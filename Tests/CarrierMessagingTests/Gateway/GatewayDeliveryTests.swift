import CarrierSession
import CarrierWire
import SMSText
import XCTest

@testable import CarrierMessaging

/// Reports and incoming messages: on whatever channel carries them, acknowledged or handed back once.
final class GatewayDeliveryTests: XCTestCase {
    /// An accepted submit and its id.
    private func accepted(_ gateway: inout TestGateway, on channel: ChannelID) throws -> CarrierMessageID {
        gateway.submit(on: channel)
        return try XCTUnwrap(try gateway.decide())
    }

    func testAReportNamesItsSubmit() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        let id = try accepted(&gateway, on: channel)
        gateway.pass(.seconds(90))
        _ = try gateway.core.report(
            .undelivered, word: "MK:0001", errorCode: "7", on: id, to: "13800138000", at: gateway.now)
        gateway.settle()
        let request = try XCTUnwrap(gateway.sessions[channel]?.inFlight.first)
        guard case .report(let report, let submit, let envelope) = request.content else { return XCTFail("\(request)") }
        XCTAssertEqual(report.messageID, id)
        XCTAssertEqual(report.recipient, "13800138000")
        XCTAssertEqual(report.state, .undelivered)
        XCTAssertEqual(report.raw, "MK:0001")
        XCTAssertEqual(report.errorCode, "7")
        XCTAssertEqual(report.submitTime, "1800000000")
        XCTAssertEqual(report.doneTime, "1800000090")
        XCTAssertEqual(submit.source, "10690001")
        XCTAssertEqual(submit.serviceID, "SVC")
        XCTAssertNotEqual(envelope, id)
    }

    func testEveryReportHasAnIDOfItsOwn() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        let recipients = (0..<5).map { "1380013800\($0)" }
        gateway.submit(on: channel, to: recipients)
        let base = try XCTUnwrap(try gateway.decide())
        let next = try accepted(&gateway, on: channel)
        for (place, recipient) in recipients.enumerated() {
            try gateway.report(on: gateway.adapter.id(base, advancedBy: place), to: recipient)
        }
        try gateway.report(on: next)
        let requests = try XCTUnwrap(gateway.sessions[channel]?.inFlight)
        let envelopes = requests.compactMap { request in
            if case .report(_, _, let envelope) = request.content { envelope } else { nil }
        }
        let ids = requests.compactMap(\.report).map(\.messageID)
        XCTAssertEqual(Set(envelopes + ids).count, 12, "no id is used for two things")
        XCTAssertThrowsError(try gateway.report(on: base)) { XCTAssertEqual($0 as? GatewayError, .unknownID) }
        XCTAssertEqual(gateway.core.reportableCount, 0)
    }

    func testRecipientsThatShareAnIDAreEachReported() throws {
        var gateway = TestGateway(TestGatewayAdapter(hasRanges: false))
        let channel = try gateway.login(.test())
        gateway.submit(on: channel, to: ["1", "2"])
        let id = try XCTUnwrap(try gateway.decide())
        try gateway.report(.enroute, on: id, to: "1")
        try gateway.report(on: id, to: "1")
        try gateway.report(on: id, to: "2")
        XCTAssertThrowsError(try gateway.report(on: id, to: "3"))
        XCTAssertEqual(gateway.sessions[channel]?.inFlight.count, 3)
    }

    func testWhatWasNotAskedForIsNotReported() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        gateway.submit(on: channel, wantsReport: false)
        let none = try XCTUnwrap(try gateway.decide())
        XCTAssertThrowsError(try gateway.report(on: none)) { XCTAssertEqual($0 as? GatewayError, .unknownID) }
        gateway.submit(on: channel) { $0.wantsFailuresOnly = true }
        let failures = try XCTUnwrap(try gateway.decide())
        XCTAssertThrowsError(try gateway.report(.enroute, on: failures))
        XCTAssertNoThrow(try gateway.report(.expired, on: failures))
        gateway.submit(on: channel) { $0.wantsFailuresOnly = true }
        let success = try XCTUnwrap(try gateway.decide())
        XCTAssertThrowsError(try gateway.report(on: success)) { XCTAssertEqual($0 as? GatewayError, .notRequested) }
        XCTAssertEqual(gateway.core.reportableCount, 0, "nothing more is waited for")
    }

    func testReportsOfASendOnlyLoginGoToTheReceiveLogin() throws {
        var gateway = TestGateway()
        let sender = try gateway.login(.test(), carries: [.submit])
        let id = try accepted(&gateway, on: sender)
        let waiting = try gateway.report(on: id)
        gateway.serve(sender)
        XCTAssertEqual(gateway.sessions[sender]?.inFlight.count, 0)
        XCTAssertEqual(gateway.undeliverable, [])
        let recipient = try gateway.login(.test(), carries: [.deliver, .report])
        XCTAssertEqual(gateway.sessions[recipient]?.inFlight.count, 1)
        gateway.acknowledge(on: recipient)
        XCTAssertEqual(gateway.acknowledged, [waiting])
        let other = try accepted(&gateway, on: sender)
        gateway.lose(sender)
        try gateway.report(on: other)
        XCTAssertEqual(gateway.sessions[recipient]?.inFlight.first?.report?.messageID, other, "the sender may be gone")
    }

    func testADeafConnectionKeepsItsWindowAndItsSiblingTheRest() throws {
        var gateway = TestGateway()
        let silent = try gateway.login(.test(), window: 4)
        let ids = try (0..<40).map { _ in try accepted(&gateway, on: silent) }
        for id in ids.prefix(20) { try gateway.report(on: id) }
        XCTAssertEqual(gateway.sessions[silent]?.inFlight.count, 4)
        let sibling = try gateway.login(.test(), window: 4)
        for id in ids.dropFirst(20) { try gateway.report(on: id) }
        var taken = 0
        while let session = gateway.sessions[sibling], !session.inFlight.isEmpty, taken < 100 {
            gateway.acknowledge(on: sibling)
            taken += 1
            // Its submits do not wait for the reports that it carries for both.
            gateway.submit(on: sibling)
            XCTAssertNotNil(try gateway.decide())
            XCTAssertEqual(gateway.sessions[sibling]?.owed, [])
        }
        XCTAssertEqual(taken, 36)
        XCTAssertEqual(gateway.sessions[silent]?.inFlight.count, 4)
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "901234"), 4)
    }

    func testWhatAChannelHasNoCapacityForGoesToItsSibling() throws {
        var gateway = TestGateway()
        let first = try gateway.login(.test())
        let second = try gateway.login(.test())
        let message = IncomingMessage(from: "1", to: "2", binary: [UInt8](repeating: 7, count: 1340))
        _ = try gateway.core.deliver(message, to: "901234", at: gateway.now)
        // It had room for sixteen when it was asked last.
        gateway.sessions[first]?.window = 1
        gateway.settle()
        XCTAssertEqual(gateway.sessions[first]?.inFlight.count, 1)
        XCTAssertEqual(gateway.sessions[second]?.inFlight.count, 9)
    }

    func testALostChannelsDeliveriesGoOutFirstAndInOrder() throws {
        var gateway = TestGateway()
        let first = try gateway.login(.test(), window: 3)
        let ids = try (0..<6).map { _ in try accepted(&gateway, on: first) }
        for id in ids { try gateway.report(on: id) }
        gateway.lose(first)
        let second = try gateway.login(.test(), window: 16)
        XCTAssertEqual(gateway.sessions[second]?.inFlight.compactMap(\.report).map(\.messageID), ids)
    }

    func testTheAccountsWindowHoldsOnEachConnection() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test { $0.windowSize = 2 })
        let ids = try (0..<5).map { _ in try accepted(&gateway, on: channel) }
        for id in ids { try gateway.report(on: id) }
        XCTAssertEqual(gateway.sessions[channel]?.inFlight.count, 2)
        for left in [2, 2, 2, 1, 0] {
            gateway.acknowledge(on: channel)
            XCTAssertEqual(gateway.sessions[channel]?.inFlight.count, left)
        }
    }

    func testAnUnansweredDeliveryIsPushedAgainAndHandedBackOnce() throws {
        var gateway = TestGateway {
            $0.repushAfter = .seconds(300)
            $0.deliverFor = .seconds(1000)
        }
        let channel = try gateway.login(.test())
        let id = try accepted(&gateway, on: channel)
        let number = try gateway.report(on: id)
        for _ in 0..<3 {
            XCTAssertEqual(gateway.sessions[channel]?.inFlight.count, 1)
            gateway.expire(on: channel)
            XCTAssertEqual(gateway.sessions[channel]?.inFlight.count, 0, "not before its pause")
            gateway.pass(.seconds(301))
        }
        gateway.expire(on: channel)
        gateway.pass(.seconds(3000))
        XCTAssertEqual(
            gateway.undeliverable,
            [
                UndeliverableMessage(
                    number: number, account: "901234", reportedID: id, reason: .expired, wasSent: true)
            ])
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "901234"), 0)
        XCTAssertNil(gateway.core.nextDeadline, "nothing is left to look at")
    }

    /// One end, and no second sending: the SP has taken it.
    func testALateAcknowledgementEndsADeliveryThatWasGivenUpForNow() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        var numbers: [DeliveryNumber] = []
        var tags: [UInt64] = []
        for _ in 0..<2 {
            numbers.append(try gateway.report(on: try accepted(&gateway, on: channel)))
            tags.append(try XCTUnwrap(gateway.sessions[channel]?.inFlight.last?.tag))
        }
        for _ in 0..<2 { gateway.expire(on: channel) }
        XCTAssertEqual(gateway.acknowledged, [])
        gateway.tell(.acknowledgedLate(tag: tags[1], code: 0), on: channel)
        XCTAssertEqual(gateway.acknowledged, [numbers[1]])
        gateway.tell(.acknowledgedLate(tag: tags[0], code: 13), on: channel)
        XCTAssertEqual(gateway.undeliverable.map(\.reason), [.refused(13)])
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "901234"), 0)
        for tag in tags { gateway.tell(.acknowledgedLate(tag: tag, code: 0), on: channel) }
        gateway.pass(.seconds(24 * 3600))
        XCTAssertEqual(gateway.sessions[channel]?.inFlight.count, 0, "nothing is sent again")
        XCTAssertEqual(gateway.acknowledged.count + gateway.undeliverable.count, 2, "one end each")
    }

    func testADeliveryWithoutAChannelIsHandedBackInTheEnd() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test(), carries: [.submit])
        let id = try accepted(&gateway, on: channel)
        let number = try gateway.report(on: id)
        gateway.pass(.seconds(24 * 3600 - 1))
        XCTAssertEqual(gateway.undeliverable, [])
        gateway.pass(.seconds(1))
        XCTAssertEqual(gateway.undeliverable.map(\.number), [number])
        XCTAssertEqual(gateway.undeliverable.map(\.wasSent), [false])
    }

    func testARefusedDeliveryIsHandedBackWithItsCode() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        let number = try gateway.report(on: try accepted(&gateway, on: channel))
        gateway.acknowledge(on: channel, code: 13)
        XCTAssertEqual(gateway.undeliverable.map(\.number), [number])
        XCTAssertEqual(gateway.undeliverable.map(\.reason), [.refused(13)])
        XCTAssertEqual(gateway.acknowledged, [])
    }

    func testWhatDoesNotFitAChannelsVersionIsHandedBack() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        let id = try accepted(&gateway, on: channel)
        let error = MessagingError(.tooLong(limit: 7, actual: 9), field: "Stat")
        gateway.sessions[channel]?.refusesDelivery = .message(error)
        try gateway.report(on: id)
        XCTAssertEqual(gateway.undeliverable.map(\.reason), [.message(error)])
    }

    func testASessionThatTakesNothingIsLeftAloneUntilSomethingHappens() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        let id = try accepted(&gateway, on: channel)
        gateway.sessions[channel]?.refusesDelivery = .session(SessionError(.queueFull))
        try gateway.report(on: id)
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "901234"), 1)
        gateway.sessions[channel]?.refusesDelivery = nil
        gateway.submit(on: channel)
        XCTAssertEqual(gateway.sessions[channel]?.inFlight.count, 1)
    }

    func testAReportGoesWhereTheOwnerLikesIfItCan() throws {
        var gateway = TestGateway()
        let first = try gateway.login(.test())
        let second = try gateway.login(.test())
        let foreign = try gateway.login(.test("other"))
        let ids = try (0..<3).map { _ in try accepted(&gateway, on: first) }
        try gateway.report(on: ids[0], preferring: second)
        try gateway.report(on: ids[1], preferring: first)
        XCTAssertEqual(gateway.sessions[second]?.inFlight.compactMap(\.report).map(\.messageID), [ids[0]])
        XCTAssertEqual(gateway.sessions[first]?.inFlight.compactMap(\.report).map(\.messageID), [ids[1]])
        try gateway.report(on: ids[2], preferring: foreign)
        XCTAssertEqual(gateway.sessions[foreign]?.inFlight.count, 0, "never on another account's channel")
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "901234"), 3)
    }

    func testAReportIsDeliveredThoughItsSubmitIsForgotten() throws {
        var gateway = TestGateway()
        let report = DeliveryReport(messageID: CarrierMessageID(7), recipient: "1", state: .delivered, raw: "DELIVRD")
        let submit = ReportedSubmit(source: "10690001")
        XCTAssertThrowsError(try gateway.core.report(report, on: submit, of: "901234", at: gateway.now)) {
            XCTAssertEqual($0 as? GatewayError, .unknownAccount)
        }
        gateway.core.register(.test(), at: gateway.now)
        let number = try gateway.core.report(report, on: submit, of: "901234", at: gateway.now)
        let twice = try gateway.core.report(report, on: submit, of: "901234", at: gateway.now)
        let channel = try gateway.login(.test())
        XCTAssertEqual(gateway.sessions[channel]?.inFlight.map(\.report), [report, report])
        gateway.acknowledge(on: channel)
        gateway.acknowledge(on: channel)
        XCTAssertEqual(gateway.acknowledged, [number, twice])
    }

    func testALongIncomingMessageIsAcknowledgedAsAWhole() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        let text = String(repeating: "上", count: 100)
        let message = IncomingMessage(from: "13800138000", to: "10690001", text: text)
        let number = try gateway.core.deliver(message, to: "901234", key: "mo-1", at: gateway.now)
        gateway.settle()
        let segments = try XCTUnwrap(gateway.sessions[channel]?.inFlight.compactMap(\.segment))
        XCTAssertEqual(segments.count, 2)
        XCTAssertEqual(Set(segments.map(\.id)).count, 2)
        var assembler = InboundAssembler()
        for segment in segments { assembler.receive(segment, at: gateway.now) }
        guard case .message(let whole)? = assembler.nextEvent() else { return XCTFail("not whole") }
        XCTAssertEqual(whole.text, text)
        gateway.acknowledge(on: channel)
        XCTAssertEqual(gateway.acknowledged, [])
        gateway.acknowledge(on: channel)
        guard case .acknowledged(number, key: "mo-1")? = gateway.events.last else { return XCTFail("not told") }
    }

    func testALongIncomingMessageIsHandedBackAsAWhole() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test(), window: 1)
        let message = IncomingMessage(from: "1", to: "2", binary: [UInt8](repeating: 7, count: 1000))
        let number = try gateway.core.deliver(message, to: "901234", key: "mo-2", at: gateway.now)
        gateway.settle()
        gateway.acknowledge(on: channel)
        gateway.acknowledge(on: channel, code: 5)
        XCTAssertEqual(
            gateway.undeliverable,
            [
                UndeliverableMessage(
                    number: number, account: "901234", key: "mo-2", reason: .refused(5), wasSent: true)
            ])
        XCTAssertEqual(gateway.sessions[channel]?.inFlight.count, 0, "the rest of it is not sent any more")
        XCTAssertEqual(gateway.core.counters.pending, 0)
    }

    func testIncomingMessagesAreBounded() throws {
        var gateway = TestGateway()
        _ = try gateway.login(.test { $0.maximumWaiting = 2 }, carries: [.submit])
        let message = IncomingMessage(from: "1", to: "2", text: "hi")
        for _ in 0..<2 { _ = try gateway.core.deliver(message, to: "901234", at: gateway.now) }
        XCTAssertThrowsError(try gateway.core.deliver(message, to: "901234", at: gateway.now)) {
            XCTAssertEqual($0 as? GatewayError, .queueFull)
        }
        XCTAssertThrowsError(try gateway.core.deliver(message, to: "nobody", at: gateway.now)) {
            XCTAssertEqual($0 as? GatewayError, .unknownAccount)
        }
    }

    func testReportsAndIncomingMessagesAlternate() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test(), window: 1)
        let ids = try (0..<4).map { _ in try accepted(&gateway, on: channel) }
        for id in ids { try gateway.report(on: id) }
        for _ in 0..<4 {
            _ = try gateway.core.deliver(IncomingMessage(from: "1", to: "2", text: "hi"), to: "901234", at: gateway.now)
        }
        gateway.settle()
        var order: [Bool] = []
        for _ in 0..<8 {
            order.append(gateway.sessions[channel]?.inFlight.first?.report != nil)
            gateway.acknowledge(on: channel)
        }
        XCTAssertEqual(order.filter { $0 }.count, 4)
        XCTAssertTrue(order.prefix(4).contains(true) && order.prefix(4).contains(false), "neither waits for the other")
    }
}
