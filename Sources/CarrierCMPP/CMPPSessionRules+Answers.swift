import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire

extension CMPPSessionRules {
    public func classify(_ message: CMPP.Message) -> MessageClass {
        switch message {
        case .submit: return .request(.traffic, kind: 4)
        case .submitResponse(let response): return .response(status(response.result), kind: 4)
        case .deliver: return .request(.traffic, kind: 5)
        case .deliverResponse(let response): return .response(status(response.result), kind: 5)
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
        case .forwardResponse(let response): return .response(status(response.result), kind: 9)
        case .unknown(let unknown) where !unknown.commandID.isResponse:
            return .request(.unknown, kind: unknown.commandID.rawValue)
        default:
            let command = message.commandID
            let kind = command.request.rawValue
            return command.isResponse ? .response(.accepted, kind: kind) : .request(.traffic, kind: kind)
        }
    }

    private func status(_ result: CMPP.Result) -> ResponseStatus {
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
        // Peers give several requests one number (section 9.3).
        case .numberUsedBefore: nil
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
