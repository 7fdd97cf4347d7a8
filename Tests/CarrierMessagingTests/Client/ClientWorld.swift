import CarrierSession
import CarrierWire
import SMSText

@testable import CarrierMessaging

/// A client core among channels and gateways that do whatever a seed says, on virtual moments.
struct ClientWorld {
    /// One request on its way, and what it stands for.
    private struct Sent {
        var request: SegmentRequest
        var parts: [ClientChecker.Part]
    }

    private enum Link { case none, dialing, open, closing }

    private struct Channel {
        var link = Link.none
        var inFlight: [Sent] = []
        var answered: [Sent] = []
        /// Given up without response; one may come yet.
        var lapsed: [Sent] = []
        /// True when the owner of the socket would call `takeRequests`.
        var hasBatch = false
        /// What the last request promised to come next.
        var promised: SegmentRequest?
    }

    private struct Given {
        var id: UInt64
        var number: String
        var part: ClientChecker.Part
    }

    let seed: UInt64
    private(set) var core: ClientCore
    private(set) var checker = ClientChecker()
    private var random: SeededGenerator
    private var now = Moment(secondsSince1970: 1_785_556_800)
    private var channels: [UInt64: Channel] = [:]
    private var given: [Given] = []
    /// Messages of which a segment that was to be sent again was answered after all: it is left out then.
    private var answeredLate = Set<UInt64>()
    private var nextID: UInt64 = 1
    private var nextNumber = 0
    private var serial: UInt64 = 0
    private let habit: Int
    private let mayWithdraw: Bool
    /// True when nothing ends a message before all of it was sent.
    private var isComplete: Bool { !mayWithdraw && !core.options.failFast && core.options.graceAfterFirst == nil }
    private let hasReverse: Bool
    /// While true every dial succeeds and every request is accepted.
    private var isKind = false

    init(seed: UInt64) {
        self.seed = seed
        var random = SeededGenerator(seed: seed)
        // 0: ids in ranges; 1: one id a request; 2: one id a request and counting by one, where ranges are expected;
        // 3: one id for everybody.
        habit = random.below(8) < 6 ? random.below(3) : 3
        hasReverse = random.below(4) == 0
        var adapter = TestClientAdapter(groupSize: 1 + random.below(3))
        adapter.hasRanges = habit != 1
        adapter.hasReverseConnection = hasReverse
        if random.below(3) == 0 { adapter.sessionLimits.idleTimeout = .seconds(30) }
        var plan = ChannelPlan.primary("p:1", connections: 1 + random.below(3))
        for backup in 0..<random.below(3) { plan = plan.backup("b\(backup):1") }
        if random.below(4) == 0 { plan = plan.primary("p:1", traffic: [.deliver, .report]) }
        var options = ClientOptions.standard
        options.unanswered = ClientOptions.UnansweredPolicy.allCases[random.below(3)]
        options.maximumResends = random.below(3)
        options.throttleRetries = random.below(3)
        options.failFast = random.below(5) == 0
        options.singleReportSuffices = random.below(5) == 0
        if random.below(4) == 0 { options.graceAfterFirst = .seconds(Int64(random.below(500))) }
        if random.below(4) == 0 { options.segmentsPerSecond = Double(1 + random.below(50)) }
        if random.below(4) == 0 { options.reconnectFor = .seconds(Int64(random.below(100))) }
        options.reportWindow = .seconds(Int64(1 + random.below(5_000)))
        options.maximumEarlyReports = random.below(4) == 0 ? random.below(4) : 100
        options.rememberedMessages = random.below(30)
        options.rememberedSegments = random.below(90)
        options.maximumQueued = 1 + random.below(20)
        options.maximumOpenMessages = random.below(5) == 0 ? 1 + random.below(10) : 1_000
        options.usesStore = random.below(4) == 0
        mayWithdraw = random.below(2) == 0 && !options.failFast
        core = ClientCore(speaking: adapter, channels: plan, options: options, seed: seed, at: now)
        checker.matchesAreCertain = habit < 2
        self.random = random
    }

