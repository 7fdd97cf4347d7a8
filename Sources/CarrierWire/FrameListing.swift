/// Lays out described fields in columns: a frame as annotated hex.
public enum FrameListing {
    // One field, one element of a repeated field, or one field of a group.
    private struct Line {
        var offset: Int
        var length: Int
        var name: String
        var value: String
    }

    private static let octetsPerLine = 16

    /// The listing of a frame: a title, each comment on a line of its own, then offset, octets, field and value a line.
    ///
    /// Fields of more than sixteen octets go on in lines of octets alone. Line ends are `\n`.
    /// - Parameters:
    ///   - octets: the whole frame; what is behind the last field is listed as surplus.
    ///   - fields: the fields in wire order.
    ///   - title: what the frame is.
    ///   - comments: what is to be noted of it.
    ///   - command: the name of the field that holds the command, and the command's name; nil shows the number.
    public static func text(
        of octets: [UInt8], fields: [DescribedField], title: String, comments: [String],
        command: (field: FieldName, name: String?)
    ) -> String {
        var lines = fields.flatMap { field in
            field.name == command.field
                ? FrameListing.lines(of: field, value: command.name) : FrameListing.lines(of: field)
        }
        let end = fields.last.map { $0.offset &+ $0.length } ?? 0
        if end < octets.count {
            lines.append(Line(offset: end, length: octets.count &- end, name: "surplus", value: ""))
        }
        return (([title] + comments).map { "# \($0)" } + render(lines, octets: octets)).joined(separator: "\n") + "\n"
    }

    private static func lines(of field: DescribedField, value: String? = nil) -> [Line] {
        if !field.parts.isEmpty { return field.parts.flatMap { lines(of: $0) } }
        guard case .list(let elements) = field.value, !elements.isEmpty, field.length % elements.count == 0 else {
            let value = value ?? text(field.value)
            return [Line(offset: field.offset, length: field.length, name: "\(field.name)", value: value)]
        }
        let width = field.length / elements.count
        return elements.enumerated().map { index, element in
            Line(
                offset: field.offset &+ index &* width, length: width, name: "\(field.name)", value: text(element))
        }
    }

    private static func text(_ value: FieldValue) -> String {
        switch value {
        case .number(let number): "\(number)"
        case .word(let word, let octets): HexText.word(word, octets: octets)
        case .text(let text, let width) where text.isPrintable:
            "\"\(FieldNotation.text(text, width: width))\""
        // The octets stand in the line already.
        default: ""
        }
    }

    private static func render(_ lines: [Line], octets: [UInt8]) -> [String] {
        let widest = lines.map { min(max(0, $0.length), octetsPerLine) }.max() ?? 0
        let octetColumns = max(0, widest &* 3 &- 1)
        let nameColumns = lines.map { $0.name.utf8.count }.max() ?? 0
        return lines.flatMap { line in
            let own = octets.dropFirst(max(0, line.offset)).prefix(max(0, line.length))
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

    private static func offset(_ value: Int) -> String {
        String(HexText.word(UInt64(max(0, value)), octets: 2).dropFirst(2))
    }

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
