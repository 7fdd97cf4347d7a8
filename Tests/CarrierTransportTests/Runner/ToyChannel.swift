import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import XCTest

/// A session of the toy protocol on a runner: what a test gives it to submit, and what it was told.
final class ToyChannel: Sendable {
    typealias Event = SessionEvent<ToyMessage>

    private let book = Notebook<Event>()
    private let outbox = Guarded<[ToyMessage]>([])
    private let driven = OneShot<WeakRunner>()
    /// Octets that the socket did not take at the last attempt.
    fileprivate let unsent = Guarded(0)
    let opened = OneShot<Bool>()
    /// Decided when the socket is closed.
    let closed = OneShot<CloseReason?>()

    /// Takes a socket over. The runner belongs to nobody: it lives as long as its socket.
    static func run(
        _ socket: consuming ConnectedSocket, role: SessionRole, name: String = "sp",
        limits: SessionLimits = .standard, census: Census = Census()
    ) -> ToyChannel {
        let channel = ToyChannel()
        let runner = SessionRunner(
            socket, owner: ToyOwner(channel, role, name, limits, census), afterVisit: {},
            onFinished: { [weak channel] _ in channel?.closed.decide(channel?.closeReason) })
        census.watch(runner)
        channel.driven.decide(WeakRunner(runner: runner))
        runner.start()
        return channel
    }

    static func dial(
        _ address: SocketAddress, name: String = "sp", limits: SessionLimits = .standard, census: Census = Census()
    ) async throws -> ToyChannel {
        run(try await Dialer.socket(to: Endpoint(address)), role: .client, name: name, limits: limits, census: census)
    }

    /// A listener whose channels answer every request.
    static func listener(
        _ limits: ListenerLimits = ListenerLimits(), sessions: SessionLimits = .standard, census: Census = Census(),
        onTurnedAway: (@Sendable (TurnedAway) -> Void)? = nil
    ) async throws -> SocketListener {
        try await SocketListener.bind(
            to: Endpoint("127.0.0.1:0"), limits: limits, onTurnedAway: onTurnedAway
        ) { socket in _ = ToyChannel.run(socket, role: .server, limits: sessions, census: census) }
    }

    var runner: SessionRunner? { driven.current?.runner }
    var unsentOctets: Int { unsent.withLock { $0 } }
    var events: [Event] { book.notes }
    var closeReason: CloseReason? { events.compactMap(\.closeReason).first }

    func submit(_ messages: [ToyMessage]) {
        outbox.withLock { $0 += messages }
        runner?.wake()
    }

    /// Submits one request and waits for its end.
    func answer(to message: ToyMessage) async -> ToyMessage? {
        submit([message])
        await book.wait { notes in notes.contains { $0.answer != nil || $0.closeReason != nil } }
        return events.compactMap(\.answer).first
    }

    fileprivate func takeOutbox() -> [ToyMessage] {
        outbox.withLock { outbox in
            defer { outbox = [] }
            return outbox
        }
    }

    fileprivate func note(_ event: Event) {
        book.note(event)
        if case .opened = event { opened.decide(true) }
        if case .closed = event { opened.decide(false) }
    }
}

extension SessionEvent {
    fileprivate var answer: Message? { if case .response(let message, _) = self { message } else { nil } }
}

struct WeakRunner: Sendable {
    weak var runner: SessionRunner?
}

/// How many runners and owners were made and are still there.
final class Census: Sendable {
    private let owners = Guarded(0)
    private let runners = Guarded<[WeakRunner]>([])

    var livingOwners: Int { owners.withLock { $0 } }
    var livingRunners: Int { runners.withLock { list in list.count { $0.runner != nil } } }

    func watch(_ runner: SessionRunner) {
        runners.withLock { list in
            if list.count.isMultiple(of: 512) { list.removeAll { $0.runner == nil } }
            list.append(WeakRunner(runner: runner))
        }
    }

    fileprivate func add(_ number: Int) { owners.withLock { $0 += number } }
}

/// The session of a toy channel and what it does with events: answers requests, submits what the test gave.
private final class ToyOwner: SessionOwner, SessionIO {
    private var engine: Session<ToyVocabulary>
    private let channel: ToyChannel
    private let census: Census
    private(set) var isLoggedIn = false
    private(set) var closeReason: CloseReason?
    var observer: (any SessionObserver)? {
        get { engine.observer }
        set { engine.observer = newValue }
    }
    private var tag: UInt64 = 0

    init(_ channel: ToyChannel, _ role: SessionRole, _ name: String, _ limits: SessionLimits, _ census: Census) {
        engine = Session(speaking: ToyVocabulary(name: name), role: role, limits: limits)
        self.channel = channel
        self.census = census
        census.add(1)
    }

    deinit { census.add(-1) }

    var session: any SessionIO { self }

    func serve(at moment: Moment) -> Bool {
        var hasServed = false
        while let event = engine.nextEvent() {
            hasServed = true
            switch event {
            case .opened: isLoggedIn = true
            case .closed(let reason): closeReason = reason
            case .request(let message, let token):
                guard let answer = Recorder.standardAnswer(message) else { break }
                // What came with the end cannot be answered any more.
                try? engine.reply(answer, to: token, at: moment)
            default: break
            }
            channel.note(event)
        }
        guard engine.stateName == .open else { return hasServed }
        for message in channel.takeOutbox() {
            tag += 1
            hasServed = true
            XCTAssertNoThrow(try engine.submit(message, tag: tag, at: moment))
        }
        return hasServed
    }

    func open(at moment: Moment) { engine.open(at: moment) }
    func receive(room: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        engine.receive(room: room, at: moment, portion: portion, read)
    }
    var hasUnservedInput: Bool { engine.hasUnservedInput }
    func proceed(at moment: Moment, portion: Int) { engine.proceed(at: moment, portion: portion) }
    var wantsInput: Bool { engine.wantsInput }
    var outputCount: Int { engine.outputCount }
    func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) {
        engine.withOutput(body)
        channel.unsent.withLock { $0 = engine.outputCount }
    }
    var nextDeadline: Moment? { engine.nextDeadline }
    func advance(to moment: Moment) { engine.advance(to: moment) }
    func endOfInput(at moment: Moment, errno: Int32?) { engine.endOfInput(at: moment, errno: errno) }
    func close(at moment: Moment) { engine.close(at: moment) }
    func abort(at moment: Moment) { engine.abort(at: moment) }
}