    /// Plays a run to its end.
    mutating func play(steps: Int) {
        for _ in 0..<steps where !core.isFinished {
            step()
            settle()
            if checker.problems.count > 5 { return }
        }
        let isHopeless = core.isFinished
        // The end: everybody is kind, and what waits has to go out without further prompting.
        isKind = true
        let until = Moment.Span.seconds(1_000_000)
        if !isHopeless { core.shutDown(sendingQueued: random.below(2) == 0, within: until, at: now) }
        let limit = now + .seconds(900_000)
        var rounds = 0
        while !core.isFinished, rounds < 20_000, now < limit {
            rounds += 1
            settle()
            if serveChannels() { continue }
            if let busy = channels.keys.sorted().first(where: { channels[$0]?.inFlight.isEmpty == false }) {
                answer(busy)
            } else if let closing = channels.keys.sorted().first(where: { channels[$0]?.link == .closing }) {
                end(closing, .closedLocally, wasSent: true)
            } else if let next = core.nextDeadline {
                now = max(now, next)
                core.advance(to: now)
            } else {
                break
            }
        }
        settle()
        if !core.isFinished {
            checker.fail(
                "does not end: \(core.queuedMessages) queued, \(core.tracker.openPlaces) places, \(core.channelStates)")
        }
        checker.finish(repeatedSegments: core.counters.repeatedSegments)
        let counters = core.counters
        if counters.openOutcomes != 0 { checker.fail("outcomes in the tracker: \(counters.openOutcomes)") }
        if counters.waitingReports != 0 { checker.fail("reports in the tracker: \(counters.waitingReports)") }
        if core.tracker.openPlaces != 0 { checker.fail("open places in the tracker: \(core.tracker.openPlaces)") }
        if core.unansweredNumbers?.isEmpty == false { checker.fail("numbers without response in the tracker") }
        if !core.heldReports.isEmpty { checker.fail("reports held for nobody") }
    }

    // MARK: Steps

    private mutating func step() {
        let ids = channels.keys.sorted()
        let channel = ids.isEmpty ? 1 : ids[random.below(ids.count)]
        switch random.below(25) {
        case 0, 1, 2: submit()
        case 3, 4, 5, 6: take(channel)
        case 7, 8, 9, 10, 11: answer(channel)
        case 12, 13, 14: report()
        case 15: if random.below(3) == 0 { end(channel, reason(), wasSent: random.below(2) == 0) }
        case 16: advance()
        case 17: noResponse(channel)
        case 18: answerAgain(channel)
        case 19: if mayWithdraw, random.below(3) == 0 { withdraw() }
        case 20: incoming(channel)
        case 21: foreignReport()
        case 22: if hasReverse, random.below(4) == 0 { reverse() }
        case 23: answerLate(channel)
        default: refuseToTake(channel)
        }
    }

    private func reason() -> CloseReason {
        var random = random
        return [.connectionLost(errno: nil), .closedByPeer, .idle, .peerSilent][random.below(4)]
    }

    private mutating func submit() {
        let count = 1 + random.below(3)
        let numbers = (0..<count).map { _ -> String in
            nextNumber += 1
            return "138\(10_000_000 + nextNumber)"
        }
        let segments = random.below(3) == 0 ? 1 + random.below(3) : 1
        let message = TestClient.message(
            segments: segments, to: numbers, report: random.below(4) == 0 ? .none : .requested)
        let copies = random.below(3) == 0 ? UInt64(1 + random.below(5)) : 1
        guard let taken = try? core.submit(message, key: "\(nextNumber)", copies: copies, at: now) else { return }
        checker.submitted(taken.numbers, message, segments: segments)
    }

    private mutating func take(_ id: UInt64) {
        guard let channel = channels[id], channel.link == .open else { return }
        let capacity = 4 - channel.inFlight.count
        guard capacity > 0 else { return }
        var requests: [SegmentRequest] = []
        core.takeRequests(for: ChannelID(id), capacity: capacity, into: &requests, at: now)
        channels[id]?.hasBatch = false
        for request in requests { note(request, on: id) }
    }

    private mutating func note(_ request: SegmentRequest, on id: UInt64) {
        if let promised = channels[id]?.promised, isComplete, !answeredLate.contains(RequestTag(promised.tag).serial) {
            if !isNext(request, after: promised) || promised.segment + 1 != request.segment {
                checker.fail("something went between the segments of a message")
            }
        }
        channels[id]?.promised = request.isFollowed ? request : nil
        let number = core.tracker[RequestTag(request.tag).serial].number
        let parts = request.recipients.map {
            ClientChecker.Part(number: number, recipient: $0, segment: request.segment)
        }
        checker.taken(request.tag, parts)
        channels[id]?.inFlight.append(Sent(request: request, parts: parts))
    }

    private func isNext(_ request: SegmentRequest, after former: SegmentRequest) -> Bool {
        let (next, last) = (RequestTag(request.tag), RequestTag(former.tag))
        return next.serial == last.serial && next.request == last.request + 1
    }

    private mutating func refuseToTake(_ id: UInt64) {
        guard let channel = channels[id], channel.link == .open, let last = channel.inFlight.last else { return }
        channels[id]?.inFlight.removeLast()
        channels[id]?.promised = nil
        checker.failed(last.request.tag, last.parts, wasSent: false)
        let reason: SessionError.Reason = random.below(4) == 0 ? .wrongDirection : .queueFull
        core.notTaken([last.request], error: SessionError(reason), on: ChannelID(id), at: now)
        // A session that is full has its turn when it is not.
        channels[id]?.hasBatch = true
    }

