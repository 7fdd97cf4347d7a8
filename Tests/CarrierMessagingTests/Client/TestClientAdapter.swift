import CarrierSession
import CarrierTestSupport
import CarrierWire
import SMSText

@testable import CarrierMessaging

/// A protocol without codec: ids are numbers that count on by one.
struct TestClientAdapter: ClientAdapter {
    var name: String { "test-1.0" }
    var account: String { "901234" }
    var segmentLimits = SegmentLimits.standard
    var sessionLimits = SessionLimits.standard
    var writesRelativeTimes: Bool { true }
    var hasReverseConnection = false
    var malformedReportCode: UInt32 { 4 }
    /// Recipients of one request.
    var groupSize = 100
    /// False where all recipients of a request have its one id.
    var hasRanges = true

    func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int { groupSize }

    func validate(_ message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError] {
        message.source.isEmpty ? [MessagingError(.outOfRange, field: "source")] : []
    }

    func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        guard hasRanges, let number = base.number else { return base }
        return CarrierMessageID(number &+ UInt64(truncatingIfNeeded: steps))
    }

    func meaning(of code: UInt32) -> String { "code \(code)" }
    func meaning(ofLogin status: UInt32) -> String { "status \(status)" }
    func meaning(of report: DeliveryReport) -> CodeMeaning { CodeMeaning(report.raw, report.raw) }
    func text(of id: CarrierMessageID) -> String { id.description }

    func makeSession(traffic: ChannelTraffic, connection: UInt32, limits: SessionLimits) -> any ClientSession {
        UnusedSession()
    }

    func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)? { nil }
}

/// Tests say what happens on a channel themselves.
private final class UnusedSession: ClientSession, InertSession {
    var observer: (any SessionObserver)?
    var capacity: Int { 0 }
    func submit(_ request: SegmentRequest, at moment: Moment) throws(SessionError) { throw SessionError(.notOpen) }
    func reply(to token: ReplyToken, code: UInt32, at moment: Moment) {}
    func takeEvents(into events: inout [ClientSessionEvent]) {}
}
