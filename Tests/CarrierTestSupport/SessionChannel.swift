import CarrierSession
import CarrierTransport
import CarrierWire

/// Takes the events of a session that a test runs on a socket, under its runner's lock: must not block.
public protocol SessionHandler<Rules>: AnyObject, Sendable {
    associatedtype Rules: SessionRules
    func handle(
        _ event: SessionEvent<Rules.Message>, of channel: SessionChannel<Rules>,
        session: inout Session<Rules>)
}

/// Why a request of a test has no response.
public enum RequestEnd: Error, Hashable, Sendable {
    /// The session did not take it.
    case notTaken(SessionError)
    /// It was taken, and no response came.
    case failed(RequestFailure, wasSent: Bool)
}

/// The session of a test did not open.
public struct NotOpened: Error, Hashable, Sendable {
    public var reason: CloseReason
    /// The status of a refused login.
    public var code: UInt32? {
        if case .loginRefused(let code, .peer) = reason { code } else { nil }
    }
}

/// One session of one protocol on a runner, spoken by hand: a raw peer that knows frames, and no gateway or client.
public final class SessionChannel<Rules: SessionRules>: Sendable {
    public typealias Message = Rules.Message
    public typealias Result = Swift.Result<Message, RequestEnd>
    public typealias Action = @Sendable (inout Session<Rules>, Moment) -> Void

    package typealias Request = (message: Message, end: (@Sendable (Result) -> Void)?)

    private struct Outbox {
        var requests: [Request] = []
        var actions: [Action] = []
        var reason: CloseReason?
        var isEnded = false
        weak var runner: SessionRunner?
    }

    private let outbox = Guarded(Outbox())
    private let opening = OneShot<Bool>()
    private let ending = OneShot<CloseReason>()
    fileprivate let handler: (any SessionHandler<Rules>)?
    /// Unique in the process.
    public let id: UInt64
    /// The far end.
    public let peer: SocketAddress
    /// The near end.
    public let local: SocketAddress

    private init(_ socket: borrowing ConnectedSocket, _ handler: (any SessionHandler<Rules>)?) {
        id = Self.nextID()
        peer = socket.peer
        local = socket.local
        self.handler = handler
    }

    private static func nextID() -> UInt64 {
        channelSerial.withLock { serial in
            serial += 1
            return serial
        }
    }

    /// Takes a socket over. The runner belongs to nobody: it lives as long as its socket.
    ///
    /// - Parameter told: called before the session's first event.
    @discardableResult
    public static func run(
        _ socket: consuming ConnectedSocket, speaking rules: Rules, role: SessionRole,
        limits: SessionLimits = .standard, handler: (any SessionHandler<Rules>)? = nil,
        octetsPerWrite: Int = .max, told: (SessionChannel) -> Void = { _ in }
    ) -> SessionChannel {
        let channel = SessionChannel(socket, handler)
        let owner = SessionChannelOwner(
            channel, Session(speaking: rules, role: role, limits: limits))
        let runner = SessionRunner(
            socket, owner: owner, octetsPerWrite: octetsPerWrite, afterPass: {},
            onFinished: { _ in channel.finished() })
        channel.outbox.withLock { $0.runner = runner }
        told(channel)
        runner.start()
        return channel
    }

    /// Dials and logs in.
    ///
    /// - Throws: `TransportError` without a connection, `NotOpened` without a login, `CancellationError`.
    public static func dial(
        to endpoint: Endpoint, speaking rules: Rules, limits: SessionLimits = .standard,
        timeout: Moment.Span = .seconds(10), handler: (any SessionHandler<Rules>)? = nil,
        octetsPerWrite: Int = .max
    ) async throws -> SessionChannel {
        let socket = try await Dialer.socket(to: endpoint, timeout: timeout)
        let channel = run(
            socket, speaking: rules, role: .client, limits: limits, handler: handler,
            octetsPerWrite: octetsPerWrite)
        let isOpen = await withTaskCancellationHandler {
            await channel.opening.value
        } onCancel: {
            channel.abort()
        }
        if isOpen, !Task.isCancelled { return channel }
        channel.abort()
        let reason = await channel.closed()
        if Task.isCancelled { throw CancellationError() }
        throw NotOpened(reason: channel.closeReason ?? reason)
    }

    /// The runner, while there is one.
    public var runner: SessionRunner? { outbox.withLock { $0.runner } }
    /// How the session ended; nil while it runs.
    public var closeReason: CloseReason? { outbox.withLock { $0.reason } }

    // MARK: Requests

    /// Submits in order, without waiting; whoever wants the ends has a handler.
    public func post(_ messages: [Message]) { add(messages.map { ($0, nil) }) }

    /// Submits and waits for the response.
    public func submit(_ message: Message) async throws -> Message {
        try await submit(contentsOf: [message])[0].get()
    }