    private mutating func answer(_ id: UInt64) {
        guard let channel = channels[id], channel.link == .open || channel.link == .closing,
            !channel.inFlight.isEmpty
        else { return }
        let place = isKind ? 0 : random.below(channel.inFlight.count)
        let sent = channel.inFlight[place]
        channels[id]?.inFlight.remove(at: place)
        channels[id]?.hasBatch = true
        let status = isKind ? 0 : random.below(8)
        if status == 0 || status > 2 {
            if random.below(6) == 0 { reportEarly(sent) }
            respond(sent, code: 0, isThrottled: false, on: id)
            channels[id]?.answered.append(sent)
        } else {
            respond(sent, code: 8, isThrottled: status == 1, on: id)
        }
    }

    private mutating func respond(_ sent: Sent, code: UInt32, isThrottled: Bool, on id: UInt64) {
        checker.answered(sent.request.tag, sent.parts, isAccepted: code == 0)
        // A segment that was to be sent again, and is answered late, is not sent.
        for channel in channels.keys where channels[channel]?.promised.map({ isNext(sent.request, after: $0) }) == true
        {
            channels[channel]?.promised = nil
        }
        let base = code == 0 ? give(sent) : nil
        core.handle(
            .result(
                SubmitResult(
                    tag: sent.request.tag, code: code, isThrottled: isThrottled,
                    id: base.map { CarrierMessageID($0) }, sentAt: now, answeredAt: now)), on: ChannelID(id), at: now)
    }

    /// The gateway's ids for a request.
    private mutating func give(_ sent: Sent) -> UInt64 {
        let base = habit == 3 ? 0 : nextID
        if habit != 3 { nextID += habit == 0 ? UInt64(sent.parts.count) : 1 }
        for (step, part) in sent.parts.enumerated() {
            let number = sent.request.content.message.destinations[part.recipient]
            given.append(Given(id: habit == 0 ? base + UInt64(step) : base, number: number, part: part))
        }
        return base
    }

    /// A report overtakes the response that will bring its id.
    private mutating func reportEarly(_ sent: Sent) {
        guard habit == 0, let part = sent.parts.first, sent.request.content.wantsReport else { return }
        let number = sent.request.content.message.destinations[part.recipient]
        report(Given(id: nextID, number: number, part: part))
    }

    private mutating func answerAgain(_ id: UInt64) {
        guard let channel = channels[id], channel.link == .open, let sent = channel.answered.last else { return }
        respond(sent, code: 0, isThrottled: false, on: id)
    }

    private mutating func noResponse(_ id: UInt64) {
        guard let channel = channels[id], channel.link == .open, let sent = channel.inFlight.first else { return }
        channels[id]?.inFlight.removeFirst()
        channels[id]?.hasBatch = true
        channels[id]?.lapsed = [sent]
        checker.failed(sent.request.tag, sent.parts, wasSent: true)
        core.handle(.failed(tag: sent.request.tag, .noResponse, wasSent: true), on: ChannelID(id), at: now)
    }

    /// The response to a request that was given up comes after all; the request may be under way again.
    private mutating func answerLate(_ id: UInt64) {
        guard let channel = channels[id], channel.link == .open, let sent = channel.lapsed.last else { return }
        channels[id]?.lapsed = []
        let status = random.below(4)
        answeredLate.insert(RequestTag(sent.request.tag).serial)
        respond(sent, code: status < 2 ? 0 : 8, isThrottled: status == 2, on: id)
    }

    /// A connection ends: some requests were sent, those behind them were not.
    private mutating func end(_ id: UInt64, _ reason: CloseReason, wasSent: Bool) {
        guard let channel = channels[id], channel.link != .none else { return }
        channels[id] = Channel()
        if channel.link == .dialing { return core.dialFailed(ChannelID(id), reason: "unreachable", at: now) }
        let sentCount = wasSent ? random.below(channel.inFlight.count + 1) : 0
        for (place, sent) in channel.inFlight.enumerated() {
            checker.failed(sent.request.tag, sent.parts, wasSent: place < sentCount)
            core.handle(
                .failed(tag: sent.request.tag, .sessionEnded, wasSent: place < sentCount), on: ChannelID(id), at: now)
        }
        core.handle(.closed(reason), on: ChannelID(id), at: now)
    }

    // MARK: Reports

    private mutating func report() {
        guard !given.isEmpty else { return }
        let place = random.below(given.count)
        report(given[place])
        if random.below(3) > 0 { given.remove(at: place) }
    }

