import CarrierWire
import SMSText

/// One self-contained HTML page of recorded conversations: a ladder diagram, the fields of each frame on demand.
///
/// No network, no file beside it; what peers wrote is data in it, never markup. Its size is bounded: octets of frames
/// stand in it up to a limit, rows up to another one, and the page says what is not in it.
public struct ConversationPage: Sendable {
    /// How much a page holds.
    public struct Limits: Hashable, Sendable {
        /// Octets of the page up to which frames come with their octets.
        public var octets = 1_700_000
        /// Octets of the page up to which rows come at all.
        public var allOctets = 1_950_000

        /// Below 2 MB.
        public static let standard = Limits()

        /// The usual limits, to be changed.
        public init() {}
    }

    private let title: String
    private let limits: Limits
    private var rows: [UInt8] = []
    private var flows: [JSONValue] = []
    private var shapes = PageTable()
    private var names = PageTable()
    private var strings = PageTable()
    /// The frame of each shape that came last: the next one says what differs from it.
    private var last: [Int: (row: Int, octets: [UInt8])] = [:]
    private var count = 0
    private var lastTime: Int64 = 0
    /// Frames without their octets.
    public private(set) var bareFrames = 0
    /// Events that are not in the page at all.
    public private(set) var leftOut = 0

    /// Begins a page.
    public init(title: String, limits: Limits = .standard) {
        self.title = title
        self.limits = limits
    }

    private var size: Int { rows.count + shapes.size + names.size + strings.size + flows.count * 120 + 24_000 }

    /// Takes the next thing that happened.
    public mutating func take(_ event: ConversationEvent) {
        guard size < limits.allOctets else {
            leftOut += 1
            return
        }
        switch event {
        case .flow(let flow):
            flows.append(
                .array([
                    .integer(flow.number), .string(flow.client), .string(flow.server),
                    .string(flow.protocolName ?? flow.remark ?? "none of our protocols"),
                ]))
        case .frame(let frame): take(frame)
        case .fault(let fault):
            let words = "\(fault.fault.error)" + (fault.fault.hint.map { ": \($0)" } ?? "")
            append(fault.flow, fault.time, fault.direction, "cannot be read", words, isWrong: true)
        case .gap(let gap):
            let words = "\(gap.octets) octets " + (gap.isRecorded ? "of lost frames" : "are not in the recording")
            append(gap.flow, gap.time, gap.direction, "gap", words, isWrong: true)
        case .incomplete(let message, let time):
            let words = "\(message.frames.count) of \(message.total) segments: \(message.text)"
            append(0, time, .fromClient, "incomplete message", words, isWrong: true)
        case .end(let end):
            let open = end.unanswered > 0 ? ", \(end.unanswered) requests unanswered" : ""
            append(end.flow, end.time, .fromClient, "end", end.reason.rawValue + open, isWrong: end.unanswered > 0)
        }
    }

    // MARK: - Rows

    /// A row: connection, direction, microseconds since the row before, name, note, flags; of a frame also its number,
    /// latency, the frames that it answers and reports on, shape, the row from which its octets differ, and how.
    private mutating func begin(
        _ flow: Int, _ time: Int64, _ direction: Capture.Direction, _ name: String, _ note: String, flags: Int
    ) {
        rows.append(rows.isEmpty ? 0x5B : 0x2C)
        let step = (time - lastTime) / 1000
        lastTime += step * 1000
        let side = direction == .fromClient ? 0 : 1
        let note = note.isEmpty ? -1 : strings.index(of: note)
        rows.append(contentsOf: "[\(flow),\(side),\(step),\(names.index(of: name)),\(note),\(flags)".utf8)
        count += 1
    }

    private mutating func append(
        _ flow: Int, _ time: Int64, _ direction: Capture.Direction, _ name: String, _ note: String, isWrong: Bool
    ) {
        begin(flow, time, direction, name, note, flags: isWrong ? 1 : 0)
        rows.append(0x5D)
    }

