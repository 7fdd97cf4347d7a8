#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierSession
import CarrierWire
import Dispatch

/// Host names to addresses. The system's resolver blocks, so it works on a queue of its own, never on a caller's
/// thread.
enum Resolver {
    private static let lanes = ResolverLanes()
    private static let deadlines = DispatchQueue(label: "carrier.resolver.deadlines")

    /// The addresses of `endpoint`, in the system's order of preference; numbers are read without a look-up.
    ///
    /// A look-up cannot be stopped: when the deadline passes or the task is cancelled, its result is thrown away.
    static func resolve(_ endpoint: Endpoint, before deadline: Moment) async throws -> [SocketAddress] {
        if let address = endpoint.numericAddress { return [address] }
        let answer = OneShot<Result<[SocketAddress], any Error>>()
        lanes.run {
            // Whoever asked may have left while this waited for a lane.
            if answer.isDecided { return }
            answer.decide(Result { try lookUp(endpoint) })
        }
        let late = TransportError(.resolve, errno: ETIMEDOUT, subject: endpoint.host)
        deadlines.asyncAfter(deadline: MonotonicClock.dispatchTime(of: deadline)) { answer.decide(.failure(late)) }
        return try await withTaskCancellationHandler {
            try await answer.value.get()
        } onCancel: {
            answer.decide(.failure(CancellationError()))
        }
    }

    /// Blocks until the system's resolver answers.
    private static func lookUp(_ endpoint: Endpoint) throws(TransportError) -> [SocketAddress] {
        // The system would look up what stands in front of it.
        if endpoint.host.utf8.contains(0) {
            throw TransportError(.resolve, errno: EAI_NONAME, subject: endpoint.host)
        }
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(endpoint.host, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0 else { throw TransportError(.resolve, errno: code, subject: endpoint.host) }
        var addresses: [SocketAddress] = []
        var entry = list
        while let current = entry {
            if let raw = current.pointee.ai_addr, addresses.count < 16 {
                var storage = sockaddr_storage()
                let length = min(Int(current.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
                withUnsafeMutableBytes(of: &storage) {
                    $0.copyMemory(from: UnsafeRawBufferPointer(start: raw, count: length))
                }
                if var address = SocketAddress(storage) {
                    address.port = endpoint.port
                    if !addresses.contains(address) { addresses.append(address) }
                }
            }
            entry = current.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw TransportError(.resolve, errno: EAI_NONAME, subject: endpoint.host) }
        return addresses
    }
}

/// Runs blocking work on a few threads; what is more waits its turn without holding a thread.
///
/// Invariant behind `@unchecked Sendable`: every stored `var` is read and written under `lock` only.
private final class ResolverLanes: @unchecked Sendable {
    /// Look-ups that may block at a time.
    private static let width = 8
    private let queue = DispatchQueue(label: "carrier.resolver", attributes: .concurrent)
    private let lock = Lock()
    private var waiting: [@Sendable () -> Void] = []
    private var running = 0

    func run(_ work: @escaping @Sendable () -> Void) {
        lock.withLock { waiting.append(work) }
        next()
    }

    private func next() {
        let work = lock.withLock { () -> (@Sendable () -> Void)? in
            guard running < Self.width, !waiting.isEmpty else { return nil }
            running += 1
            return waiting.removeFirst()
        }
        guard let work else { return }
        queue.async { [self] in
            work()
            lock.withLock { running -= 1 }
            next()
        }
    }
}
