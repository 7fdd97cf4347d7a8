@testable import CarrierSGIP
import CarrierSession
import CarrierWire
import SGIPCodec
import XCTest

import CarrierMessaging

final class SGIPSessionTests: XCTestCase {
    private func pair() -> SGIPPair {
        SGIPPair(SGIPStage.client, SGIPStage.gateway)
    }

    private func submit() -> SGIP.Message {
        var submit = SGIP.Submit()
        submit.userNumbers = ["8613012345678"]
        submit.content = Array("hello".utf8)
        return .submit(submit)
    }

    func testLoginSubmitAndUnbind() throws {
        var pair = pair()
        try pair.client.submit(submit(), tag: 7, at: pair.now)
        pair.exchange()
        XCTAssertEqual(SGIPPair.words(&pair.client), ["opened sp12345 1.2"])
        var token: ReplyToken?
        while let event = pair.server.nextEvent() { if case .request(_, let owed) = event { token = owed } }
        try pair.server.reply(.submitResponse(SGIP.Response(.ok)), to: try XCTUnwrap(token), at: pair.now)
        pair.exchange()
        pair.client.close(at: pair.now)
        pair.exchange()
        XCTAssertEqual(SGIPPair.words(&pair.client), ["response Submit_Resp", "closed closedLocally"])
        XCTAssertEqual(SGIPPair.words(&pair.server), ["closed closedByPeer"])
    }

    func testBothWaysAtOnceAndTheGatewaysConnection() throws {
        var back = SGIPPair(
            SGIPStage.reverseGateway, SGIPSessionRules(.v1_2, listeningAs: SGIPStage.account, connection: 2))
        var report = SGIP.Report()
        report.userNumber = "8613012345678"
        try back.client.submit(.report(report), at: back.now)
        try back.client.submit(.userReport(SGIP.UserReport()), at: back.now)
        back.exchange()
        XCTAssertEqual(
            SGIPPair.words(&back.server), ["opened sp12345 1.2", "request Report", "request UserRpt"])
    }

    func testACommandBeforeBindIsAnsweredWithOneAndTheConnectionEnds() throws {
        var server = Session(
            speaking: SGIPStage.gateway, role: .server,
            limits: SGIPStage.adapter.sessionLimits)
        server.open(at: SGIPStage.moment)
        let octets = try SGIP.Frame(
            sequence: SGIP.SequenceNumber(node: 1, time: 2, counter: 3), message: submit()
        ).encoded(in: .v1_2)
        octets.withUnsafeBytes { server.receive($0, at: SGIPStage.moment) }
        XCTAssertEqual(
            HexText.encode(server.takeOutput()), "0000001d80000003000000010000000200000003010000000000000000")
        let words = SGIPPair.words(&server)
        XCTAssertEqual(words.last, "closed protocolViolation")
        XCTAssertFalse(words.contains { $0.hasPrefix("request") })
    }

    func testASecondBindIsAnsweredWithTwoAndTheSessionStays() throws {
        var pair = pair()
        var bind = SGIP.Bind()
        bind.loginType = .providerToGateway
        let octets = try SGIP.Frame(
            sequence: SGIP.SequenceNumber(node: 1, time: 2, counter: 3), message: .bind(bind)
        ).encoded(in: .v1_2)
        octets.withUnsafeBytes { pair.server.receive($0, at: pair.now) }
        XCTAssertEqual(
            HexText.encode(pair.server.takeOutput()), "0000001d80000001000000010000000200000003020000000000000000")
        XCTAssertEqual(pair.server.stateName, .open)
    }

    /// The same content is a repetition, other content an illegal number: Result 9 (section 1.4). On both sides, before
    /// and after the first one is answered.
    func testANumberThatComesAgainWithOtherContentIsAnsweredWithNine() throws {
        let sequence = SGIP.SequenceNumber(node: 1, time: 2, counter: 3)
        func submit(_ text: String) throws -> [UInt8] {
            var submit = SGIP.Submit()
            submit.userNumbers = ["8613012345678"]
            submit.content = Array(text.utf8)
            return try SGIP.Frame(sequence: sequence, message: .submit(submit)).encoded(in: .v1_2)
        }
        var pair = pair()
        pair.exchange()
        func answer(to octets: [UInt8]) -> String {
            octets.withUnsafeBytes { pair.server.receive($0, at: pair.now) }
            return HexText.encode(pair.server.takeOutput())
        }
        let response = "0000001d80000003000000010000000200000003"
        let (one, other) = (try submit("one"), try submit("other"))
        XCTAssertEqual(answer(to: one), "")
        XCTAssertEqual(answer(to: other), response + "090000000000000000")
        var tokens: [ReplyToken] = []
        while let event = pair.server.nextEvent() { if case .request(_, let token) = event { tokens.append(token) } }
        XCTAssertEqual(tokens.count, 1)
        try pair.server.reply(.submitResponse(SGIP.Response(.ok)), to: try XCTUnwrap(tokens.first), at: pair.now)
        XCTAssertEqual(HexText.encode(pair.server.takeOutput()), response + "000000000000000000")
        XCTAssertEqual(answer(to: other), response + "090000000000000000")
        XCTAssertEqual(answer(to: one), response + "000000000000000000")
    }

