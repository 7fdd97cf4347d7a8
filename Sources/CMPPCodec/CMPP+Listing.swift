import CarrierWire

extension CMPP.Frame {
    /// The frame as annotated hex: a title, each deviation as a comment, then offset, octets, field and value a line.
    ///
    /// Fields of more than sixteen octets go on in lines of octets alone. Line ends are `\n`.
    /// - Throws: what ``encoded(in:limit:)`` throws.
    public func listing(in version: CMPP.Version) throws(WireError) -> String {
        let octets = try encoded(in: version, limit: Int(Int32.max))
        var lines: [Listing.Line] = []
        for field in described(in: version) {
            lines += Listing.lines(of: field, command: message.commandID.name(in: version))
        }
        if !surplus.isEmpty {
            let start = octets.count &- surplus.count
            lines.append(Listing.Line(offset: start, length: surplus.count, name: "surplus", value: ""))
        }
        let title = "# \(version.title) \(commandName(in: version))"
        let comments = deviationList.map { "# \($0)" }
        return ([title] + comments + Listing.render(lines, octets: octets)).joined(separator: "\n") + "\n"
    }
}

/// Lays out described fields in columns.
private enum Listing {
    /// One field, or one element of a repeated field.
    struct Line {
        var offset: Int
        var length: Int
        var name: String
        var value: String
    }

    static let octetsPerLine = 16

    static func lines(of field: DescribedField, command: String?) -> [Line] {
        guard case .list(let elements) = field.value, !elements.isEmpty, field.length % elements.count == 0 else {
            let value = field.name == "Command_Id" ? command ?? text(field.value) : text(field.value)
            return [Line(offset: field.offset, length: field.length, name: "\(field.name)", value: value)]
        }
        let width = field.length / elements.count
        return elements.enumerated().map { index, element in
            Line(
                offset: field.offset &+ index &* width, length: width, name: "\(field.name)", value: text(element))
        }
    }

    static func text(_ value: FieldValue) -> String {
        switch value {
        case .number(let number): "\(number)"
        case .word(let word, let octets): HexText.word(word, octets: octets)
        case .text(let text, let width) where text.isPrintable:
            "\"\(FieldNotation.text(text, width: width))\""
        // The octets stand in the line already.
        default: ""
        }
    }

    static func render(_ lines: [Line], octets: [UInt8]) -> [String] {
        let widest = lines.map { min($0.length, octetsPerLine) }.max() ?? 0
        let octetColumns = max(0, widest &* 3 &- 1)
        let nameColumns = lines.map { $0.name.utf8.count }.max() ?? 0
        return lines.flatMap { line in
            let own = octets.dropFirst(line.offset).prefix(line.length)
            let first = pad(hex(own.prefix(octetsPerLine)), to: octetColumns)
            let head = "\(offset(line.offset))  \(first)   \(pad(line.name, to: nameColumns))  \(line.value)"
            var rendered = [trimmed(head)]
            for start in stride(from: octetsPerLine, to: own.count, by: octetsPerLine) {
                let part = own.dropFirst(start).prefix(octetsPerLine)
                rendered.append("\(offset(line.offset &+ start))  \(hex(part))")
            }
            return rendered
        }
    }

    private static func offset(_ value: Int) -> String { String(HexText.word(UInt64(value), octets: 2).dropFirst(2)) }

    private static func hex(_ octets: ArraySlice<UInt8>) -> String {
        octets.map { HexText.encode([$0]) }.joined(separator: " ")
    }

    private static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width &- text.utf8.count))
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
