import CMPPCodec
import CarrierWire

/// Answers that carry a code and nothing else of their own.
enum CMPPAnswer {
    /// The answer to a request from either side; nil for a message that is no request.
    static func acknowledgement(of request: CMPP.Message, code: UInt32) -> CMPP.Message? {
        answer(to: request, CMPP.Result(rawValue: code)) ?? emptyAnswer(to: request)
    }

    /// The answer with `result`, where the command has a place for it.
    static func answer(to request: CMPP.Message, _ result: CMPP.Result) -> CMPP.Message? {
        switch request {
        case .submit:
            var response = CMPP.SubmitResponse()
            response.result = result
            return .submitResponse(response)
        case .deliver(let deliver):
            var response = CMPP.DeliverResponse()
            response.messageID = deliver.messageID
            response.result = result
            return .deliverResponse(response)
        case .cancel:
            var response = CMPP.CancelResponse()
            response.outcome = result == .ok ? .deleted : .failed
            return .cancelResponse(response)
        case .forward(let forward):
            var response = CMPP.ForwardResponse()
            response.messageID = forward.messageID
            response.segmentCount = forward.segmentCount
            response.segmentNumber = forward.segmentNumber
            response.result = result
            return .forwardResponse(response)
        default: return nil
        }
    }

    /// The answer to a request whose body cannot be read: length error where a length lies, otherwise structure error.
    static func answer(
        toDamaged header: CMPP.Header, _ frame: UnsafeRawBufferPointer, _ error: WireError
    ) -> CMPP.Message? {
        let isLength = error.field == "Msg_Length" || error.field == "Msg_Content" || error.field == "Total_Length"
        let result = isLength ? CMPP.Result.length : .structure
        switch header.commandID {
        case .connect:
            var response = CMPP.ConnectResponse()
            response.status = .structure
            return .connectResponse(response)
        case .submit: return answer(to: .submit(CMPP.Submit()), result)
        case .cancel: return answer(to: .cancel(CMPP.Cancel()), result)
        case .deliver:
            var deliver = CMPP.Deliver()
            if frame.count >= 20 {
                let id = frame.loadUnaligned(fromByteOffset: 12, as: UInt64.self)
                deliver.messageID = CMPP.MessageID(rawValue: UInt64(bigEndian: id))
            }
            return answer(to: .deliver(deliver), result)
        case .forward: return answer(to: .forward(CMPP.Forward()), result)
        default: return nil
        }
    }

    /// Answers without statistics or routes, for requests that this side does not serve: none may stay unanswered.
    private static func emptyAnswer(to request: CMPP.Message) -> CMPP.Message? {
        // 2 would be "the last route" in 2.0 (6.6).
        let none = CMPP.RouteResult.noRoute
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
