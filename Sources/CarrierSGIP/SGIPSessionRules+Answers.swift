import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec

extension SGIPSessionRules {
    public func classify(_ message: SGIP.Message) -> MessageClass {
        switch message {
        case .submit: return .request(.traffic, kind: 3)
        case .submitResponse(let response): return .response(status(response.result), kind: 3)
        case .deliver: return .request(.traffic, kind: 4)
        case .deliverResponse(let response): return .response(status(response.result), kind: 4)
        case .report: return .request(.traffic, kind: 5)
        case .reportResponse(let response): return .response(status(response.result), kind: 5)
        case .userReportResponse(let response): return .response(status(response.result), kind: 17)
        case .bind: return .request(.login, kind: 1)
        case .bindResponse(let response):
            let code = response.result
            return .response(code == .ok ? .accepted : .refused(code: UInt32(code.rawValue)), kind: 1)
        case .unbind: return .request(.closing, kind: 2)
        case .unbindResponse: return .response(.accepted, kind: 2)
        case .unknown(let unknown) where !unknown.commandID.isResponse:
            return .request(.unknown, kind: unknown.commandID.rawValue)
        default:
            let command = message.commandID
            let kind = command.request.rawValue
            return command.isResponse ? .response(.accepted, kind: kind) : .request(.traffic, kind: kind)
        }
    }

    private func status(_ result: SGIP.Result) -> ResponseStatus {
        if result == .ok { return .accepted }
        let code = UInt32(result.rawValue)
        return result.isTemporary ? .throttled(code: code) : .refused(code: code)
    }

    /// A number belongs to one command in the whole network (section 1.4).
    public static var numbersAreUnique: Bool { true }

    public func response(to request: SGIP.Message, because reason: AutomaticResponse) -> SGIP.Message? {
        switch reason {
        case .keepAlive: nil
        case .closing: .unbindResponse(SGIP.UnbindResponse())
        // The text is silent; the session ends with the answer.
        case .notLoggedIn: request.response(result: .illegalLogin)
        // The session that is there goes on.
        case .alreadyLoggedIn: request.response(result: .repeatedLogin)
        // A peer may try again after "node busy".
        case .overloaded, .shuttingDown: request.response(result: .busy)
        case .numberUsedBefore: request.response(result: .sequence)
        }
    }

    /// None: what cannot be read closes the connection (8.4).
    public func response(
        toDamaged frame: UnsafeRawBufferPointer, error: WireError
    ) -> DecodedFrame<SGIP.Message>? { nil }
}
