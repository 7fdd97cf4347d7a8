import CarrierWire
import SGIPCodec

/// What matters of a frame, under names that every protocol shares.
public struct FrameSummary: Sendable {
    /// What a frame is for.
    public enum Kind: String, Sendable {
        /// A client says who it is, and the answer.
        case login
        /// A segment from the client, and the answer.
        case submit
        /// A segment from a subscriber, and the answer; the answer to a report in CMPP and SMGP too.
        case message
        /// What became of a segment, and in SGIP the answer.
        case report
        /// Whether the other side is there.
        case keepAlive
        /// The orderly end.
        case closing
        /// Everything else.
        case other
    }

    /// What the frame is for.
    public var kind: Kind
    /// Whether it answers a request of the other side.
    public var isResponse: Bool
    /// The command without the bit of responses.
    var command: UInt32
    /// The request's number, which its response repeats.
    var sequence: WordTriple
    /// Who logs in.
    public var account: String?
    /// The version in a login, its halves: 0x30 for 3.0.
    public var version: Int64?
    /// Where a segment comes from.
    public var source: String?
    /// Where it goes to; in a report the recipient.
    public var recipients: [String] = []
    /// The id of the segment that it speaks of, as its protocol prints it.
    public var messageID: String?
    /// The result of a response.
    public var code: Int64?
    /// The word or numbers of a report.
    public var state: String?
    /// Whether a response refuses or a report tells a failure.
    public var isFailure = false
    /// Number and total where the frame says that it is a part of a message.
    public var segment: (number: Int, total: Int)?
    /// Content of a segment, its coding, and whether a header stands in front.
    var content: (octets: [UInt8], dataCoding: UInt8, hasHeader: Bool)?

    /// Takes what matters out of a frame.
    public init(_ frame: ExchangeFrame) {
        let octets = frame.octets
        let words = stride(from: 4, to: min(octets.count - 3, 20), by: 4).map { start in
            octets[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        let number = words.first ?? 0
        isResponse = number & 0x8000_0000 != 0
        command = number & 0x7FFF_FFFF
        let isLong = frame.protocolName.hasPrefix("sgip")
        sequence = WordTriple(
            words.count > 1 ? words[1] : 0, isLong && words.count > 2 ? words[2] : 0,
            isLong && words.count > 3 ? words[3] : 0)
        kind = FrameSummary.kind(of: frame.command)
        let fields = FieldLookup(frame.fields)
        if isResponse { code = fields.number("Result", "Status") }
        isFailure = isResponse && (code ?? 0) != 0
        messageID = fields.words("Msg_Id", "MsgID")
        switch kind {
        case .login:
            account = fields.words("Source_Addr", "ClientID", "LoginName")
            version = fields.number("Version", "ClientVersion", "ServerVersion")
            messageID = nil
        case .submit, .message: takeMessage(fields, frame)
        case .report: takeReport(fields)
        case .keepAlive, .closing, .other: break
        }
        if isLong, kind == .submit, !isResponse {
            messageID =
                SGIP.SequenceNumber(node: sequence.first, time: sequence.second, counter: sequence.third)
                .description
        }
    }

    private static func kind(of command: String) -> Kind {
        var name = command.uppercased().replacing("CMPP_", with: "")
        if name.hasSuffix("_RESP") { name.removeLast(5) }
        switch name {
        case "CONNECT", "LOGIN", "BIND": return .login
        case "SUBMIT": return .submit
        case "DELIVER": return .message
        case "REPORT": return .report
        case "ACTIVE_TEST": return .keepAlive
        case "TERMINATE", "EXIT", "UNBIND": return .closing
        default: return .other
        }
    }

    private mutating func takeMessage(_ fields: FieldLookup, _ frame: ExchangeFrame) {
        guard !isResponse else { return }
        if let report = frame.report {
            kind = .report
            let report = FieldLookup(report)
            messageID = report.words("Msg_Id", "id")
            state = report.words("Stat", "stat")
            isFailure = !["DELIVRD", "ACCEPTD", "ENROUTE"].contains(state ?? "")
            recipients = (report.words("Dest_terminal_Id") ?? fields.words("SrcTermID")).map { [$0] } ?? []
            source = fields.words("Dest_Id", "DestTermID")
            return
        }
        if kind == .submit {
            source = fields.words("Src_Id", "SrcTermID", "SPNumber")
            recipients = fields.list("Dest_terminal_Id", "DestTermID", "UserNumber")
        } else {
            source = fields.words("Src_terminal_Id", "SrcTermID", "UserNumber")
            recipients = fields.words("Dest_Id", "DestTermID", "SPNumber").map { [$0] } ?? []
        }
        if let part = frame.header?.concatenation {
            segment = (Int(part.number), Int(part.total))
        } else if let total = fields.number("Pk_total"), let number = fields.number("Pk_number"), total > 1 {
            segment = (Int(number), Int(total))
        }
        if case .octets(let octets)? = fields.value("Msg_Content", "MsgContent", "MessageContent"),
            let coding = fields.number("Msg_Fmt", "MsgFormat", "MessageCoding")
        {
            content = (octets, UInt8(truncatingIfNeeded: coding), frame.header != nil || frame.isHeaderMalformed)
        }
    }

    private mutating func takeReport(_ fields: FieldLookup) {
        guard !isResponse else { return }
        recipients = fields.words("UserNumber").map { [$0] } ?? []
        let state = fields.number("State") ?? 0
        let error = fields.number("ErrorCode") ?? 0
        self.state = state == 2 || error != 0 ? "\(state), error \(error)" : "\(state)"
        isFailure = state == 2
        if case .list(let words)? = fields.value("SubmitSequenceNumber") {
            let numbers = words.map { word -> UInt32 in
                if case .number(let number) = word { UInt32(truncatingIfNeeded: number) } else { 0 }
            }
            guard numbers.count == 3 else { return }
            messageID = SGIP.SequenceNumber(node: numbers[0], time: numbers[1], counter: numbers[2]).description
        }
    }
}

/// Fields by their names.
private struct FieldLookup {
    private let fields: [NamedValue]

    init(_ fields: [NamedValue]) { self.fields = fields }

    /// The value of the first field that has one of these names.
    func value(_ names: String...) -> FieldValue? { value(among: names) }

    private func value(among names: [String]) -> FieldValue? { fields.first { names.contains($0.name) }?.value }

    func number(_ names: String...) -> Int64? {
        if case .number(let number)? = value(among: names) { number } else { nil }
    }

    /// Text without the blanks that some peers fill fields with, octets as hex; nil where there is none.
    func words(_ names: String...) -> String? { value(among: names).flatMap(FieldLookup.words) }

    func list(_ names: String...) -> [String] {
        guard case .list(let values)? = value(among: names) else { return [] }
        return values.compactMap(FieldLookup.words)
    }

    private static func words(_ value: FieldValue) -> String? {
        switch value {
        case .octets(let octets): return octets.isEmpty ? nil : HexText.encode(octets)
        case .list, .record: return nil
        default:
            var text = Substring(ExchangeFrame.words(of: value))
            while text.last == " " { text.removeLast() }
            return text.isEmpty ? nil : String(text)
        }
    }
}
