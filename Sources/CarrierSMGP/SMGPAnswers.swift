import CarrierWire
import SMGPCodec

/// Answers that carry a status and nothing else of their own.
enum SMGPAnswer {
    /// The answer to a request that a side does not serve: Status 68 to route operations, 11 to others. Nil where
    /// there is none.
    static func refusal(of request: SMGP.Message) -> SMGP.Message? {
        routeAnswer(to: request, .noRouteUpdates)
            ?? answer(to: request, SMGP.Status(rawValue: SMGPMeaning.codes.unknownCommand))
    }

    /// The answer with `status`, where the command has a place for it; statistics and routes are empty.
    static func answer(to request: SMGP.Message, _ status: SMGP.Status) -> SMGP.Message? {
        switch request {
        case .submit: return .submitResponse(with(SMGP.SubmitResponse()) { $0.status = status })
        case .deliver(let deliver):
            return .deliverResponse(
                with(SMGP.DeliverResponse()) { ($0.messageID, $0.status) = (deliver.messageID, status) })
        case .forward(let forward):
            return .forwardResponse(
                with(SMGP.ForwardResponse()) { ($0.messageID, $0.status) = (forward.messageID, status) })
        case .query(let query):
            return .queryResponse(
                with(SMGP.QueryResponse()) {
                    ($0.time, $0.queryType, $0.queryCode) = (query.time, query.queryType, query.queryCode)
                })
        case .paymentRequest:
            return .paymentRequestResponse(with(SMGP.PaymentRequestResponse()) { $0.status = status })
        case .queryUserState: return .queryUserStateResponse(SMGP.QueryUserStateResponse())
        default: return routeAnswer(to: request, status)
        }
    }

    private static func routeAnswer(to request: SMGP.Message, _ status: SMGP.Status) -> SMGP.Message? {
        switch request {
        case .queryTERoute: .queryTERouteResponse(with(SMGP.QueryTERouteResponse()) { $0.status = status })
        case .querySPRoute: .querySPRouteResponse(with(SMGP.QuerySPRouteResponse()) { $0.status = status })
        case .getAllTERoute: .getAllTERouteResponse(with(SMGP.GetAllTERouteResponse()) { $0.status = status })
        case .getAllSPRoute: .getAllSPRouteResponse(with(SMGP.GetAllSPRouteResponse()) { $0.status = status })
        case .updateTERoute: .updateTERouteResponse(with(SMGP.UpdateTERouteResponse()) { $0.status = status })
        case .updateSPRoute: .updateSPRouteResponse(with(SMGP.UpdateSPRouteResponse()) { $0.status = status })
        case .pushUpdateTERoute:
            .pushUpdateTERouteResponse(with(SMGP.PushUpdateTERouteResponse()) { $0.status = status })
        case .pushUpdateSPRoute:
            .pushUpdateSPRouteResponse(with(SMGP.PushUpdateSPRouteResponse()) { $0.status = status })
        default: nil
        }
    }

    /// The status of an answer that has one.
    static func status(of response: SMGP.Message) -> SMGP.Status? {
        switch response {
        case .forwardResponse(let answer): answer.status
        case .paymentRequestResponse(let answer): answer.status
        case .queryTERouteResponse(let answer): answer.status
        case .querySPRouteResponse(let answer): answer.status
        case .getAllTERouteResponse(let answer): answer.status
        case .getAllSPRouteResponse(let answer): answer.status
        case .updateTERouteResponse(let answer): answer.status
        case .updateSPRouteResponse(let answer): answer.status
        case .pushUpdateTERouteResponse(let answer): answer.status
        case .pushUpdateSPRouteResponse(let answer): answer.status
        default: nil
        }
    }

    /// The answer to a request whose body cannot be read: Status 10, or 11 where the mode forbids the command (section
    /// 12.2); nil for what has no answer with a status.
    static func answer(
        toDamaged header: SMGP.Header, _ frame: UnsafeRawBufferPointer, _ error: WireError
    ) -> SMGP.Message? {
        let status = error.field == SMGP.Header.names.command ? SMGP.Status.command : .structure
        // The id, where the octets reach so far: the peer may match by it.
        let id = frame.count >= 22 ? SMGP.MessageID(octets: frame[12..<22]) ?? SMGP.MessageID() : SMGP.MessageID()
        switch header.commandID {
        case .login: return .loginResponse(with(SMGP.LoginResponse()) { $0.status = status })
        case .submit: return answer(to: .submit(SMGP.Submit()), status)
        case .deliver: return answer(to: .deliver(with(SMGP.Deliver()) { $0.messageID = id }), status)
        case .forward: return answer(to: .forward(with(SMGP.Forward()) { $0.messageID = id }), status)
        case .queryTERoute: return answer(to: .queryTERoute(SMGP.QueryTERoute()), status)
        case .querySPRoute: return answer(to: .querySPRoute(SMGP.QuerySPRoute()), status)
        case .getAllTERoute: return answer(to: .getAllTERoute(SMGP.GetAllTERoute()), status)
        case .getAllSPRoute: return answer(to: .getAllSPRoute(SMGP.GetAllSPRoute()), status)
        case .updateTERoute: return answer(to: .updateTERoute(SMGP.UpdateTERoute()), status)
        case .updateSPRoute: return answer(to: .updateSPRoute(SMGP.UpdateSPRoute()), status)
        case .pushUpdateTERoute: return answer(to: .pushUpdateTERoute(SMGP.PushUpdateTERoute()), status)
        case .pushUpdateSPRoute: return answer(to: .pushUpdateSPRoute(SMGP.PushUpdateSPRoute()), status)
        default: return nil
        }
    }

    private static func with<Body>(_ body: Body, _ change: (inout Body) -> Void) -> Body {
        var body = body
        change(&body)
        return body
    }
}