    func testAnUnknownCommandClosesUnlessToldOtherwise() throws {
        let unknown = SGIP.Frame(
            sequence: SGIP.SequenceNumber(node: 1, time: 2, counter: 3),
            message: .unknown(SGIP.Unknown(commandID: SGIP.CommandID(rawValue: 0x12), body: [])))
        for closes in [true, false] {
            var gateway = SGIPStage.gateway
            gateway.closesOnUnknownCommand = closes
            var pair = SGIPPair(SGIPStage.client, gateway)
            try unknown.encoded(in: .v1_2).withUnsafeBytes { pair.server.receive($0, at: pair.now) }
            XCTAssertEqual(pair.server.stateName, closes ? .closed : .open)
        }
    }

    func testAFrameThatCannotBeReadCloses() throws {
        var pair = pair()
        var octets = try SGIP.Frame(sequence: SGIP.SequenceNumber(), message: submit()).encoded(in: .v1_2)
        octets[62] = 200
        octets.withUnsafeBytes { pair.server.receive($0, at: pair.now) }
        XCTAssertEqual(pair.server.takeOutput(), [])
        XCTAssertEqual(pair.server.stateName, .closed)
        XCTAssertTrue(SGIPPair.words(&pair.server).last?.contains("UserNumber") ?? false)
    }

    func testAnIdleConnectionEndsWithUnbindOfWhoDialled() {
        var pair = pair()
        pair.wait(59)
        XCTAssertEqual(pair.client.stateName, .open)
        pair.wait(1)
        XCTAssertEqual(SGIPPair.words(&pair.client), ["opened sp12345 1.2", "closed idle"])
        XCTAssertEqual(SGIPPair.words(&pair.server), ["opened sp12345 1.2", "closed closedByPeer"])
    }

    func testAClientThatStaysSilentIsClosedWithoutAWord() {
        var pair = pair()
        pair.now = pair.now + .seconds(69)
        pair.server.advance(to: pair.now)
        XCTAssertEqual(pair.server.stateName, .open)
        pair.now = pair.now + .seconds(1)
        pair.server.advance(to: pair.now)
        XCTAssertEqual(pair.server.takeOutput(), [])
        XCTAssertEqual(SGIPPair.words(&pair.server).last, "closed idle")
    }

    func testThereIsNoSignOfLifeAndTheWindowIs32() throws {
        let limits = SGIPStage.adapter.sessionLimits
        XCTAssertNil(limits.keepAliveInterval)
        var client = SGIPStage.client
        XCTAssertNil(client.request(for: .keepAlive, at: SGIPStage.moment))
        var pair = pair()
        for _ in 0..<40 { try pair.client.submit(submit(), at: pair.now) }
        XCTAssertEqual(pair.client.requestsInFlight, 32)
        XCTAssertEqual(pair.client.requestsQueued, 8)
        // Resent after 30 s with the same twelve octets.
        pair.exchange()
        pair.now = pair.now + .seconds(30)
        pair.client.advance(to: pair.now)
        let again = pair.client.takeOutput()
        XCTAssertEqual(again.count, 32 * (143 + 21 + 5))
        again.withUnsafeBytes { pair.server.receive($0, at: pair.now) }
        let words = SGIPPair.words(&pair.server)
        XCTAssertEqual(words.filter { $0 == "request Submit" }.count, 32)
        XCTAssertEqual(words.filter { $0.hasPrefix("repeatedRequest") }.count, 32)
    }

    func testRestampedResponsesAreMatchedAndNamed() throws {
        let cases: [(SGIPSessionRules.Matching, (inout SGIP.SequenceNumber) -> Void, Bool)] = [
            (.exact, { $0.time += 1 }, true), (.exact, { $0.node = 7 }, false),
            (.nodeAndCounter, { $0.time += 1 }, true),
            (.nodeAndCounter, { $0.node = 7 }, false), (.counter, { ($0.node, $0.time) = (7, 8) }, true),
            (.counter, { $0.counter += 1 }, false), (.counter, { _ in }, true),
        ]
        for (index, (matching, change, isMatched)) in cases.enumerated() {
            var client = SGIPStage.client
            client.matching = matching
            var pair = SGIPPair(client, SGIPStage.gateway)
            try pair.client.submit(submit(), at: pair.now)
            let sent = try SGIP.Frame(decoding: pair.client.takeOutput(), in: .v1_2)
            var answer = try XCTUnwrap(sent.response())
            change(&answer.sequence)
            try answer.encoded(in: .v1_2).withUnsafeBytes { pair.client.receive($0, at: pair.now) }
            let words = SGIPPair.words(&pair.client)
            XCTAssertEqual(words.contains("response Submit_Resp"), isMatched, "case \(index): \(words)")
            let name = matching == .exact ? "response-time-word" : "restamped-sequence"
            let isNamed = words.contains { $0.contains(name) }
            XCTAssertEqual(isNamed, isMatched && answer.sequence != sent.sequence, "case \(index): \(words)")
        }
    }
}
