/// A JSON value that keeps what the exchange formats need: the order of members and every digit of a number.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    /// A number as it is written; `integer` and `decimal` make one.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// A whole number.
    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

    /// A number with at most `places` (0 to 9) digits behind the point; null when it is not finite or above 10¹⁵.
    public static func decimal(_ value: Double, places: Int = 6) -> JSONValue {
        guard value.isFinite, abs(value) < 1e15 else { return .null }
        let digits = min(max(places, 0), 9)
        var scale: Int64 = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = (value * Double(scale)).rounded()
        guard let units = Int64(exactly: scaled) else { return .number(String(value)) }
        let (whole, rest) = units.magnitude.quotientAndRemainder(dividingBy: scale.magnitude)
        var fraction = String(rest)
        fraction = String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
        while fraction.count > 1, fraction.hasSuffix("0") { fraction.removeLast() }
        if digits == 0 { fraction = "0" }
        return .number("\(units < 0 ? "-" : "")\(whole).\(fraction)")
    }

    /// An object of these members, in this order.
    public static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members))
    }

    /// An array of texts.
    public static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}

extension JSONValue: Equatable {
    /// Equal when every octet of the text would be: order counts, and so does how a character is composed.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): one.utf8.elementsEqual(other.utf8)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        default: false
        }
    }
}

/// The members of a JSON object in their order.
public struct JSONObject: Sendable, Equatable {
    /// One member.
    public struct Member: Sendable, Equatable {
        /// The member's name.
        public var key: String
        /// The member's value.
        public var value: JSONValue

        /// Names a value.
        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }

        public static func == (left: Member, right: Member) -> Bool {
            left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
        }
    }

    /// The members in the order in which they are written.
    public private(set) var members: [Member]

    /// Takes the members as they are; the reader has refused a key that comes twice.
    public init(_ members: [(String, JSONValue)] = []) {
        self.members = members.map { Member(key: $0.0, value: $0.1) }
    }

    /// The value under `key`, nil where there is none.
    public subscript(_ key: String) -> JSONValue? {
        members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// Adds a member at the end.
    public mutating func append(_ key: String, _ value: JSONValue) {
        members.append(Member(key: key, value: value))
    }
}

extension JSONValue {
    /// The text of a string value.
    public var text: String? { if case .string(let text) = self { text } else { nil } }

    /// The members of an object value.
    public var members: JSONObject? { if case .object(let object) = self { object } else { nil } }

    /// The elements of an array value.
    public var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

    /// The value of a number written as plain digits, nil when it has a point, an exponent or does not fit.
    public func integer<Integer: FixedWidthInteger>(as type: Integer.Type) -> Integer? {
        guard case .number(let literal) = self, literal.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D })
        else { return nil }
        return Integer(literal)
    }

    /// The kind of value in one word, for an error text.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a truth value"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
