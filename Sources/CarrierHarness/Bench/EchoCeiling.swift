#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierSession
import CarrierTransport
import Dispatch

/// What this machine's sockets can do: requests and replies of fixed sizes over loopback, both ends in this process,
/// everything that one read brought answered in one write, and nothing looked at.
///
/// Each end of a connection is a thread that blocks in the system: the fastest of the ways that were measured
/// (Docs/notes/transport.md), so that no session can look good for want of a better ceiling.
struct EchoCeiling: Sendable {
    /// Octets of a request and of a reply, at least 1 each.
    var requestOctets: Int
    var replyOctets: Int
    var connections: Int
    var window: Int

    /// Sends `messages` requests over all connections; the answers per second.
    ///
    /// - Throws: `TransportError` when the system has no sockets for this, or one breaks.
    func run(messages: Int) async throws -> Double {
        let pairs = try Self.pairs(connections)
        defer { for descriptor in pairs.flatMap({ [$0.near, $0.far] }) { Self.shut(descriptor) } }
        let share = max(1, messages / connections)
        let start = MonotonicClock.now()
        let failures = await withTaskGroup(of: Int32.self) { group in
            for pair in pairs {
                group.addTask { await Self.onThread { echo(pair.far, share) } }
                group.addTask { await Self.onThread { ask(pair.near, share) } }
            }
            return await group.reduce(into: [Int32]()) { failures, code in if code != 0 { failures.append(code) } }
        }
        let seconds = Double((MonotonicClock.now() - start).nanoseconds) / 1e9
        if let code = failures.first { throw TransportError(.receive, errno: code, subject: "loopback") }
        return Double(share * connections) / seconds
    }

    // MARK: - The two ends

    /// Keeps `window` requests under way until all are answered; 0 or the system's reason.
    private func ask(_ descriptor: Int32, _ messages: Int) -> Int32 {
        let requests = [UInt8](repeating: 0x41, count: requestOctets * min(window, messages))
        var unsent = messages
        var unanswered = messages
        var free = window
        var octets = 0
        var room = [UInt8](repeating: 0, count: 65_536)
        while unanswered > 0 {
            let count = min(free, unsent)
            if count > 0 {
                let code = Self.send(descriptor, requests, count * requestOctets)
                if code != 0 { return code }
                unsent -= count
                free -= count
            }
            let moved = Self.receive(descriptor, &room)
            if moved <= 0 { return moved == 0 ? ECONNRESET : errno }
            octets += moved
            unanswered -= octets / replyOctets
            free += octets / replyOctets
            octets %= replyOctets
        }
        return 0
    }

    /// Answers `messages` requests.
    private func echo(_ descriptor: Int32, _ messages: Int) -> Int32 {
        var unanswered = messages
        var octets = 0
        var room = [UInt8](repeating: 0, count: 65_536)
        let replies = [UInt8](repeating: 0x42, count: replyOctets * (room.count / requestOctets + 1))
        while unanswered > 0 {
            let moved = Self.receive(descriptor, &room)
            if moved <= 0 { return moved == 0 ? ECONNRESET : errno }
            octets += moved
            let count = octets / requestOctets
            octets %= requestOctets
            if count == 0 { continue }
            let code = Self.send(descriptor, replies, count * replyOctets)
            if code != 0 { return code }
            unanswered -= count
        }
        return 0
    }

    // MARK: - The system

    /// Runs blocking work on a thread of its own.
    private static func onThread(_ work: @escaping @Sendable () -> Int32) async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "carrier.ceiling").async { continuation.resume(returning: work()) }
        }
    }

    private static func receive(_ descriptor: Int32, _ room: inout [UInt8]) -> Int {
        while true {
            let moved = room.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if moved >= 0 || errno != EINTR { return moved }
        }
    }

    private static func send(_ descriptor: Int32, _ octets: [UInt8], _ count: Int) -> Int32 {
        var sent = 0
        while sent < count {
            let moved = octets.withUnsafeBytes { octets -> Int in
                let rest = UnsafeRawBufferPointer(rebasing: octets[sent..<count])
                // Both ends live until all is answered, so that nobody is told of a broken pipe.
                return write(descriptor, rest.baseAddress, rest.count)
            }
            if moved > 0 { sent += moved } else if errno != EINTR { return errno }
        }
        return 0
    }

    private static func pairs(_ count: Int) throws(TransportError) -> [(near: Int32, far: Int32)] {
        let listener = try makeSocket()
        defer { shut(listener) }
        guard withLoopback(port: 0, { bind(listener, $0, $1) }) == 0, listen(listener, 16) == 0 else {
            throw TransportError(.listen, errno: errno, subject: "loopback")
        }
        let port = boundPort(listener)
        var pairs: [(near: Int32, far: Int32)] = []
        for _ in 0..<count {
            let near = try makeSocket()
            let isConnected = withLoopback(port: port) { connect(near, $0, $1) } == 0
            let far = isConnected ? accept(listener, nil, nil) : -1
            pairs.append((near, far))
            guard far >= 0 else {
                let code = errno
                for descriptor in pairs.flatMap({ [$0.near, $0.far] }) { shut(descriptor) }
                throw TransportError(.connect, errno: code, subject: "loopback")
            }
            for descriptor in [near, far] { prepare(descriptor) }
        }
        return pairs
    }

    private static func makeSocket() throws(TransportError) -> Int32 {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw TransportError(.socket, errno: errno, subject: "loopback") }
        return descriptor
    }

    /// Small writes leave at once, and nothing blocks for ever.
    private static func prepare(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    private static func boundPort(_ descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return result == 0 ? UInt16(bigEndian: address.sin_port) : 0
    }

    private static func withLoopback(port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        #if canImport(Darwin)
            address.sin_len = UInt8(MemoryLayout<sockaddr_in>.size)
        #endif
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    private static func shut(_ descriptor: Int32) {
        if descriptor >= 0 { _ = close(descriptor) }
    }
}
