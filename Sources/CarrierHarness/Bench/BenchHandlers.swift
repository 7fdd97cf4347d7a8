import CarrierMessaging
import CarrierSession
import CarrierTransport

/// What the ends of a benchmark add up to, over all connections.
final class BenchTally: Sendable {
    private struct State: Sendable {
        /// Reports whose response is still out.
        var open = 0
        var failure: String?
        var done: Promise<Void>?
    }

    private let state = Guarded(State())

    /// A run begins in which so many reports are to be answered.
    func begin(reports: Int) {
        state.withLock { state in
            state.open = reports
            state.done = Promise()
            if reports == 0 { state.done?.fulfil(()) }
        }
    }

    /// So many reports were answered.
    func answered(_ count: Int) {
        if count == 0 { return }
        let done = state.withLock { state -> Promise<Void>? in
            state.open -= count
            return state.open <= 0 ? state.done : nil
        }
        done?.fulfil(())
    }

    /// Something went wrong: the run ends and says so.
    func fail(_ reason: String) {
        let done = state.withLock { state in
            state.failure = state.failure ?? reason
            return state.done
        }
        done?.fulfil(())
    }

    /// Waits until every report has its response, or something has failed.
    func finished() async { await state.withLock { $0.done }?.certainValue() }

    /// - Throws: what went wrong.
    func check() throws(BenchFailure) {
        if let reason = state.withLock({ $0.failure }) { throw BenchFailure(description: reason) }
    }
}

/// The gateway's end: answers every submit with an id of its own and, where reports are asked for, reports delivery.
final class BenchGateway<Profile: CarrierProfile>: ConnectionHandler {
    typealias Vocabulary = Profile.Vocabulary
    typealias Message = Vocabulary.Message

    private struct State: Sendable {
        /// Responses to reports since the last batch.
        var answered = 0
        /// Reports for the return path.
        var outgoing: [Message] = []
    }

    private let binding: Profile.Binding
    private let tally: BenchTally
    private let reports: Bool
    /// Where the reports go; nil for the connection that the submit came over.
    private let path: Connection<Vocabulary>?
    private let state = Guarded(State())

    init(
        _ binding: Profile.Binding, _ tally: BenchTally, reports: Bool, over path: Connection<Vocabulary>? = nil
    ) {
        self.binding = binding
        self.tally = tally
        self.reports = reports
        self.path = path
    }

    func handle(
        _ event: consuming SessionEvent<Message>, of connection: Connection<Vocabulary>,
        session: inout Session<Vocabulary>
    ) {
        switch consume event {
        case .request(let message, let token): take(message, token, &session)
        case .response: state.withLock { $0.answered += 1 }
        case .failed(_, let failure): tally.fail("a report failed: \(failure)")
        case .opened, .furtherResponse, .alive, .anomaly, .closed: break
        }
    }

    private func take(_ message: Message, _ token: ReplyToken, _ session: inout Session<Vocabulary>) {
        let now = session.latestMoment
        let serial = UInt32(truncatingIfNeeded: token.serial) &* 2
        let id =
            binding.identity(of: message, sequence: token.sequence)
            ?? binding.makeID(at: now, serial: serial, gateway: 1)
        do {
            try session.reply(binding.submitResponse(to: message, id: id, code: 0), to: token, at: now)
            guard reports else { return }
            guard let submission = binding.submission(message, sequence: token.sequence) else {
                return tally.fail("a submit cannot be read")
            }
            let time = binding.reportTime(now)
            let report = DeliveryReport(
                messageID: id, receiver: submission.destinations.first ?? "", state: .delivered,
                raw: binding.word(for: .delivered), submitTime: time, doneTime: time,
                source: submission.source)
            let envelope = binding.makeID(at: now, serial: serial &+ 1, gateway: 1)
            let request = try binding.report(report, for: submission, envelope: envelope)
            if path == nil {
                try session.submit(request, at: now)
            } else {
                state.withLock { $0.outgoing.append(request) }
            }
        } catch { tally.fail("a submit cannot be served: \(error)") }
    }

    func finishBatch(of connection: Connection<Vocabulary>, session: inout Session<Vocabulary>) {
        let (answered, outgoing) = state.withLock { state in
            defer { (state.answered, state.outgoing) = (0, []) }
            return (state.answered, state.outgoing)
        }
        tally.answered(answered)
        if outgoing.isEmpty { return }
        path?.withSession(sendsAtOnce: true) { session, now in
            do {
                for request in outgoing { try session.submit(request, at: now) }
            } catch { tally.fail("a report cannot be sent: \(error)") }
        }
    }
}

/// The provider's end: reads every report and answers it.
final class BenchProvider<Profile: CarrierProfile>: ConnectionHandler {
    typealias Vocabulary = Profile.Vocabulary
    typealias Message = Vocabulary.Message

    private let binding: Profile.Binding
    private let tally: BenchTally

    init(_ binding: Profile.Binding, _ tally: BenchTally) {
        self.binding = binding
        self.tally = tally
    }

    func handle(
        _ event: consuming SessionEvent<Message>, of connection: Connection<Vocabulary>,
        session: inout Session<Vocabulary>
    ) {
        switch consume event {
        case .request(let message, let token):
            guard case .report(let report) = binding.inbound(message, sequence: token.sequence),
                report.state == .delivered, let answer = binding.acknowledgement(of: message, code: 0)
            else { return tally.fail("a report cannot be read") }
            do {
                try session.reply(answer, to: token, at: session.latestMoment)
            } catch { tally.fail("a report cannot be answered: \(error)") }
        case .closed, .opened, .alive, .anomaly, .response, .furtherResponse, .failed: break
        }
    }
}
