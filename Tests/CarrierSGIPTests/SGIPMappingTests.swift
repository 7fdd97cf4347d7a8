@testable import CarrierSGIP
import CarrierSession
import CarrierTestSupport
import CarrierWire
import SGIPCodec
import SMSText
import XCTest

import CarrierMessaging

final class SGIPMappingTests: XCTestCase {
    private let client = SGIPClientMapping(.v1_2, corporationID: SGIPStage.account.corporationID)
    private let gateway = SGIPGatewayMapping(.v1_2)

    private func submits(
        _ message: OutboundMessage, _ change: (inout SGIPClientMapping) -> Void = { _ in }
    ) throws -> [SGIP.Submit] {
        var client = client
        change(&client)
        var adapter = SGIPStage.adapter
        adapter.recipientsPerSubmit = client.recipientsPerSubmit
        return try CarrierTestSupport.submits(
            of: message, speaking: adapter, as: client,
            at: SGIPStage.moment
        ).compactMap { if case .submit(let submit) = $0 { submit } else { nil } }
    }

    private func issues(_ message: OutboundMessage) -> [String] {
        CarrierTestSupport.issues(in: message, speaking: SGIPStage.adapter, at: SGIPStage.moment)
            .map(\.field.description)
    }

    private func vector(_ name: String) throws -> SGIP.Frame {
        let vector = try XCTUnwrap(try WireVector.all("sgip").first { $0.name == name })
        return try SGIP.Frame(decoding: vector.octets, in: .v1_2)
    }

    /// The vector `submit_ucs2`, with its service and its report.
    func testASubmitIsTheVectors() throws {
        var message = OutboundMessage(from: "10690001", to: ["13012345678"], text: "你好,联通", coding: .ucs2)
        message.serviceID = "NEWS"
        message.billing.feeCode = "0"
        let frame = try vector("submit_ucs2")
        let made = SGIP.Frame(sequence: frame.sequence, message: .submit(try submits(message)[0]))
        XCTAssertEqual(try made.encoded(in: .v1_2), try frame.encoded(in: .v1_2))
    }

    /// Result 6 for numbers of phones, 5 for other fields out of the range that their table has (sections 3.4, 7, 8.4,
    /// 9.5 to 9.7).
    func testAFieldOutOfItsRangeDemandsItsResult() throws {
        guard case .submit(let sound) = try vector("submit_ucs2").message else { return XCTFail("no Submit") }
        let changes: [(name: String, result: UInt32?, (inout SGIP.Submit) -> Void)] = [
            ("as it is", nil, { _ in }),
            ("UserCount 0", 5, { $0.userNumbers = [] }),
            ("UserCount 100", nil, { $0.userNumbers = OctetStringList((0..<100).map { _ in "8613012345678" }) }),
            ("UserCount 101", 5, { $0.userNumbers = OctetStringList((0..<101).map { _ in "8613012345678" }) }),
            ("UserNumber", 6, { $0.userNumbers = ["8613012345678", "nobody"] }),
            ("UserNumber empty", 6, { $0.userNumbers = [""] }),
            ("UserNumber without 86", nil, { $0.userNumbers = ["13012345678"] }),
            ("ChargeNumber", 6, { $0.chargeNumber = "nobody" }),
            ("ChargeNumber empty", nil, { $0.chargeNumber = "" }),
            ("ChargeNumber zeros", nil, { $0.chargeNumber = SGIP.Submit.providerPays }),
            ("CorpId", 5, { $0.corporationID = "abcde" }), ("CorpId empty", nil, { $0.corporationID = "" }),
            ("FeeType 4", nil, { $0.feeType = SGIP.FeeType(rawValue: 4) }),
            ("FeeType 5", 5, { $0.feeType = SGIP.FeeType(rawValue: 5) }),
            ("FeeValue", 5, { $0.feeValue = "abcdef" }), ("FeeValue 99999", nil, { $0.feeValue = "099999" }),
            ("FeeValue 100000", 5, { $0.feeValue = "100000" }), ("GivenValue", 5, { $0.givenValue = "-1" }),
            ("AgentFlag", 5, { $0.agentFlag = SGIP.AgentFlag(rawValue: 2) }),
            ("MorelatetoMTFlag 3", nil, { $0.cause = SGIP.Cause(rawValue: 3) }),
            ("MorelatetoMTFlag 4", 5, { $0.cause = SGIP.Cause(rawValue: 4) }),
            ("Priority 9", nil, { $0.priority = 9 }), ("Priority 10", 5, { $0.priority = 10 }),
            ("ExpireTime", nil, { $0.expireTime = "261231235959032+" }),
            ("ExpireTime no time", 5, { $0.expireTime = "tomorrow" }),
            ("ExpireTime relative", 5, { $0.expireTime = "000002000000000R" }),
            ("ScheduleTime", 5, { $0.scheduleTime = "999999999999999+" }),
            ("ReportFlag 3", nil, { $0.reportFlag = SGIP.ReportFlag(rawValue: 3) }),
            ("ReportFlag 4", 5, { $0.reportFlag = SGIP.ReportFlag(rawValue: 4) }),
            ("MessageType", 5, { $0.messageType = 1 }),
        ]
        for (name, result, change) in changes {
            var submit = sound
            change(&submit)
            XCTAssertEqual(gateway.submission(.submit(submit))?.demandedRefusal, result, name)
            var lenient = gateway
            lenient.checksRanges = false
            XCTAssertNil(lenient.submission(.submit(submit))?.demandedRefusal, name)
        }
    }

