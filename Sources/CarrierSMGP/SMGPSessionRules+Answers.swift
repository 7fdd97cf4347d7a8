import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec

extension SMGPSessionRules {
    public func classify(_ message: SMGP.Message) -> MessageClass {
        switch message {
        case .submit: return .request(.traffic, kind: 2)
        case .submitResponse(let response): return .response(status(response.status), kind: 2)
        case .deliver: return .request(.traffic, kind: 3)
        case .deliverResponse(let response): return .response(status(response.status), kind: 3)
        case .activeTest: return .request(.keepAlive, kind: 4)
        case .activeTestResponse: return .response(.accepted, kind: 4)
        case .login: return .request(.login, kind: 1)
        case .loginResponse(let response):
            // A login is never repeated by itself, whatever the status.
            let code = response.status.rawValue
            return .response(code == 0 ? .accepted : .refused(code: code), kind: 1)
        case .exit: return .request(.closing, kind: 6)
        case .exitResponse: return .response(.accepted, kind: 6)
        case .unknown(let unknown) where !unknown.commandID.isResponse:
            return .request(.unknown, kind: unknown.commandID.rawValue)
        default:
            let kind = message.commandID.request.rawValue
            guard message.isResponse else { return .request(.traffic, kind: kind) }
            return .response(SMGPAnswer.status(of: message).map { status($0) } ?? .accepted, kind: kind)
        }
    }

    private func status(_ status: SMGP.Status) -> ResponseStatus {
        switch status.retry {
        case .none: .accepted
        case .later: .throttled(code: status.rawValue)
        case .otherRoute, .never: .refused(code: status.rawValue)
        }
    }

    public func response(to request: SMGP.Message, because reason: AutomaticResponse) -> SMGP.Message? {
        switch reason {
        case .keepAlive: .activeTestResponse(SMGP.ActiveTestResponse())
        case .closing: .exitResponse(SMGP.ExitResponse())
        // Anything but Login first, and a second Login, close the connection (section 2.3).
        case .notLoggedIn, .alreadyLoggedIn: nil
        // Peers reuse numbers.
        case .numberUsedBefore: nil
        // Status 1 is one that a peer may try again.
        case .overloaded, .shuttingDown: SMGPAnswer.answer(to: request, .busy)
        }
    }

    public func response(
        toDamaged frame: UnsafeRawBufferPointer, error: WireError
    ) -> DecodedFrame<SMGP.Message>? {
        guard let header = SMGP.Header(frame), let message = SMGPAnswer.answer(toDamaged: header, frame, error) else {
            return nil
        }
        return DecodedFrame(message: message, sequence: SequenceKey(counter: header.sequence))
    }
}
