import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec
import SMSText

// The service provider's side: Submit out, Deliver, Report and UserRpt in.
extension SGIPBinding {
    public func maximumReceivers(reporting report: OutboundMessage.ReportRequest) -> Int {
        min(max(1, receiversPerSubmit), 100)
    }

    /// SMPP's relative form is not allowed (section 7).
    public var writesRelativeTimes: Bool { false }

    public func submits(
        for message: OutboundMessage, segments: SegmentedMessage, to group: ArraySlice<String>,
        noting findings: inout FieldFindings
    ) -> [SGIP.Message] {
        var submit = frame(of: message, &findings)
        submit.userNumbers.reserveCapacity(group.count)
        for receiver in group {
            submit.userNumbers.append(findings.take("", try SGIPField.subscriber(receiver, "UserNumber")))
        }
        submit.chargeNumber = findings.take("", try chargeNumber(message.billing, submit.userNumbers))
        submit.dataCoding = SGIP.DataCoding(rawValue: segments.dataCoding)
        var messages: [SGIP.Message] = []
        messages.reserveCapacity(segments.segments.count)
        for segment in segments.segments {
            submit.userDataHeaderIndicator = segment.headerLength > 0 ? headerIndicator : 0
            submit.content = segment.content
            let size = SGIP.headerLength + submit.encodedSize(in: version)
            if size > SGIP.maximumFrameLength {
                findings.add(
                    MessagingError(.tooLong(limit: SGIP.maximumFrameLength, actual: size), field: "Message Length"))
            }
            messages.append(.submit(submit))
        }
        return messages
    }

    /// The fields that all segments share.
    private func frame(of message: OutboundMessage, _ findings: inout FieldFindings) -> SGIP.Submit {
        var submit = SGIP.Submit()
        submit.spNumber = findings.take(
            "", try BindingField.text(message.source + message.extensionCode, width: 21, "SPNumber"))
        submit.corporationID = findings.take("", try SGIPField.corporation(message.providerID ?? corporationID))
        submit.serviceType = findings.take("", try BindingField.text(message.serviceID, width: 10, "ServiceType"))
        submit.feeType = findings.take(.free, try SGIPField.feeType(message.billing.feeType))
        submit.feeValue = findings.take("", try SGIPField.price(message.billing.feeCode, "FeeValue"))
        submit.givenValue = "0"
        submit.cause = SGIPBinding.cause(linkID: message.linkID)
        submit.priority = message.priority
        if message.priority > 9 { findings.add(MessagingError(.outOfRange, field: "Priority")) }
        submit.expireTime = findings.take("", try SGIPField.time(message.expiry, "ExpireTime"))
        submit.scheduleTime = findings.take("", try SGIPField.time(message.schedule, "ScheduleTime"))
        submit.reportFlag = message.report == .none ? .none : .always
        submit.protocolID = message.protocolID
        submit.reserve = findings.take("", try BindingField.text(message.linkID, width: 8, "Reserve"))
        if message.destinationsArePseudonyms { findings.add(MessagingError(.unsupported, field: "UserNumber")) }
        if message.billing.chargedNumberIsPseudonym {
            findings.add(MessagingError(.unsupported, field: "ChargeNumber"))
        }
        return submit
    }

    /// MorelatetoMTFlag: an on-demand transaction makes the message the first answer to a subscriber's request.
    static func cause(linkID: String) -> SGIP.Cause { linkID.isEmpty ? .unsolicited : .firstReply }

    /// ChargeNumber (section 3.4).
    private func chargeNumber(
        _ billing: Billing, _ receivers: OctetStringList
    ) throws(MessagingError) -> OctetString {
        switch billing.payer {
        case .provider: return SGIP.Submit.providerPays
        case .chargedNumber: return try SGIPField.subscriber(billing.chargedNumber, "ChargeNumber")
        // Empty is for several receivers; a single one is named.
        case .destination: return receivers.count == 1 ? receivers[0] : OctetString()
        case .source: throw MessagingError(.unsupported, field: "ChargeNumber")
        }
    }

    public func inbound(_ request: SGIP.Message, sequence: SequenceKey) -> InboundContent {
        switch request {
        case .report(let report) where report.reportType == .submit: .report(deliveryReport(report))
        case .deliver(let deliver):
            .segment(
                InboundSegment(
                    id: CarrierMessageID(sequence), from: deliver.userNumber.text, to: deliver.spNumber.text,
                    coding: deliver.dataCoding.rawValue,
                    hasHeader: UserDataHeader.isIndicated(by: deliver.userDataHeaderIndicator),
                    content: deliver.content, linkID: deliver.linkID, protocolID: deliver.protocolID))
        // UserRpt and whatever else a gateway may send.
        default: .other
        }
    }

    private func deliveryReport(_ report: SGIP.Report) -> DeliveryReport {
        let fate = SGIPFate(state: report.state, code: report.errorCode)
        // Bridges keep another protocol's word in Reserve (section 11, Q11).
        let word = report.reserve.isPrintable ? report.reserve.text : ""
        // The word can say which failure it was; State decides whether it was one.
        let said = StatusWord(word)
        let isTold = fate.deliveryState == .undelivered && said.isKnown && said.isFinal && !said.isDelivered
        return DeliveryReport(
            messageID: CarrierMessageID(SequenceKey(report.submitSequence)), receiver: report.userNumber.text,
            state: isTold ? DeliveryState(said.state) : fate.deliveryState, raw: word.isEmpty ? fate.word : word,
            errorCode: report.errorCode == .ok ? "" : "\(report.errorCode.rawValue)")
    }
}
