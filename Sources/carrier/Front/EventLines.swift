import CarrierFixtures

/// JSON Lines for events that come in masses: written straight into octets, to leave in one write per batch.
struct EventLines {
    /// The lines so far, each with its end.
    private(set) var octets: [UInt8] = []

    /// Appends one line: `{"event":"NAME",…}` with the members that `members` writes, in order.
    mutating func line(_ name: StaticString, _ members: (inout EventLines) -> Void) {
        append("{\"event\":\"")
        append(name)
        append("\"")
        members(&self)
        append("}\n")
    }

    /// A member whose value is text.
    mutating func text(_ key: StaticString, _ value: String) {
        self.key(key)
        JSONValue.write(value, into: &octets)
    }

    /// A member whose value is a whole number.
    mutating func number(_ key: StaticString, _ value: some FixedWidthInteger) {
        self.key(key)
        if value < 0 { octets.append(0x2D) }
        var rest = UInt64(truncatingIfNeeded: value.magnitude)
        let start = octets.count
        repeat {
            octets.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        octets[start...].reverse()
    }

    /// A member whose value is a list of texts.
    mutating func texts(_ key: StaticString, _ values: [String]) {
        self.key(key)
        octets.append(0x5B)
        for (index, value) in values.enumerated() {
            if index > 0 { octets.append(0x2C) }
            JSONValue.write(value, into: &octets)
        }
        octets.append(0x5D)
    }

    /// A member that is true; where it would be false it is left out.
    mutating func flag(_ key: StaticString) {
        self.key(key)
        append("true")
    }

    /// A member with any value.
    mutating func value(_ key: StaticString, _ value: JSONValue) {
        self.key(key)
        value.write(into: &octets)
    }

    private mutating func key(_ key: StaticString) {
        append(",\"")
        append(key)
        append("\":")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { octets.append(contentsOf: $0) }
    }
}
