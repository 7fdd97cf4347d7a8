import CarrierSession
import SMSText
import XCTest

@testable import CarrierMessaging

/// A client core whose channels do what the test says, on virtual moments.
struct TestClient {
    var core: ClientCore
    /// 2026-08-01 12:00:00 Beijing time.
    var now = Moment(secondsSince1970: 1_785_556_800)
    /// What the core asked for, in order, until ``asked()`` takes it.
    private var actions: [ClientAction] = []

    init(
        _ plan: ChannelPlan = .primary("a:1"), adapter: any ClientAdapter = TestClientAdapter(), seed: UInt64 = 1,
        _ change: (inout ClientOptions) -> Void = { _ in }
    ) {
        var options = ClientOptions.standard
        change(&options)
        core = ClientCore(speaking: adapter, channels: plan, options: options, seed: seed, at: now)
    }

    /// A client with open channels and no events so far.
    static func open(
        _ connections: Int = 1, adapter: any ClientAdapter = TestClientAdapter(),
        _ change: (inout ClientOptions) -> Void = { _ in }
    ) -> TestClient {
        var client = TestClient(.primary("a:1", connections: connections), adapter: adapter, change)
        for channel in 1...max(1, connections) { client.open(UInt64(channel)) }
        _ = client.asked()
        _ = client.told()
        return client
    }

    static func message(
        segments: Int = 1, to recipients: [String] = ["13800138000"],
        report: OutboundMessage.ReportRequest = .requested
    ) -> OutboundMessage {
        let text = String(repeating: "中", count: segments == 1 ? 10 : 67 * segments)
        return OutboundMessage(from: "10690001", to: recipients, text: text, coding: .ucs2, report: report)
    }

    @discardableResult
    mutating func submit(
        segments: Int = 1, to recipients: [String] = ["13800138000"],
        report: OutboundMessage.ReportRequest = .requested, key: String? = nil, copies: UInt64 = 1
    ) throws -> Range<UInt64> {
        let message = Self.message(segments: segments, to: recipients, report: report)
        return try core.submit(message, key: key, copies: copies, at: now).numbers
    }

    // MARK: Channels

    mutating func open(_ channel: UInt64, carries: ChannelTraffic = .all) {
        core.dialSucceeded(ChannelID(channel), at: now)
        handle(
            .opened(LoginSummary(identity: "901234", version: "1.0", warnings: []), carries: carries), on: channel)
    }

    mutating func handle(_ event: ClientSessionEvent, on channel: UInt64 = 1) {
        core.handle(event, on: ChannelID(channel), at: now)
    }

    mutating func take(_ capacity: Int = 16, on channel: UInt64 = 1) -> [SegmentRequest] {
        var requests: [SegmentRequest] = []
        core.takeRequests(for: ChannelID(channel), capacity: capacity, into: &requests, at: now)
        return requests
    }

    mutating func accept(_ request: SegmentRequest, _ id: UInt64?, on channel: UInt64 = 1) {
        accept(request, id: id.map { CarrierMessageID($0) }, on: channel)
    }

    mutating func accept(_ request: SegmentRequest, id: CarrierMessageID?, on channel: UInt64 = 1) {
        handle(
            .result(SubmitResult(tag: request.tag, code: 0, id: id, sentAt: now, answeredAt: now)), on: channel)
    }

    mutating func refuse(_ request: SegmentRequest, _ code: UInt32, throttled: Bool = false, on channel: UInt64 = 1) {
        handle(
            .result(SubmitResult(tag: request.tag, code: code, isThrottled: throttled, answeredAt: now)), on: channel)
    }

    /// A connection breaks: requests without response are told before its end, as sessions do.
    mutating func cut(
        _ channel: UInt64, sent: [SegmentRequest] = [], unsent: [SegmentRequest] = [],
        reason: CloseReason = .connectionLost(errno: nil)
    ) {
        for request in sent { handle(.failed(tag: request.tag, .sessionEnded, wasSent: true), on: channel) }
        for request in unsent { handle(.failed(tag: request.tag, .sessionEnded, wasSent: false), on: channel) }
        handle(.closed(reason), on: channel)
    }

