#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierSession
import CarrierWire

/// A call to the operating system that failed: which step, and the system's number for the reason.
public struct TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The step that failed.
    public enum Operation: String, Hashable, Sendable {
        /// A host name has no address; `errno` is then the resolver's code (`EAI_…`), not an `errno`.
        case resolve
        case socket
        case bind
        case listen
        case accept
        /// The connection was refused, unreachable, or not made in time (`ETIMEDOUT`).
        case connect
        case receive
        case send
    }

    /// The step that failed.
    public var operation: Operation
    /// The system's number for the reason; for `resolve` the resolver's.
    public var errno: Int32
    /// What the operation was about: an address or a host. Never a secret.
    public var subject: String

    public init(_ operation: Operation, errno: Int32, subject: String = "") {
        self.operation = operation
        self.errno = errno
        self.subject = subject
    }

    /// True when the time allowed was over.
    public var isTimeout: Bool { operation != .resolve && errno == ETIMEDOUT }

    /// One line: the step, its subject and the reason in the system's words.
    public var description: String {
        let about = subject.isEmpty ? "" : " " + subject
        return "\(operation.rawValue)\(about): \(reason)"
    }

    /// The reason in the system's words.
    public var reason: String {
        if operation == .resolve, errno != ETIMEDOUT, let text = gai_strerror(errno) { return String(cString: text) }
        if let text = strerror(errno) { return String(cString: text) }
        return "error \(errno)"
    }
}

/// The transport connection was made, but the session on it did not open.
public struct LoginError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why the session ended before it opened.
    public var reason: CloseReason
    /// Who was dialled.
    public var peer: SocketAddress

    public init(_ reason: CloseReason, peer: SocketAddress) {
        self.reason = reason
        self.peer = peer
    }

    /// The status code with which login was refused; nil when it failed otherwise.
    public var code: UInt32? {
        if case .loginRefused(let code, _) = reason { code } else { nil }
    }

    /// One line for an operator.
    public var description: String {
        switch reason {
        case .loginRefused(let code, _): "\(peer) refused the login with status \(code)"
        case .loginObjected(let objection): "no login at \(peer): \(objection)"
        default: "no login at \(peer): \(reason.words)"
        }
    }
}

/// Why a request that was submitted through the asynchronous face has no response.
public enum RequestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The session did not take the request: it was never sent.
    case notAccepted(SessionError)
    /// Every transmission stayed unanswered: the peer may or may not have acted on it.
    case noResponse
    /// The session ended first; when `wasSent` is false the peer cannot have seen the request.
    case sessionEnded(wasSent: Bool)
    /// It was cancelled before it was sent.
    case cancelled

    @usableFromInline init<Message>(_ failure: RequestFailure, _ exchange: Exchange<Message>) {
        switch failure {
        case .noResponse: self = .noResponse
        case .sessionEnded: self = .sessionEnded(wasSent: exchange.sentAt != nil)
        case .cancelled: self = .cancelled
        case .unencodable(let error): self = .notAccepted(SessionError(.unencodable(error)))
        }
    }

    /// One line for an operator.
    public var description: String {
        switch self {
        case .notAccepted(let error): "not accepted: \(error.reason)"
        case .noResponse: "no response"
        case .sessionEnded(let wasSent): wasSent ? "session ended, outcome unknown" : "session ended, never sent"
        case .cancelled: "cancelled before it was sent"
        }
    }
}
