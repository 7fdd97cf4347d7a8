import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

/// CMPP's messages on a client's channel: SUBMIT out, DELIVER in.
package struct CMPPClientMapping: ClientMapping {
    package typealias Rules = CMPPSessionRules

    /// The version whose fields are used: what was asked for, until a login settles it.
    package private(set) var version: CMPP.Version
    /// Msg_src (企业代码) of messages that name no provider of their own: the account.
    package let providerID: String
    /// One SUBMIT for many recipients although reports are wanted. CMPP 2.0 forbids it, 2.1 and 3.0 allow it (8.5).
    package var reportsOnManyRecipients: Bool
    /// Reads the Msg_Id inside reports with its octets reversed, for gateways that send it so (section 5).
    package var reportIDsAreReversed = false

    package init(_ version: CMPP.Version, providerID: String) {
        self.version = version
        self.providerID = providerID
        reportsOnManyRecipients = version.isV3
    }

    package mutating func opened(speaking rules: CMPPSessionRules) -> ChannelTraffic {
        let other = rules.version
        if other == version { return .all }
        reportsOnManyRecipients = other.isV3 && version.isV3 ? reportsOnManyRecipients : other.isV3
        version = other
        return .all
    }

    package func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int {
        report == .none || reportsOnManyRecipients ? 99 : 1
    }

    package func submits(
        for message: OutboundMessage, segments: SegmentedMessage, to group: ArraySlice<String>,
        noting issues: inout ValidationIssues
    ) -> [CMPP.Message] {
        var submit = frame(of: message, &issues)
        submit.destinationIDs.reserveCapacity(group.count)
        for recipient in group {
            if recipient.isEmpty { issues.add(MessagingError(.noRecipient, field: "Dest_terminal_Id")) }
            submit.destinationIDs.append(
                issues.take("", try MessageField.text(recipient, width: version.terminalIDWidth, "Dest_terminal_Id")))
        }
        guard let count = UInt8(exactly: segments.segments.count) else {
            issues.add(MessagingError(.outOfRange, field: "Pk_total"))
            return []
        }
        submit.segmentCount = count
        submit.dataCoding = CMPP.DataCoding(rawValue: segments.dataCoding)
        var messages: [CMPP.Message] = []
        messages.reserveCapacity(segments.segments.count)
        for segment in segments.segments {
            if segment.content.count > 255 {
                issues.add(MessagingError(.tooLong(limit: 255, actual: segment.content.count), field: "Msg_Content"))
            }
            submit.segmentNumber = UInt8(truncatingIfNeeded: segment.number)
            submit.userDataHeaderIndicator = segment.headerLength > 0 ? 1 : 0
            submit.content = segment.content
            messages.append(.submit(submit))
        }
        return messages
    }

    /// The fields that all segments share.
    private func frame(of message: OutboundMessage, _ issues: inout ValidationIssues) -> CMPP.Submit {
        var submit = CMPP.Submit()
        submit.registeredDelivery = message.report == .none ? .none : .wanted
        submit.messageLevel = message.priority
        submit.serviceID = issues.take("", try MessageField.text(message.serviceID, width: 10, "Service_Id"))
        let billing = message.billing
        submit.feeUserType = CMPP.FeeUserType(rawValue: billing.payer.rawValue)
        submit.feeTerminalID = issues.take(
            "", try MessageField.text(billing.chargedNumber, width: version.terminalIDWidth, "Fee_terminal_Id"))
        submit.protocolID = message.protocolID
        submit.messageSource = issues.take(
            "", try MessageField.text(message.providerID ?? providerID, width: 6, "Msg_src"))
        submit.feeType = issues.take("", try CMPPField.feeType(billing.feeType, in: version))
        submit.feeCode = issues.take("", try MessageField.text(billing.feeCode, width: 6, "FeeCode"))
        submit.validTime = issues.take("", try MessageField.time(message.expiry, "ValId_Time"))
        submit.atTime = issues.take("", try MessageField.time(message.schedule, "At_Time"))
        submit.sourceID = issues.take(
            "", try MessageField.text(message.source + message.extensionCode, width: 21, "Src_Id"))
        if version.isV3 {
            submit.feeTerminalType = billing.chargedNumberIsPseudonym ? .pseudonym : .real
            submit.destinationType = message.destinationsArePseudonyms ? .pseudonym : .real
            submit.linkID = issues.take("", try MessageField.text(message.linkID, width: 20, "LinkID"))
        } else {
            if billing.chargedNumberIsPseudonym {
                issues.add(MessagingError(.unsupported, field: "Fee_terminal_type"))
            }
            if message.destinationsArePseudonyms {
                issues.add(MessagingError(.unsupported, field: "Dest_terminal_type"))
            }
            if !message.linkID.isEmpty { issues.add(MessagingError(.unsupported, field: "LinkID")) }
        }
        return submit
    }

    package func result(
        of response: CMPP.Message, sequence: SequenceKey
    ) -> (code: UInt32, isThrottled: Bool, id: CarrierMessageID?) {
        guard case .submitResponse(let submitted) = response else { return (CMPP.Result.command.rawValue, false, nil) }
        guard submitted.result == .ok else {
            return (submitted.result.rawValue, submitted.result == .flowControl, nil)
        }
        return (0, false, CarrierMessageID(submitted.messageID.rawValue))
    }

    package func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { nil }

    package func inbound(_ request: CMPP.Message, sequence: SequenceKey) -> InboundContent {
        guard case .deliver(let deliver) = request else { return .notServed }
        let id = CarrierMessageID(deliver.messageID.rawValue)
        guard deliver.registeredDelivery == 0 else {
            guard let report = report(in: deliver) else {
                return .malformedReport(deliver.content, envelope: id)
            }
            return .report(report)
        }
        return .segment(
            InboundSegment(
                id: id, from: deliver.sourceTerminalID.text, to: deliver.destinationID.text,
                coding: deliver.dataCoding.rawValue,
                hasHeader: UserDataHeader.isIndicated(by: deliver.userDataHeaderIndicator), content: deliver.content,
                serviceID: deliver.serviceID.text, linkID: version.isV3 ? deliver.linkID.text : "",
                protocolID: deliver.protocolID))
    }

    /// The report in a DELIVER, told by its length: both layouts are met in both versions (3.9).
    private func report(in deliver: CMPP.Deliver) -> DeliveryReport? {
        let layout: CMPP.Version
        switch deliver.content.count {
        case CMPP.Version.v2_0.reportLength: layout = .v2_0
        case CMPP.Version.v3_0.reportLength: layout = .v3_0
        default: return nil
        }
        guard let content = try? CMPP.StatusReport(decoding: deliver.content, in: layout, origin: 0) else { return nil }
        let id = reportIDsAreReversed ? content.messageID.octetsReversed : content.messageID
        let word = content.status.text
        // The number in the content counts; envelopes carry all sorts of things (9.6).
        let recipient = content.destinationTerminalID.text
        return DeliveryReport(
            messageID: CarrierMessageID(id.rawValue),
            recipient: recipient.isEmpty ? deliver.sourceTerminalID.text : recipient,
            state: DeliveryState(StatusWord(word).state),
            raw: word, submitTime: content.submitTime.text, doneTime: content.doneTime.text,
            source: deliver.destinationID.text, centreSequence: content.smscSequence)
    }

    package func acknowledgement(of request: CMPP.Message, code: UInt32) -> CMPP.Message? {
        CMPPAnswer.acknowledgement(of: request, code: code)
    }

    package func refusal(of request: CMPP.Message) -> CMPP.Message? {
        CMPPAnswer.acknowledgement(of: request, code: CMPPMeaning.codes.unknownCommand)
    }
}

/// A client's session that speaks CMPP.
final class CMPPClientSession: MappedClientSession {
    var mapped: MappedClient<CMPPClientMapping>

    init(
        speaking rules: CMPPSessionRules, role: SessionRole, limits: SessionLimits, mapping: CMPPClientMapping
    ) {
        mapped = MappedClient(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
