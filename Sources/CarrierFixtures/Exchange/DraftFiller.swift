import CarrierWire
import SMSText

/// Completes a frame that is given by some of its fields.
struct DraftFiller {
    private let dialect: WireDialect
    private var draft: FrameDraft

    /// No layout has as many fields.
    private static let fieldLimit = 256
    private static let codings: [FieldName] = ["Msg_Fmt", "MsgFormat", "MessageCoding"]
    private static let contents: [FieldName] = ["Msg_Content", "MsgContent", "MessageContent"]

    init(_ dialect: WireDialect, _ draft: FrameDraft) { (self.dialect, self.draft) = (dialect, draft) }

    /// The layout of the command; empty for one that the dialect does not have.
    private var layout: [LayoutField] { dialect.layouts().first { $0.title == draft.command }?.fields ?? [] }

    /// Makes content of a text, in the coding that is given or else in ASCII or UCS-2; content that is given stays.
    ///
    /// - Throws: when the coding has no such characters, or the command no content.
    mutating func write(_ text: String) throws(ExchangeError) {
        let names = layout.map(\.name)
        guard let content = DraftFiller.contents.first(where: names.contains),
            let coding = DraftFiller.codings.first(where: names.contains)
        else { throw .field("text", reason: "unknownField") }
        if draft.fields.contains(where: { $0.name == content.description }) { return }
        let given = draft.fields.first { $0.name == coding.description }?.value
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        var dataCoding: UInt8 = isASCII ? 0 : 8
        if let given {
            guard case .number(let number) = given, let code = UInt8(exactly: number) else {
                throw .field(coding.description, reason: "malformed")
            }
            dataCoding = code
        } else {
            draft.fields.append(NamedValue(coding.description, .number(Int64(dataCoding))))
        }
        let octets: [UInt8]
        switch Alphabet(dataCoding: dataCoding) {
        case .ascii:
            guard let encoded = try? ASCIICodec.encode(text) else { throw .field("text", reason: "notASCII") }
            octets = encoded
        case .ucs2: octets = UCS2Codec.encode(text)
        case .gb18030: octets = GB18030Codec.encode(text)
        case .binary: throw .field(coding.description, reason: "disagrees")
        }
        draft.fields.append(NamedValue(content.description, .string(FieldNotation.octets(octets))))
    }

    /// The octets, with usual values in place of what is missing where it is a draft.
    ///
    /// - Throws: what is missing where it is none, all of it at once; else what does not fit.
    mutating func octets(isDraft: Bool) throws(ExchangeError) -> [UInt8] {
        var missed: [String] = []
        let layout = layout
        for _ in 0..<DraftFiller.fieldLimit {
            do throws(ExchangeError) {
                let octets = try dialect.encode(draft)
                if isDraft || missed.isEmpty { return octets }
                throw ExchangeError.missing(missed)
            } catch {
                guard case .field(let name, "missing") = error, !missed.contains(name) else {
                    if missed.isEmpty || isDraft { throw error }
                    throw .missing(missed)
                }
                missed.append(name)
                let usual = isDraft ? UsualValues(dialect).value(of: name, in: draft.command) : nil
                let field = layout.first { $0.name.description == name }
                let value = usual ?? field.map { UsualValues.empty($0) } ?? .number(0)
                draft.fields.append(NamedValue(name, value))
            }
        }
        throw .missing(missed)
    }
}
