/// A field's name, spelled as its specification spells it: `"Src_Id"`, `"Message Length"`.
public struct FieldName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    @usableFromInline let literal: StaticString

    /// Wraps a literal; costs nothing at run time.
    @inlinable @inline(__always)
    public init(stringLiteral value: StaticString) { self.init(value) }

    /// Wraps a literal; costs nothing at run time.
    @inlinable @inline(__always)
    public init(_ literal: StaticString) { self.literal = literal }

    /// The specification's spelling.
    public var description: String { literal.description }

    public static func == (left: FieldName, right: FieldName) -> Bool {
        left.description == right.description
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

/// What is wrong with a frame's octets or with a value that is to be written: which octet, which field, why.
///
/// Offsets count from the first octet of the frame, header included.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    public enum Reason: Hashable, Sendable {
        /// The octets end inside a field that needs `needed` octets of which `available` are there.
        case truncated(needed: Int, available: Int)
        /// Octets follow the last field where the layout tolerates none.
        case trailingOctets(count: Int)
        /// A value is longer than its field; nothing is ever cut.
        case tooLong(limit: Int, actual: Int)
        /// The frame announces a length below its header or above the limit: nothing behind it can be trusted.
        case lengthOutOfRange(announced: UInt64, minimum: Int, maximum: Int)
        /// A length or count that was given does not agree with what it measures.
        case lengthMismatch(announced: Int, actual: Int)
        /// A value that cannot be read as what the field holds.
        case malformed
        /// Text for a field of fixed width that is not printable ASCII: write the octets as `hex:` and digits.
        case notASCII
    }

    /// What was wrong.
    public var reason: Reason
    /// The field, under its specification name.
    public var field: FieldName
    /// The octet at which the field begins, counted from the start of the frame.
    public var offset: Int

    /// An error at one field.
    public init(_ reason: Reason, field: FieldName, offset: Int) {
        self.reason = reason
        self.field = field
        self.offset = offset
    }

    /// One sentence for a log: the octet, the field and the reason, in numbers.
    public var description: String { "\(field) at octet \(offset): \(reason)" }
}

extension WireError.Reason: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .truncated(let needed, let available): "truncated, needs \(needed) octets, \(available) are there"
        case .trailingOctets(let count): "\(count) octets follow the last field"
        case .tooLong(let limit, let actual): "too long, \(actual) octets where \(limit) fit"
        case .lengthOutOfRange(let announced, let minimum, let maximum):
            "announced length \(announced) is outside \(minimum)...\(maximum)"
        case .lengthMismatch(let announced, let actual): "announced \(announced), found \(actual)"
        case .malformed: "malformed"
        case .notASCII: "not printable ASCII; octets are written hex:…"
        }
    }
}