    func testALongMessageIsOneSubmitForEachSegment() throws {
        let message = OutboundMessage(
            from: "10690001", to: ["13012345678"], text: String(repeating: "长", count: 150), coding: .ucs2)
        let made = try submits(message)
        XCTAssertEqual(made.map(\.content.count), [140, 140, 38])
        XCTAssertEqual(made.map(\.userDataHeaderIndicator), [1, 1, 1])
        XCTAssertEqual(made.map { Array($0.content.prefix(3)) }, [[5, 0, 3], [5, 0, 3], [5, 0, 3]])
        XCTAssertEqual(try submits(message) { $0.headerIndicator = 64 }.map(\.userDataHeaderIndicator), [64, 64, 64])
        let short = OutboundMessage(from: "10690001", to: ["13012345678"], text: "短", coding: .ucs2)
        XCTAssertEqual(try submits(short) { $0.headerIndicator = 64 }[0].userDataHeaderIndicator, 0)
    }

    func testManyReceiversShareASubmitWithinTwoKilobytes() throws {
        let recipients = (0..<200).map { "130123\(10000 + $0)" }
        let message = OutboundMessage(
            from: "10690001", to: recipients, text: String(repeating: "x", count: 140), coding: .ascii)
        let made = try submits(message)
        XCTAssertEqual(made.map(\.userNumbers.count), [83, 83, 34])
        for submit in made { XCTAssertLessThanOrEqual(20 + submit.encodedSize(in: .v1_2), 2048) }
        XCTAssertEqual(made[0].userNumbers[0], "8613012310000")
        XCTAssertEqual(try submits(message) { $0.recipientsPerSubmit = 500 }.map(\.userNumbers.count), [100, 100])
        XCTAssertEqual(SGIPClientMapping(.v1_3, corporationID: "1").maximumRecipients(reporting: .none), 1)
    }

    func testReportsServiceAndTimes() throws {
        var message = OutboundMessage(from: "1069", to: ["13012345678"], text: "a", report: .none)
        XCTAssertEqual(try submits(message)[0].reportFlag, .none)
        message.report = .requested
        message.extensionCode = "0001"
        message.linkID = "LINK0001"
        message.expiry = .after(.seconds(3600))
        message.schedule = .at(SGIPStage.moment + .milliseconds(1))
        let submit = try submits(message)[0]
        XCTAssertEqual(submit.reportFlag, .always)
        XCTAssertEqual(submit.spNumber, "10690001")
        XCTAssertEqual(submit.reserve, "LINK0001")
        XCTAssertEqual(submit.cause, .firstReply)
        XCTAssertEqual(submit.expireTime, "261120213225032+")
        // Between two tenths: the next second.
        XCTAssertEqual(submit.scheduleTime, "261120203226032+")
        message.linkID = ""
        message.schedule = .at(SGIPStage.moment + .milliseconds(500))
        XCTAssertEqual(try submits(message)[0].cause, .unsolicited)
        XCTAssertEqual(try submits(message)[0].scheduleTime, "261120203225532+")
    }

