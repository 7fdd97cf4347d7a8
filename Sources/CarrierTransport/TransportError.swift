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