    private mutating func report(_ part: Given) {
        let states: [DeliveryState] = [.delivered, .delivered, .delivered, .undelivered, .enroute]
        report(id: part.id, to: part.number, part.part, states[random.below(states.count)])
    }

    private mutating func foreignReport() { report(id: 1 << 40 + nextID, to: "13800000000", nil, .delivered) }

    private mutating func report(id: UInt64, to number: String, _ part: ClientChecker.Part?, _ state: DeliveryState) {
        guard let channel = channels.keys.sorted().first(where: { channels[$0]?.link == .open }) else { return }
        serial += 1
        let report = DeliveryReport(
            messageID: CarrierMessageID(id), recipient: number, state: state, raw: state.rawValue,
            doneTime: "\(serial)")
        checker.reported("\(serial)", part, state)
        core.handle(
            .report(report, ReplyToken(sequence: SequenceKey(counter: 1), serial: serial)), on: ChannelID(channel),
            at: now)
    }

    // MARK: Others

    private mutating func advance() {
        let spans: [Int64] = [1, 100, 1_000, 20_000, 200_000]
        now = now + .milliseconds(spans[random.below(spans.count)])
        core.advance(to: now)
    }

    private mutating func withdraw() {
        let first = UInt64(1 + random.below(50))
        core.withdraw(first..<first + UInt64(1 + random.below(5)), at: now)
    }

    private mutating func incoming(_ id: UInt64) {
        guard channels[id]?.link == .open else { return }
        let hasHeader = random.below(2) == 0
        let reference = UInt8(random.below(3))
        let content: [UInt8] = hasHeader ? [5, 0, 3, reference, 2, UInt8(1 + random.below(2)), 0x61] : [0x61]
        checker.segmentGiven()
        serial += 1
        core.handle(
            .segment(
                InboundSegment(
                    id: CarrierMessageID(serial), from: "13800138000", to: "10690001", coding: 0,
                    hasHeader: hasHeader, content: content),
                ReplyToken(sequence: SequenceKey(counter: 1), serial: serial)), on: ChannelID(id), at: now)
    }

    private mutating func reverse() {
        guard let id = core.reverseAccepted(from: "gateway", at: now) else { return }
        channels[id.rawValue] = Channel(link: .open)
        core.handle(.opened(.init(identity: "g", version: "1", warnings: []), carries: .all), on: id, at: now)
    }

    // MARK: The owner of the sockets

    /// Does what the core asks for, and looks at what it tells.
    private mutating func settle() {
        for _ in 0..<200 {
            var actions: [ClientAction] = []
            core.takeActions(into: &actions)
            for action in actions { perform(action) }
            var events: [ClientEvent] = []
            core.takeEvents(into: &events)
            for event in events { checker.note(event) }
            if core.options.usesStore, isKind || random.below(2) == 0 {
                var records: [ClientStoreRecord] = []
                core.stored(upTo: core.takeStoreRecords(into: &records), at: now)
            }
            if actions.isEmpty, events.isEmpty { return }
        }
        checker.fail("no rest: actions without end")
    }

    private mutating func perform(_ action: ClientAction) {
        switch action {
        case .dial(let id, _, let traffic, _):
            channels[id.rawValue] = Channel(link: .dialing)
            let status = isKind ? 9 : random.below(10)
            if status == 0 { return end(id.rawValue, .connectionLost(errno: nil), wasSent: false) }
            if status == 1 { return }
            core.dialSucceeded(id, at: now)
            channels[id.rawValue]?.link = .open
            if status == 2 {
                return end(id.rawValue, .loginRefused(code: 3, by: .peer), wasSent: false)
            }
            core.handle(.opened(.init(identity: "g", version: "1", warnings: []), carries: traffic), on: id, at: now)
            channels[id.rawValue]?.hasBatch = true
            if status == 3 { end(id.rawValue, .connectionLost(errno: nil), wasSent: false) }
        case .close(let id):
            guard channels[id.rawValue]?.link == .open else { return }
            channels[id.rawValue]?.link = .closing
            if random.below(2) == 0 { end(id.rawValue, .closedLocally, wasSent: true) }
        case .cut(let id): end(id.rawValue, .aborted, wasSent: true)
        case .wake(let id): channels[id.rawValue]?.hasBatch = true
        case .reply: break
        }
    }

    /// Gives every channel its turn that has one; false when none had.
    private mutating func serveChannels() -> Bool {
        var hadBatch = false
        for id in channels.keys.sorted() {
            if channels[id]?.link == .dialing {
                hadBatch = true
                end(id, .connectionLost(errno: nil), wasSent: false)
                continue
            }
            guard channels[id]?.hasBatch == true, channels[id]?.link == .open else { continue }
            hadBatch = true
            channels[id]?.hasBatch = false
            take(id)
        }
        return hadBatch
    }
}
