import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec
import SMSText

// The gateway's side: Submit in, Deliver and Report out.
extension SGIPBinding {
    public func submission(_ request: SGIP.Message, sequence: SequenceKey) -> Submission? {
        guard case .submit(let submit) = request else { return nil }
        var submission = Submission(
            source: submit.spNumber.text, destinations: submit.userNumbers.map(\.text),
            coding: submit.dataCoding.rawValue,
            hasHeader: UserDataHeader.isIndicated(by: submit.userDataHeaderIndicator), content: submit.content,
            wantsReport: submit.reportFlag != .none, serviceID: submit.serviceType.text,
            providerID: submit.corporationID.text, linkID: submit.linkID, billing: billing(of: submit),
            expiryText: submit.expireTime.text, scheduleText: submit.scheduleTime.text, priority: submit.priority,
            protocolID: submit.protocolID)
        submission.wantsFailuresOnly = submit.reportFlag == .onFailure
        submission.unsaid = unsaid(of: submit)
        return submission
    }

    /// Fields that say something for which the neutral form has no word.
    private func unsaid(of submit: SGIP.Submit) -> [MessagingError] {
        var findings = FieldFindings()
        func note(_ isUnsaid: Bool, _ field: FieldName) {
            if isUnsaid { findings.add(MessagingError(.unsupported, field: field)) }
        }
        let given = submit.givenValue
        note(submit.reportFlag != .always && submit.reportFlag != .none, "ReportFlag")
        note(given != "0" && !given.isEmpty && DecimalDigits.number(given.octets) ?? 0 != 0, "GivenValue")
        note(submit.agentFlag != .receivable, "AgentFlag")
        note(submit.cause != SGIPBinding.cause(linkID: submit.linkID), "MorelatetoMTFlag")
        note(submit.messageType != 0, "MessageType")
        return findings.all
    }

    private func billing(of submit: SGIP.Submit) -> Billing {
        var billing = Billing()
        billing.feeType = SGIPField.feeType(submit.feeType)
        billing.feeCode = submit.feeValue.text
        let charged = submit.chargeNumber
        if charged == SGIP.Submit.providerPays {
            billing.payer = .provider
        } else if charged.isEmpty || submit.userNumbers == [charged] {
            billing.payer = .destination
        } else {
            billing.payer = .chargedNumber
            billing.chargedNumber = charged.text
        }
        return billing
    }

    /// A Report; `envelope` is not used, since a Report's own number is its frame's.
    public func report(
        _ report: DeliveryReport, for submission: Submission, envelope: CarrierMessageID
    ) throws(MessagingError) -> SGIP.Message {
        let word = SGIPFate(report.raw)
        var fate = word ?? SGIPFate(report.state)
        if word == nil, fate.state == .failed, let code = UInt8(report.errorCode) {
            fate.code = SGIP.Result(rawValue: code)
        }
        var message = SGIP.Report()
        message.submitSequence = report.messageID.sgipSequence
        message.reportType = .submit
        message.userNumber = try SGIPField.subscriber(report.receiver, "UserNumber")
        message.state = fate.state
        message.errorCode = fate.code
        // Another protocol's word has a place where bridges put it (section 11, Q11).
        if word == nil { message.reserve = try BindingField.text(report.raw, width: 8, "Reserve") }
        return .report(message)
    }

    public func deliver(_ segment: InboundSegment) throws(MessagingError) -> SGIP.Message {
        var deliver = SGIP.Deliver()
        deliver.userNumber = try SGIPField.subscriber(segment.source, "UserNumber")
        deliver.spNumber = try BindingField.text(segment.destination, width: 21, "SPNumber")
        deliver.protocolID = segment.protocolID
        deliver.userDataHeaderIndicator = segment.hasHeader ? headerIndicator : 0
        deliver.dataCoding = SGIP.DataCoding(rawValue: segment.coding)
        deliver.content = segment.content
        let size = SGIP.headerLength + deliver.encodedSize(in: version)
        guard size <= SGIP.maximumFrameLength else {
            throw MessagingError(.tooLong(limit: SGIP.maximumFrameLength, actual: size), field: "Message Length")
        }
        deliver.reserve = try BindingField.text(segment.linkID, width: 8, "Reserve")
        if !segment.serviceID.isEmpty { throw MessagingError(.unsupported, field: "ServiceType") }
        return .deliver(deliver)
    }

    /// State and ErrorCode: `0`, `1`, `2:25`.
    public func word(for state: DeliveryState) -> String { SGIPFate(state).word }

    /// A Report carries no times.
    public func reportTime(_ moment: Moment) -> String { "" }
}
