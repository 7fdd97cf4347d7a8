import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

/// One session under test; the peer and the owner are played by hand, and everything that happens is written down.
///
/// A line is the time in seconds since the start and: `<` a frame of the peer, `>` a frame of the session, `*` an
/// event.
struct Stage {
    var session: Session<ToyRules>
    private(set) var now = Stage.start
    private var lines: [String] = []
    /// The tokens of the peer's requests, in order of arrival.
    private(set) var tokens: [ReplyToken] = []
    private(set) var lastOutput: [UInt8] = []
    private let rules: ToyRules

    static let start = Moment(secondsSince1970: 1_000_000_000)

    /// A session whose connection is there.
    init(_ role: SessionRole, _ rules: ToyRules = ToyRules(), limits: SessionLimits = .standard) {
        self.rules = rules
        session = Session(speaking: rules, role: role, limits: limits)
        session.open(at: now)
        note()
    }

    /// A session that is logged in; the log begins behind that. The client's login bore number 1.
    static func open(
        _ role: SessionRole, _ rules: ToyRules = ToyRules(), limits: SessionLimits = .standard
    ) -> Stage {
        var stage = Stage(role, rules, limits: limits)
        switch role {
        case .client: stage.peer(.loginResponse(0), 1)
        case .server: stage.peer(.login("sp"), 1)
        }
        XCTAssertEqual(stage.session.stateName, .open)
        _ = stage.log()
        return stage
    }

    // MARK: - The peer

    mutating func peer(_ message: ToyMessage, _ counter: UInt32, prefix: UInt64 = 0) {
        let octets = frame(message, SequenceKey(prefix: prefix, counter: counter))
        lines.append("\(time) < \(Self.text(message)) #\(counter)")
        peer(octets: octets)
    }

    /// Several frames in one read.
    mutating func peer(together frames: [(ToyMessage, UInt32)]) {
        var octets: [UInt8] = []
        for (message, counter) in frames {
            octets += frame(message, SequenceKey(counter: counter))
            lines.append("\(time) < \(Self.text(message)) #\(counter)")
        }
        peer(octets: octets)
    }

    mutating func peer(octets: [UInt8]) {
        octets.withUnsafeBytes { session.receive($0, at: now) }
        note()
    }

    mutating func hangUp(errno: Int32? = nil) {
        session.endOfInput(at: now, errno: errno)
        note()
    }

    func frame(_ message: ToyMessage, _ sequence: SequenceKey) -> [UInt8] {
        var buffer = OctetBuffer()
        XCTAssertNoThrow(try rules.encode(message, sequence: sequence, into: &buffer))
        return buffer.takeAll()
    }

    // MARK: - The owner

    @discardableResult
    mutating func submit(
        _ text: String, tag: UInt64 = 0, sequence: SequenceKey? = nil
    ) throws -> RequestTicket {
        let ticket = try session.submit(
            .data(Array(text.utf8)), tag: tag, sequence: sequence, at: now)
        note()
        return ticket
    }

    mutating func reply(_ place: Int, _ message: ToyMessage = .dataResponse(0)) throws {
        try session.reply(message, to: tokens[place], at: now)
        note()
    }

    /// Gives up answering a request of the peer.
    mutating func abandon(_ place: Int) -> Bool {
        let wasOwed = session.abandon(tokens[place], at: now)
        note()
        return wasOwed
    }

    mutating func close() {
        session.close(at: now)
        note()
    }

    /// Changes the session by hand.
    mutating func change(_ body: (inout Session<ToyRules>, Moment) -> Void) {
        body(&session, now)
        note()
    }

    // MARK: - Time

    /// Lets time pass as an owner does who keeps every deadline.
    mutating func wait(_ seconds: Int64) { wait(.seconds(seconds)) }

    mutating func wait(_ span: Moment.Span) {
        let end = now + span
        var rounds = 0
        while let deadline = session.nextDeadline, deadline <= end, rounds < 10_000 {
            rounds += 1
            now = max(now, deadline)
            session.advance(to: now)
            note()
        }
        XCTAssertLessThan(rounds, 10_000)
        now = end
    }

