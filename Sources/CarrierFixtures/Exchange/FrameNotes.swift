import CarrierWire

/// A line below a frame's listing: what a person opens a frame for.
package struct FrameNote: Hashable, Sendable {
    /// What the line is about: `text`, `header`, a field's name.
    package var label: String
    /// What there is to say; what a peer wrote stands in it as it came.
    package var text: String
}

extension ExchangeFrame {
    /// Header, text, report, meanings, lint and hint, in this order, as far as there are any.
    package var notes: [FrameNote] {
        var notes: [FrameNote] = []
        if let header { notes.append(FrameNote(label: "header", text: header.words)) }
        if isHeaderMalformed {
            notes.append(FrameNote(label: "header", text: "announced, and the content does not hold it"))
        }
        if let text { notes.append(FrameNote(label: "text", text: text)) }
        notes += textAnomalies.map { FrameNote(label: "text", text: "(\($0))") }
        for item in report ?? [] {
            notes.append(FrameNote(label: "report", text: "\(item.name) \(ExchangeFrame.words(of: item.value))"))
        }
        for (field, meaning) in meanings {
            let value = ((report ?? []) + fields).first { $0.name == field }.map { ExchangeFrame.words(of: $0.value) }
            notes.append(FrameNote(label: "meaning", text: "\(field) \(value ?? ""): \(meaning)"))
        }
        notes += lint.map { FrameNote(label: "lint", text: $0.description) }
        if let detection { notes.append(FrameNote(label: "detected", text: detection.words)) }
        if let hint { notes.append(FrameNote(label: "hint", text: hint)) }
        return notes
    }

    /// A field's value for a person.
    package static func words(of value: FieldValue) -> String {
        switch value.plain {
        case .number(let number): "\(number)"
        case .string(let text): text
        case .list(let values): values.map { words(of: $0) }.joined(separator: ", ")
        case .record(let fields): fields.map { "\($0.name) \(words(of: $0.value))" }.joined(separator: ", ")
        // `plain` leaves no other kinds.
        case .word, .text, .octets: ""
        }
    }
}
