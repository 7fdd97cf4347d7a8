import CarrierWire

/// What a conversation keeps in memory at most, besides what each open connection takes.
public struct ConversationLimits: Hashable, Sendable {
    /// Requests that wait for their responses.
    public var requests = 1 << 16
    /// Submits whose reports are recognised.
    public var submits = 1 << 16
    /// Long messages that wait for segments.
    public var messages = 4096
    /// Frames that wait until the protocol of their connection is known.
    public var heldFrames = 4096
    /// Octets of one direction in which a frame is looked for behind a gap.
    public var searchedOctets = 1 << 16

    /// The usual limits.
    public static let standard = ConversationLimits()

    /// The usual limits, to be changed.
    public init() {}
}

/// Makes frames of what recorded connections carried, and says what each has to do with the others: the request of a
/// response, the submit of a report, the segments of a long message.
///
/// The protocol of each connection is found by its frames and its port, unless one is named. Events are in the order
/// of the recording; they wait here until ``drain()``. Memory is bounded by the limits and by those of the reader.
public struct Conversation: CaptureObserver, Sendable {
    typealias Direction = Capture.Direction

    private let choice: DialectChoice
    private let limits: ConversationLimits
    private let lints: Bool
    private var flows: [Int: ConversationStreams] = [:]
    private var links: ConversationLinks
    private var held: [HeldOctets] = []
    private var heldStart = 0
    private var events: [ConversationEvent] = []
    private var start: Int64?
    private var frames = 0
    /// Connections of protocols that are none of the suite's.
    public private(set) var foreignFlows = 0
    /// Connections of the suite's protocols.
    public private(set) var flowCount = 0
    /// Whether octets are missing, or are no frames that can be read.
    public private(set) var isIncomplete = false

    /// Begins; every connection speaks one of the dialects given.
    public init(
        _ choice: DialectChoice = DialectChoice(), lints: Bool = false, limits: ConversationLimits = .standard
    ) {
        self.choice = choice
        self.lints = lints
        self.limits = limits
        links = ConversationLinks(limits: limits)
    }

    /// What happened since the last call.
    public mutating func drain() -> [ConversationEvent] {
        defer { events = [] }
        return events
    }

    /// Says that nothing more comes: what waits is settled, and messages that miss segments are told.
    public mutating func finish() {
        for number in flows.keys.sorted() where flows[number]?.isDecided == false { flows[number]?.decide() }
        release()
        let last = events.last?.time ?? 0
        events += links.finish().map { .incomplete($0, at: last) }
    }

    // MARK: - What was recorded

    public mutating func begin(_ flow: CaptureFlow) {
        begin(
            ConversationFlow(
                number: flow.number, client: flow.client.description, server: flow.server.description, time: flow.start,
                isFromStart: flow.isFromStart),
            serverPort: flow.server.port)
    }

    /// Takes a recording of one connection as a whole: it becomes the connection of that number.
    ///
    /// A protocol that the recording names holds, unless one is named here.
    public mutating func take(_ capture: Capture, flow: Int = 1) {
        start = start ?? 0
        let named = choice.isNamed ? nil : capture["protocol"].flatMap(WireDialect.named)
        begin(
            ConversationFlow(
                number: flow, client: "client", server: "server", time: capture.chunks.first?.time ?? 0,
                isFromStart: true),
            serverPort: nil, named: named)
        for chunk in capture.chunks {
            chunk.octets.withUnsafeBytes { octets($0, from: chunk.direction, of: flow, at: chunk.time) }
        }
        end(flow, .finished, at: capture.chunks.last?.time ?? 0)
    }

    private mutating func begin(_ flow: ConversationFlow, serverPort: UInt16?, named: WireDialect? = nil) {
        let start = start ?? flow.time
        self.start = start
        var flow = flow
        flow.time -= start
        flows[flow.number] = ConversationStreams(
            flow, serverPort: serverPort, choice: named.map { DialectChoice($0) } ?? choice,
            searchedOctets: limits.searchedOctets)
    }

    public mutating func octets(
        _ octets: UnsafeRawBufferPointer, from direction: Capture.Direction, of flow: Int, at time: Int64
    ) {
        guard flows[flow] != nil else { return }
        let time = time - (start ?? time)
        hold(flows[flow]?.take(octets, direction, at: time) ?? [])
    }

