import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport
import SMSText

/// A peer that does to each submit what a test says, over real sockets.
public final class ScriptedGateway: SessionHandler {
    public typealias Rules = CMPPSessionRules

    /// What becomes of one submit.
    public struct Answer: Sendable {
        /// The result code.
        public var code: UInt32
        /// Words of reports before the response, for the receivers in order.
        public var early: [String]
        /// Words of reports after the response.
        public var reports: [String]
        /// No response at all.
        public var isSilent: Bool
        /// The connection breaks instead of a response.
        public var cuts: Bool
        /// The gateway ends the session in order after the response and the reports.
        public var closes: Bool

        public init(
            code: UInt32 = 0, early: [String] = [], reports: [String] = ["DELIVRD"], isSilent: Bool = false,
            cuts: Bool = false, closes: Bool = false
        ) {
            self.code = code
            self.early = early
            self.reports = reports
            self.isSilent = isSilent
            self.cuts = cuts
            self.closes = closes
        }
    }

    /// Submits so far and the submit: what becomes of it.
    public typealias Script = @Sendable (Int, Submission) -> Answer

    public static let account = CMPPAccount(id: "901234", secret: "test1234")

    public let version: CMPP.Version
    private let adapter = CMPPGatewayAdapter.cmpp
    private let script: Script
    private let pushes: [InboundSegment]
    private let closesAfterLogin: Bool
    private let arrivals = EventRecorder<(submission: Submission, connection: UInt64)>()
    private let answered = EventRecorder<UInt32>()
    private let failures = EventRecorder<String>()
    private let serial = Guarded<UInt32>(0)

    public init(
        _ version: CMPP.Version = .v3_0, pushing: [InboundSegment] = [], closesAfterLogin: Bool = false,
        script: @escaping Script = { _, _ in Answer() }
    ) {
        self.closesAfterLogin = closesAfterLogin
        self.version = version
        pushes = pushing
        self.script = script
    }

    /// What came in, and on which connections.
    public var submissions: [Submission] { arrivals.notes.map(\.submission) }
    public var connections: [UInt64] { arrivals.notes.map(\.connection) }
    /// Result codes with which the sender answered deliveries.
    public var acknowledgements: [UInt32] { answered.notes }
    public var faults: [String] { failures.notes }

    public func listen() async throws -> SessionListener<CMPPSessionRules> {
        let version = version
        return try await SessionListener.bind(
            handler: self, speaking: { CMPPSessionRules(upTo: version, accounts: [Self.account]) })
    }

    public func handle(
        _ event: SessionEvent<CMPP.Message>, of channel: SessionChannel<CMPPSessionRules>,
        session: inout Session<CMPPSessionRules>
    ) {
        do {
            switch event {
            case .opened:
                if closesAfterLogin { return session.close(at: MonotonicClock.now()) }
                for segment in pushes {
                    try session.submit(
                        CMPPGatewayMapping(version).delivery(.segment(segment)), at: MonotonicClock.now())
                }
            case .request(let request, let token):
                try answer(request, token, channel, &session)
            case .response(.deliverResponse(let response), _):
                answered.note(response.result.rawValue)
            default: break
            }
        } catch {
            failures.note("\(error)")
        }
    }

    private func answer(
        _ request: CMPP.Message, _ token: ReplyToken, _ channel: SessionChannel<CMPPSessionRules>,
        _ session: inout Session<CMPPSessionRules>
    ) throws {
        let mapping = CMPPGatewayMapping(version)
        guard let submission = mapping.submission(request) else { return }
        let now = MonotonicClock.now()
        let number = serial.withLock {
            $0 += UInt32(submission.destinations.count)
            return $0
        }
        let id = adapter.makeID(at: now, serial: number, gateway: 7)
        let index = arrivals.note((submission, channel.id))
        let answer = script(index, submission)
        if answer.cuts { return channel.abort() }
        func report(_ words: [String]) throws {
            for word in words {
                for (place, recipient) in submission.destinations.enumerated() {
                    let report = DeliveryReport(
                        messageID: adapter.id(id, advancedBy: place), recipient: recipient,
                        state: word == "DELIVRD" ? .delivered : .undelivered, raw: word, submitTime: "2611252000",
                        doneTime: "2611252001")
                    let envelope = adapter.makeID(
                        at: now,
                        serial: serial.withLock {
                            $0 &+= 1
                            return $0
                        }, gateway: 8)
                    let content = DeliveryRequest.Content.report(
                        report, on: ReportedSubmit(submission), envelope: envelope)
                    try session.submit(mapping.delivery(content), at: now)
                }
            }
        }
        try report(answer.early)
        if answer.isSilent || session.stateName == .closed { return }
        try session.reply(mapping.submitResponse(id: id, code: answer.code), to: token, at: now)
        if answer.code == 0, submission.wantsReport { try report(answer.reports) }
        if answer.closes { session.close(at: now) }
    }

    /// Waits until so many submits have come in.
    public func waitForSubmissions(_ count: Int) async { await arrivals.wait { $0.count >= count } }
}

/// The events of a client, kept for a test.
public struct ClientRecorder: Sendable {
    private let recorder = EventRecorder<ClientEvent>()

    public init() {}

    public var observer: @Sendable ([ClientEvent]) -> Void { { recorder.note($0) } }

    public var events: [ClientEvent] { recorder.notes }

    /// What became of channels, in order.
    public var changes: [ChannelChange] {
        events.compactMap { if case .channel(let change) = $0 { change } else { nil } }
    }

    /// Waits until so many connections have ended.
    public func waitForClosings(_ count: Int) async {
        await recorder.wait { events in
            events.count { if case .channel(let change) = $0 { change.state == .closed } else { false } } >= count
        }
    }

    public var outcomes: [RecipientOutcome] {
        events.compactMap { if case .outcome(let outcome) = $0 { outcome } else { nil } }
    }

    public var incoming: [InboundMessage] {
        events.compactMap { if case .incoming(let message) = $0 { message } else { nil } }
    }

    public func wait(until condition: @escaping @Sendable ([ClientEvent]) -> Bool) async {
        await recorder.wait(until: condition)
    }
}
