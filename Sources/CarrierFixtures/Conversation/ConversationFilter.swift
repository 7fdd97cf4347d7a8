import CarrierWire
import SMSText

/// Lets through what belongs to one message, one number or what went wrong: a request together with its response.
///
/// A request waits here for its response, because only that may say which message it is; the two come out one behind
/// the other. Memory is bounded: of too many requests the oldest are judged without their responses.
public struct ConversationFilter: Sendable {
    /// An id as any protocol prints it, or a CMPP id in decimal; nil for every message.
    public var messageID: String?
    /// A telephone number or access number, with or without 86 and +; nil for all.
    public var number: String?
    /// Only refusals, failures, deviations and what cannot be read.
    public var errorsOnly: Bool

    private var flows: [Int: ConversationFlow] = [:]
    private var waiting: BoundedTable<Int, ConversationFrame>
    private var open: [Int: [Int]] = [:]

    /// Whether everything comes through.
    public var isOpen: Bool { messageID == nil && number == nil && !errorsOnly }

    /// Filters by what is given, by all of it together.
    public init(messageID: String? = nil, number: String? = nil, errorsOnly: Bool = false, limit: Int = 1 << 15) {
        self.messageID = messageID.map { FrameKey.normalized($0) }
        self.number = number.map { PhoneNumber.normalized($0) }
        self.errorsOnly = errorsOnly
        waiting = BoundedTable(limit: limit)
    }

    /// What comes through now that this happened.
    public mutating func take(_ event: ConversationEvent) -> [ConversationEvent] {
        if isOpen { return [event] }
        switch event {
        case .flow(let flow):
            flows[flow.number] = flow
            return []
        case .frame(let frame): return take(frame)
        case .fault(let fault): return errorsOnly ? announced(fault.flow) + [event] : []
        case .gap(let gap): return errorsOnly ? announced(gap.flow) + [event] : []
        case .incomplete(let message, _):
            let isWanted = number.map {
                [message.source, message.destination].map(PhoneNumber.normalized).contains($0)
            }
            return messageID == nil && isWanted ?? true ? [event] : []
        case .end(let end):
            let numbers = open.removeValue(forKey: end.flow) ?? []
            let rest = numbers.compactMap { waiting.remove($0) }.flatMap { judge($0, nil) }
            defer { flows[end.flow] = nil }
            return rest + (errorsOnly && end.unanswered > 0 ? announced(end.flow) + [event] : [])
        }
    }

    /// What is left when nothing more comes.
    public mutating func finish() -> [ConversationEvent] {
        var events: [ConversationEvent] = []
        while let (_, frame) = waiting.removeFirst() { events += judge(frame, nil) }
        return events
    }

    private mutating func take(_ frame: ConversationFrame) -> [ConversationEvent] {
        guard frame.summary.isResponse else {
            open[frame.flow, default: []].append(frame.number)
            guard let (_, old) = waiting.insert(frame, for: frame.number) else { return [] }
            open[old.flow]?.removeAll { $0 == old.number }
            return judge(old, nil)
        }
        guard let number = frame.answers?.frame, let request = waiting.remove(number) else { return judge(frame, nil) }
        open[frame.flow]?.removeAll { $0 == number }
        return judge(request, frame)
    }

    private mutating func judge(_ first: ConversationFrame, _ second: ConversationFrame?) -> [ConversationEvent] {
        let frames = [first] + (second.map { [$0] } ?? [])
        if let messageID, !frames.contains(where: { speaks($0, of: messageID) }) { return [] }
        if let number, !frames.contains(where: { speaks($0, ofNumber: number) }) { return [] }
        let isUnanswered = second == nil && !first.summary.isResponse
        if errorsOnly, !isUnanswered, !frames.contains(where: ConversationFilter.isWrong) { return [] }
        return announced(first.flow) + frames.map { .frame($0) }
    }

    private func speaks(_ frame: ConversationFrame, of wanted: String) -> Bool {
        guard let id = frame.summary.messageID.map(FrameKey.normalized) else { return false }
        if id == wanted { return true }
        guard frame.dialect.name.hasPrefix("cmpp"), let number = UInt64(id, radix: 16) else { return false }
        return String(number) == wanted
    }

    private func speaks(_ frame: ConversationFrame, ofNumber wanted: String) -> Bool {
        ((frame.summary.source.map { [$0] } ?? []) + frame.summary.recipients).contains {
            PhoneNumber.normalized($0) == wanted
        }
    }

    private static func isWrong(_ frame: ConversationFrame) -> Bool {
        frame.summary.isFailure || frame.frame.hint != nil || !frame.frame.deviations.isEmpty
            || frame.frame.command == "unknown"
    }

    /// The connection, before the first of its events that comes through.
    private mutating func announced(_ flow: Int) -> [ConversationEvent] {
        flows.removeValue(forKey: flow).map { [.flow($0)] } ?? []
    }
}
