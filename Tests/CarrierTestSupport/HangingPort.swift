import CarrierTransport

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A loopback address whose connections are never made: a listener that accepts nothing and whose queue is full, so
/// that the system answers no further attempt.
public final class HangingPort: Sendable {
    /// Where nobody answers.
    public let port: UInt16
    private let descriptors: [Int32]

    public init() throws {
        let listener = LoopbackSocket.make()
        guard LoopbackSocket.withAddress(port: 0, { bind(listener, $0, $1) }) == 0, listen(listener, 0) == 0 else {
            let code = errno
            close(listener)
            throw FaultyProxy.Failed(call: "bind", code: code)
        }
        port = LoopbackSocket.port(of: listener)
        var descriptors = [listener]
        for _ in 0..<8 {
            let filler = LoopbackSocket.make()
            _ = fcntl(filler, F_SETFL, fcntl(filler, F_GETFL) | O_NONBLOCK)
            _ = LoopbackSocket.withAddress(port: port) { connect(filler, $0, $1) }
            descriptors.append(filler)
        }
        self.descriptors = descriptors
    }

    /// `HOST:PORT`.
    public var address: String { "127.0.0.1:\(port)" }

    deinit { for descriptor in descriptors { close(descriptor) } }
}

/// Plain blocking sockets on the loopback interface.
enum LoopbackSocket {
    static func make() -> Int32 {
        #if canImport(Glibc)
            socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            socket(AF_INET, SOCK_STREAM, 0)
        #endif
    }

    static func withAddress<Value>(
        port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    static func port(of descriptor: Int32) -> UInt16 {
        var bound = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return UInt16(bigEndian: bound.sin_port)
    }
}
