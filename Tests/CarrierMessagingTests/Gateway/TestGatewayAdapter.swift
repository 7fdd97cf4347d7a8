import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierWire
import SMSText

/// A protocol without octets: what the gateway's core is told and tells, and nothing below.
struct TestGatewayAdapter: GatewayAdapter {
    var hasReverseConnection = false
    var hasRanges = true
    var idCapacity = IDCapacity(serials: 65_536)
    var name: String { "test" }
    var segmentLimits: SegmentLimits { .standard }
    var sessionLimits: SessionLimits { .standard }
    var codes: CarrierCodes {
        CarrierCodes(throttled: 8, structure: 1, unknownCommand: 2, tooManyConnections: 9, addressNotAllowed: 10)
    }

    func meaning(of code: UInt32) -> String { "code \(code)" }
    func meaning(ofLogin status: UInt32) -> String { "status \(status)" }
    func meaning(of report: DeliveryReport) -> CodeMeaning { CodeMeaning(report.raw, "") }
    func text(of id: CarrierMessageID) -> String { id.description }

    /// Second in the upper half, serial in the lower: what was made can be read again.
    func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        CarrierMessageID(UInt64(moment.nanoseconds / 1_000_000_000) << 32 | UInt64(serial))
    }

    func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        guard hasRanges, let number = base.number else { return base }
        return CarrierMessageID(number + UInt64(steps))
    }

    func word(for state: DeliveryState) -> String { state == .delivered ? "DELIVRD" : "UNDELIV" }
    func reportTime(_ moment: Moment) -> String { "\(moment.nanoseconds / 1_000_000_000)" }
    func makeSession(connection: UInt32, limits: SessionLimits) -> any GatewaySession { TestGatewaySession() }

    func makeReverseSession(
        to account: GatewayAccount, connection: UInt32, limits: SessionLimits
    ) -> (any GatewaySession)? {
        hasReverseConnection ? TestGatewaySession() : nil
    }
}

/// A session that the test plays the peer of.
final class TestGatewaySession: GatewaySession, InertSession {
    var observer: (any SessionObserver)?
    var window = 16
    /// Deliveries that the peer has not answered, in order.
    var inFlight: [DeliveryRequest] = []
    /// Submits that were not answered, by the order in which they came.
    var owed: Set<ReplyToken> = []
    var replies: [(token: ReplyToken, id: CarrierMessageID, code: UInt32)] = []
    var abandoned: [ReplyToken] = []
    var loginAnswers: [LoginAnswer] = []
    var events: [GatewaySessionEvent] = []
    var isOpen = false
    /// The peer answers nothing.
    var isPaused = false
    var account = ""
    var carries: ChannelTraffic = []
    /// Deliveries that it took since somebody asked.
    var sent: [DeliveryRequest] = []
    var isClosing = false
    /// Ids that do not fit the wire form.
    var isUnencodable: (CarrierMessageID) -> Bool = { _ in false }
    var refusesDelivery: DeliveryError?
    var isLoggedIn: Bool { isOpen }
    private(set) var closeReason: CloseReason?

    var capacity: Int { isOpen && !isClosing ? max(0, window - inFlight.count) : 0 }

    func answer(login: LoginAnswer, at moment: Moment) { loginAnswers.append(login) }

    func deliver(_ request: DeliveryRequest, at moment: Moment) throws(DeliveryError) {
        if let refusesDelivery { throw refusesDelivery }
        guard capacity > 0 else { throw .session(SessionError(.notOpen)) }
        inFlight.append(request)
        sent.append(request)
    }

    func reply(to token: ReplyToken, id: CarrierMessageID, code: UInt32, at moment: Moment) throws(SessionError) {
        guard closeReason == nil else { throw SessionError(.notOpen) }
        if code == 0, isUnencodable(id) {
            throw SessionError(.unencodable(WireError(.malformed, field: "Msg_Id", offset: 0)))
        }
        owed.remove(token)
        replies.append((token, id, code))
    }

    func abandon(_ token: ReplyToken, at moment: Moment) {
        owed.remove(token)
        abandoned.append(token)
    }

    func takeEvents(into events: inout [GatewaySessionEvent]) {
        events += self.events
        self.events = []
    }

    /// The connection is gone: deliveries without an end are told first.
    func end(_ reason: CloseReason) {
        guard closeReason == nil else { return }
        for request in inFlight { events.append(.failed(tag: request.tag, .sessionEnded, wasSent: true)) }
        inFlight = []
        isOpen = false
        closeReason = reason
        events.append(.closed(reason))
    }

    func close(at moment: Moment) { isClosing = true }
    func abort(at moment: Moment) { end(.aborted) }
    func endOfInput(at moment: Moment, errno: Int32?) { end(.connectionLost(errno: nil)) }
}
