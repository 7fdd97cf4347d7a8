/// The header of a protocol's frames: the whole frame's length, the command, the sequence number, in this order.
public protocol FrameHeader: WireRecord {
    /// The command's number.
    associatedtype CommandID: WireCommand where CommandID.Dialect == Dialect
    /// A sequence number.
    associatedtype Sequence: Hashable, Sendable

    /// Octets of the header.
    static var length: Int { get }
    /// The specification's names of the three fields.
    static var names: FrameHeaderNames { get }

    /// Octets of the whole frame, header included.
    var totalLength: UInt32 { get }
    /// The command.
    var commandID: CommandID { get }
    /// A request's number; the response repeats it.
    var sequence: Sequence { get }

    /// A header of these three.
    init(totalLength: UInt32, commandID: CommandID, sequence: Sequence)
    /// The sequence number among named values; nil when it is missing.
    static func sequence(of values: HeaderFields) throws(ReadingError) -> Sequence?
}

/// The names of a header's three fields, as the specification spells them.
public struct FrameHeaderNames: Hashable, Sendable {
    /// The frame's length.
    public var length: FieldName
    /// The command.
    public var command: FieldName
    /// The sequence number.
    public var sequence: FieldName

    /// Three names.
    public init(length: FieldName, command: FieldName, sequence: FieldName) {
        self.length = length
        self.command = command
        self.sequence = sequence
    }
}

/// A command's number; a response is its request with bit 31 set. Any number is a value.
public protocol WireCommand: WireCode where RawValue == UInt32 {
    /// What the commands depend on: a protocol's version.
    associatedtype Dialect: WireVersion

    /// Every request that a version defines, in the specification's order.
    static func requests(in dialect: Dialect) -> [Self]
    /// The specification's name; nil for a command that the version does not define.
    func name(in dialect: Dialect) -> String?
}

extension WireCommand {
    /// True when bit 31 is set.
    @inlinable @inline(__always)
    public var isResponse: Bool { rawValue & 0x8000_0000 != 0 }

    /// The response to this request.
    public var response: Self { Self(rawValue: rawValue | 0x8000_0000) }

    /// The request that this response answers.
    public var request: Self { Self(rawValue: rawValue & 0x7FFF_FFFF) }

    /// Every command that a version defines, each request followed by its response where that has a name too.
    public static func all(in dialect: Dialect) -> [Self] {
        requests(in: dialect).flatMap { [$0, $0.response] }.filter { $0.name(in: dialect) != nil }
    }

    /// The command of that name, nil when the version defines none.
    public init?(name: String, in dialect: Dialect) {
        guard let command = Self.all(in: dialect).first(where: { $0.name(in: dialect) == name }) else { return nil }
        self = command
    }

    /// Hex text, as in JSON: `0x80000004`.
    public var description: String { HexText.word(UInt64(rawValue), octets: 4) }
}

/// A protocol's version, on which layouts depend.
public protocol WireVersion: Hashable, Sendable {
    /// Protocol and version for a heading.
    var title: String { get }
}

extension FrameHeader {
    /// The header at the start of `octets`; nil when they are fewer than it has.
    @inlinable @inline(__always)
    public init?(_ octets: UnsafeRawBufferPointer, in dialect: Dialect) {
        guard octets.count >= Self.length else { return nil }
        self.init()
        guard _fill(UnsafeRawBufferPointer(rebasing: octets[..<Self.length]), in: dialect) else { return nil }
    }
}

extension FrameHeader where Sequence == UInt32 {
    /// One number behind the length and the command.
    public static func sequence(of values: HeaderFields) throws(ReadingError) -> UInt32? {
        try values.number(names.sequence, offset: 8)
    }
}

extension FrameHeader where Sequence == WordTriple {
    /// Three numbers behind the length and the command.
    public static func sequence(of values: HeaderFields) throws(ReadingError) -> WordTriple? {
        try values.numbers(names.sequence, count: 3, offset: 8).map { WordTriple($0[0], $0[1], $0[2]) }
    }
}
