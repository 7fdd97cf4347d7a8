import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec
import SMSText

/// SGIP's messages on a gateway's channel: Submit in on the one connection, Deliver and Report out on the other.
package struct SGIPGatewayMapping: GatewayMapping {
    package typealias Rules = SGIPSessionRules

    /// The edition whose rules are used.
    package let version: SGIP.Version
    /// TP_udhi of a segment with a user data header: 1, or 64 for clients that want it so (section 10).
    package var headerIndicator: UInt8 = 1
    /// Whether a field out of its range is answered without asking the owner (section 8.4).
    package var checksRanges = true
    /// What the direction of the connection decides: requests go from the side that dialled.
    package let traffic: ChannelTraffic

    package init(_ version: SGIP.Version, carries traffic: ChannelTraffic = .submit) {
        self.version = version
        self.traffic = traffic
    }

    package func login(_ request: SGIP.Message) -> LoginRequest? {
        guard case .bind(let bind) = request else { return nil }
        return LoginRequest(account: bind.loginName.name, version: version.rawValue, traffic: traffic)
    }

    package func prepare(_ rules: inout SGIPSessionRules, for answer: LoginAnswer) {
        func login(_ account: GatewayAccount) -> SGIPAccount.Login {
            SGIPAccount.Login(name: account.id, password: account.secret)
        }
        switch answer {
        case .account(let account): rules.decideLogin(login(account))
        case .tooManyConnections(let account): rules.decideLogin(login(account), refusal: .tooManyConnections)
        case .addressNotAllowed(let account): rules.decideLogin(account.map(login), refusal: .illegalLogin)
        case .unknownAccount, .unavailable: rules.decideLogin(nil)
        }
    }

    package func opened(speaking rules: SGIPSessionRules) -> ChannelTraffic { traffic }

    package func submission(_ request: SGIP.Message) -> Submission? {
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
        submission.unmappedFields = unmappedFields(of: submit)
        if checksRanges {
            submission.demandedRefusal = SGIPFieldRanges.refusal(of: submit, to: submission.destinations)
        }
        return submission
    }

    /// Fields that say something for which the neutral form has no word.
    private func unmappedFields(of submit: SGIP.Submit) -> [MessagingError] {
        var issues = ValidationIssues()
        func note(_ isUnmapped: Bool, _ field: FieldName) {
            if isUnmapped { issues.add(MessagingError(.unsupported, field: field)) }
        }
        let given = submit.givenValue
        note(submit.reportFlag != .always && submit.reportFlag != .none, "ReportFlag")
        note(given != "0" && !given.isEmpty && DecimalDigits.number(given.octets) ?? 0 != 0, "GivenValue")
        note(submit.agentFlag != .receivable, "AgentFlag")
        note(submit.cause != SGIPField.cause(linkID: submit.linkID), "MorelatetoMTFlag")
        note(submit.messageType != 0, "MessageType")
        return issues.all
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

    package func report(
        _ report: DeliveryReport
    ) throws(MessagingError) -> SGIP.Message {
        let word = SGIPOutcome(report.raw)
        var outcome = word ?? SGIPOutcome(report.state)
        if word == nil, outcome.state == .failed, let code = UInt8(report.errorCode) {
            outcome.code = SGIP.Result(rawValue: code)
        }
        var message = SGIP.Report()
        message.submitSequence = report.messageID.sgipSequence
        message.reportType = .submit
        message.userNumber = try SGIPField.subscriber(report.recipient, "UserNumber")
        message.state = outcome.state
        message.errorCode = outcome.code
        // Another protocol's word has a place where bridges put it (section 11, Q11).
        if word == nil { message.reserve = try MessageField.text(report.raw, width: 8, "Reserve") }
        return .report(message)
    }

    package func deliver(_ segment: InboundSegment) throws(MessagingError) -> SGIP.Message {
        var deliver = SGIP.Deliver()
        deliver.userNumber = try SGIPField.subscriber(segment.source, "UserNumber")
        deliver.spNumber = try MessageField.text(segment.destination, width: 21, "SPNumber")
        deliver.protocolID = segment.protocolID
        deliver.userDataHeaderIndicator = segment.hasHeader ? headerIndicator : 0
        deliver.dataCoding = SGIP.DataCoding(rawValue: segment.coding)
        deliver.content = segment.content
        let size = SGIP.headerLength + deliver.encodedSize(in: version)
        guard size <= SGIP.maximumFrameLength else {
            throw MessagingError(.tooLong(limit: SGIP.maximumFrameLength, actual: size), field: "Message Length")
        }
        deliver.reserve = try MessageField.text(segment.linkID, width: 8, "Reserve")
        if !segment.serviceID.isEmpty { throw MessagingError(.unsupported, field: "ServiceType") }
        return .deliver(deliver)
    }

    package func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { CarrierMessageID(sequence) }

    package func submitResponse(id: CarrierMessageID, code: UInt32) -> SGIP.Message {
        .submitResponse(SGIP.SubmitResponse(SGIP.Result(rawValue: UInt8(clamping: code))))
    }

    package func refusal(of request: SGIP.Message) -> SGIP.Message? {
        request.response(result: SGIP.Result(rawValue: UInt8(clamping: SGIPMeaning.codes.unknownCommand)))
    }

    /// A Report's own number is its frame's: it needs no id of its own.
    package func delivery(_ content: DeliveryRequest.Content) throws(MessagingError) -> SGIP.Message {
        switch content {
        case .segment(let segment): try deliver(segment)
        case .report(let report, _, _): try self.report(report)
        }
    }
}

/// A gateway's session that speaks SGIP.
final class SGIPGatewaySession: MappedGatewaySession {
    var mapped: MappedGateway<SGIPGatewayMapping>

    init(
        speaking rules: SGIPSessionRules, role: SessionRole, limits: SessionLimits, mapping: SGIPGatewayMapping
    ) {
        mapped = MappedGateway(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
