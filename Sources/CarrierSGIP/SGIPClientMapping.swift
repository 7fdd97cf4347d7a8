import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec
import SMSText

/// SGIP's messages on a client's channel: Submit out on one connection; Deliver, Report and UserRpt in on the other.
package struct SGIPClientMapping: ClientMapping {
    package typealias Rules = SGIPSessionRules

    /// The edition whose rules are used.
    package let version: SGIP.Version
    /// CorpId (企业代码) of messages that name no provider of their own.
    package let corporationID: String
    /// Recipients of one Submit, 1 to 100 (section 11, Q10).
    package var recipientsPerSubmit: Int
    /// TP_udhi of a segment with a user data header: 1, or 64 for gateways that want it so (section 10).
    package var headerIndicator: UInt8 = 1
    /// What the direction of the connection decides: requests go from the side that dialled.
    package var traffic: ChannelTraffic

    package init(_ version: SGIP.Version, corporationID: String, carries traffic: ChannelTraffic = .submit) {
        self.version = version
        self.corporationID = corporationID
        self.traffic = traffic
        recipientsPerSubmit = version == .v1_3 ? 1 : 83
    }

    package func opened(speaking rules: SGIPSessionRules) -> ChannelTraffic { traffic }

    package func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int {
        min(max(1, recipientsPerSubmit), 100)
    }

    package func submits(
        for message: OutboundMessage, segments: SegmentedMessage, to group: ArraySlice<String>,
        noting issues: inout ValidationIssues
    ) -> [SGIP.Message] {
        var submit = frame(of: message, &issues)
        submit.userNumbers.reserveCapacity(group.count)
        for recipient in group {
            submit.userNumbers.append(issues.take("", try SGIPField.subscriber(recipient, "UserNumber")))
        }
        submit.chargeNumber = issues.take("", try chargeNumber(message.billing, submit.userNumbers))
        submit.dataCoding = SGIP.DataCoding(rawValue: segments.dataCoding)
        var messages: [SGIP.Message] = []
        messages.reserveCapacity(segments.segments.count)
        for segment in segments.segments {
            submit.userDataHeaderIndicator = segment.headerLength > 0 ? headerIndicator : 0
            submit.content = segment.content
            let size = SGIP.headerLength + submit.encodedSize(in: version)
            if size > SGIP.maximumFrameLength {
                issues.add(
                    MessagingError(.tooLong(limit: SGIP.maximumFrameLength, actual: size), field: "Message Length"))
            }
            messages.append(.submit(submit))
        }
        return messages
    }

    /// The fields that all segments share.
    private func frame(of message: OutboundMessage, _ issues: inout ValidationIssues) -> SGIP.Submit {
        var submit = SGIP.Submit()
        submit.spNumber = issues.take(
            "", try MessageField.text(message.source + message.extensionCode, width: 21, "SPNumber"))
        submit.corporationID = issues.take("", try SGIPField.corporation(message.providerID ?? corporationID))
        submit.serviceType = issues.take("", try MessageField.text(message.serviceID, width: 10, "ServiceType"))
        submit.feeType = issues.take(.free, try SGIPField.feeType(message.billing.feeType))
        submit.feeValue = issues.take("", try SGIPField.price(message.billing.feeCode, "FeeValue"))
        submit.givenValue = "0"
        submit.cause = SGIPField.cause(linkID: message.linkID)
        submit.priority = message.priority
        if message.priority > 9 { issues.add(MessagingError(.outOfRange, field: "Priority")) }
        submit.expireTime = issues.take("", try SGIPField.time(message.expiry, "ExpireTime"))
        submit.scheduleTime = issues.take("", try SGIPField.time(message.schedule, "ScheduleTime"))
        submit.reportFlag = message.report == .none ? .none : .always
        submit.protocolID = message.protocolID
        submit.reserve = issues.take("", try MessageField.text(message.linkID, width: 8, "Reserve"))
        if message.destinationsArePseudonyms { issues.add(MessagingError(.unsupported, field: "UserNumber")) }
        if message.billing.chargedNumberIsPseudonym {
            issues.add(MessagingError(.unsupported, field: "ChargeNumber"))
        }
        return submit
    }

    /// ChargeNumber (section 3.4).
    private func chargeNumber(
        _ billing: Billing, _ recipients: OctetStringList
    ) throws(MessagingError) -> OctetString {
        switch billing.payer {
        case .provider: return SGIP.Submit.providerPays
        case .chargedNumber: return try SGIPField.subscriber(billing.chargedNumber, "ChargeNumber")
        // Empty is for several recipients; a single one is named.
        case .destination: return recipients.count == 1 ? recipients[0] : OctetString()
        case .source: throw MessagingError(.unsupported, field: "ChargeNumber")
        }
    }

    package func result(
        of response: SGIP.Message, sequence: SequenceKey
    ) -> (code: UInt32, isThrottled: Bool, id: CarrierMessageID?) {
        guard case .submitResponse(let submitted) = response else {
            return (UInt32(SGIP.Result.messageID.rawValue), false, nil)
        }
        guard submitted.result == .ok else {
            return (UInt32(submitted.result.rawValue), submitted.result.isTemporary, nil)
        }
        // The submit's own number is the message's identity (section 1.4).
        return (0, false, CarrierMessageID(sequence))
    }

    /// The submit's own number is the message's identity (section 1.4).
    package func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { CarrierMessageID(sequence) }

    package func inbound(_ request: SGIP.Message, sequence: SequenceKey) -> InboundContent {
        switch request {
        case .report(let report) where report.reportType == .submit: .report(deliveryReport(report))
        case .deliver(let deliver):
            .segment(
                InboundSegment(
                    id: CarrierMessageID(sequence), from: deliver.userNumber.text, to: deliver.spNumber.text,
                    coding: deliver.dataCoding.rawValue,
                    hasHeader: UserDataHeader.isIndicated(by: deliver.userDataHeaderIndicator),
                    content: deliver.content, linkID: deliver.linkID, protocolID: deliver.protocolID))
        // A Report of another type is about what gateways forward (3.6); a UserRpt has no word in the neutral model.
        case .report, .userReport: .other
        default: .notServed
        }
    }

    private func deliveryReport(_ report: SGIP.Report) -> DeliveryReport {
        let outcome = SGIPOutcome(state: report.state, code: report.errorCode)
        // Bridges keep another protocol's word in Reserve (section 11, Q11).
        let word = report.reserve.isPrintable ? report.reserve.text : ""
        // The word can say which failure it was; State decides whether it was one.
        let said = StatusWord(word)
        let isTold = outcome.deliveryState == .undelivered && said.isKnown && said.isFinal && !said.isDelivered
        return DeliveryReport(
            messageID: CarrierMessageID(SequenceKey(report.submitSequence)), recipient: report.userNumber.text,
            state: isTold ? DeliveryState(said.state) : outcome.deliveryState, raw: word.isEmpty ? outcome.word : word,
            errorCode: report.errorCode == .ok ? "" : "\(report.errorCode.rawValue)")
    }

    package func acknowledgement(of request: SGIP.Message, code: UInt32) -> SGIP.Message? {
        request.response(result: SGIP.Result(rawValue: UInt8(clamping: code)))
    }

    package func refusal(of request: SGIP.Message) -> SGIP.Message? {
        request.response(result: SGIP.Result(rawValue: UInt8(clamping: SGIPMeaning.codes.unknownCommand)))
    }
}

/// A client's session that speaks SGIP.
final class SGIPClientSession: MappedClientSession {
    var mapped: MappedClient<SGIPClientMapping>

    init(
        speaking rules: SGIPSessionRules, role: SessionRole, limits: SessionLimits, mapping: SGIPClientMapping
    ) {
        mapped = MappedClient(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