    mutating func report(
        _ id: UInt64, _ state: DeliveryState = .delivered, to recipient: String = "13800138000",
        on channel: UInt64 = 1
    ) { report(CarrierMessageID(id), state, to: recipient, on: channel) }

    mutating func report(
        _ id: CarrierMessageID, _ state: DeliveryState, to recipient: String, on channel: UInt64 = 1
    ) {
        let report = DeliveryReport(
            messageID: id, recipient: recipient, state: state, raw: state.rawValue.uppercased())
        handle(.report(report, ReplyToken(sequence: SequenceKey(counter: 1), serial: 1)), on: channel)
    }

    mutating func wait(_ span: Moment.Span) {
        now = now + span
        core.advance(to: now)
    }

    // MARK: What followed

    mutating func events() -> [ClientEvent] {
        var events: [ClientEvent] = []
        core.takeEvents(into: &events)
        return events
    }

    /// Events in short: what a test compares.
    mutating func told() -> [String] { events().map(Self.brief) }

    /// Actions in short.
    mutating func asked() -> [String] {
        core.takeActions(into: &actions)
        defer { actions = [] }
        return actions.map { action in
            switch action {
            case .dial(let channel, let address, _, _): "dial \(channel.rawValue) \(address)"
            case .close(let channel): "close \(channel.rawValue)"
            case .cut(let channel): "cut \(channel.rawValue)"
            case .wake(let channel): "wake \(channel.rawValue)"
            case .reply(let channel): "reply \(channel.rawValue)"
            }
        }
    }

    static func brief(_ event: ClientEvent) -> String {
        func at(_ place: MessagePlace) -> String {
            "\(place.number):\(place.segment + 1)/\(place.segmentCount) \(place.recipientNumber.suffix(2))"
        }
        switch event {
        case .accepted(let place, let id, _): return "accepted \(at(place)) \(id?.number ?? 0)"
        case .refused(let place, let code): return "refused \(at(place)) \(code)"
        case .postponed(let place, let code, _): return "postponed \(at(place)) \(code)"
        case .unanswered(let place, let failure, let again):
            return "unanswered \(at(place)) \(failure)" + (again ? " again" : "")
        case .report(let place, let report): return "report \(at(place)) \(report.state)"
        case .outcome(let outcome):
            let twice = outcome.mayBeTwice ? " twice" : ""
            return "outcome \(outcome.number) \(outcome.recipientNumber.suffix(2)) \(outcome.result)\(twice)"
        case .neverBegun(_, let numbers): return "never begun \(numbers.lowerBound)..<\(numbers.upperBound)"
        case .lateReport(let place, let report): return "late \(at(place)) \(report.state)"
        case .duplicateReport(let place, let report): return "duplicate \(at(place)) \(report.state)"
        case .contradiction(let place, let report): return "contradiction \(at(place)) \(report.state)"
        case .orphan(let report): return "orphan \(report.messageID.number ?? 0) \(report.state)"
        case .malformedReport(let octets, _, let channel): return "malformed \(octets.count) \(channel.rawValue)"
        case .incoming(let message): return "incoming \(message.text ?? "binary")"
        case .incomplete(let incomplete): return "incomplete \(incomplete.reason)"
        case .repeatedSegment(let segment): return "repeated \(segment.number)/\(segment.segmentCount)"
        case .channel(let change):
            let code: String
            switch change.reason {
            case .loginRefused(let status, _): code = " refused \(status)"
            case .connectionLost: code = " connectionLost"
            case let reason?: code = " \(reason)"
            case nil: code = change.dialFailure.isEmpty ? "" : " " + change.dialFailure
            }
            return "channel \(change.channel.rawValue) \(change.state)\(code)"
        case .anomaly(let channel, _): return "anomaly \(channel.rawValue)"
        case .boundReached(let bound): return "bound \(bound)"
        case .ended(.channelsLost(.connectionLost)): return "ended channelsLost connectionLost"
        case .ended(let end): return "ended \(end)"
        }
    }
}

extension SegmentRequest {
    /// The request, whichever of its sendings this is.
    var name: String { "\(RequestTag(tag).serial)/\(RequestTag(tag).request)" }
}