    /// Submits in order and waits for the end of each.
    public func submit(contentsOf messages: [Message]) async -> [Result] {
        if messages.isEmpty { return [] }
        let results = Guarded<(open: Int, results: [Result?])>(
            (messages.count, Array(repeating: nil, count: messages.count)))
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            add(
                messages.enumerated().map { place, message in
                    (
                        message,
                        { result in
                            let isLast = results.withLock { state in
                                state.results[place] = result
                                state.open -= 1
                                return state.open == 0
                            }
                            if isLast { continuation.resume() }
                        }
                    )
                })
        }
        return results.withLock { $0.results.compactMap { $0 } }
    }

    private func add(_ requests: [Request]) {
        let (isEnded, runner) = outbox.withLock { outbox in
            if !outbox.isEnded { outbox.requests += requests }
            return (outbox.isEnded, outbox.runner)
        }
        if isEnded {
            for request in requests { request.end?(.failure(.notTaken(SessionError(.notOpen)))) }
        } else {
            runner?.wake()
        }
    }

    /// Does something with the session at the owner's next turn.
    public func perform(_ action: @escaping Action) {
        let runner = outbox.withLock { outbox in
            outbox.actions.append(action)
            return outbox.runner
        }
        runner?.wake()
    }

    package func takeActions() -> [Action] {
        outbox.withLock { outbox in
            defer { outbox.actions = [] }
            return outbox.actions
        }
    }

    package func takeRequests() -> [Request] {
        outbox.withLock { outbox in
            defer { outbox.requests = [] }
            return outbox.requests
        }
    }

    // MARK: The end

    /// Closes in order and waits for the end.
    public func close() async {
        runner?.close()
        _ = await closed()
    }

    public func abort() { runner?.abort() }

    /// Waits until the socket is closed.
    @discardableResult public func closed() async -> CloseReason { await ending.value }

    package func noteOpened() { opening.decide(true) }

    package func noteClosed(_ reason: CloseReason) {
        let left = outbox.withLock { outbox in
            outbox.reason = reason
            outbox.isEnded = true
            defer { outbox.requests = [] }
            return outbox.requests
        }
        for request in left { request.end?(.failure(.notTaken(SessionError(.notOpen)))) }
        opening.decide(false)
    }

    private func finished() {
        if closeReason == nil { noteClosed(.aborted) }
        ending.decide(closeReason ?? .aborted)
    }
}

private let channelSerial = Guarded<UInt64>(0)

/// The session of a channel and what a test wants of it.
package final class SessionChannelOwner<Rules: SessionRules>: SessionOwner, SessionIO {
    package var engine: Session<Rules>
    private let channel: SessionChannel<Rules>
    private var ends: [UInt64: @Sendable (SessionChannel<Rules>.Result) -> Void] = [:]
    private var tag: UInt64 = 0
    package private(set) var isLoggedIn = false
    package private(set) var closeReason: CloseReason?
    package var observer: (any SessionObserver)?

    init(_ channel: SessionChannel<Rules>, _ engine: sending Session<Rules>) {
        self.channel = channel
        self.engine = engine
    }

    package var session: any SessionIO { self }

    package func serve(at moment: Moment) -> Bool {
        var hasServed = false
        while let event = engine.nextEvent() {
            hasServed = true
            take(event)
        }
        for action in channel.takeActions() {
            hasServed = true
            action(&engine, moment)
        }
        guard engine.stateName == .open else { return hasServed }
        for request in channel.takeRequests() {
            hasServed = true
            tag += 1
            if let end = request.end { ends[tag] = end }
            do throws(SessionError) { try engine.submit(request.message, tag: tag, at: moment) } catch {
                ends.removeValue(forKey: tag)?(.failure(.notTaken(error)))
            }
        }
        return hasServed
    }

    private func take(_ event: SessionEvent<Rules.Message>) {
        switch event {
        case .response(let message, let exchange):
            if let end = ends.removeValue(forKey: exchange.tag) { return end(.success(message)) }
        case .failed(let exchange, let failure):
            if let end = ends.removeValue(forKey: exchange.tag) {
                return end(.failure(.failed(failure, wasSent: exchange.sentAt != nil)))
            }
        case .opened: isLoggedIn = true
        case .closed(let reason): closeReason = reason
        default: break
        }
        channel.handler?.handle(event, of: channel, session: &engine)
        if isLoggedIn { channel.noteOpened() }
        if let closeReason { channel.noteClosed(closeReason) }
    }

    package func open(at moment: Moment) { engine.open(at: moment) }
    package func receive(
        capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int { engine.receive(capacity: capacity, at: moment, portion: portion, read) }
    package var hasUnservedInput: Bool { engine.hasUnservedInput }
    package func proceed(at moment: Moment, portion: Int) { engine.proceed(at: moment, portion: portion) }
    package var wantsInput: Bool { engine.wantsInput }
    package var outputCount: Int { engine.outputCount }
    package func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) { engine.withOutput(body) }
    package var nextDeadline: Moment? { engine.nextDeadline }
    package func advance(to moment: Moment) { engine.advance(to: moment) }
    package func endOfInput(at moment: Moment, errno: Int32?) { engine.endOfInput(at: moment, errno: errno) }
    package func close(at moment: Moment) { engine.close(at: moment) }
    package func abort(at moment: Moment) { engine.abort(at: moment) }
}
