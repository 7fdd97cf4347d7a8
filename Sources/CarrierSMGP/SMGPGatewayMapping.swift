import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec
import SMSText

/// SMGP's messages on a gateway's channel: Submit in, Deliver out.
package struct SMGPGatewayMapping: GatewayMapping {
    package typealias Rules = SMGPSessionRules

    /// The version whose fields are used: the highest that is spoken, until a login settles it.
    package private(set) var version: SMGP.Version

    package init(_ version: SMGP.Version) { self.version = version }

    package func login(_ request: SMGP.Message) -> LoginRequest? {
        guard case .login(let login) = request else { return nil }
        let asked = SMGP.Version(upTo: SMGP.VersionNumber(rawValue: login.version.rawValue.versionWithMinor))
        return LoginRequest(
            account: login.clientID.name, version: (asked ?? .v1_3).rawValue, traffic: ChannelTraffic(login.loginMode))
    }

    package func prepare(_ rules: inout SMGPSessionRules, for answer: LoginAnswer) {
        switch answer {
        case .account(let account): rules.decideLogin(SMGPAccount(account))
        case .tooManyConnections(let account): rules.decideLogin(SMGPAccount(account), refusal: .tooManyConnections)
        case .addressNotAllowed(let account):
            rules.decideLogin(account.map { SMGPAccount($0) }, refusal: .address)
        case .unknownAccount, .unavailable: rules.decideLogin(nil)
        }
    }

    package mutating func opened(speaking rules: SMGPSessionRules) -> ChannelTraffic {
        version = rules.version
        return ChannelTraffic(rules.loginMode)
    }

    package func submission(_ request: SMGP.Message) -> Submission? {
        guard case .submit(let submit) = request else { return nil }
        let parameters = submit.parameters
        let product = SMGPField.text(parameters.mobileServiceID)
        let service = submit.serviceID.text
        var submission = Submission(
            source: submit.sourceTerminalID.text, destinations: recipients(of: submit),
            coding: submit.dataCoding.rawValue, hasHeader: submit.hasUserDataHeader, content: submit.content,
            wantsReport: submit.needReport != 0, segmentNumber: Int(parameters.segmentNumber ?? 1),
            segmentCount: Int(parameters.segmentCount ?? 1), serviceID: service.isEmpty ? product : service,
            providerID: SMGPField.text(parameters.messageSource), linkID: SMGPField.text(parameters.linkID),
            billing: billing(of: submit), expiryText: submit.validTime.text, scheduleText: submit.atTime.text,
            priority: submit.priority.rawValue, protocolID: parameters.protocolID ?? 0,
            destinationsArePseudonyms: parameters.destinationTerminalType == .pseudonym)
        submission.unmappedFields = unmappedFields(of: submit)
        // Nobody to send it to is a wrong DestTermID (section 12.2).
        if submission.destinations.isEmpty {
            submission.demandedRefusal = SMGP.Status.destinationTerminalID.rawValue
        }
        return submission
    }

    /// The recipients' numbers, or their pseudonyms: all joined, each of the same length (section 4).
    private func recipients(of submit: SMGP.Submit) -> [String] {
        let numbers = submit.destinationTerminalIDs
        guard submit.parameters.destinationTerminalType == .pseudonym,
            let joined = submit.parameters.destinationTerminalPseudonym, joined.count % max(1, numbers.count) == 0
        else { return numbers.map(\.text) }
        let width = joined.count / max(1, numbers.count)
        return numbers.indices.map { SMGPField.text(Array(joined[($0 * width)..<($0 * width + width)])) }
    }

    private func billing(of submit: SMGP.Submit) -> Billing? {
        let parameters = submit.parameters
        var billing = Billing()
        billing.chargedNumberIsPseudonym = parameters.chargeTerminalType == .pseudonym
        billing.chargedNumber =
            billing.chargedNumberIsPseudonym
            ? SMGPField.text(parameters.chargeTerminalPseudonym) : submit.chargeTerminalID.text
        if let type = parameters.chargeUserType {
            guard let payer = Billing.Payer(rawValue: type.rawValue) else { return nil }
            billing.payer = payer
        } else {
            // Without the parameter an empty ChargeTermID means the recipient (section 3.4).
            billing.payer = billing.chargedNumber.isEmpty ? .destination : .chargedNumber
        }
        billing.feeType = SMGPField.feeType(submit.feeType)
        let isFixed = billing.feeType == .monthly || billing.feeType == .capped
        billing.feeCode = isFixed ? submit.fixedFee.text : submit.feeCode.text
        return billing
    }

    /// What a submit says beyond the neutral form.
    private func unmappedFields(of submit: SMGP.Submit) -> [MessagingError] {
        var issues = ValidationIssues()
        func note(_ isUnmapped: Bool, _ field: FieldName) {
            if isUnmapped { issues.add(MessagingError(.unsupported, field: field)) }
        }
        let parameters = submit.parameters
        let feeType = SMGPField.feeType(submit.feeType)
        note(submit.messageType != .mobileTerminated, "MsgType")
        note(submit.needReport > 1, "NeedReport")
        note(feeType == .perMessage && SMGPField.isPrice(submit.fixedFee), "FixedFee")
        note((feeType == .monthly || feeType == .capped) && SMGPField.isPrice(submit.feeCode), "FeeCode")
        note((parameters.submitMessageType ?? .normal) != .normal, "SubmitMsgType")
        note((parameters.providerResult ?? 0) != 0, "SPDealResult")
        note(!SMGPField.text(parameters.mobileServiceID).isEmpty && !submit.serviceID.isEmpty, "MServiceID")
        note(parameters.list.contains { SMGP.Tag(rawValue: $0.tag).name == nil }, "TLVs")
        return issues.all
    }

    package func report(
        _ report: DeliveryReport, on submit: ReportedSubmit, envelope: CarrierMessageID
    ) throws(MessagingError) -> SMGP.Message {
        var content = SMGP.StatusReport()
        content.messageID = SMGPIDs.messageID(report.messageID)
        content.state = SMGP.ReportState(try MessageField.text(report.raw, width: 7, "stat"))
        let error = report.errorCode.isEmpty ? SMGPField.errorCode(of: report.state) : report.errorCode
        content.errorCode = SMGP.ReportErrorCode(try MessageField.text(error, width: 3, "err"))
        content.submitDate = try MessageField.text(report.submitTime, width: 10, "submit date")
        content.doneDate = try MessageField.text(report.doneTime, width: 10, "done date")
        content.delivered = report.state == .delivered ? "001" : "000"
        content.text = SMGPField.reportText(on: submit)
        var deliver = SMGP.Deliver()
        deliver.messageID = SMGPIDs.messageID(envelope)
        deliver.isReport = 1
        // The gateway gets a report when the status is decided.
        let isTime = report.doneTime.utf8.count == 10
        deliver.receiveTime = isTime ? try MessageField.text("20\(report.doneTime)00", width: 14, "RecvTime") : ""
        deliver.destinationTerminalID = try MessageField.text(submit.source, width: 21, "DestTermID")
        if submit.recipientsArePseudonyms, version.isV3 {
            deliver.parameters.sourceTerminalType = .pseudonym
            deliver.parameters.sourceTerminalPseudonym = try SMGPField.octets(
                report.recipient, limit: 255, "SrcTermPseudo")
        } else {
            deliver.sourceTerminalID = try MessageField.text(report.recipient, width: 21, "SrcTermID")
        }
        do throws(WireError) { deliver.content = try content.content() } catch {
            throw MessagingError(.outOfRange, field: error.field)
        }
        return .deliver(deliver)
    }

    package func deliver(_ segment: InboundSegment) throws(MessagingError) -> SMGP.Message {
        guard segment.content.count <= 255 else {
            throw MessagingError(.tooLong(limit: 255, actual: segment.content.count), field: "MsgContent")
        }
        var deliver = SMGP.Deliver()
        deliver.messageID = SMGPIDs.messageID(segment.id)
        deliver.dataCoding = SMGP.DataCoding(rawValue: segment.coding)
        deliver.receiveTime = segment.receivedAt.map { SMGPField.calendarTime($0) } ?? ""
        deliver.sourceTerminalID = try MessageField.text(segment.source, width: 21, "SrcTermID")
        deliver.destinationTerminalID = try MessageField.text(segment.destination, width: 21, "DestTermID")
        deliver.content = segment.content
        // Deliver has no field for a service (section 3.6).
        if !segment.serviceID.isEmpty { throw MessagingError(.unsupported, field: "ServiceID") }
        if segment.hasHeader { deliver.parameters.userDataHeaderIndicator = 1 }
        if segment.protocolID != 0 { deliver.parameters.protocolID = segment.protocolID }
        deliver.parameters.linkID = try SMGPField.octets(segment.linkID, limit: 20, "LinkID")
        if !version.isV3, let first = deliver.parameters.list.first {
            throw MessagingError(.unsupported, field: SMGP.Tag(rawValue: first.tag).name ?? "TLVs")
        }
        return .deliver(deliver)
    }

    package func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { nil }

    package func submitResponse(id: CarrierMessageID, code: UInt32) -> SMGP.Message {
        var response = SMGP.SubmitResponse()
        if code == 0 { response.messageID = SMGPIDs.messageID(id) }
        response.status = SMGP.Status(rawValue: code)
        return .submitResponse(response)
    }

    package func refusal(of request: SMGP.Message) -> SMGP.Message? {
        SMGPAnswer.refusal(of: request)
    }

    package func delivery(_ content: DeliveryRequest.Content) throws(MessagingError) -> SMGP.Message {
        switch content {
        case .segment(let segment): try deliver(segment)
        case .report(let report, let submit, let envelope): try self.report(report, on: submit, envelope: envelope)
        }
    }
}

extension SMGPAccount {
    /// The account as the login of a gateway needs it.
    init(_ account: GatewayAccount) {
        var modes: Set<SMGP.LoginMode> = []
        if account.traffic.contains(.submit) { modes.insert(.send) }
        if !account.traffic.isDisjoint(with: [.deliver, .report]) { modes.insert(.receive) }
        if modes.count == 2 { modes.insert(.transmit) }
        self.init(
            id: account.id, secret: account.secret, allowedModes: modes,
            leavesOutFixedFee: account.version == SMGP.Version.v1_3WithoutFixedFee.rawValue)
    }
}

/// A gateway's session that speaks SMGP.
final class SMGPGatewaySession: MappedGatewaySession {
    var mapped: MappedGateway<SMGPGatewayMapping>

    init(
        speaking rules: SMGPSessionRules, role: SessionRole, limits: SessionLimits, mapping: SMGPGatewayMapping
    ) {
        mapped = MappedGateway(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