    func testWhoPays() throws {
        var message = OutboundMessage(from: "1069", to: ["13012345678"], text: "a")
        XCTAssertEqual(try submits(message)[0].chargeNumber, SGIP.Submit.providerPays)
        XCTAssertEqual(try submits(message)[0].feeType, .free)
        message.billing.payer = .destination
        message.billing.feeType = .perMessage
        message.billing.feeCode = "000100"
        XCTAssertEqual(try submits(message)[0].chargeNumber, "8613012345678")
        XCTAssertEqual(try submits(message)[0].feeType, .perMessage)
        XCTAssertEqual(try submits(message)[0].feeValue, "000100")
        message.destinations.append("13112345678")
        XCTAssertEqual(try submits(message)[0].chargeNumber, "")
        message.billing.payer = .chargedNumber
        message.billing.chargedNumber = "+8618612345678"
        XCTAssertEqual(try submits(message)[0].chargeNumber, "8618612345678")
    }

    func testEverythingThatCannotBeSaidIsNamed() {
        var message = OutboundMessage(from: "1069", to: ["13012345678"], text: "a")
        XCTAssertEqual(issues(message), [])
        message.source = String(repeating: "1", count: 22)
        message.providerID = "1234567"
        message.serviceID = "服务"
        message.billing.payer = .source
        message.billing.feeType = .capped
        message.billing.feeCode = "100000"
        message.billing.chargedNumberIsPseudonym = true
        message.destinationsArePseudonyms = true
        message.priority = 10
        message.linkID = "nine-long"
        XCTAssertEqual(
            Set(issues(message)),
            [
                "SPNumber", "CorpId", "ServiceType", "ChargeNumber", "FeeType", "FeeValue", "UserNumber", "Priority",
                "Reserve",
            ])
        XCTAssertThrowsError(try submits(message)) { error in
            XCTAssertEqual(error as? MessagingError, MessagingError(.tooLong(limit: 21, actual: 22), field: "SPNumber"))
        }
    }

    // MARK: Results and reports

    func testAResultsIdIsTheSequence() throws {
        let key = SequenceKey(SGIP.SequenceNumber(node: 3_057_112_345, time: 1_120_203_227, counter: 1))
        let taken = client.result(of: .submitResponse(SGIP.Response(.ok)), sequence: key)
        XCTAssertEqual(taken.id.map { HexText.encode($0.octets) }, "b637d51942c4f1db00000001")
        XCTAssertEqual(taken.id.map(SGIPStage.adapter.text(of:)), "3057112345-1120203227-1")
        XCTAssertEqual(gateway.identity(ofSubmit: key), taken.id)
        for (code, isThrottled) in [(11, true), (33, true), (34, true), (88, true), (9, false), (255, false)]
            as [(UInt8, Bool)]
        {
            let refused = client.result(
                of: .submitResponse(SGIP.Response(SGIP.Result(rawValue: code))), sequence: key)
            XCTAssertEqual(refused.code, UInt32(code))
            XCTAssertEqual(refused.isThrottled, isThrottled)
            XCTAssertNil(refused.id)
            XCTAssertFalse(SGIPStage.adapter.meaning(of: UInt32(code)).isEmpty)
        }
        XCTAssertNotEqual(client.result(of: .unbind(SGIP.Unbind()), sequence: key).code, 0)
    }

