import CarrierSession
import CarrierTestSupport
import CarrierWire

/// What one side put on the wire, read from the octets alone: the checker's second pair of eyes.
///
/// The owner's outcomes of a moment count before the octets of that moment, so that a place in the window that an
/// outcome freed may be taken again; nothing crosses a link in no time.
struct WireRecorder {
    private struct Flight {
        var sequence: SequenceKey
        var lastSent: Moment
        var attempts = 1
    }

    private let rules: ToyRules
    private let limits: SessionLimits
    private var splitter: FrameSplitter
    private var unread: [UInt8] = []
    /// Messages that were sent and have no outcome.
    private var flights: [[UInt8]: Flight] = [:]
    /// When messages had their outcome.
    private var endings: [[UInt8]: Moment] = [:]
    /// Responses that may still be sent, by the number of the request.
    private var allowances: [SequenceKey: Int] = [:]
    /// True once this side has stopped reading: from then on its timeouts are not exact, they are late.
    private(set) var wasPaused = false
    /// Timeouts that came exactly when they were due.
    private(set) var exactTimeouts = 0
    private(set) var violations: [String] = []

    init(_ rules: ToyRules, _ limits: SessionLimits) {
        self.rules = rules
        self.limits = limits
        splitter = FrameSplitter(rules: rules.frameRules)
    }

    mutating func isPaused() { wasPaused = true }

    /// A request came, again or for the first time: at most one response may follow.
    mutating func came(_ sequence: SequenceKey) { allowances[sequence, default: 0] += 1 }

    /// A request ended; `gaveUp` when its last transmission stayed unanswered.
    mutating func ended(_ message: ToyMessage, gaveUp: Bool, at moment: Moment) {
        guard case .data(let octets) = message else { return }
        endings[octets] = moment
        guard let flight = flights.removeValue(forKey: octets), gaveUp else { return }
        if flight.attempts != limits.maximumAttempts { violate("given up after \(flight.attempts) on the wire") }
        checkTimeout(of: flight, at: moment)
    }

    mutating func sent(_ octets: [UInt8]) { unread += octets }

    /// Reads what was sent at this moment, after the moment's outcomes were told.
    mutating func rest(at moment: Moment) {
        if unread.isEmpty { return }
        unread.withUnsafeBytes { splitter.append($0) }
        unread = []
        do throws(WireError) {
            var frame = try nextFrame()
            while let current = frame {
                take(current, at: moment)
                frame = try nextFrame()
            }
        } catch { violate("unreadable octets: \(error)") }
        if flights.count > limits.windowSize { violate("\(flights.count) in flight on the wire") }
        if splitter.waitingOctets > 0 { violate("half a frame was sent") }
    }

    private mutating func nextFrame() throws(WireError) -> DecodedFrame<ToyMessage>? {
        let rules = rules
        guard let decoded = try splitter.nextFrame({ frame in try? rules.decode(frame) }) else { return nil }
        return decoded
    }

    private mutating func take(_ frame: DecodedFrame<ToyMessage>, at moment: Moment) {
        switch frame.message {
        case .data(let octets):
            if let ending = endings[octets] {
                // A transmission and the outcome may meet in one moment, never later.
                if ending != moment { violate("sent after its outcome") }
                return
            }
            guard var flight = flights[octets] else {
                if flights.values.contains(where: { $0.sequence == frame.sequence }) {
                    violate("number \(frame.sequence.counter) twice in flight")
                }
                flights[octets] = Flight(sequence: frame.sequence, lastSent: moment)
                return
            }
            if flight.sequence != frame.sequence { violate("a repetition under another number") }
            checkTimeout(of: flight, at: moment)
            flight.lastSent = moment
            flight.attempts += 1
            if flight.attempts > limits.maximumAttempts { violate("\(flight.attempts) transmissions") }
            flights[octets] = flight
        case .dataResponse:
            allowances[frame.sequence, default: 0] -= 1
            if allowances[frame.sequence, default: 0] < 0 { violate("number \(frame.sequence.counter) answered twice") }
        default: break
        }
    }

    private mutating func checkTimeout(of flight: Flight, at moment: Moment) {
        let waited = moment - flight.lastSent
        if waited < limits.replyTimeout { violate("a timeout after \(waited.nanoseconds) ns is too early") }
        if wasPaused { return }
        if waited > limits.replyTimeout { violate("a timeout after \(waited.nanoseconds) ns is too late") }
        exactTimeouts += 1
    }

    private mutating func violate(_ what: String) { violations.append(what) }
}
