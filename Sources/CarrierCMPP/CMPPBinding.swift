import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

/// Translates between the neutral model and CMPP, for one account and version.
public struct CMPPBinding: CarrierBinding {
    public typealias Vocabulary = CMPPVocabulary

    /// The version whose fields are used.
    public var version: CMPP.Version
    /// Msg_src (企业代码) of messages that name no provider of their own: the account.
    public var providerID: String
    /// One SUBMIT for many receivers although reports are wanted. CMPP 2.0 forbids it, 2.1 and 3.0 allow it (8.5).
    public var reportsOnManyReceivers: Bool
    /// Reads the Msg_Id inside reports with its octets reversed, for gateways that send it so (section 5).
    public var reportIDsAreReversed = false
    /// The layout of reports that this side sends as a gateway, for the 60 octets that early 3.0 texts describe (3.9).
    public var reportLayout: CMPP.Version

    public init(_ version: CMPP.Version, providerID: String) {
        self.version = version
        self.providerID = providerID
        reportsOnManyReceivers = version.isV3
        reportLayout = version
    }

    public var name: String { version.rawValue }
    public var segmentLimits: SegmentLimits { .longASCII }
    public var sessionLimits: SessionLimits { .standard }

    public var codes: CarrierCodes {
        CarrierCodes(
            throttled: CMPP.Result.flowControl.rawValue, structure: CMPP.Result.structure.rawValue,
            unknownCommand: CMPP.Result.command.rawValue,
            tooManyConnections: CMPP.ConnectStatus.tooManyConnections.rawValue,
            addressNotAllowed: CMPP.ConnectStatus.sourceAddress.rawValue)
    }

    /// The same in another version, which a login settled.
    func speaking(_ other: CMPP.Version) -> CMPPBinding {
        if other == version { return self }
        var binding = self
        binding.version = other
        if binding.reportLayout == version { binding.reportLayout = other }
        binding.reportsOnManyReceivers = other.isV3 && version.isV3 ? reportsOnManyReceivers : other.isV3
        return binding
    }

    // MARK: Ids

    public func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        let time = CivilTime(moment)
        let parts = CMPP.MessageID.Parts(
            month: UInt8(clamping: time.month), day: UInt8(clamping: time.day), hour: UInt8(clamping: time.hour),
            minute: UInt8(clamping: time.minute), second: UInt8(clamping: time.second), gateway: gateway,
            sequence: UInt16(truncatingIfNeeded: serial))
        return CarrierMessageID(CMPP.MessageID(parts).rawValue)
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        guard steps != 0, let number = base.number else { return base }
        return CarrierMessageID(CMPP.MessageID(rawValue: number).advanced(by: steps).rawValue)
    }

    /// The Msg_Id of an id; zero for one that is not eight octets long.
    func messageID(_ id: CarrierMessageID) -> CMPP.MessageID { CMPP.MessageID(rawValue: id.number ?? 0) }

    // MARK: Answers

    public func meaning(of code: UInt32) -> String {
        CMPP.Result(rawValue: code).meaning(in: .submit, version).english
    }

    public func meaning(ofLogin status: UInt32) -> String { CMPP.ConnectStatus(rawValue: status).meaning.english }

    public func meaning(of report: DeliveryReport) -> CodeMeaning { CMPP.words(for: StatusWord(report.raw)) }

    public func receipt(
        _ response: CMPP.Message, to request: CMPP.Message, sequence: SequenceKey
    ) -> SubmitReceipt {
        guard case .submitResponse(let submitted) = response else {
            return SubmitReceipt(code: CMPP.Result.command.rawValue, meaning: "not an answer to a submit")
        }
        guard submitted.result != .ok else {
            return SubmitReceipt(code: 0, messageID: CarrierMessageID(submitted.messageID.rawValue))
        }
        return SubmitReceipt(
            code: submitted.result.rawValue, meaning: meaning(of: submitted.result.rawValue),
            isThrottled: submitted.result == .flowControl)
    }

    public func submitResponse(to request: CMPP.Message, id: CarrierMessageID, code: UInt32) -> CMPP.Message {
        var response = CMPP.SubmitResponse()
        response.messageID = code == 0 ? messageID(id) : CMPP.MessageID(rawValue: 0)
        response.result = CMPP.Result(rawValue: code)
        return .submitResponse(response)
    }

    public func acknowledgement(of request: CMPP.Message, code: UInt32) -> CMPP.Message? {
        CMPPAnswer.answer(to: request, CMPP.Result(rawValue: code)) ?? CMPPAnswer.emptyAnswer(to: request, code)
    }
}

extension CMPPAnswer {
    /// Answers without statistics or routes, for requests that this side does not serve: none may stay unanswered.
    static func emptyAnswer(to request: CMPP.Message, _ code: UInt32) -> CMPP.Message? {
        let none = code == 0 ? CMPP.RouteResult.noRoute : CMPP.RouteResult(rawValue: UInt8(clamping: code))
        switch request {
        case .query(let query):
            var response = CMPP.QueryResponse()
            response.time = query.time
            response.queryType = query.queryType
            response.queryCode = query.queryCode
            return .queryResponse(response)
        case .mtRoute: return .mtRouteResponse(with(CMPP.MTRouteResponse()) { $0.result = none })
        case .moRoute: return .moRouteResponse(with(CMPP.MORouteResponse()) { $0.result = none })
        case .getRoute: return .getRouteResponse(with(CMPP.GetRouteResponse()) { $0.result = none })
        case .getMTRoute: return .getMTRouteResponse(with(CMPP.GetMTRouteResponse()) { $0.result = none })
        case .getMORoute: return .getMORouteResponse(with(CMPP.GetMORouteResponse()) { $0.result = none })
        case .mtRouteUpdate:
            return .mtRouteUpdateResponse(with(CMPP.MTRouteUpdateResponse()) { $0.result = none })
        case .moRouteUpdate:
            return .moRouteUpdateResponse(with(CMPP.MORouteUpdateResponse()) { $0.result = none })
        case .pushMTRouteUpdate:
            return .pushMTRouteUpdateResponse(with(CMPP.PushMTRouteUpdateResponse()) { $0.result = none })
        case .pushMORouteUpdate:
            return .pushMORouteUpdateResponse(with(CMPP.PushMORouteUpdateResponse()) { $0.result = none })
        default: return nil
        }
    }

    private static func with<Body>(_ body: Body, _ change: (inout Body) -> Void) -> Body {
        var body = body
        change(&body)
        return body
    }
}
