import CarrierWire

/// Everything the engine knows about a protocol.
///
/// A rules is a value of one connection: it holds the account or the book of accounts, the version that login
/// settled, and the sequence counter. It never looks at a clock and never blocks.
public protocol SessionRules: Sendable {
    /// One frame's content, header's length and sequence excluded.
    associatedtype Message: Sendable

    /// The outer shape of the frames.
    var frameRules: FrameRules { get }

    /// Reads one whole frame whose length is sound. May note in which layout a login was answered, nothing else.
    ///
    /// - Throws: what is structurally wrong. Unknown commands are values, not errors.
    mutating func decode(_ frame: UnsafeRawBufferPointer) throws(WireError) -> DecodedFrame<Message>

    /// The version whose layouts a frame fits exactly, for one that does not fit those in use; nil for none.
    func otherVersion(of frame: UnsafeRawBufferPointer) -> String?

    /// Appends exactly one frame to `output`; on an error `output` is as before.
    func encode(_ message: Message, sequence: SequenceKey, into output: inout OctetBuffer) throws(WireError)

    /// Says what a message is to the engine. Called for every message in either direction: must be cheap.
    func classify(_ message: Message) -> MessageClass

    /// The next sequence number for a request of this side.
    mutating func nextSequence(at moment: Moment) -> SequenceKey

    /// The request by which this side performs a duty of the session; nil where the protocol or the role has none.
    mutating func request(for duty: SessionDuty, at moment: Moment) -> Message?

    /// Judges a login: the server the peer's request, the client the peer's answer to its own request.
    ///
    /// This is where the version that both sides will use is settled.
    mutating func authenticate(login message: Message, at moment: Moment) -> LoginResult<Message>

    /// The response that the engine sends on its own; nil when nothing is to be sent.
    func response(to request: Message, because reason: AutomaticResponse) -> Message?

    /// The response to a request whose header is sound but whose body is damaged; nil when the connection must close.
    func response(toDamaged frame: UnsafeRawBufferPointer, error: WireError) -> DecodedFrame<Message>?

    /// True where a number belongs to one request alone: other content under a number that was used is refused.
    static var numbersAreUnique: Bool { get }
}

extension SessionRules {
    /// Numbers may come again.
    public static var numbersAreUnique: Bool { false }

    /// There is one version.
    public func otherVersion(of frame: UnsafeRawBufferPointer) -> String? { nil }
}

/// A frame's content with its sequence number.
///
/// One case, so that a `switch` can move the parts out: out of a structure they would be copied.
public enum DecodedFrame<Message: Sendable>: Sendable {
    /// The frame's content, its sequence number, and the names of tolerated deviations, if any: each begins with the
    /// deviation's name. Empty for lawful frames.
    case parts(Message, SequenceKey, deviations: [String])

    /// Puts a content and its sequence number together.
    @inlinable public init(message: consuming Message, sequence: SequenceKey, deviations: [String] = []) {
        self = .parts(message, sequence, deviations: deviations)
    }

    /// The frame's content.
    public var message: Message {
        switch self {
        case .parts(let message, _, _): message
        }
    }
    /// The frame's sequence number.
    public var sequence: SequenceKey {
        switch self {
        case .parts(_, let sequence, _): sequence
        }
    }
    /// The names of tolerated deviations.
    public var deviations: [String] {
        switch self {
        case .parts(_, _, let deviations): deviations
        }
    }
}

/// What a message is to the engine.
///
/// `kind` identifies the request and the response that belong together: the command without its response bit.
public enum MessageClass: Hashable, Sendable {
    case request(RequestPurpose, kind: UInt32)
    case response(ResponseStatus, kind: UInt32)
}

/// Why a request is sent.
public enum RequestPurpose: Hashable, Sendable {
    /// Opens the session; must be the first message on a connection.
    case login
    /// Ends the session.
    case closing
    /// Proves life; answered by the engine, outside the window.
    case keepAlive
    /// Everything that the owner of the session answers; counted by the window.
    case traffic
    /// A command that the protocol does not define.
    case unknown
}

/// What a response says.
public enum ResponseStatus: Hashable, Sendable {
    case accepted
    /// Refused for now, because of the rate: the same request may be repeated later and slower.
    case throttled(code: UInt32)
    case refused(code: UInt32)
}

/// A duty of the session that the engine fulfils with a request of its own.
public enum SessionDuty: Hashable, Sendable {
    case login
    case keepAlive
    case closing
}

/// Why the engine answers a request by itself.
public enum AutomaticResponse: Hashable, Sendable {
    /// Proves life.
    case keepAlive
    /// The peer closes the session.
    case closing
    /// A request other than login before login.
    case notLoggedIn
    /// A second login on a session that is open.
    case alreadyLoggedIn
    /// More requests unanswered than the limit allows.
    case overloaded
    /// The owner closed the session before it answered.
    case shuttingDown
    /// Another request had the number, and the protocol allows that to none (``SessionRules/numbersAreUnique``).
    case numberUsedBefore
}

/// The outcome of a login.
public struct LoginResult<Message: Sendable>: Sendable {
    /// True when the session may open.
    public var accepted: Bool
    /// The status code on the wire.
    public var code: UInt32
    /// Who logged in, for events and logs: the account's name, never a secret.
    public var identity: String
    /// The version that both sides will use, in words: `"3.0"`.
    public var version: String
    /// The server's answer; nil on the client's side, or where the server closes without a word.
    public var response: Message?
    /// What to tell the operator although the login went on: a digest that does not verify, an odd version.
    public var warnings: [String]
    /// Why the client does not go on although the server accepted; nil when it does, or the server refused.
    public var objection: LoginObjection?

    /// States the outcome.
    public init(
        accepted: Bool, code: UInt32, identity: String, version: String, response: Message? = nil,
        warnings: [String] = [], objection: LoginObjection? = nil
    ) {
        self.accepted = accepted
        self.code = code
        self.identity = identity
        self.version = version
        self.response = response
        self.warnings = warnings
        self.objection = objection
    }
}

/// Why a client does not go on with a server that accepted its login.
public enum LoginObjection: Hashable, Sendable, CustomStringConvertible {
    /// The server speaks another version, and this side is not to follow it; both as in ``LoginSummary/version``.
    case version(server: String, client: String)
    /// The server's digest, the named field, does not prove that it knows the secret.
    case authenticator(String)

    /// One clause for an operator.
    public var description: String {
        switch self {
        case .version(let server, let client): "the gateway speaks \(server), this side \(client)"
        case .authenticator(let field): "\(field) does not verify: the gateway does not know the secret"
        }
    }
}
