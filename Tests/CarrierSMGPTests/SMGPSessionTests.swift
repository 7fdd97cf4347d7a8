@testable import CarrierSMGP
import CarrierSession
import CarrierTestSupport
import CarrierWire
import SMGPCodec
import XCTest

import CarrierMessaging

final class SMGPSessionTests: XCTestCase {
    private typealias Pair = SessionPair<SMGPSessionRules>

    private func pair(_ mode: SMGP.LoginMode = .transmit, allowed: Set<SMGP.LoginMode>? = nil) -> Pair {
        let wish = SMGPAccount(id: "30010001", secret: "SwiftSms#2024", loginMode: mode)
        let known = SMGPAccount(
            id: "30010001", secret: "SwiftSms#2024", allowedModes: allowed ?? [.send, .receive, .transmit])
        return Pair(
            SMGPSessionRules(.v3_0, account: wish), SMGPSessionRules(upTo: .v3_0, accounts: [known]),
            at: SMGPStage.moment)
    }

    private func words(_ session: inout Session<SMGPSessionRules>) -> [String] {
        Pair.words(&session) { $0.commandID.name(in: .v3_0) ?? "unknown" }
    }

    private func submit(_ sequence: UInt32 = 9) throws -> [UInt8] {
        var submit = SMGP.Submit()
        submit.destinationTerminalIDs = ["18900000001"]
        submit.content = Array("hello".utf8)
        return try SMGP.Frame(sequence: sequence, message: .submit(submit)).encoded(in: .v3_0)
    }

    func testSubmitKeepAliveAndExit() throws {
        var pair = pair()
        var request = SMGP.Submit()
        request.destinationTerminalIDs = ["18900000001"]
        try pair.client.submit(.submit(request), tag: 7, at: pair.now)
        pair.exchange()
        var owed: ReplyToken?
        while let event = pair.server.nextEvent() { if case .request(_, let token) = event { owed = token } }
        try pair.server.reply(.submitResponse(SMGP.SubmitResponse()), to: try XCTUnwrap(owed), at: pair.now)
        pair.exchange()
        // Section 9: after 180 s of silence either side asks.
        pair.wait(181)
        XCTAssertEqual(words(&pair.client), ["opened 30010001 3.0", "response Submit_Resp", "alive"])
        pair.client.close(at: pair.now)
        pair.exchange()
        XCTAssertEqual(words(&pair.client), ["closed closedLocally"])
        XCTAssertEqual(words(&pair.server).last, "closed closedByPeer")
    }

    func testASubmitOverAConnectionThatOnlyReceivesGetsStatus11AndTheConnectionStays() throws {
        var pair = pair(.receive)
        XCTAssertEqual(words(&pair.server), ["opened 30010001 3.0"])
        XCTAssertEqual(
            HexText.encode(pair.inject(try submit())), "0000001a8000000200000009000000000000000000000000000b")
        let after = words(&pair.server)
        XCTAssertFalse(after.contains { $0.hasPrefix("request") || $0.hasPrefix("closed") }, "\(after)")
        // The gateway delivers over it.
        try pair.server.submit(.deliver(SMGP.Deliver()), at: pair.now)
        pair.exchange()
        XCTAssertEqual(words(&pair.client), ["opened 30010001 3.0", "request Deliver"])
    }

    func testNeitherSideSendsWhatTheModeForbids() throws {
        for (mode, message) in [
            (SMGP.LoginMode.receive, SMGP.Message.submit(SMGP.Submit())), (.send, .deliver(SMGP.Deliver())),
        ] {
            let rules = SMGPSessionRules(.v3_0, account: SMGPAccount(id: "1", secret: "", loginMode: mode))
            var buffer = OctetBuffer()
            XCTAssertThrowsError(try rules.encode(message, sequence: SequenceKey(counter: 1), into: &buffer)) {
                XCTAssertEqual(($0 as? WireError)?.field, "LoginMode")
            }
            XCTAssertTrue(buffer.isEmpty)
        }
    }

    func testALoginInTheWrongModeEndsTheConnection() {
        var pair = pair(.transmit, allowed: [.send])
        XCTAssertTrue(words(&pair.client).first?.hasPrefix("closed loginRefused(code: 11") ?? false)
    }

    func testDamagedBodiesAreAnsweredAndTheNextFrameIsRead() throws {
        var pair = pair()
        _ = words(&pair.server)
        // smgp.md 12.2: LinkID announces 20 octets and 5 are there.
        var damaged = try submit(6)
        damaged += [0, 3, 0, 20, 0x73, 0x68, 0x6F, 0x72, 0x74]
        damaged[3] = UInt8(damaged.count)
        XCTAssertEqual(
            HexText.encode(pair.inject(damaged)), "0000001a8000000200000006000000000000000000000000000a")
        XCTAssertEqual(pair.inject(try submit(7)), [])
        XCTAssertEqual(words(&pair.server).last, "request Submit")
        // A Deliver is answered with its own id.
        let deliver = try XCTUnwrap(
            HexText.decode("00000018000000030000000801006108161530012345" + "0100"))
        XCTAssertEqual(
            HexText.encode(pair.inject(deliver)), "0000001a8000000300000008010061081615300123450000000a")
    }

    func testAnythingBeforeLoginAndASecondLoginEndTheConnection() throws {
        var server = Session(
            speaking: SMGPSessionRules(upTo: .v3_0, accounts: []), role: .server, limits: .standard)
        server.open(at: SMGPStage.moment)
        try submit().withUnsafeBytes { server.receive($0, at: SMGPStage.moment) }
        XCTAssertEqual(server.takeOutput(), [])
        XCTAssertTrue(words(&server).last?.hasPrefix("closed") ?? false)
        var pair = pair()
        let second = SMGP.Frame(sequence: 9, message: .login(SMGP.Login()))
        _ = pair.inject(try second.encoded(in: .v3_0))
        XCTAssertTrue(words(&pair.server).last?.hasPrefix("closed") ?? false)
    }

    func testSignsOfLifeWithForeignNumbersAndASurplusOctetCount() throws {
        var pair = pair()
        _ = words(&pair.client)
        pair.now = pair.now + .seconds(181)
        pair.client.advance(to: pair.now)
        XCTAssertEqual(HexText.encode(pair.client.takeOutput()), "0000000c0000000400000002")
        // smgp.md 12.1: SequenceID 0 and an octet behind the header.
        let answer = try XCTUnwrap(HexText.decode("0000000d800000040000000000"))
        for _ in 0..<4 {
            answer.withUnsafeBytes { pair.client.receive($0, at: pair.now) }
            pair.now = pair.now + .seconds(181)
            pair.client.advance(to: pair.now)
            XCTAssertFalse(pair.client.takeOutput().isEmpty)
        }
        XCTAssertFalse(words(&pair.client).contains { $0.hasPrefix("closed") })
    }

    func testThrottlingAndRefusals() {
        let rules = SMGPSessionRules(upTo: .v3_0, accounts: [])
        // The retry classes of smgp.md 7.1.
        for (status, expected) in [
            (UInt32(0), ResponseStatus.accepted), (1, .throttled(code: 1)), (103, .throttled(code: 103)),
            (104, .throttled(code: 104)), (134, .throttled(code: 134)), (75, .refused(code: 75)),
            (39, .refused(code: 39)), (10, .refused(code: 10)), (999, .refused(code: 999)),
        ] {
            var response = SMGP.SubmitResponse()
            response.status = SMGP.Status(rawValue: status)
            XCTAssertEqual(rules.classify(.submitResponse(response)), .response(expected, kind: 2))
        }
    }
}
