import CarrierWire
import SMSText

/// Finds the request of a response, the submit of a report and the segments of a message, in bounded memory.
struct ConversationLinks: Sendable {
    private struct RequestKey: Hashable, Sendable {
        var flow: Int
        var direction: Capture.Direction
        var command: UInt32
        var sequence: WordTriple
    }

    private struct Request: Sendable {
        var number: Int
        var time: Int64
        var isSubmit: Bool
        var recipients: Int
    }

    private var requests: BoundedTable<RequestKey, Request>
    private var submits: BoundedTable<String, Request>
    private var reassembler: Reassembler<Int>
    /// Requests without an answer, by connection.
    private var open: [Int: Int] = [:]

    init(limits: ConversationLimits) {
        requests = BoundedTable(limit: limits.requests)
        submits = BoundedTable(limit: limits.submits)
        reassembler = Reassembler(
            limits: ReassemblyLimits(
                entries: limits.messages, octets: limits.messages << 10, segments: limits.messages * 4,
                completedMessages: limits.messages, completedSegments: limits.messages * 4))
    }

    /// Says what a frame has to do with those before it; gives messages that were given up meanwhile.
    mutating func link(_ frame: inout ConversationFrame) -> [ConversationMessage] {
        let summary = frame.summary
        let isFromClient = frame.direction == .fromClient
        let key = RequestKey(
            flow: frame.flow, direction: isFromClient != summary.isResponse ? .fromClient : .fromServer,
            command: summary.command, sequence: summary.sequence)
        guard !summary.isResponse else {
            if let request = requests.remove(key) {
                frame.answers = (request.number, frame.time - request.time)
                open[frame.flow, default: 1] -= 1
                if request.isSubmit, let id = summary.messageID, !summary.isFailure { remember(id, request, frame) }
            }
            return []
        }
        let request = Request(
            number: frame.number, time: frame.time, isSubmit: summary.kind == .submit,
            recipients: summary.recipients.count)
        // The same number again takes the place of the request before.
        if requests[key] == nil { open[frame.flow, default: 0] += 1 }
        _ = requests.insert(request, for: key)
        switch summary.kind {
        case .submit:
            if let id = summary.messageID, frame.dialect.name.hasPrefix("sgip") { remember(id, request, frame) }
            return join(&frame)
        case .message: return join(&frame)
        case .report:
            if let id = summary.messageID, let submit = submits[FrameKey.text(id, frame.dialect)] {
                frame.reports = (submit.number, frame.time - submit.time)
            }
            return []
        default: return []
        }
    }

    /// Forgets a connection; how many of its requests were not answered.
    mutating func end(_ flow: Int) -> Int { max(0, open.removeValue(forKey: flow) ?? 0) }

    /// Messages of which segments are missing at the end.
    mutating func finish() -> [ConversationMessage] { messages(reassembler.removeAll()) }

    private mutating func remember(_ id: String, _ request: Request, _ frame: ConversationFrame) {
        _ = submits.insert(request, for: FrameKey.text(id, frame.dialect))
        guard request.recipients > 1, frame.dialect.name.hasPrefix("smgp") else { return }
        // A submit to several recipients has an id for each, counted on from the first (smgp.md 3.4.2).
        for step in 1..<min(request.recipients, 100) {
            guard let next = FrameKey.advanced(id, by: step) else { return }
            _ = submits.insert(request, for: FrameKey.text(next, frame.dialect))
        }
    }

    /// Puts a segment to its message.
    private mutating func join(_ frame: inout ConversationFrame) -> [ConversationMessage] {
        guard let content = frame.summary.content, content.hasHeader, frame.frame.header?.concatenation != nil else {
            return messages(reassembler.advance(to: frame.time))
        }
        let isSubmit = frame.summary.kind == .submit
        let result = reassembler.receive(
            IncomingSegment(
                source: frame.summary.source ?? "",
                destination: isSubmit
                    ? IncomingSegment<Int>.destination(of: frame.summary.recipients)
                    : frame.summary.recipients.first ?? "",
                direction: isSubmit ? .mobileTerminated : .mobileOriginated, content: content.octets, hasHeader: true,
                dataCoding: content.dataCoding, tag: frame.number),
            at: frame.time)
        for case .complete(let message) in result.events where message.total > 1 {
            frame.whole = ConversationMessage(message)
        }
        return messages(result.events)
    }

    private func messages(_ events: [ReassemblyEvent<Int>]) -> [ConversationMessage] {
        events.compactMap { event in
            if case .incomplete(let message, _) = event { ConversationMessage(message) } else { nil }
        }
    }
}

extension ConversationMessage {
    fileprivate init(_ message: LongMessage<Int>) {
        let reading = message.reading
        self.init(
            source: message.source, destination: message.destination, text: reading.text,
            anomalies: reading.anomalies.map(\.description), frames: message.parts.map(\.tag), total: message.total)
    }
}

/// Ids and numbers as people write them.
enum FrameKey {
    /// An id with the family that it belongs to: other families may have the same octets.
    static func text(_ id: String, _ dialect: WireDialect) -> String { dialect.name.prefix(4) + normalized(id) }

    /// An id whose last six digits count; nil where they are none.
    static func advanced(_ id: String, by step: Int) -> String? {
        guard id.utf8.count >= 6, let number = Int(id.suffix(6)) else { return nil }
        let digits = String((number + step) % 1_000_000)
        return id.dropLast(6) + String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// Without `0x` and `hex:`, in small letters, `-` between the numbers of SGIP's.
    static func normalized(_ id: String) -> String {
        var text = Substring(id.lowercased())
        for mark in ["hex:", "0x"] where text.hasPrefix(mark) { text = text.dropFirst(mark.count) }
        let parts = text.split { " -.,:/[]".contains($0) }
        let numbers = parts.compactMap { UInt32($0) }
        return parts.count == 3 && numbers.count == 3
            ? numbers.map(String.init).joined(separator: "-") : parts.joined()
    }
}
