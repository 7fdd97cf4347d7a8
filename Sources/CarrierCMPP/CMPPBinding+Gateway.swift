import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

// The gateway's side: SUBMIT in, DELIVER out.
extension CMPPBinding {
    public func submission(_ request: CMPP.Message, sequence: SequenceKey) -> Submission? {
        guard case .submit(let submit) = request else { return nil }
        var submission = Submission(
            source: submit.sourceID.text, destinations: submit.destinationIDs.map(\.text),
            coding: submit.dataCoding.rawValue,
            hasHeader: UserDataHeader.isIndicated(by: submit.userDataHeaderIndicator), content: submit.content,
            wantsReport: submit.registeredDelivery != .none, segmentNumber: Int(submit.segmentNumber),
            segmentCount: Int(submit.segmentCount), serviceID: submit.serviceID.text,
            providerID: submit.messageSource.text, linkID: version.isV3 ? submit.linkID.text : "",
            billing: billing(of: submit), expiryText: submit.validTime.text, scheduleText: submit.atTime.text,
            priority: submit.messageLevel, protocolID: submit.protocolID,
            destinationsArePseudonyms: submit.destinationType == .pseudonym)
        // A billing record without a message, and whatever else a provider may mean.
        if submit.registeredDelivery != .none, submit.registeredDelivery != .wanted {
            submission.unsaid.append(MessagingError(.unsupported, field: "Registered_Delivery"))
        }
        return submission
    }

    private func billing(of submit: CMPP.Submit) -> Billing? {
        guard let payer = Billing.Payer(rawValue: submit.feeUserType.rawValue) else { return nil }
        var billing = Billing()
        billing.payer = payer
        billing.chargedNumber = submit.feeTerminalID.text
        billing.chargedNumberIsPseudonym = submit.feeTerminalType == .pseudonym
        billing.feeType = CMPPField.feeType(submit.feeType)
        billing.feeCode = submit.feeCode.text
        return billing
    }

    public func report(
        _ report: DeliveryReport, for submission: Submission, envelope: CarrierMessageID
    ) throws(MessagingError) -> CMPP.Message {
        var content = CMPP.StatusReport()
        content.messageID = messageID(report.messageID)
        content.status = try BindingField.text(report.raw, width: 7, "Stat")
        content.submitTime = try BindingField.text(report.submitTime, width: 10, "Submit_time")
        content.doneTime = try BindingField.text(report.doneTime, width: 10, "Done_time")
        content.destinationTerminalID = try BindingField.text(
            report.receiver, width: reportLayout.terminalIDWidth, "Dest_terminal_Id")
        content.smscSequence = report.centreSequence
        var deliver = CMPP.Deliver()
        deliver.messageID = messageID(envelope)
        deliver.destinationID = try BindingField.text(submission.source, width: 21, "Dest_Id")
        deliver.serviceID = try BindingField.text(submission.serviceID, width: 10, "Service_Id")
        deliver.sourceTerminalID = try BindingField.text(
            report.receiver, width: version.terminalIDWidth, "Src_terminal_Id")
        deliver.registeredDelivery = 1
        do throws(WireError) { deliver.content = try content.encoded(in: reportLayout, origin: 0) } catch {
            throw MessagingError(.outOfRange, field: error.field)
        }
        return .deliver(deliver)
    }

    public func deliver(_ segment: InboundSegment) throws(MessagingError) -> CMPP.Message {
        guard segment.content.count <= 255 else {
            throw MessagingError(.tooLong(limit: 255, actual: segment.content.count), field: "Msg_Content")
        }
        var deliver = CMPP.Deliver()
        deliver.messageID = messageID(segment.id)
        deliver.destinationID = try BindingField.text(segment.destination, width: 21, "Dest_Id")
        deliver.serviceID = try BindingField.text(segment.serviceID, width: 10, "Service_Id")
        deliver.protocolID = segment.protocolID
        deliver.userDataHeaderIndicator = segment.hasHeader ? 1 : 0
        deliver.dataCoding = CMPP.DataCoding(rawValue: segment.coding)
        deliver.sourceTerminalID = try BindingField.text(
            segment.source, width: version.terminalIDWidth, "Src_terminal_Id")
        deliver.content = segment.content
        if version.isV3 {
            deliver.linkID = try BindingField.text(segment.linkID, width: 20, "LinkID")
        } else if !segment.linkID.isEmpty {
            throw MessagingError(.unsupported, field: "LinkID")
        }
        return .deliver(deliver)
    }

    public func word(for state: DeliveryState) -> String { state.statusWord }

    public func reportTime(_ moment: Moment) -> String { BindingField.reportTime(moment) }
}
