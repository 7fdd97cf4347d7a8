import CarrierTransport
import Dispatch

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A TCP proxy on the loopback interface that a test makes fail: it resets connections, ends them in order, or becomes
/// a black hole that accepts and forwards nothing.
///
/// Each direction of a connection has a thread that reads from one socket and writes to the other. Bounded: it takes
/// 4096 connections at most.
public final class FaultyProxy: Sendable {
    /// A socket could not be made or bound.
    public struct Failed: Error {
        public var call: String
        public var code: Int32
    }

    /// What is done with octets that come in.
    enum Mode: Sendable {
        case forward
        case swallow
        case reset
        case end
    }

    private struct State: Sendable {
        var connections: [Int: ProxiedConnection] = [:]
        var accepted = 0
        var modeOfNew = Mode.forward
        var target: UInt16
        var isStopped = false
    }

    private let listener: Int32
    /// Where it listens.
    public let port: UInt16
    private let state: Guarded<State>

    /// Forwards to a port of this machine.
    public init(to target: UInt16) throws {
        let descriptor = LoopbackSocket.make()
        guard descriptor >= 0 else { throw Failed(call: "socket", code: errno) }
        guard LoopbackSocket.withAddress(port: 0, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 64) == 0 else {
            let code = errno
            close(descriptor)
            throw Failed(call: "bind", code: code)
        }
        listener = descriptor
        port = LoopbackSocket.port(of: descriptor)
        state = Guarded(State(target: target))
        DispatchQueue(label: "proxy").async { self.acceptAll() }
    }

    /// `HOST:PORT`.
    public var address: String { "127.0.0.1:\(port)" }
    /// Connections taken so far.
    public var accepted: Int { state.withLock { $0.accepted } }

    /// Connections that are open now, in the order in which they came.
    public var open: [Int] { state.withLock { $0.connections.filter { !$0.value.isOver }.keys.sorted() } }

    /// Resets connections: the peers read `ECONNRESET`. Without a number all of them.
    public func cut(_ number: Int? = nil) { set(.reset, number) }

    /// Ends connections in order: the peers read the end of the stream.
    public func end(_ number: Int? = nil) { set(.end, number) }

    /// Forwards nothing more on a connection; without a number on all that are there and all that come.
    public func becomeBlackHole(_ number: Int? = nil) {
        if number == nil { state.withLock { $0.modeOfNew = .swallow } }
        set(.swallow, number)
    }

    /// Resets connections as soon as they come.
    public func refuseNew() { state.withLock { $0.modeOfNew = .reset } }

    /// Forwards new connections again, from now on to `target` if that is given; black holes are reset.
    public func heal(to target: UInt16? = nil) {
        let holes = state.withLock { state in
            state.modeOfNew = .forward
            if let target { state.target = target }
            return state.connections.values.filter { $0.mode == .swallow }
        }
        for hole in holes { hole.set(.reset) }
    }

    /// Resets everything and listens no longer.
    public func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        cut()
        if isFirst { shutdown(listener, Int32(SHUT_RDWR)) }
    }

    private func set(_ mode: Mode, _ number: Int?) {
        let chosen = state.withLock { state in
            state.connections.filter { number == nil || $0.key == number }.map(\.value)
        }
        for connection in chosen { connection.set(mode) }
    }

    private func acceptAll() {
        for number in 0..<4096 {
            let near = accept(listener, nil, nil)
            if near < 0 { break }
            let (mode, target, isStopped) = state.withLock { ($0.modeOfNew, $0.target, $0.isStopped) }
            let far = LoopbackSocket.make()
            let isThere = LoopbackSocket.withAddress(port: target) { connect(far, $0, $1) } == 0
            let connection = ProxiedConnection(near, far)
            if isStopped || !isThere {
                connection.set(.reset)
            } else {
                connection.set(mode)
            }
            state.withLock { state in
                state.accepted += 1
                state.connections = state.connections.filter { !$0.value.isOver }
                state.connections[number] = connection
            }
            connection.start()
        }
        close(listener)
    }
}

/// The two sockets of one connection through the proxy; the last of its two threads closes them.
private final class ProxiedConnection: Sendable {
    private struct State: Sendable {
        var mode = FaultyProxy.Mode.forward
        var threads = 2
    }

    private let near: Int32
    private let far: Int32
    private let state = Guarded(State())

    init(_ near: Int32, _ far: Int32) {
        (self.near, self.far) = (near, far)
        for descriptor in [near, far] {
            var one: Int32 = 1
            setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    var mode: FaultyProxy.Mode { state.withLock { $0.mode } }
    var isOver: Bool { state.withLock { $0.threads == 0 } }

    func start() {
        for (source, sink) in [(near, far), (far, near)] {
            DispatchQueue(label: "proxied").async { self.pump(source, sink) }
        }
    }

    func set(_ mode: FaultyProxy.Mode) {
        state.withLock { state in
            guard state.threads > 0, state.mode != .reset else { return }
            state.mode = mode
            switch mode {
            case .forward, .swallow: break
            case .reset:
                // Both threads wake and leave; closing then sends a reset.
                var option = linger(l_onoff: 1, l_linger: 0)
                for descriptor in [near, far] {
                    setsockopt(
                        descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
                    shutdown(descriptor, Int32(SHUT_RD))
                }
            case .end:
                for descriptor in [near, far] { shutdown(descriptor, Int32(SHUT_RDWR)) }
            }
        }
    }

    private func pump(_ source: Int32, _ sink: Int32) {
        var octets = [UInt8](repeating: 0, count: 65_536)
        while mode != .reset {
            let count = recv(source, &octets, octets.count, 0)
            if count <= 0 || mode == .reset { break }
            if mode == .swallow { continue }
            if !send(octets[..<count], to: sink) { break }
        }
        // What one side has ended ends for the other, unless nothing goes through.
        if mode == .forward { shutdown(sink, Int32(SHUT_WR)) }
        state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return }
            close(near)
            close(far)
        }
    }

    private func send(_ octets: ArraySlice<UInt8>, to sink: Int32) -> Bool {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        var rest = octets
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(sink, $0, flags) }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func write(_ sink: Int32, _ octets: UnsafeRawBufferPointer, _ flags: Int32) -> Int {
        #if canImport(Darwin)
            Darwin.send(sink, octets.baseAddress, octets.count, flags)
        #elseif canImport(Musl)
            Musl.send(sink, octets.baseAddress, octets.count, flags)
        #else
            Glibc.send(sink, octets.baseAddress, octets.count, flags)
        #endif
    }
}