    /// The vectors of reports.
    func testReports() throws {
        let cases: [(String, String, DeliveryState, String, String)] = [
            ("report_delivered", "b637d51942c4f1db00000001", .delivered, "0", ""),
            ("report_failed_absent", "b637d51942c4f1de00000004", .undelivered, "2:25", "25"),
            ("report_pending", "", .enroute, "1", ""),
        ]
        for (name, id, state, raw, code) in cases {
            let frame = try vector(name)
            let content = client.inbound(frame.message, sequence: SequenceKey(frame.sequence))
            guard case .report(let report) = content else { return XCTFail(name) }
            if !id.isEmpty { XCTAssertEqual(HexText.encode(report.messageID.octets), id) }
            XCTAssertEqual(report.state, state)
            XCTAssertEqual(report.raw, raw)
            XCTAssertEqual(report.errorCode, code)
            XCTAssertTrue(report.recipient.hasPrefix("861"))
        }
    }

    func testTheGatewaysReportComesBackAsItWasMeant() throws {
        let id = CarrierMessageID(SequenceKey(SGIP.SequenceNumber(node: 9, time: 8, counter: 7)))
        for state in DeliveryState.allCases {
            let word = SGIPGatewayAdapter.sgip.word(for: state)
            let made = try gateway.report(
                DeliveryReport(messageID: id, recipient: "13012345678", state: state, raw: word))
            guard case .report(let report) = made,
                case .report(let read) = client.inbound(made, sequence: .init(counter: 1))
            else { return XCTFail("\(state)") }
            XCTAssertEqual(report.submitSequence, SGIP.SequenceNumber(node: 9, time: 8, counter: 7))
            XCTAssertEqual(report.userNumber, "8613012345678")
            XCTAssertEqual(read.raw, word)
            XCTAssertEqual(read.state.isFinal, state.isFinal)
            XCTAssertEqual(read.state == .delivered, state == .delivered)
            XCTAssertEqual(report.state == .failed, report.errorCode != .ok)
        }
        // Another protocol's word keeps its place in Reserve.
        let foreign = try gateway.report(
            DeliveryReport(messageID: id, recipient: "13012345678", state: .expired, raw: "EXPIRED", errorCode: "61"))
        guard case .report(let report) = foreign else { return XCTFail("no report") }
        XCTAssertEqual(report.errorCode.rawValue, 61)
        XCTAssertEqual(report.reserve, "EXPIRED")
        guard case .report(let read) = client.inbound(foreign, sequence: .init(counter: 1)) else {
            return XCTFail("none")
        }
        XCTAssertEqual(read.raw, "EXPIRED")
        XCTAssertEqual(read.errorCode, "61")
    }

    // MARK: Submissions and messages from subscribers

    func testASubmissionSaysWhatTheSubmitSays() throws {
        let frame = try vector("submit_gbk_scheduled")
        let submission = try XCTUnwrap(gateway.submission(frame.message))
        XCTAssertEqual(submission.source, "10690001")
        XCTAssertEqual(submission.destinations, ["8613012345678"])
        XCTAssertEqual(submission.coding, 15)
        XCTAssertEqual(submission.linkID, "LINK0001")
        XCTAssertEqual(submission.billing?.payer, .destination)
        XCTAssertEqual(submission.billing?.feeType, .perMessage)
        XCTAssertEqual(submission.expiryText, "261231235959032+")
        XCTAssertEqual(submission.priority, 9)
        // ReportFlag 0, GivenValue 100, AgentFlag 1: the neutral form has no words for them.
        XCTAssertEqual(submission.unmappedFields.map(\.field), ["ReportFlag", "GivenValue", "AgentFlag"])
        let reported = DeliveryState.allCases.filter(submission.wantsReport(of:))
        XCTAssertEqual(reported, [.undelivered, .expired, .deleted, .rejected, .unknown])
    }

    func testTheFlagsOfReports() throws {
        for (flag, wanted, failuresOnly, isSaid) in [
            (0, true, true, false), (1, true, false, true), (2, false, false, true), (3, true, false, false),
        ] as [(UInt8, Bool, Bool, Bool)] {
            var submit = SGIP.Submit()
            submit.cause = .unsolicited
            submit.reportFlag = SGIP.ReportFlag(rawValue: flag)
            let submission = try XCTUnwrap(gateway.submission(.submit(submit)))
            XCTAssertEqual(submission.wantsReport, wanted)
            XCTAssertEqual(submission.wantsFailuresOnly, failuresOnly)
            XCTAssertEqual(submission.unmappedFields.isEmpty, isSaid)
        }
    }

