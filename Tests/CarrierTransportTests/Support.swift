import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

@testable import CarrierTransport

/// A handler that notes what it is told and answers requests by a rule.
final class Recorder: SessionHandler {
    typealias Rules = ToyRules
    typealias Event = SessionEvent<ToyMessage>

    private let recorder = EventRecorder<Event>()
    private let requests = Guarded(0)
    /// What a request is answered with; nil leaves it owed.
    private let answer: @Sendable (ToyMessage) -> ToyMessage?
    private let keepsTraffic: Bool

    init(
        keepsTraffic: Bool = true,
        answering answer: @escaping @Sendable (ToyMessage) -> ToyMessage? = { Recorder.standardAnswer($0) }
    ) {
        self.answer = answer
        self.keepsTraffic = keepsTraffic
    }

    static func standardAnswer(_ message: ToyMessage) -> ToyMessage? {
        switch message {
        case .data: .dataResponse(0)
        case .query(let number): .queryResponse(number)
        default: nil
        }
    }

    func handle(_ event: Event, of channel: SessionChannel<ToyRules>, session: inout Session<ToyRules>) {
        if case .request(let message, let token) = event, let response = answer(message) {
            do { try session.reply(response, to: token, at: MonotonicClock.now()) } catch {
                // What came with the end cannot be answered any more.
                XCTAssertEqual(error.reason, .notOpen)
            }
        }
        if case .request = event { requests.withLock { $0 += 1 } }
        if keepsTraffic || event.isMilestone { recorder.note(event) }
    }

    var events: [Event] { recorder.notes }
    var requestCount: Int { requests.withLock { $0 } }

    /// An expectation that is fulfilled when the events so far pass `test`.
    func expect(_ what: String, _ test: @escaping EventRecorder<Event>.Condition) -> XCTestExpectation {
        let expectation = XCTestExpectation(description: what)
        recorder.when(test) { expectation.fulfill() }
        return expectation
    }

    func expectClosed() -> XCTestExpectation {
        expect("closed") { $0.contains { $0.closeReason != nil } }
    }

    var closeReason: CloseReason? { events.compactMap(\.closeReason).first }
}

extension SessionEvent {
    var isMilestone: Bool {
        switch self {
        case .opened, .closed, .alive, .anomaly: true
        case .request, .response, .furtherResponse, .failed: false
        }
    }

    var closeReason: CloseReason? {
        if case .closed(let reason) = self { reason } else { nil }
    }
}

extension CloseReason {
    /// Whatever the system gave as a reason: which it is depends on who was faster.
    var isConnectionLost: Bool { if case .connectionLost = self { true } else { false } }
}

/// A listener on loopback that speaks the toy protocol, closed by the test.
func toyListener(
    at address: String = "127.0.0.1:0", limits: SessionLimits = .standard,
    listening: ListenerLimits = ListenerLimits(), rules: ToyRules = ToyRules(),
    handler: (any SessionHandler<ToyRules>)? = nil
) async throws -> SessionListener<ToyRules> {
    try await SessionListener.bind(
        to: Endpoint(address), limits: listening, sessions: limits, handler: handler, speaking: { rules })
}

func dial(
    _ address: SocketAddress, name: String = "sp", limits: SessionLimits = .standard,
    timeout: Moment.Span = .seconds(5), handler: (any SessionHandler<ToyRules>)? = nil
) async throws -> SessionChannel<ToyRules> {
    try await SessionChannel.dial(
        to: Endpoint(address), speaking: ToyRules(name: name), limits: limits, timeout: timeout, handler: handler)
}

/// A listener that answers, and more connections to it than there are reading threads.
func hundredConnections() async throws -> (SessionListener<ToyRules>, [SessionChannel<ToyRules>]) {
    var limits = ListenerLimits()
    limits.maximumConnections = 100
    let listener = try await toyListener(listening: limits, handler: Recorder(keepsTraffic: false))
    var connections: [SessionChannel<ToyRules>] = []
    for _ in 0..<100 { connections.append(try await dial(listener.address)) }
    return (listener, connections)
}

extension SessionChannel {
    /// Looks at the session, under its runner's lock; nil when the socket is closed.
    func inspect<Value>(_ body: (inout Session<Rules>) -> Value) -> Value? {
        guard let runner else { return nil }
        return runner.lock.withLock {
            (runner.state.owner as? SessionChannelOwner<Rules>).map { body(&$0.engine) }
        }
    }
}

/// The error that `body` throws; a failure when it throws none.
func thrownError(
    _ body: () async throws -> Void, file: StaticString = #filePath, line: UInt = #line
) async -> (any Error)? {
    do {
        try await body()
        XCTFail("no error", file: file, line: line)
        return nil
    } catch {
        return error
    }
}
