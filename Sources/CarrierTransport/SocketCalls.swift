import CarrierWire

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The calls to the operating system's sockets, one thin function each: the only file that knows their shapes.
///
/// Every descriptor made here is non-blocking, closed on exec and does not raise SIGPIPE.
enum SocketCalls {
    /// What one call to `recv` or `send` did.
    enum Transfer {
        case moved(Int)
        /// The peer finished sending (`recv` only).
        case ended
        case wouldBlock
        case failed(Int32)
    }

    static func makeSocket(for address: SocketAddress) throws(TransportError) -> Int32 {
        let family = if case .v4 = address.host { AF_INET } else { AF_INET6 }
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw TransportError(.socket, errno: errno, subject: address.description) }
        prepare(descriptor)
        return descriptor
    }

    /// Makes a descriptor non-blocking and closed on exec, and asks for small writes to leave at once.
    private static func prepare(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, fcntl(descriptor, F_GETFD) | FD_CLOEXEC)
        #if canImport(Darwin)
            setOption(descriptor, SOL_SOCKET, SO_NOSIGPIPE, 1)
        #endif
    }

    /// Responses are small and must not wait for each other: Nagle's algorithm off.
    static func setNoDelay(_ descriptor: Int32) {
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    @discardableResult
    static func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) -> Bool {
        var value = value
        return setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    /// Begins to connect. True: connected at once. False: writability will tell.
    static func connect(_ descriptor: Int32, to address: SocketAddress) throws(TransportError) -> Bool {
        let result = address.withSockaddr { pointer, length in
            #if canImport(Darwin)
                Darwin.connect(descriptor, pointer, length)
            #elseif canImport(Musl)
                Musl.connect(descriptor, pointer, length)
            #else
                Glibc.connect(descriptor, pointer, length)
            #endif
        }
        if result == 0 { return true }
        // An interrupted connect goes on in the background like one in progress (POSIX, connect).
        if errno == EINPROGRESS || errno == EINTR { return false }
        throw TransportError(.connect, errno: errno, subject: address.description)
    }

    /// The error that a connect in progress ended with; 0 for none.
    static func pendingError(_ descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
    }

    static func bindAndListen(_ descriptor: Int32, _ address: SocketAddress, backlog: Int32)
        throws(TransportError)
    {
        setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if case .v6 = address.host { setOption(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        guard address.withSockaddr({ bind(descriptor, $0, $1) }) == 0 else {
            throw TransportError(.bind, errno: errno, subject: address.description)
        }
        guard listen(descriptor, backlog) == 0 else {
            throw TransportError(.listen, errno: errno, subject: address.description)
        }
    }

    /// Takes one waiting connection.
    static func accept(_ listener: Int32) -> (transfer: Transfer, peer: SocketAddress?) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let descriptor = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                #if canImport(Darwin)
                    Darwin.accept(listener, raw, &length)
                #elseif canImport(Musl)
                    Musl.accept(listener, raw, &length)
                #else
                    Glibc.accept(listener, raw, &length)
                #endif
            }
        }
        guard descriptor >= 0 else {
            return (errno == EAGAIN || errno == EWOULDBLOCK ? .wouldBlock : .failed(errno), nil)
        }
        prepare(descriptor)
        return (.moved(Int(descriptor)), SocketAddress(storage))
    }

    static func localAddress(_ descriptor: Int32) -> SocketAddress? { name(descriptor, getsockname) }

    static func peerAddress(_ descriptor: Int32) -> SocketAddress? { name(descriptor, getpeername) }

    private static func name(
        _ descriptor: Int32,
        _ call: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call(descriptor, $0, &length) }
        }
        return result == 0 ? SocketAddress(storage) : nil
    }

    @inline(__always)
    static func receive(_ descriptor: Int32, into memory: UnsafeMutableRawBufferPointer) -> Transfer {
        while true {
            let count = recv(descriptor, memory.baseAddress, memory.count, 0)
            if count > 0 { return .moved(count) }
            if count == 0 { return .ended }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? .wouldBlock : .failed(errno)
        }
    }

    @inline(__always)
    static func send(_ descriptor: Int32, _ octets: UnsafeRawBufferPointer) -> Transfer {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        while true {
            #if canImport(Darwin)
                let count = Darwin.send(descriptor, octets.baseAddress, octets.count, flags)
            #elseif canImport(Musl)
                let count = Musl.send(descriptor, octets.baseAddress, octets.count, flags)
            #else
                let count = Glibc.send(descriptor, octets.baseAddress, octets.count, flags)
            #endif
            if count >= 0 { return .moved(count) }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? .wouldBlock : .failed(errno)
        }
    }

    /// Ends waiting for octets; the peer is not told.
    static func finishReceiving(_ descriptor: Int32) {
        _ = shutdown(descriptor, Int32(SHUT_RD))
    }

    /// Blocks until there is something to read, an end and an error included; false when a signal came first.
    static func waitReadable(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, -1) > 0
    }

    /// Asks without a wait whether there is something to read, or the socket is at an end.
    static func isReadable(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, 0) > 0
    }

    /// Tells the peer that nothing more will come; what was sent still arrives.
    static func finishSending(_ descriptor: Int32) {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Makes the next close a reset: the peer sees at once that nobody is there.
    static func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    static func close(_ descriptor: Int32) {
        #if canImport(Darwin)
            _ = Darwin.close(descriptor)
        #elseif canImport(Musl)
            _ = Musl.close(descriptor)
        #else
            _ = Glibc.close(descriptor)
        #endif
    }
}

extension SocketAddress {
    /// Reads the system's form; nil for families other than the internet's.
    init?(_ storage: sockaddr_storage) {
        let address = withUnsafeBytes(of: storage) { octets -> SocketAddress? in
            switch Int32(storage.ss_family) {
            case AF_INET:
                let four = octets.loadUnaligned(as: sockaddr_in.self)
                return SocketAddress(
                    .v4(UInt32(bigEndian: four.sin_addr.s_addr)), port: UInt16(bigEndian: four.sin_port))
            case AF_INET6:
                let six = octets.loadUnaligned(as: sockaddr_in6.self)
                return SocketAddress(
                    IPAddress(six.sin6_addr, zone: six.sin6_scope_id), port: UInt16(bigEndian: six.sin6_port))
            default:
                return nil
            }
        }
        guard let address else { return nil }
        self = address
    }

    /// Shows the address in the system's form.
    func withSockaddr<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        switch host {
        case .v4(let number):
            var four = sockaddr_in()
            #if canImport(Darwin)
                four.sin_len = UInt8(MemoryLayout<sockaddr_in>.size)
            #endif
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            four.sin_addr.s_addr = number.bigEndian
            return Self.show(&four, body)
        case .v6(let high, let low, let zone):
            var six = sockaddr_in6()
            #if canImport(Darwin)
                six.sin6_len = UInt8(MemoryLayout<sockaddr_in6>.size)
            #endif
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            six.sin6_addr = IPAddress.octets(high, low)
            six.sin6_scope_id = zone
            return Self.show(&six, body)
        }
    }

    private static func show<Form, Value>(
        _ form: inout Form, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        withUnsafePointer(to: &form) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Form>.size))
            }
        }
    }
}
