import CarrierWire

extension SGIP.Message {
    /// Command ID of the message.
    public var commandID: SGIP.CommandID {
        switch self {
        case .submit: return .submit
        case .submitResponse: return .submit.response
        case .deliver: return .deliver
        case .deliverResponse: return .deliver.response
        case .report: return .report
        case .reportResponse: return .report.response
        case .unknown(let unknown): return unknown.commandID
        default:
            var none = NoState()
            return visit(CommandReader<Self>(), &none)
        }
    }

    /// Both editions define every command.
    public func exists(in version: SGIP.Version) -> Bool { true }

    /// The content of a Submit or Deliver, nil for anything else.
    public var content: [UInt8]? {
        switch self {
        case .submit(let submit): submit.content
        case .deliver(let deliver): deliver.content
        default: nil
        }
    }

    /// The plainest response to a command, with that result; nil for a response and for an unknown command.
    ///
    /// Unbind_Resp has no result; Trace_Resp carries it in one node, and none where it is 0.
    public func response(result: SGIP.Result = .ok) -> SGIP.Message? {
        switch self {
        case .bind: .bindResponse(SGIP.Response(result))
        case .unbind: .unbindResponse(SGIP.UnbindResponse())
        case .submit: .submitResponse(SGIP.Response(result))
        case .deliver: .deliverResponse(SGIP.Response(result))
        case .report: .reportResponse(SGIP.Response(result))
        case .addSP: .addSPResponse(SGIP.Response(result))
        case .modifySP: .modifySPResponse(SGIP.Response(result))
        case .deleteSP: .deleteSPResponse(SGIP.Response(result))
        case .queryRoute: .queryRouteResponse(SGIP.QueryRouteResponse(result: result))
        case .addTelephoneSegment: .addTelephoneSegmentResponse(SGIP.Response(result))
        case .modifyTelephoneSegment: .modifyTelephoneSegmentResponse(SGIP.Response(result))
        case .deleteTelephoneSegment: .deleteTelephoneSegmentResponse(SGIP.Response(result))
        case .addSMG: .addSMGResponse(SGIP.Response(result))
        case .modifySMG: .modifySMGResponse(SGIP.Response(result))
        case .deleteSMG: .deleteSMGResponse(SGIP.Response(result))
        case .checkUser: .checkUserResponse(SGIP.CheckUserResponse(result: result))
        case .userReport: .userReportResponse(SGIP.Response(result))
        case .trace: .traceResponse(SGIP.TraceResponse(result: result))
        default: nil
        }
    }
}

extension SGIP.Frame {
    /// The frame that answers this one: its sequence, and ``SGIP/Message/response(result:)``.
    public func response(result: SGIP.Result = .ok) -> SGIP.Frame? {
        message.response(result: result).map { SGIP.Frame(sequence: sequence, message: $0) }
    }
}

extension SGIP.QueryRouteResponse {
    /// A response without entries.
    public init(result: SGIP.Result) {
        self.init()
        self.result = result
    }
}

extension SGIP.CheckUserResponse {
    /// A response with that result, and status 0.
    public init(result: SGIP.Result) {
        self.init()
        self.result = result
    }
}

extension SGIP.TraceResponse {
    /// A response whose only node carries `result`, or one without nodes where that is 0.
    public init(result: SGIP.Result) {
        self.init()
        guard result != .ok else { return }
        var node = SGIP.TraceNode()
        node.result = result
        nodes = [node]
    }
}

extension SGIP.Submit {
    /// True when the content begins with a user data header: TP_udhi 1, or 0x40 as some peers send it (section 10).
    public var hasUserDataHeader: Bool { userDataHeaderIndicator & 0x41 != 0 }

    /// Reserve as the LinkID that an on-demand service repeats from the Deliver (section 11, Q9); empty for none.
    public var linkID: String { reserve.text }

    /// ChargeNumber that says "the SP pays": 21 ASCII zeros.
    public static let providerPays: OctetString = "000000000000000000000"
}

extension SGIP.Deliver {
    /// True when the content begins with a user data header: TP_udhi 1, or 0x40 as some peers send it (section 10).
    public var hasUserDataHeader: Bool { userDataHeaderIndicator & 0x41 != 0 }

    /// Reserve as a LinkID (section 11, Q9); empty for none.
    public var linkID: String { reserve.text }
}