    private mutating func take(_ frame: ConversationFrame) {
        let hasOctets = size < limits.octets
        if !hasOctets { bareFrames += 1 }
        begin(
            frame.flow, frame.time, frame.direction, frame.frame.command,
            hasOctets ? note(on: frame) : frame.words(textLimit: 24), flags: flags(of: frame, hasOctets: hasOctets))
        let latency = frame.answers.map { $0.after / 1000 } ?? -1
        rows.append(
            contentsOf: ",\(frame.number),\(latency),\(frame.answers?.frame ?? 0),\(frame.reports?.frame ?? 0)".utf8)
        if hasOctets, let shape = shape(of: frame) {
            let octets = frame.frame.octets
            let base = last[shape]
            rows.append(contentsOf: ",\(shape),\(base?.row ?? -1),\"".utf8)
            rows.append(contentsOf: PageOctets.base64(PageOctets.difference(octets, from: base?.octets ?? [])))
            rows.append(0x22)
            last[shape] = (count - 1, octets)
        }
        rows.append(0x5D)
    }

    /// What the page cannot tell from the octets.
    private func note(on frame: ConversationFrame) -> String {
        var words: [String] = []
        let meanings = frame.frame.meanings.map(\.meaning.description)
        if frame.summary.isResponse {
            if let code = frame.summary.code, code != 0 { words.append("\(code) \(meanings.first ?? "")") }
        } else if frame.summary.kind == .report {
            words.append("\(frame.summary.state ?? "?") \(meanings.joined(separator: ", "))")
        }
        if let segment = frame.summary.segment { words.append("\(segment.number)/\(segment.total)") }
        if let text = frame.frame.text, !frame.frame.textAnomalies.isEmpty { words.append(String(text.prefix(80))) }
        words += frame.frame.textAnomalies
        if let whole = frame.whole {
            words.append("whole message of frames \(whole.frames.map(String.init).joined(separator: ", "))")
        }
        words += frame.frame.deviations + (frame.frame.hint.map { [$0] } ?? []) + frame.frame.lint.map(\.description)
        return words.joined(separator: "; ")
    }

    /// 1: something is wrong; 2, 4, 6: ASCII, UCS-2, GB18030; 8: a header in front of the text; 16: octets are there.
    private func flags(of frame: ConversationFrame, hasOctets: Bool) -> Int {
        var flags = frame.summary.isFailure || frame.frame.hint != nil ? 1 : 0
        if let content = frame.summary.content, frame.frame.textAnomalies.isEmpty, frame.frame.text != nil {
            switch Alphabet(dataCoding: content.dataCoding) {
            case .ascii: flags |= 2
            case .ucs2: flags |= 4
            case .gb18030: flags |= 6
            case .binary: break
            }
            if content.hasHeader { flags |= 8 }
        }
        return flags | (hasOctets ? 16 : 0)
    }

    /// Names, kinds and lengths of the fields: 0 a number, 1 a word in hex, 2 text, 3 octets.
    private mutating func shape(of frame: ConversationFrame) -> Int? {
        guard let fields = try? frame.dialect.describing(frame.frame.octets) else { return nil }
        var parts: [(name: String, kind: Int, length: Int)] = []
        var end = 0
        for field in fields.flatMap(PageOctets.leaves) {
            if field.offset > end { parts.append(("", 3, field.offset - end)) }
            parts.append((field.name, field.kind, field.length))
            end = field.offset + field.length
        }
        var numbers = parts.flatMap { [names.index(of: $0.name), $0.kind, $0.length] }
        // The report of CMPP stands in the content as a record (cmpp.md 3.9).
        if let report = frame.frame.report, frame.dialect.name.hasPrefix("cmpp") {
            let widths = ["Msg_Id": 8, "Stat": 7, "Submit_time": 10, "Done_time": 10, "SMSC_sequence": 4]
            numbers.append(-1)
            for item in report {
                let kind = item.name == "Msg_Id" ? 1 : item.name == "SMSC_sequence" ? 0 : 2
                let width = widths[item.name] ?? (frame.summary.recipients.isEmpty ? 21 : reportWidth(frame))
                numbers += [names.index(of: item.name), kind, width]
            }
        }
        return shapes.index(of: "[" + numbers.map(String.init).joined(separator: ",") + "]")
    }

