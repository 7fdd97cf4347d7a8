#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierTransport

/// A blocking socket on loopback for the bare echo: requests and replies of fixed sizes, a write for each of them.
struct EchoSocket: Sendable {
    private let descriptor: Int32
    /// The port that a listening socket got.
    let port: UInt16

    static func listen() throws(TransportError) -> EchoSocket {
        let descriptor = try EchoCeiling.makeSocket()
        guard EchoCeiling.withLoopback(port: 0, { bind(descriptor, $0, $1) }) == 0, systemListen(descriptor) == 0 else {
            throw TransportError(.listen, errno: errno, subject: "loopback")
        }
        return EchoSocket(descriptor: descriptor, port: EchoCeiling.boundPort(descriptor))
    }

    static func connect(to port: UInt16) throws(TransportError) -> EchoSocket {
        let descriptor = try EchoCeiling.makeSocket()
        guard EchoCeiling.withLoopback(port: port, { systemConnect(descriptor, $0, $1) }) == 0 else {
            throw TransportError(.connect, errno: errno, subject: "loopback")
        }
        EchoCeiling.prepare(descriptor)
        return EchoSocket(descriptor: descriptor, port: port)
    }

    func accept() -> EchoSocket? {
        let accepted = systemAccept(descriptor)
        guard accepted >= 0 else { return nil }
        EchoCeiling.prepare(accepted)
        return EchoSocket(descriptor: accepted, port: port)
    }

    func shut() { EchoCeiling.shut(descriptor) }

    /// Answers until the stream ends.
    func answer(reading request: Int, writing reply: Int) {
        var rest = 0
        while let whole = readWhole(request, &rest) { if !write(reply, times: whole) { return } }
    }

    /// Sends `messages` requests, `window` of them at a time, and waits for all replies; false when the socket breaks.
    func ask(_ messages: Int, window: Int, writing request: Int, reading reply: Int) -> Bool {
        let first = min(window, messages)
        var unsent = messages - first
        var open = first
        var rest = 0
        guard write(request, times: first) else { return false }
        while open > 0 {
            guard let whole = readWhole(reply, &rest) else { return false }
            let next = min(whole, unsent)
            unsent -= next
            open += next - whole
            guard write(request, times: next) else { return false }
        }
        return true
    }

    /// One read: how many whole pieces of `size` octets are complete with it; nil at the stream's end.
    private func readWhole(_ size: Int, _ rest: inout Int) -> Int? {
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
            while true {
                let moved = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                if moved < 0, errno == EINTR || errno == EAGAIN { continue }
                guard moved > 0 else { return nil }
                rest += moved
                defer { rest %= size }
                return rest / size
            }
        }
    }

    private func write(_ size: Int, times count: Int) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { octets in
            guard let start = octets.baseAddress else { return false }
            memset(start, 0x41, size)
            for _ in 0..<count {
                var sent = 0
                while sent < size {
                    let moved = systemWrite(descriptor, start + sent, size - sent)
                    if moved <= 0, errno != EINTR { return false }
                    sent += max(0, moved)
                }
            }
            return true
        }
    }
}

private func systemListen(_ descriptor: Int32) -> Int32 { listen(descriptor, 1) }
private func systemAccept(_ descriptor: Int32) -> Int32 { accept(descriptor, nil, nil) }
private func systemConnect(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    connect(descriptor, address, length)
}
private func systemWrite(_ descriptor: Int32, _ octets: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, octets, count)
}
