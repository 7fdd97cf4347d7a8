@testable import CarrierCMPP
import CMPPCodec
import CarrierSession
import SMSText
import XCTest

@testable import CarrierMessaging

/// A messenger with a gateway that says what the test wants, in CMPP.
struct TestDesk {
    var messenger: Messenger<CMPPBinding>
    let binding: CMPPBinding
    /// 2026-08-01 12:00:00 Beijing time.
    var now = Moment(secondsSince1970: 1_785_556_800)
    private var sequence: UInt32 = 0

    init(_ version: CMPP.Version = .v3_0, _ change: (inout MessengerOptions) -> Void = { _ in }) {
        var options = MessengerOptions.standard
        change(&options)
        binding = CMPPBinding(version, providerID: "901234")
        messenger = Messenger(binding: binding, options: options)
    }

    var counters: MessengerCounters { messenger.counters }

    /// Chinese text of so many segments.
    static func text(segments: Int) -> String { String(repeating: "中", count: segments == 1 ? 10 : 67 * segments) }

    mutating func prepare(
        segments: Int = 1, to receivers: [String] = ["13800138000"],
        report: OutboundMessage.ReportRequest = .requested
    ) throws -> [PreparedRequest<CMPP.Message>] {
        let message = OutboundMessage(
            from: "10690001", to: receivers, text: Self.text(segments: segments), coding: .ucs2, report: report)
        return try messenger.prepare(message, at: now).requests
    }

    mutating func accept(_ request: PreparedRequest<CMPP.Message>, _ id: UInt64) {
        respond(request, binding.submitResponse(to: request.message, id: CarrierMessageID(id), code: 0))
    }

    mutating func refuse(_ request: PreparedRequest<CMPP.Message>, _ code: UInt32) {
        respond(request, binding.submitResponse(to: request.message, id: CarrierMessageID(0), code: code))
    }

    private mutating func respond(_ request: PreparedRequest<CMPP.Message>, _ response: CMPP.Message) {
        sequence += 1
        messenger.responded(
            response, to: request.message, tag: request.tag, sequence: SequenceKey(counter: sequence), at: now)
    }

    /// Delivers a report and checks that it was answered.
    mutating func report(
        _ id: UInt64, _ word: String, to receiver: String = "13800138000", submit: String = "2608011200",
        done: String = "2608011201", file: StaticString = #filePath, line: UInt = #line
    ) throws {
        let submission = Submission(
            source: "10690001", destinations: [receiver], coding: 8, hasHeader: false, content: [], wantsReport: true)
        let report = DeliveryReport(
            messageID: CarrierMessageID(id), receiver: receiver, state: .delivered, raw: word, submitTime: submit,
            doneTime: done)
        let message = try binding.report(report, for: submission, envelope: CarrierMessageID(9_999))
        try receive(message, file: file, line: line)
    }

    mutating func receive(
        _ message: CMPP.Message, result: UInt32 = 0, connection: UInt64 = 0, file: StaticString = #filePath,
        line: UInt = #line
    ) throws {
        sequence += 1
        let answer = messenger.received(
            message, sequence: SequenceKey(counter: sequence), connection: connection, at: now)
        guard case .deliverResponse(let response)? = answer else {
            return XCTFail("no answer", file: file, line: line)
        }
        XCTAssertEqual(response.result.rawValue, result, file: file, line: line)
    }

    mutating func wait(_ span: Moment.Span) {
        now = now + span
        messenger.advance(to: now)
    }

    mutating func events() -> [MessengerEvent] {
        var events: [MessengerEvent] = []
        while let event = messenger.nextEvent() { events.append(event) }
        return events
    }

    /// Events in short: what a test compares.
    mutating func told() -> [String] { events().map(Self.brief) }

    static func brief(_ event: MessengerEvent) -> String {
        func at(_ place: SegmentPlace) -> String {
            "\(place.message):\(place.segment)/\(place.segmentCount) \(place.receiver.suffix(2))"
        }
        switch event {
        case .accepted(let place, let id): return "accepted \(at(place)) \(id.number ?? 0)"
        case .refused(let place, let code, _): return "refused \(at(place)) \(code)"
        case .postponed(let place, let code, _): return "postponed \(at(place)) \(code)"
        case .unanswered(let place, let failure): return "unanswered \(at(place)) \(failure)"
        case .report(let place, let report): return "report \(at(place)) \(report.raw)"
        case .outcome(let outcome): return "outcome \(outcome.message) \(outcome.receiver.suffix(2)) \(outcome.result)"
        case .incoming(let message): return "incoming \(message.text ?? "binary")"
        case .incomplete(let incomplete): return "incomplete \(incomplete.reason) \(incomplete.message.text ?? "")"
        case .repeatedSegment(let segment): return "repeated \(segment.number)/\(segment.segmentCount)"
        case .orphan(let report): return "orphan \(report.messageID.number ?? 0) \(report.raw)"
        case .lateReport(let place, let report): return "late \(at(place)) \(report.raw)"
        case .duplicateReport(let place, let report): return "duplicate \(at(place)) \(report.raw)"
        case .contradictoryReport(let place, let report): return "contradiction \(at(place)) \(report.raw)"
        case .malformedReport(let octets, _): return "malformed \(octets.count)"
        }
    }
}
