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
                let field = layout.first { $0.name.description == name }
                let value = (isDraft ? usual(name) : nil) ?? DraftFiller.empty(field)
                draft.fields.append(NamedValue(name, value))
            }
        }
        throw .missing(missed)
    }

    /// A value without a meaning, of the field's kind.
    private static func empty(_ field: LayoutField?) -> FieldValue {
        guard let field else { return .number(0) }
        switch field.kind {
        case .unsigned where field.size == 8: return .string("0x0000000000000000")
        case .unsigned where field.measure != nil: return .list([])
        case .unsigned where field.size == 12: return .list([.number(0), .number(0), .number(0)])
        case .unsigned, .signed: return .number(0)
        case .text: return field.measure == nil ? .string("") : .list([])
        case .octets:
            return .string(FieldNotation.octets([UInt8](repeating: 0, count: field.measure == nil ? field.size : 0)))
        case .group, .parameters: return .list([])
        }
    }

    /// What a field usually holds (cmpp.md 3, smgp.md 3, sgip.md 3); nil where nothing is usual.
    private func usual(_ field: String) -> FieldValue? {
        let isSubmit = draft.command.uppercased().hasSuffix("SUBMIT")
        switch (dialect.name.prefix(4), field) {
        case ("sgip", "Sequence Number"): return .list([.number(0), .number(0), .number(1)])
        case ("cmpp", "Pk_total"), ("cmpp", "Pk_number"): return .number(1)
        case ("cmpp", "Registered_Delivery"): return .number(isSubmit ? 1 : 0)
        case ("cmpp", "Fee_UserType"): return .number(2)
        case ("cmpp", "FeeType"): return .string("01")
        case ("cmpp", "FeeCode"), ("sgip", "FeeValue"), ("sgip", "GivenValue"): return .string("0")
        case ("cmpp", "Version"), ("smgp", "ClientVersion"), ("smgp", "ServerVersion"): return version
        case ("smgp", "MsgType"): return .number(6)
        case ("smgp", "NeedReport"), ("sgip", "ReportFlag"), ("sgip", "LoginType"): return .number(1)
        case ("smgp", "Priority"): return .number(1)
        case ("smgp", "LoginMode"): return .number(2)
        case ("smgp", "FeeType"): return .string("00")
        case ("smgp", "FeeCode"), ("smgp", "FixedFee"): return .string("000000")
        case ("sgip", "ChargeNumber"): return .string("000000000000000000000")
        case ("sgip", "FeeType"): return .number(1)
        case ("sgip", "MorelatetoMTFlag"): return .number(2)
        default: return nil
        }
    }

    /// The version as logins write it: two halves of an octet.
    private var version: FieldValue? {
        let parts = dialect.name.split(separator: "-").dropFirst().first?.split(separator: ".").compactMap { Int64($0) }
        guard let parts, parts.count == 2 else { return nil }
        return .number(parts[0] << 4 | parts[1])
    }
}