    func testASubmissionGoesOutAgainAsItCame() throws {
        for name in ["submit_ascii", "submit_ucs2", "submit_multi_user", "submit_binary"] {
            let frame = try vector(name)
            guard case .submit(let submit) = frame.message else { return XCTFail(name) }
            let submission = try XCTUnwrap(gateway.submission(frame.message))
            var message = OutboundMessage(
                from: submission.source, to: submission.destinations, binary: submission.content,
                coding: submission.coding, report: submission.wantsReport ? .requested : .none)
            message.serviceID = submission.serviceID
            message.providerID = submission.providerID
            message.billing = try XCTUnwrap(submission.billing)
            message.priority = submission.priority
            message.protocolID = submission.protocolID
            message.linkID = submission.linkID
            XCTAssertEqual(submission.unmappedFields, [], name)
            XCTAssertEqual(try submits(message)[0], submit, name)
        }
    }

    func testADeliverIsTheVectors() throws {
        for name in ["deliver_ascii", "deliver_gbk", "deliver_ucs2_udh"] {
            let frame = try vector(name)
            guard case .segment(let segment) = client.inbound(frame.message, sequence: SequenceKey(frame.sequence))
            else { return XCTFail(name) }
            XCTAssertEqual(segment.id.octets, frame.sequence.octets)
            XCTAssertEqual(try gateway.deliver(segment), frame.message, name)
        }
        let gbk = try vector("deliver_gbk")
        guard case .segment(let segment) = client.inbound(gbk.message, sequence: .init(counter: 1)) else { return }
        XCTAssertEqual(segment.linkID, "A1B2C3D4")
        var stranger = segment
        stranger.serviceID = "NEWS"
        XCTAssertThrowsError(try gateway.deliver(stranger))
    }

    func testAUserRptIsAnsweredAndOtherCommandsAreRefused() throws {
        let userReport = try vector("userrpt_suspended").message
        XCTAssertEqual(client.inbound(userReport, sequence: .init(counter: 1)), .other)
        XCTAssertNotNil(client.acknowledgement(of: userReport, code: 0))
        for name in ["submit_ascii", "trace", "checkuser", "queryroute_by_sp"] {
            let message = try vector(name).message
            XCTAssertEqual(client.inbound(message, sequence: .init(counter: 1)), .notServed, name)
            XCTAssertNotNil(client.refusal(of: message), name)
        }
        guard case .submitResponse(let refused)? = client.refusal(of: try vector("submit_ascii").message) else {
            return XCTFail("no answer")
        }
        XCTAssertEqual(refused.result, .messageID, "8.4: answered with an error")
        XCTAssertNil(client.acknowledgement(of: .unbindResponse(SGIP.UnbindResponse()), code: 0))
        XCTAssertEqual(SGIPGatewayAdapter.sgip.codes.unknownCommand, 7)
    }
}

/// Reports come over another connection, before or after the responses.
final class SGIPCorrelationTests: XCTestCase {
    private let now = SGIPStage.moment

    private func report(_ sequence: SequenceKey, _ recipient: OctetString, _ state: SGIP.State) -> SGIP.Message {
        var report = SGIP.Report()
        report.submitSequence = SGIP.SequenceNumber(sequence)
        report.userNumber = recipient
        report.state = state
        if state == .failed { report.errorCode = .unknownUser }
        return .report(report)
    }

    private func words(_ core: inout ClientCore) -> [String] {
        var events: [ClientEvent] = []
        core.takeEvents(into: &events)
        return events.compactMap { event in
            switch event {
            case .accepted(let place, _, _): "accepted \(place.recipientNumber)"
            case .report(let place, let report): "report \(place.recipientNumber) \(report.state)"
            case .outcome(let outcome): "outcome \(outcome.recipientNumber) \(outcome.result)"
            case .orphan(let report): "orphan \(report.recipient)"
            case .duplicateReport(let place, _): "duplicate \(place.recipientNumber)"
            case .channel, .ended: nil
            default: "other"
            }
        }
    }

