import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec
import SMSText

/// SMGP's messages on a client's channel: Submit out, Deliver in.
package struct SMGPClientMapping: ClientMapping {
    package typealias Rules = SMGPSessionRules

    /// The version whose fields are used: what was asked for, until a login settles it.
    package private(set) var version: SMGP.Version
    /// MsgSrc of messages that name no provider of their own: the account.
    package let providerID: String
    /// MServiceID of every submit: the product id of the mobile network; empty to leave it out (3.0 only).
    package var productID = ""
    /// Recipients of one Submit: 100 by the specification, 20 at some platforms (section 11).
    package var recipientLimit = 100

    package init(_ version: SMGP.Version, providerID: String) {
        self.version = version
        self.providerID = providerID
    }

    package mutating func opened(speaking rules: SMGPSessionRules) -> ChannelTraffic {
        version = rules.version
        return ChannelTraffic(rules.loginMode)
    }

    package func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int { max(1, recipientLimit) }

    package func submits(
        for message: OutboundMessage, segments: SegmentedMessage, to group: ArraySlice<String>,
        noting issues: inout ValidationIssues
    ) -> [SMGP.Message] {
        var submit = frame(of: message, &issues)
        recipients(group, of: message, &submit, &issues)
        guard let count = UInt8(exactly: segments.segments.count) else {
            issues.add(MessagingError(.outOfRange, field: "PkTotal"))
            return []
        }
        submit.dataCoding = SMGP.DataCoding(rawValue: segments.dataCoding)
        let common = submit.parameters.list
        var messages: [SMGP.Message] = []
        messages.reserveCapacity(segments.segments.count)
        for segment in segments.segments {
            if segment.content.count > 255 {
                issues.add(MessagingError(.tooLong(limit: 255, actual: segment.content.count), field: "MsgContent"))
            }
            submit.content = segment.content
            // TP_udhi, PkTotal and PkNumber first: one peer reads the value of a parameter that it does not know as the
            // next header, and gets past it in this order (section 4.2).
            submit.parameters = SMGP.Parameters()
            if segment.headerLength > 0 { submit.parameters.userDataHeaderIndicator = 1 }
            if count > 1 {
                submit.parameters.segmentCount = count
                submit.parameters.segmentNumber = UInt8(truncatingIfNeeded: segment.number)
            }
            submit.parameters.list += common
            if !version.isV3, let first = submit.parameters.list.first {
                issues.add(
                    MessagingError(.unsupported, field: SMGP.Tag(rawValue: first.tag).name ?? "TLVs"))
                submit.parameters = SMGP.Parameters()
            }
            messages.append(.submit(submit))
        }
        return messages
    }

    /// The fields that all segments share, and the optional parameters behind those of the segment.
    private func frame(of message: OutboundMessage, _ issues: inout ValidationIssues) -> SMGP.Submit {
        var submit = SMGP.Submit()
        submit.messageType = .mobileTerminated
        submit.needReport = message.report == .none ? 0 : 1
        submit.priority = SMGP.Priority(rawValue: message.priority)
        submit.serviceID = issues.take("", try MessageField.text(message.serviceID, width: 10, "ServiceID"))
        submit.validTime = issues.take("", try MessageField.time(message.expiry, "ValidTime"))
        submit.atTime = issues.take("", try MessageField.time(message.schedule, "AtTime"))
        submit.sourceTerminalID = issues.take(
            "", try MessageField.text(message.source + message.extensionCode, width: 21, "SrcTermID"))
        fill(&submit, message.billing, &issues)
        var parameters = submit.parameters
        if message.protocolID != 0 { parameters.protocolID = message.protocolID }
        parameters.linkID = issues.take([], try SMGPField.octets(message.linkID, limit: 20, "LinkID"))
        // Before 3.0 there is no field for the provider's code; the account says it.
        let provider = message.providerID ?? (version.isV3 ? providerID : "")
        parameters.messageSource = issues.take([], try SMGPField.octets(provider, limit: 8, "MsgSrc"))
        if version.isV3 {
            parameters.mobileServiceID = issues.take([], try SMGPField.octets(productID, limit: 21, "MServiceID"))
        }
        submit.parameters = parameters
        return submit
    }

    /// Who pays and how much (sections 3.4, 4 and 10.4): a monthly or capped fee stands in FixedFee.
    private func fill(_ submit: inout SMGP.Submit, _ billing: Billing, _ issues: inout ValidationIssues) {
        submit.feeType = issues.take("", try SMGPField.feeType(billing.feeType))
        let price = issues.take("", try MessageField.text(billing.feeCode, width: 6, "FeeCode"))
        // Digits that the specification has a word for mean what it says.
        let feeType = SMGPField.feeType(submit.feeType)
        let isFixed = feeType == .monthly || feeType == .capped
        submit.feeCode = isFixed ? "000000" : price
        submit.fixedFee = isFixed ? price : "000000"
        if billing.chargedNumberIsPseudonym {
            submit.parameters.chargeTerminalType = .pseudonym
            submit.parameters.chargeTerminalPseudonym = issues.take(
                [], try SMGPField.octets(billing.chargedNumber, limit: 255, "ChargeTermPseudo"))
        } else {
            submit.chargeTerminalID = issues.take(
                "", try MessageField.text(billing.chargedNumber, width: 21, "ChargeTermID"))
        }
        // Before 3.0 an empty ChargeTermID means the recipient and a number means that number; nobody else can pay.
        let isImplied = billing.payer == .destination || billing.payer == .chargedNumber
        let isMoot = feeType == .free && billing.payer == .provider
        if version.isV3 ? billing.payer != .destination : !isImplied && !isMoot {
            submit.parameters.chargeUserType = SMGP.ChargeUserType(rawValue: billing.payer.rawValue)
        }
    }

    private func recipients(
        _ group: ArraySlice<String>, of message: OutboundMessage, _ submit: inout SMGP.Submit,
        _ issues: inout ValidationIssues
    ) {
        submit.destinationTerminalIDs.reserveCapacity(group.count)
        for recipient in group {
            if recipient.isEmpty { issues.add(MessagingError(.noRecipient, field: "DestTermID")) }
            let number = message.destinationsArePseudonyms ? "" : recipient
            submit.destinationTerminalIDs.append(
                issues.take("", try MessageField.text(number, width: 21, "DestTermID")))
        }
        guard message.destinationsArePseudonyms else { return }
        submit.parameters.destinationTerminalType = .pseudonym
        // All pseudonyms joined must be of one length, or nobody can part them (section 4).
        if Set(group.map(\.utf8.count)).count > 1 {
            issues.add(MessagingError(.outOfRange, field: "DestTermPseudo"))
        }
        submit.parameters.destinationTerminalPseudonym = issues.take(
            [], try SMGPField.octets(group.joined(), limit: 65_535, "DestTermPseudo"))
    }

    package func result(
        of response: SMGP.Message, sequence: SequenceKey
    ) -> (code: UInt32, isThrottled: Bool, id: CarrierMessageID?) {
        guard case .submitResponse(let submitted) = response else { return (SMGP.Status.command.rawValue, false, nil) }
        // Never rely on the id of a refusal (section 3.5).
        guard submitted.status == .ok else {
            return (submitted.status.rawValue, submitted.status.retry == .later, nil)
        }
        return (0, false, SMGPIDs.id(submitted.messageID))
    }

    package func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { nil }

    package func inbound(_ request: SMGP.Message, sequence: SequenceKey) -> InboundContent {
        guard case .deliver(let deliver) = request else { return .notServed }
        switch deliver.isReport {
        case 0: return .segment(segment(of: deliver))
        case 1:
            guard let report = deliver.report else {
                return .malformedReport(deliver.content, envelope: SMGPIDs.id(deliver.messageID))
            }
            return .report(self.report(report, in: deliver))
        // Reserved values are answered and otherwise ignored (section 3.6).
        default: return .other
        }
    }

    private func segment(of deliver: SMGP.Deliver) -> InboundSegment {
        let parameters = deliver.parameters
        var segment = InboundSegment(
            id: SMGPIDs.id(deliver.messageID), from: SMGPField.source(deliver), to: deliver.destinationTerminalID.text,
            coding: deliver.dataCoding.rawValue, hasHeader: deliver.hasUserDataHeader, content: deliver.content,
            linkID: SMGPField.text(parameters.linkID), protocolID: parameters.protocolID ?? 0)
        segment.receivedAt = SMGPField.moment(deliver.receiveTime)
        return segment
    }

    /// A report is matched by the id inside; the envelope has another one on production links (section 6.3).
    private func report(_ report: SMGP.StatusReport, in deliver: SMGP.Deliver) -> DeliveryReport {
        let word = report.state.text.text
        return DeliveryReport(
            messageID: SMGPIDs.id(report.messageID), recipient: SMGPField.source(deliver), state: SMGPField.state(word),
            raw: word,
            errorCode: report.errorCode.text.text, submitTime: report.submitDate.text, doneTime: report.doneDate.text,
            source: deliver.destinationTerminalID.text)
    }

    package func acknowledgement(of request: SMGP.Message, code: UInt32) -> SMGP.Message? {
        SMGPAnswer.answer(to: request, SMGP.Status(rawValue: code))
    }

    package func refusal(of request: SMGP.Message) -> SMGP.Message? { SMGPAnswer.refusal(of: request) }
}

extension ChannelTraffic {
    /// What a login mode carries (section 2.3).
    init(_ mode: SMGP.LoginMode) {
        switch mode {
        case .send: self = .submit
        case .receive: self = [.deliver, .report]
        default: self = .all
        }
    }
}

/// A client's session that speaks SMGP.
final class SMGPClientSession: MappedClientSession {
    var mapped: MappedClient<SMGPClientMapping>

    init(
        speaking rules: SMGPSessionRules, role: SessionRole, limits: SessionLimits, mapping: SMGPClientMapping
    ) {
        mapped = MappedClient(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
