import CarrierWire

extension CMPP.Message {
    /// Command_Id of the message.
    public var commandID: CMPP.CommandID {
        switch self {
        case .submit: return .submit
        case .submitResponse: return .submit.response
        case .deliver: return .deliver
        case .deliverResponse: return .deliver.response
        case .unknown(let unknown): return unknown.commandID
        default:
            var none = NoState()
            return visit(CommandReader<Self>(), &none)
        }
    }

    /// True when `version` defines the message's command with this body; unknown commands always pass.
    public func exists(in version: CMPP.Version) -> Bool {
        switch self {
        case .getRoute, .getRouteResponse: !version.isV3
        case .getMTRoute, .getMTRouteResponse, .getMORoute, .getMORouteResponse: version.isV3
        default: true
        }
    }

    /// The plainest response to a request: what it repeats is repeated, the rest is zero or empty, the result is
    /// `result`; nil for a response and for an unknown command.
    ///
    /// A result that the response has no room for (TERMINATE, ACTIVE_TEST, QUERY) is left out.
    public func response(result: UInt32 = 0) -> CMPP.Message? {
        switch self {
        case .connect(let request):
            .connectResponse(request.response(status: CMPP.ConnectStatus(rawValue: result)))
        case .terminate: .terminateResponse(CMPP.TerminateResponse())
        case .submit(let request):
            .submitResponse(request.response(messageID: request.messageID, result: CMPP.Result(rawValue: result)))
        case .deliver(let request): .deliverResponse(request.response(result: CMPP.Result(rawValue: result)))
        case .query(let request): .queryResponse(request.response())
        case .cancel(let request):
            .cancelResponse(request.response(outcome: CMPP.CancelOutcome(rawValue: result)))
        case .activeTest: .activeTestResponse(CMPP.ActiveTestResponse())
        case .forward(let request): .forwardResponse(request.response(result: CMPP.Result(rawValue: result)))
        default: routeResponse(CMPP.RouteResult(rawValue: UInt8(clamping: result)))
        }
    }

    private func routeResponse(_ result: CMPP.RouteResult) -> CMPP.Message? {
        switch self {
        case .mtRoute: .mtRouteResponse(with(CMPP.MTRouteResponse()) { $0.result = result })
        case .moRoute: .moRouteResponse(with(CMPP.MORouteResponse()) { $0.result = result })
        case .getRoute: .getRouteResponse(with(CMPP.GetRouteResponse()) { $0.result = result })
        case .getMTRoute: .getMTRouteResponse(with(CMPP.GetMTRouteResponse()) { $0.result = result })
        case .getMORoute: .getMORouteResponse(with(CMPP.GetMORouteResponse()) { $0.result = result })
        case .mtRouteUpdate(let request):
            .mtRouteUpdateResponse(
                with(CMPP.MTRouteUpdateResponse()) {
                    $0.result = result
                    $0.routeID = request.routeID
                })
        case .moRouteUpdate(let request):
            .moRouteUpdateResponse(
                with(CMPP.MORouteUpdateResponse()) {
                    $0.result = result
                    $0.routeID = request.routeID
                })
        case .pushMTRouteUpdate:
            .pushMTRouteUpdateResponse(with(CMPP.PushMTRouteUpdateResponse()) { $0.result = result })
        case .pushMORouteUpdate:
            .pushMORouteUpdateResponse(with(CMPP.PushMORouteUpdateResponse()) { $0.result = result })
        default: nil
        }
    }

    private func with<Body>(_ body: Body, _ change: (inout Body) -> Void) -> Body {
        var body = body
        change(&body)
        return body
    }
}

extension CMPP.Frame {
    /// The frame that answers this one: its sequence, and ``CMPP/Message/response(result:)``.
    public func response(result: UInt32 = 0) -> CMPP.Frame? {
        message.response(result: result).map { CMPP.Frame(sequence: sequence, message: $0) }
    }
}

extension CMPP.Connect {
    /// The response; `authenticator` stays zero after an authentication error (section 4.2).
    ///
    /// - Parameter version: the highest that the server supports; by default what was asked for.
    public func response(
        status: CMPP.ConnectStatus, authenticator: Digest = Digest(), version: CMPP.VersionNumber? = nil
    ) -> CMPP.ConnectResponse {
        var response = CMPP.ConnectResponse()
        response.status = status
        response.authenticator = authenticator
        response.version = version ?? self.version
        return response
    }
}

extension CMPP.Submit {
    /// The response with the id that the gateway gives the message.
    public func response(messageID: CMPP.MessageID, result: CMPP.Result = .ok) -> CMPP.SubmitResponse {
        var response = CMPP.SubmitResponse()
        response.messageID = messageID
        response.result = result
        return response
    }
}

extension CMPP.Deliver {
    /// The response; it repeats Msg_Id of the DELIVER, for reports too.
    public func response(result: CMPP.Result = .ok) -> CMPP.DeliverResponse {
        var response = CMPP.DeliverResponse()
        response.messageID = messageID
        response.result = result
        return response
    }
}

extension CMPP.Query {
    /// The response with every figure zero.
    public func response() -> CMPP.QueryResponse {
        var response = CMPP.QueryResponse()
        response.time = time
        response.queryType = queryType
        response.queryCode = queryCode
        return response
    }
}

extension CMPP.Cancel {
    /// The response.
    public func response(outcome: CMPP.CancelOutcome) -> CMPP.CancelResponse {
        var response = CMPP.CancelResponse()
        response.outcome = outcome
        return response
    }
}

extension CMPP.Forward {
    /// The response; it repeats Msg_Id, Pk_total and Pk_number.
    public func response(result: CMPP.Result = .ok) -> CMPP.ForwardResponse {
        var response = CMPP.ForwardResponse()
        response.messageID = messageID
        response.segmentCount = segmentCount
        response.segmentNumber = segmentNumber
        response.result = result
        return response
    }
}