    private func reportWidth(_ frame: ConversationFrame) -> Int {
        for case .octets(let octets) in frame.frame.fields.map(\.value) where octets.count == 71 { return 32 }
        return 21
    }

    // MARK: - The page

    /// The page as UTF-8.
    public var html: [UInt8] {
        var data: [UInt8] = Array("{\"title\":".utf8)
        JSONValue.string(title).write(into: &data)
        data += Array(",\"bare\":\(bareFrames),\"left\":\(leftOut),\"flows\":".utf8)
        JSONValue.array(flows).write(into: &data)
        data += Array(",\"names\":".utf8)
        JSONValue.strings(names.texts).write(into: &data)
        data += Array(",\"strings\":".utf8)
        JSONValue.strings(strings.texts).write(into: &data)
        data += Array(",\"shapes\":[".utf8) + Array(shapes.texts.joined(separator: ",").utf8)
        data += Array("],\"rows\":".utf8) + (rows.isEmpty ? [0x5B] : rows) + Array("]}".utf8)
        var page = Array(ConversationPage.head.utf8)
        page.reserveCapacity(page.count + data.count + ConversationPage.script.utf8.count + 64)
        for octet in data {
            // Nothing in the data can end the script element or begin a comment.
            if octet == 0x3C { page += Array("\\u003c".utf8) } else { page.append(octet) }
        }
        return page + Array(ConversationPage.script.utf8)
    }
}

/// Texts by number.
struct PageTable: Sendable {
    private(set) var texts: [String] = []
    private var numbers: [String: Int] = [:]
    private(set) var size = 0

    mutating func index(of text: String) -> Int {
        if let number = numbers[text] { return number }
        numbers[text] = texts.count
        texts.append(text)
        size += text.utf8.count + 3
        return texts.count - 1
    }
}

/// Octets as the page keeps them.
enum PageOctets {
    /// A field, an element of a repeated one, or a field inside a group.
    static func leaves(of field: DescribedField) -> [(name: String, kind: Int, offset: Int, length: Int)] {
        if !field.parts.isEmpty { return field.parts.flatMap { leaves(of: $0) } }
        let name = field.name.description
        if case .list(let elements) = field.value, let first = elements.first, field.length % elements.count == 0 {
            let width = field.length / elements.count
            return elements.indices.map { (name, kind(of: first), field.offset + $0 * width, width) }
        }
        return [(name, kind(of: field.value), field.offset, field.length)]
    }

    private static func kind(of value: FieldValue) -> Int {
        switch value {
        case .number: 0
        case .word: 1
        case .text: 2
        case .octets, .string, .list, .record: 3
        }
    }

    /// What differs from other octets: pairs of a number of equal octets and a number of new ones with these behind
    /// it, numbers in groups of seven bits; the length comes first.
    static func difference(_ octets: [UInt8], from base: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        append(octets.count, to: &result)
        var position = 0
        while position < octets.count {
            let start = position
            while position < octets.count, position < base.count, octets[position] == base[position] { position += 1 }
            append(position - start, to: &result)
            let changed = position
            var equal = 0
            // A few equal octets cost less inside than a pair of their own.
            while position < octets.count, equal < 3 {
                equal = position < base.count && octets[position] == base[position] ? equal + 1 : 0
                position += 1
            }
            if equal == 3 { position -= 3 }
            append(position - changed, to: &result)
            result += octets[changed..<position]
        }
        return result
    }

    private static func append(_ number: Int, to result: inout [UInt8]) {
        var rest = max(0, number)
        while rest > 127 {
            result.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        result.append(UInt8(rest))
    }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func base64(_ octets: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var position = 0
        while position < octets.count {
            let part = octets[position..<min(position + 3, octets.count)]
            let word = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
            for digit in 0..<4 {
                text.append(digit <= part.count ? digits[word >> (18 - 6 * digit) & 63] : 0x3D)
            }
            position += 3
        }
        return text
    }
}