    var time: String {
        let elapsed = (now - Self.start).nanoseconds
        let rest = elapsed % 1_000_000_000
        guard rest != 0 else { return "\(elapsed / 1_000_000_000)" }
        let milliseconds = String(rest / 1_000_000)
        return "\(elapsed / 1_000_000_000)." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds
    }

    // MARK: - What happened

    /// What happened since the last time.
    mutating func log() -> [String] {
        defer { lines = [] }
        return lines
    }

    private mutating func note() {
        let octets = session.takeOutput()
        if !octets.isEmpty { lastOutput = octets }
        var splitter = FrameSplitter(rules: rules.frameRules)
        octets.withUnsafeBytes { splitter.append($0) }
        while let sent = try? splitter.nextFrame({ frame in try? rules.decode(frame) }), let sent {
            lines.append("\(time) > \(Self.text(sent.message)) #\(sent.sequence.counter)")
        }
        while let event = session.nextEvent() {
            if case .request(_, let token) = event { tokens.append(token) }
            lines.append("\(time) * \(Self.text(event))")
        }
    }

    static func text(_ message: ToyMessage) -> String {
        switch message {
        case .login(let name): "login \(name)"
        case .loginResponse(let status): "loginResponse \(status)"
        case .data(let octets): "data \(String(decoding: octets, as: UTF8.self))"
        case .dataResponse(let result): "dataResponse \(result)"
        case .query(let number): "query \(number)"
        case .queryResponse(let answer): "queryResponse \(answer)"
        default: "\(message)"
        }
    }

    static func text(_ event: SessionEvent<ToyMessage>) -> String {
        switch event {
        case .opened(let summary): "opened \(summary.identity)"
        case .request(let message, _): "request \(text(message))"
        case .response(let message, let exchange): "\(text(message)) to ticket \(exchange.ticket.rawValue)"
        case .furtherResponse(let message, let exchange):
            "further \(text(message)) to ticket \(exchange.ticket.rawValue) of \(text(exchange.request))"
        case .failed(let exchange, let failure):
            "failed ticket \(exchange.ticket.rawValue) \(failure) after \(exchange.attempts)"
        case .alive(let sequence): "alive #\(sequence.counter)"
        case .anomaly(let anomaly): text(anomaly)
        case .closed(.loginRefused(let code, let blame)): "closed loginRefused \(code) by \(blame)"
        case .closed(.connectionLost(nil)): "closed connectionLost"
        case .closed(let reason): "closed \(reason)"
        }
    }

    static func text(_ anomaly: SessionAnomaly) -> String {
        switch anomaly {
        case .lateResponse(let sequence): "lateResponse #\(sequence.counter)"
        case .duplicateResponse(let sequence): "duplicateResponse #\(sequence.counter)"
        case .unexpectedResponse(let sequence, let kind): "unexpectedResponse #\(sequence.counter) kind \(kind)"
        case .repeatedRequest(let sequence): "repeatedRequest #\(sequence.counter)"
        case .damagedFrame(let error, let answered): "damagedFrame \(error.field) answered \(answered)"
        case .otherVersion(let name): "otherVersion \(name)"
        case .unknownCommand(let kind, let sequence): "unknownCommand \(kind) #\(sequence.counter)"
        case .deviation(let names, let sequence): "deviation \(names.joined(separator: " ")) #\(sequence.counter)"
        case .refusedRequest(let sequence, let reason): "refusedRequest #\(sequence.counter) \(reason)"
        case .retransmission(let sequence, let attempt): "retransmission #\(sequence.counter) attempt \(attempt)"
        case .lateReply(let sequence): "lateReply #\(sequence.counter)"
        case .repliesForgotten(let octets): "repliesForgotten \(octets)"
        }
    }
}

/// Asserts that a call is refused for this reason.
func assertRefused<Value>(
    _ reason: SessionError.Reason, _ body: @autoclosure () throws -> Value, line: UInt = #line
) {
    XCTAssertThrowsError(try body(), line: line) { error in
        XCTAssertEqual((error as? SessionError)?.reason, reason, line: line)
        XCTAssertEqual((error as? SessionError)?.blame, .local, line: line)
    }
}

extension SessionLimits {
    /// The standard limits with some of them changed.
    static func standard(_ change: (inout SessionLimits) -> Void) -> SessionLimits {
        var limits = SessionLimits.standard
        change(&limits)
        return limits
    }
}
