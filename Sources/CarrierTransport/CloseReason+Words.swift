import CarrierSession

extension CloseReason {
    /// One clause for an operator.
    public var words: String {
        switch self {
        case .closedLocally: "this side closed the session"
        case .closedByPeer: "peer closed the session"
        case .loginRefused(let code, .local): "login refused with status \(code)"
        case .loginRefused(let code, .peer): "peer refused the login with status \(code)"
        case .loginObjected(let objection): "login given up: \(objection)"
        case .loginTimeout: "no login in time"
        case .peerSilent: "peer gave no sign of life"
        case .requestUnanswered: "peer did not answer a request"
        case .connectionLost(nil): "connection lost"
        case .connectionLost(let code?): "connection lost: \(TransportError(.receive, errno: code).reason)"
        case .endedByPeer: "peer ended the connection, with nothing open"
        case .unreadable(let error): "unreadable octets: \(error)"
        case .protocolViolation: "peer broke the order of the protocol"
        case .closingTimeout: "closing took too long"
        case .idle: "no traffic for the idle time"
        case .aborted: "this side cut the connection"
        case .loginUnencodable(let error): "login does not fit: \(error)"
        }
    }
}
