/// Gathers findings on one frame, each with the place of its field.
public struct LintNotes: Sendable {
    /// What was found so far.
    public private(set) var findings: [LintFinding] = []
    private let fields: [DescribedField]

    /// Looks at a frame's fields.
    public init(fields: [DescribedField]) { self.fields = fields }

    /// Notes `message` at `field` unless `holds`.
    public mutating func expect(
        _ holds: Bool, _ field: FieldName, _ message: @autoclosure () -> String, _ section: String
    ) {
        if holds { return }
        findings.append(LintFinding(field, at: self.field(field)?.offset, message(), section: section))
    }

    /// Notes `message` at a field that stands at `offset`, unless `holds`: one of many of its name, or inside another.
    public mutating func expect(
        _ holds: Bool, _ field: FieldName, at offset: Int?, _ message: @autoclosure () -> String, _ section: String
    ) {
        if !holds { findings.append(LintFinding(field, at: offset, message(), section: section)) }
    }

    /// Notes a field that holds a number above `maximum`; nothing where the frame has no such field.
    public mutating func expect(_ field: FieldName, atMost maximum: Int64, _ section: String) {
        guard case .number(let number) = self.field(field)?.value, number > maximum else { return }
        expect(false, field, "\(number) is above \(maximum)", section)
    }

    /// The first field of that name.
    public func field(_ name: FieldName) -> DescribedField? { fields.first { $0.name == name } }
}

// MARK: - Values that several protocols have

extension LintNotes {
    /// Notes a field that holds neither nothing nor an SMPP time.
    public mutating func look(atTime time: OctetString, _ field: FieldName, _ section: String) {
        expect(time.isEmpty || SMPPTime(time) != nil, field, "no time YYMMDDhhmmsstnnp", section)
    }

    /// Notes a field that does not hold exactly `count` digits.
    public mutating func look(atDigits text: OctetString, _ count: Int, _ field: FieldName, _ section: String) {
        let octets = text.octets
        expect(octets.count == count && DecimalDigits.number(octets) != nil, field, "not \(count) digits", section)
    }

    /// Notes a reserved field that holds something.
    public mutating func look(atReserve reserve: OctetString, _ field: FieldName, _ section: String) {
        expect(reserve.isEmpty, field, "not filled with NUL", section)
    }

    /// Which part of how many the elements of a user data header say; nil where they say nothing of parts.
    public static func concatenation(in header: ArraySlice<UInt8>) -> (number: UInt8, count: UInt8)? {
        var rest = header
        while let tag = rest.popFirst(), let length = rest.popFirst() {
            let value = rest.prefix(Int(length))
            guard value.count == Int(length) else { return nil }
            if (tag == 0 && length == 3) || (tag == 8 && length == 4), let number = value.last {
                return (number, value[value.endIndex - 2])
            }
            rest = rest.dropFirst(Int(length))
        }
        return nil
    }
}
