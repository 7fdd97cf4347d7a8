import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

/// CMPP's messages on a gateway's channel: SUBMIT in, DELIVER out.
package struct CMPPGatewayMapping: GatewayMapping {
    package typealias Rules = CMPPSessionRules

    /// The version whose fields are used: the highest that is spoken, until a login settles it.
    package private(set) var version: CMPP.Version
    /// The layout of reports where it is not the version's own: 60 octets, as early 3.0 texts describe it (3.9).
    package var reportLayout: CMPP.Version?

    package init(_ version: CMPP.Version) { self.version = version }

    package func login(_ request: CMPP.Message) -> LoginRequest? {
        guard case .connect(let connect) = request else { return nil }
        return LoginRequest(
            account: connect.sourceAddress.name,
            version: connect.version.rawValue.versionWithMinor >= CMPP.VersionNumber.v3_0.rawValue
                ? CMPP.Version.v3_0.rawValue : CMPP.Version.v2_0.rawValue)
    }

    package func prepare(_ rules: inout CMPPSessionRules, for answer: LoginAnswer) {
        switch answer {
        case .account(let account): rules.decideLogin(CMPPAccount(account))
        case .tooManyConnections(let account): rules.decideLogin(CMPPAccount(account), refusal: .tooManyConnections)
        case .addressNotAllowed(let account):
            rules.decideLogin(account.map { CMPPAccount($0) }, refusal: .sourceAddress)
        case .unknownAccount, .unavailable: rules.decideLogin(nil)
        }
    }

    package mutating func opened(speaking rules: CMPPSessionRules) -> ChannelTraffic {
        version = rules.version
        return .all
    }

    package func submission(_ request: CMPP.Message) -> Submission? {
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
            submission.unmappedFields.append(MessagingError(.unsupported, field: "Registered_Delivery"))
        }
        // One wrong number makes the whole SUBMIT fail (cmpp.md 8.5); 2.0 has no such rule, and no code for it.
        if version.isV3, submit.destinationType == .real,
            !submission.destinations.allSatisfy(SubscriberNumber.isWellFormed)
        {
            submission.demandedRefusal = CMPP.Result.destinationID.rawValue
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

    package func report(
        _ report: DeliveryReport, on submit: ReportedSubmit, envelope: CarrierMessageID
    ) throws(MessagingError) -> CMPP.Message {
        let layout = reportLayout ?? version
        var content = CMPP.StatusReport()
        content.messageID = CMPPIDs.messageID(report.messageID)
        content.status = try MessageField.text(report.raw, width: 7, "Stat")
        content.submitTime = try MessageField.text(report.submitTime, width: 10, "Submit_time")
        content.doneTime = try MessageField.text(report.doneTime, width: 10, "Done_time")
        content.destinationTerminalID = try MessageField.text(
            report.recipient, width: layout.terminalIDWidth, "Dest_terminal_Id")
        content.smscSequence = report.centreSequence
        var deliver = CMPP.Deliver()
        deliver.messageID = CMPPIDs.messageID(envelope)
        deliver.destinationID = try MessageField.text(submit.source, width: 21, "Dest_Id")
        deliver.serviceID = try MessageField.text(submit.serviceID, width: 10, "Service_Id")
        deliver.sourceTerminalID = try MessageField.text(
            report.recipient, width: version.terminalIDWidth, "Src_terminal_Id")
        deliver.registeredDelivery = 1
        do throws(WireError) { deliver.content = try content.encoded(in: layout, origin: 0) } catch {
            throw MessagingError(.outOfRange, field: error.field)
        }
        return .deliver(deliver)
    }

    package func deliver(_ segment: InboundSegment) throws(MessagingError) -> CMPP.Message {
        guard segment.content.count <= 255 else {
            throw MessagingError(.tooLong(limit: 255, actual: segment.content.count), field: "Msg_Content")
        }
        var deliver = CMPP.Deliver()
        deliver.messageID = CMPPIDs.messageID(segment.id)
        deliver.destinationID = try MessageField.text(segment.destination, width: 21, "Dest_Id")
        deliver.serviceID = try MessageField.text(segment.serviceID, width: 10, "Service_Id")
        deliver.protocolID = segment.protocolID
        deliver.userDataHeaderIndicator = segment.hasHeader ? 1 : 0
        deliver.dataCoding = CMPP.DataCoding(rawValue: segment.coding)
        deliver.sourceTerminalID = try MessageField.text(
            segment.source, width: version.terminalIDWidth, "Src_terminal_Id")
        deliver.content = segment.content
        if version.isV3 {
            deliver.linkID = try MessageField.text(segment.linkID, width: 20, "LinkID")
        } else if !segment.linkID.isEmpty {
            throw MessagingError(.unsupported, field: "LinkID")
        }
        return .deliver(deliver)
    }

    package func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { nil }

    package func submitResponse(id: CarrierMessageID, code: UInt32) -> CMPP.Message {
        var response = CMPP.SubmitResponse()
        response.messageID = code == 0 ? CMPPIDs.messageID(id) : CMPP.MessageID(rawValue: 0)
        response.result = CMPP.Result(rawValue: code)
        return .submitResponse(response)
    }

    package func refusal(of request: CMPP.Message) -> CMPP.Message? {
        CMPPAnswer.acknowledgement(of: request, code: CMPPMeaning.codes.unknownCommand)
    }

    package func delivery(_ content: DeliveryRequest.Content) throws(MessagingError) -> CMPP.Message {
        switch content {
        case .segment(let segment): try deliver(segment)
        case .report(let report, let submit, let envelope): try self.report(report, on: submit, envelope: envelope)
        }
    }
}

extension CMPPAccount {
    /// The account as the login of a gateway needs it.
    init(_ account: GatewayAccount) {
        self.init(
            id: account.id, secret: account.secret,
            layoutWithoutVersion: account.version.flatMap { CMPP.Version(rawValue: $0) })
    }
}

/// A gateway's session that speaks CMPP.
final class CMPPGatewaySession: MappedGatewaySession {
    var mapped: MappedGateway<CMPPGatewayMapping>

    init(
        speaking rules: CMPPSessionRules, role: SessionRole, limits: SessionLimits, mapping: CMPPGatewayMapping
    ) {
        mapped = MappedGateway(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