    private let mapping = SGIPClientMapping(.v1_2, corporationID: SGIPStage.account.corporationID)

    /// A client that has sent a message, and the tag of its one request.
    private func sent(to recipients: [String]) throws -> (ClientCore, UInt64) {
        var core = openClient(SGIPStage.adapter, at: now)
        let message = OutboundMessage(from: "1069", to: recipients, text: "a", report: .requested)
        _ = try core.submit(message, at: now)
        var requests: [SegmentRequest] = []
        core.takeRequests(for: ChannelID(1), capacity: 16, into: &requests, at: now)
        XCTAssertEqual(requests.count, 1)
        _ = words(&core)
        return (core, try XCTUnwrap(requests.first).tag)
    }

    private func respond(_ core: inout ClientCore, _ tag: UInt64, _ sequence: SequenceKey) {
        let (code, _, id) = mapping.result(of: .submitResponse(SGIP.Response(.ok)), sequence: sequence)
        core.handle(
            .result(SubmitResult(tag: tag, code: code, id: id, answeredAt: now)), on: ChannelID(1), at: now)
    }

    /// The report as the client reads it, and the code of its answer.
    @discardableResult
    private func report(
        _ core: inout ClientCore, _ sequence: SequenceKey, _ recipient: OctetString, _ state: SGIP.State
    ) throws -> UInt32 {
        let token = ReplyToken(sequence: SequenceKey(counter: 100), serial: 1)
        let message = report(sequence, recipient, state)
        guard case .report(let report) = mapping.inbound(message, sequence: token.sequence) else {
            throw MessagingError(.unsupported, field: "Report")
        }
        core.handle(.report(report, token), on: ChannelID(1), at: now)
        var replies: [ClientReply] = []
        core.takeReplies(for: ChannelID(1), into: &replies)
        let code = try XCTUnwrap(replies.first).code
        XCTAssertEqual(mapping.acknowledgement(of: message, code: code), .reportResponse(SGIP.Response(.ok)))
        return code
    }

    private let sequence = SequenceKey(SGIP.SequenceNumber(node: 3_057_112_345, time: 1_120_203_227, counter: 1))

    func testSequenceAndUserNumberLeadToTheRecipient() throws {
        var (core, tag) = try sent(to: ["13012345678", "13112345678"])
        respond(&core, tag, sequence)
        XCTAssertEqual(words(&core), ["accepted 13012345678", "accepted 13112345678"])
        // With and without 86 (section 5).
        for (recipient, state) in [
            ("13112345678", .failed), ("8613012345678", .waiting), ("8613012345678", .delivered),
        ] as [(OctetString, SGIP.State)] {
            XCTAssertEqual(try report(&core, sequence, recipient, state), 0)
        }
        XCTAssertEqual(
            words(&core),
            [
                "report 13112345678 undelivered", "outcome 13112345678 failed", "report 13012345678 enroute",
                "report 13012345678 delivered", "outcome 13012345678 delivered",
            ])
    }

    func testAReportBeforeItsResponseWaitsForIt() throws {
        var (core, tag) = try sent(to: ["13012345678"])
        try report(&core, sequence, "8613012345678", .delivered)
        XCTAssertEqual(words(&core), [])
        respond(&core, tag, sequence)
        XCTAssertEqual(
            words(&core),
            ["accepted 13012345678", "report 13012345678 delivered", "outcome 13012345678 delivered"])
    }

    func testAReportOnNothingIsAnOrphanAndAnswered() throws {
        var core = openClient(SGIPStage.adapter, at: now)
        _ = words(&core)
        try report(
            &core, SequenceKey(SGIP.SequenceNumber(node: 1, time: 2, counter: 3)), "8613012345678", .delivered)
        core.shutDown(within: .zero, at: now)
        core.handle(.closed(.closedLocally), on: ChannelID(1), at: now)
        XCTAssertEqual(words(&core), ["orphan 8613012345678"])
    }
}
