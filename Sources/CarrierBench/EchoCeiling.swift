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
struct EchoCeiling: Sendable {
    /// How an end waits for octets.
    enum Way: Sendable {
        /// Non-blocking sockets and Dispatch sources, a serial queue for each end: the usual way, and the yardstick.
        case sources
        /// A thread for each end that blocks in the system.
        case threads
    }

    /// Octets of a request and of a reply, at least 1 each.
    var requestOctets: Int
    var replyOctets: Int
    var connections: Int
    var window: Int

    /// Sends `messages` requests over all connections; the answers per second.
    ///
    /// - Throws: `TransportError` when the system has no sockets for this, or one breaks.
    func run(_ way: Way, messages: Int) async throws -> Double {
        let pairs = try Self.pairs(connections)
        defer { for descriptor in pairs.flatMap({ [$0.near, $0.far] }) { Self.shut(descriptor) } }
        let share = max(1, messages / connections)
        let near = EchoEnd(reads: replyOctets, writes: requestOctets, window: window, messages: share)
        let far = EchoEnd(reads: requestOctets, writes: replyOctets, window: 0, messages: share)
        let start = MonotonicClock.now()
        let failures = await withTaskGroup(of: Int32.self) { group in
            for pair in pairs {
                for (descriptor, end) in [(pair.far, far), (pair.near, near)] {
                    group.addTask {
                        switch way {
                        case .sources: await Self.drive(end, withSourceOn: descriptor)
                        case .threads: await Self.drive(end, withThreadOn: descriptor)
                        }
                    }
                }
            }
            return await group.reduce(into: [Int32]()) { failures, code in if code != 0 { failures.append(code) } }
        }
        let seconds = Double((MonotonicClock.now() - start).nanoseconds) / 1e9
        if let code = failures.first { throw TransportError(.receive, errno: code, subject: "loopback") }
        return Double(share * connections) / seconds
    }

    // MARK: - One end

    private static func drive(_ end: EchoEnd, withThreadOn descriptor: Int32) async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "carrier.ceiling").async {
                var end = end
                var code = send(descriptor, end.begin())
                while code == 0, !end.isDone {
                    let (moved, failure) = receive(descriptor)
                    code = failure != 0 ? failure : send(descriptor, end.take(moved))
                }
                continuation.resume(returning: code)
            }
        }
    }

    private static func drive(_ end: EchoEnd, withSourceOn descriptor: Int32) async -> Int32 {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        let state = Guarded((end: end, code: Int32(0)))
        let source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: DispatchQueue(label: "carrier.ceiling"))
        return await withCheckedContinuation { continuation in
            source.setEventHandler {
                let isOver = state.withLock { state -> Bool in
                    let (moved, failure) = receive(descriptor)
                    if failure == EAGAIN { return false }
                    state.code = failure != 0 ? failure : send(descriptor, state.end.take(moved))
                    return state.code != 0 || state.end.isDone
                }
                if isOver { source.cancel() }
            }
            // The descriptor is closed by the caller, after the source has let go of it.
            source.setCancelHandler { continuation.resume(returning: state.withLock { $0.code }) }
            let isSent = state.withLock { state in
                state.code = send(descriptor, state.end.begin())
                return state.code == 0
            }
            source.resume()
            if !isSent { source.cancel() }
        }
    }

    // MARK: - The system

    /// Reads what is there into nowhere: how much it was, and the system's reason if that failed.
    private static func receive(_ descriptor: Int32) -> (moved: Int, code: Int32) {
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
            while true {
                let moved = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                if moved > 0 { return (moved, 0) }
                if moved == 0 { return (0, ECONNRESET) }
                if errno != EINTR { return (0, errno) }
            }
        }
    }

    /// Writes so many octets, whatever they are; 0 or the system's reason.
    private static func send(_ descriptor: Int32, _ count: Int) -> Int32 {
        if count == 0 { return 0 }
        return withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) { octets in
            guard let start = octets.baseAddress else { return ENOMEM }
            memset(start, 0x41, count)
            var sent = 0
            while sent < count {
                // Both ends live until all is answered, so that nobody is told of a broken pipe.
                let moved = write(descriptor, start + sent, count - sent)
                if moved > 0 {
                    sent += moved
                } else if errno == EAGAIN {
                    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    if poll(&request, 1, 30_000) == 0 { return ETIMEDOUT }
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
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

    static func makeSocket() throws(TransportError) -> Int32 {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw TransportError(.socket, errno: errno, subject: "loopback") }
        return descriptor
    }

    /// Small writes leave at once, and nothing blocks for ever.
    static func prepare(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    static func boundPort(_ descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return result == 0 ? UInt16(bigEndian: address.sin_port) : 0
    }

    static func withLoopback(port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
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

    static func shut(_ descriptor: Int32) {
        if descriptor >= 0 { _ = close(descriptor) }
    }
}

/// One end of the echo: how many octets came, and how many are to be written for them.
private struct EchoEnd: Sendable {
    /// Octets of what is read and of what is written.
    let reads: Int
    let writes: Int
    /// Requests under way from the beginning; 0 for the end that only answers.
    let window: Int
    private var unread: Int
    private var unsent: Int
    private var octets = 0

    init(reads: Int, writes: Int, window: Int, messages: Int) {
        self.reads = reads
        self.writes = writes
        self.window = window
        unread = messages
        unsent = messages
    }

    var isDone: Bool { unread == 0 }

    /// The octets to begin with.
    mutating func begin() -> Int { write(window) }

    /// The octets to be written when so many were read.
    mutating func take(_ count: Int) -> Int {
        octets += count
        let whole = octets / reads
        octets %= reads
        unread -= whole
        return write(whole)
    }

    private mutating func write(_ count: Int) -> Int {
        let allowed = min(count, unsent)
        unsent -= allowed
        return allowed * writes
    }
}