    public mutating func gap(_ count: Int, from direction: Capture.Direction, of flow: Int, at time: Int64) {
        let time = time - (start ?? time)
        hold(flows[flow]?.gap(count, direction, at: time) ?? [])
    }

    public mutating func end(_ flow: Int, _ end: CaptureFlow.End, at time: Int64) {
        let time = time - (start ?? time)
        hold(flows[flow]?.end(end, at: time) ?? [])
    }

    // MARK: - What waits for a protocol

    private mutating func hold(_ octets: [HeldOctets]) {
        if octets.isEmpty { return }
        held += octets
        release()
    }

    /// Hands on what waits, in order, up to the first connection whose protocol is not known yet.
    private mutating func release() {
        while heldStart < held.count {
            let next = held[heldStart]
            if flows[next.flow]?.isDecided == false {
                guard held.count - heldStart > limits.heldFrames else { break }
                flows[next.flow]?.decide()
            }
            heldStart += 1
            hand(on: next)
        }
        if heldStart > 256, heldStart * 2 > held.count {
            held.removeFirst(heldStart)
            heldStart = 0
        } else if heldStart == held.count {
            held = []
            heldStart = 0
        }
    }

    private mutating func hand(on item: HeldOctets) {
        announce(item.flow)
        guard let streams = flows[item.flow] else { return }
        if case .end(let reason) = item.content {
            let unanswered = links.end(item.flow)
            flows[item.flow] = nil
            events.append(
                .end(
                    ConversationEnd(
                        flow: item.flow, time: item.time, reason: reason, frames: streams.frames, unanswered: unanswered
                    )))
            return
        }
        guard let dialect = streams.dialect else { return }
        let from = item.direction == .fromClient ? streams.flow.client : streams.flow.server
        switch item.content {
        case .frame(let octets): read(octets, item, dialect, streams.flow)
        case .gap(let count, let isRecorded):
            isIncomplete = true
            events.append(
                .gap(
                    ConversationGap(
                        flow: item.flow, time: item.time, direction: item.direction, from: from, octets: count,
                        isRecorded: isRecorded)))
        case .fault(let error, let position, let hint):
            frames += 1
            fault(FrameFault(error: error, number: frames, position: position, hint: hint), item, from, isLast: true)
        case .end: break
        }
    }

    private mutating func fault(_ fault: FrameFault, _ item: HeldOctets, _ from: String, isLast: Bool) {
        isIncomplete = true
        events.append(
            .fault(
                ConversationFault(
                    flow: item.flow, time: item.time, direction: item.direction, from: from, fault: fault,
                    isLast: isLast)))
    }

    private mutating func announce(_ number: Int) {
        guard let flow = flows[number]?.announcement() else { return }
        if flow.protocolName == nil { foreignFlows += 1 } else { flowCount += 1 }
        events.append(.flow(flow))
    }

    private mutating func read(
        _ octets: [UInt8], _ item: HeldOctets, _ dialect: WireDialect, _ flow: ConversationFlow
    ) {
        frames += 1
        flows[item.flow]?.frames += 1
        let isFromClient = item.direction == .fromClient
        let (from, to) = isFromClient ? (flow.client, flow.server) : (flow.server, flow.client)
        let hint = dialect.fit(octets) == .exact ? nil : dialect.hint(for: octets).map { "fits \($0.name) exactly" }
        do throws(WireError) {
            var frame = try dialect.decode(octets)
            frame.hint = hint
            if lints { frame.lint = (try? dialect.lint(octets)) ?? [] }
            if hint != nil, !frame.surplus.isEmpty || frame.command == "unknown" { isIncomplete = true }
            var event = ConversationFrame(
                flow: item.flow, number: frames, time: item.time, direction: item.direction, from: from, to: to,
                frame: frame, dialect: dialect, summary: FrameSummary(frame))
            let incomplete = links.link(&event)
            events += incomplete.map { .incomplete($0, at: item.time) }
            events.append(.frame(event))
        } catch {
            let fault = FrameFault(error: error, number: frames, position: item.position, hint: hint)
            self.fault(fault, item, from, isLast: false)
        }
    }
}

extension ConversationEvent {
    /// When it happened: nanoseconds since the recording began.
    public var time: Int64 {
        switch self {
        case .flow(let flow): flow.time
        case .frame(let frame): frame.time
        case .fault(let fault): fault.time
        case .gap(let gap): gap.time
        case .incomplete(_, let time): time
        case .end(let end): end.time
        }
    }
}
