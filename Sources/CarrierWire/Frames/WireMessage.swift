/// A record that is the body of a command.
public protocol WireBody: CodedRecord where Message.Dialect == Dialect {
    /// The protocol's messages.
    associatedtype Message: WireMessage

    /// The command whose body this is.
    static var commandID: Message.CommandID { get }
    /// What a reader accepts beside the layout, and the frame then names.
    static var tolerances: BodyTolerances { get }
    /// True when the body's size, and what counts are in it, are those of that layout: which of two it is.
    static func fits(_ octets: UnsafeRawBufferPointer, in dialect: Dialect) -> Bool
    /// The body as a case of the protocol's messages.
    var message: Message { get }
}

extension WireBody {
    /// The default of the requirement, for bodies of fixed size.
    public static func fits(_ octets: UnsafeRawBufferPointer, in dialect: Dialect) -> Bool {
        octets.count == Self()._size(in: dialect)
    }
}

/// What a reader accepts of a body beside its layout; each is a named deviation of the frame.
public struct BodyTolerances: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Octets behind the last field.
    public static let surplus = BodyTolerances(rawValue: 1)
    /// The last field of fixed width, shorter than its width or missing.
    public static let shortTail = BodyTolerances(rawValue: 2)
    /// The last field of fixed width missing altogether.
    public static let missingTail = BodyTolerances(rawValue: 4)
    /// Another version's layout, told by the body's size.
    public static let otherLayout = BodyTolerances(rawValue: 8)
    /// Another size than the layout's: the body is then kept as octets, like that of an unknown command.
    public static let otherSize = BodyTolerances(rawValue: 16)
}

/// One message of a protocol: the body of a frame, by command.
public protocol WireMessage: Hashable, Sendable {
    /// A protocol's version.
    associatedtype Dialect
    /// The command's number.
    associatedtype CommandID: WireCommand where CommandID.Dialect == Dialect

    /// The command.
    var commandID: CommandID { get }
    /// True when `dialect` defines the command with this body; unknown commands always pass.
    func exists(in dialect: Dialect) -> Bool
    /// A command that the version does not define.
    static func unknown(_ unknown: UnknownMessage<CommandID>) -> Self

    /// The message of a command that has a second layout without a body; nil where the only layout counts.
    static func emptyBody(of command: CommandID) -> Self?

    /// Visits the body.
    func visit<Visitor: BodyVisitor>(_ visitor: Visitor, _ state: inout Visitor.State) -> Visitor.Outcome
    where Visitor.Message == Self
    /// Visits the type of the body that `command` has in `dialect`.
    static func visitBody<Visitor: BodyTypeVisitor>(
        of command: CommandID, in dialect: Dialect, _ visitor: Visitor
    ) -> Visitor.Outcome where Visitor.Message == Self
}

/// A command that the version does not define, kept as it came.
public struct UnknownMessage<CommandID: WireCommand>: Hashable, Sendable {
    /// The command's number.
    public var commandID: CommandID
    /// The octets behind the header.
    public var body: [UInt8]

    /// Keeps a command that the version does not define.
    public init(commandID: CommandID, body: [UInt8]) {
        self.commandID = commandID
        self.body = body
    }
}

/// Something to be done with a body of any command.
public protocol BodyVisitor {
    associatedtype Message: WireMessage
    associatedtype State
    associatedtype Outcome
    func visit<Body: WireBody>(_ body: Body, _ state: inout State) -> Outcome where Body.Message == Message
    func visit(_ unknown: UnknownMessage<Message.CommandID>, _ state: inout State) -> Outcome
}

/// The state of a visitor that keeps none.
///
/// It is not empty: the thread sanitizer watches every `inout` argument, and an empty one has no address to be watched.
public struct NoState: Sendable {
    @usableFromInline var octet: UInt8 = 0

    /// Nothing.
    @inlinable @inline(__always)
    public init() {}
}

/// Something to be done with the type of a command's body.
public protocol BodyTypeVisitor {
    associatedtype Message: WireMessage
    associatedtype Outcome
    func visit<Body: WireBody>(_ type: Body.Type) -> Outcome where Body.Message == Message
    func visitUnknown() -> Outcome
}

extension WireMessage {
    /// Every command has one layout.
    @inlinable @inline(__always)
    public static func emptyBody(of command: CommandID) -> Self? { nil }

    /// True for a response, known or unknown: bit 31 of the command.
    public var isResponse: Bool { commandID.isResponse }
}

/// Tells the command of the body that it visits.
public struct CommandReader<Message: WireMessage>: BodyVisitor {
    /// The reader.
    public init() {}

    /// The body's command.
    public func visit<Body: WireBody>(_ body: Body, _ state: inout NoState) -> Message.CommandID
    where Body.Message == Message { Body.commandID }

    /// The unknown command.
    public func visit(_ unknown: UnknownMessage<Message.CommandID>, _ state: inout NoState) -> Message.CommandID {
        unknown.commandID
    }
}
