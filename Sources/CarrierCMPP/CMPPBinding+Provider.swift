import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

// The service provider's side: SUBMIT out, DELIVER in.
extension CMPPBinding {
    public func maximumReceivers(reporting report: OutboundMessage.ReportRequest) -> Int {
        report == .none || reportsOnManyReceivers ? 99 : 1
    }

    public func submits(
        for message: OutboundMessage, segments: SegmentedMessage, to group: ArraySlice<String>,
        noting findings: inout FieldFindings
    ) -> [CMPP.Message] {
        var submit = frame(of: message, &findings)
        submit.destinationIDs.reserveCapacity(group.count)
        for receiver in group {
            if receiver.isEmpty { findings.add(MessagingError(.noReceiver, field: "Dest_terminal_Id")) }
            submit.destinationIDs.append(
                findings.take("", try BindingField.text(receiver, width: version.terminalIDWidth, "Dest_terminal_Id")))
        }
        guard let count = UInt8(exactly: segments.segments.count) else {
            findings.add(MessagingError(.outOfRange, field: "Pk_total"))
            return []
        }
        submit.segmentCount = count
        submit.dataCoding = CMPP.DataCoding(rawValue: segments.dataCoding)
        var messages: [CMPP.Message] = []
        messages.reserveCapacity(segments.segments.count)
        for segment in segments.segments {
            if segment.content.count > 255 {
                findings.add(MessagingError(.tooLong(limit: 255, actual: segment.content.count), field: "Msg_Content"))
            }
            submit.segmentNumber = UInt8(truncatingIfNeeded: segment.number)
            submit.userDataHeaderIndicator = segment.headerLength > 0 ? 1 : 0
            submit.content = segment.content
            messages.append(.submit(submit))
        }
        return messages
    }

    /// The fields that all segments share.
    private func frame(of message: OutboundMessage, _ findings: inout FieldFindings) -> CMPP.Submit {
        var submit = CMPP.Submit()
        submit.registeredDelivery = message.report == .none ? .none : .wanted
        submit.messageLevel = message.priority
        submit.serviceID = findings.take("", try BindingField.text(message.serviceID, width: 10, "Service_Id"))
        let billing = message.billing
        submit.feeUserType = CMPP.FeeUserType(rawValue: billing.payer.rawValue)
        submit.feeTerminalID = findings.take(
            "", try BindingField.text(billing.chargedNumber, width: version.terminalIDWidth, "Fee_terminal_Id"))
        submit.protocolID = message.protocolID
        submit.messageSource = findings.take(
            "", try BindingField.text(message.providerID ?? providerID, width: 6, "Msg_src"))
        submit.feeType = findings.take("", try CMPPField.feeType(billing.feeType, in: version))
        submit.feeCode = findings.take("", try BindingField.text(billing.feeCode, width: 6, "FeeCode"))
        submit.validTime = findings.take("", try BindingField.time(message.expiry, "ValId_Time"))
        submit.atTime = findings.take("", try BindingField.time(message.schedule, "At_Time"))
        submit.sourceID = findings.take(
            "", try BindingField.text(message.source + message.extensionCode, width: 21, "Src_Id"))
        if version.isV3 {
            submit.feeTerminalType = billing.chargedNumberIsPseudonym ? .pseudonym : .real
            submit.destinationType = message.destinationsArePseudonyms ? .pseudonym : .real
            submit.linkID = findings.take("", try BindingField.text(message.linkID, width: 20, "LinkID"))
        } else {
            if billing.chargedNumberIsPseudonym {
                findings.add(MessagingError(.unsupported, field: "Fee_terminal_type"))
            }
            if message.destinationsArePseudonyms {
                findings.add(MessagingError(.unsupported, field: "Dest_terminal_type"))
            }
            if !message.linkID.isEmpty { findings.add(MessagingError(.unsupported, field: "LinkID")) }
        }
        return submit
    }

    public func inbound(_ request: CMPP.Message, sequence: SequenceKey) -> InboundContent {
        guard case .deliver(let deliver) = request else { return .other }
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
        let receiver = content.destinationTerminalID.text
        return DeliveryReport(
            messageID: CarrierMessageID(id.rawValue),
            receiver: receiver.isEmpty ? deliver.sourceTerminalID.text : receiver,
            state: DeliveryState(StatusWord(word).state),
            raw: word, submitTime: content.submitTime.text, doneTime: content.doneTime.text,
            source: deliver.destinationID.text, centreSequence: content.smscSequence)
    }
}
