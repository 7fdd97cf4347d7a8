import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport
import SMSText
import XCTest

/// A gateway that does to each submit what a test says, over real sockets.
final class ScriptedGateway: ConnectionHandler, @unchecked Sendable {
    typealias Vocabulary = CMPPVocabulary

    /// What becomes of one submit.
    struct Answer {
        var code: UInt32 = 0
        /// Words of reports before the response, for the receivers in order.
        var early: [String] = []
        /// Words of reports after the response.
        var reports = ["DELIVRD"]
        /// No response at all.
        var isSilent = false
        /// The connection breaks instead of a response.
        var cuts = false
    }

    /// Submits so far and the submit: what becomes of it.
    typealias Script = @Sendable (Int, Submission) -> Answer

    static let account = CMPPAccount(id: "901234", secret: "test1234")

    let binding: CMPPBinding
    private let script: Script
    private let pushes: [InboundSegment]
    // The fields below are touched under `lock` only.
    private let lock = NSLock()
    private var received: [Submission] = []
    private var peers: [UInt64] = []
    private var serial: UInt32 = 0
    private var answered: [UInt32] = []
    private var failures: [String] = []

    init(
        _ version: CMPP.Version = .v3_0, pushing: [InboundSegment] = [], script: @escaping Script = { _, _ in Answer() }
    ) {
        binding = CMPPBinding(version, providerID: "901234")
        pushes = pushing
        self.script = script
    }

    /// What came in, and on which connections.
    var submissions: [Submission] { lock.withLock { received } }
    var connections: [UInt64] { lock.withLock { peers } }
    /// Result codes with which the sender answered deliveries.
    var acknowledgements: [UInt32] { lock.withLock { answered } }
    var faults: [String] { lock.withLock { failures } }

    func listen() async throws -> Listener<CMPPVocabulary> {
        let version = binding.version
        return try await Listener.bind(to: Endpoint("127.0.0.1:0")) { _ in
            Acceptance(speaking: CMPPVocabulary(upTo: version, accounts: [Self.account]), handler: self)
        }
    }

    func handle(
        _ event: SessionEvent<CMPP.Message>, of connection: Connection<CMPPVocabulary>,
        session: inout Session<CMPPVocabulary>
    ) {
        do {
            switch event {
            case .opened:
                for segment in pushes { try session.submit(binding.deliver(segment), at: MonotonicClock.now()) }
            case .request(let request, let token):
                try answer(request, token, connection, &session)
            case .response(.deliverResponse(let response), _):
                lock.withLock { answered.append(response.result.rawValue) }
            default: break
            }
        } catch {
            lock.withLock { failures.append("\(error)") }
        }
    }

    private func answer(
        _ request: CMPP.Message, _ token: ReplyToken, _ connection: Connection<CMPPVocabulary>,
        _ session: inout Session<CMPPVocabulary>
    ) throws {
        guard let submission = binding.submission(request, sequence: token.sequence) else { return }
        let now = MonotonicClock.now()
        let (index, id) = lock.withLock {
            received.append(submission)
            peers.append(connection.id)
            serial += UInt32(submission.destinations.count)
            return (received.count, binding.makeID(at: now, serial: serial, gateway: 7))
        }
        let answer = script(index, submission)
        if answer.cuts { return connection.abort() }
        func report(_ words: [String]) throws {
            for word in words {
                for (place, receiver) in submission.destinations.enumerated() {
                    let report = DeliveryReport(
                        messageID: binding.id(id, advancedBy: place), receiver: receiver,
                        state: word == "DELIVRD" ? .delivered : .undelivered, raw: word, submitTime: "2611252000",
                        doneTime: "2611252001")
                    let envelope = binding.makeID(at: now, serial: 0, gateway: 8)
                    try session.submit(binding.report(report, for: submission, envelope: envelope), at: now)
                }
            }
        }
        try report(answer.early)
        if answer.isSilent { return }
        try session.reply(binding.submitResponse(to: request, id: id, code: answer.code), to: token, at: now)
        if answer.code == 0, submission.wantsReport { try report(answer.reports) }
    }
}

/// The events of a sender, kept for a test.
final class EventBook: @unchecked Sendable {
    // Touched under `lock` only.
    private let lock = NSLock()
    private var noted: [SenderEvent] = []

    var observer: @Sendable ([SenderEvent]) -> Void {
        { events in self.lock.withLock { self.noted += events } }
    }

    var events: [SenderEvent] { lock.withLock { noted } }

    var messages: [MessengerEvent] {
        events.compactMap { if case .message(let event) = $0 { event } else { nil } }
    }

    var outcomes: [MessageOutcome] {
        messages.compactMap { if case .outcome(let outcome) = $0 { outcome } else { nil } }
    }
}
