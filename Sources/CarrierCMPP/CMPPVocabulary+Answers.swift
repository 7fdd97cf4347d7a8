import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire

extension CMPPVocabulary {
    public func classify(_ message: CMPP.Message) -> MessageClass {
        switch message {
        case .submit: return .request(.traffic, kind: 4)
        case .submitResponse(let response): return .response(verdict(response.result), kind: 4)
        case .deliver: return .request(.traffic, kind: 5)
        case .deliverResponse(let response): return .response(verdict(response.result), kind: 5)
        case .activeTest: return .request(.keepAlive, kind: 8)
        case .activeTestResponse: return .response(.accepted, kind: 8)
        case .connect: return .request(.login, kind: 1)
        case .connectResponse(let response):
            let code = response.status.rawValue
            return .response(code == 0 ? .accepted : .refused(code: code), kind: 1)
        case .terminate: return .request(.closing, kind: 2)
        case .terminateResponse: return .response(.accepted, kind: 2)
        case .cancelResponse(let response):
            let code = response.outcome.rawValue
            return .response(code == 0 ? .accepted : .refused(code: code), kind: 7)
        case .forwardResponse(let response): return .response(verdict(response.result), kind: 9)
        case .unknown(let unknown) where !unknown.commandID.isResponse:
            return .request(.unknown, kind: unknown.commandID.rawValue)
        default:
            let command = message.commandID
            let kind = command.request.rawValue
            return command.isResponse ? .response(.accepted, kind: kind) : .request(.traffic, kind: kind)
        }
    }

    private func verdict(_ result: CMPP.Result) -> Verdict {
        switch result {
        case .ok: .accepted
        case .flowControl: .throttled(code: result.rawValue)
        default: .refused(code: result.rawValue)
        }
    }

    public func response(to request: CMPP.Message, because reason: AutomaticResponse) -> CMPP.Message? {
        switch reason {
        case .keepAlive: .activeTestResponse(CMPP.ActiveTestResponse())
        case .closing: .terminateResponse(CMPP.TerminateResponse())
        // Servers close on anything but CONNECT, and on a second one (section 1.1).
        case .notLoggedIn, .alreadyLoggedIn: nil
        // Result 8 is the one that a peer may try again.
        case .overloaded, .shuttingDown: CMPPAnswer.answer(to: request, .flowControl)
        }
    }

    public func response(
        toDamaged frame: UnsafeRawBufferPointer, error: WireError
    ) -> DecodedFrame<CMPP.Message>? {
        guard let header = CMPP.Header(frame), let message = CMPPAnswer.answer(toDamaged: header, frame, error) else {
            return nil
        }
        return DecodedFrame(message: message, sequence: SequenceKey(counter: header.sequence))
    }
}

/// Answers that carry a code and nothing else of their own.
enum CMPPAnswer {
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
}
