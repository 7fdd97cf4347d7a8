import CarrierTransport
import CarrierWire
import Foundation
import XCTest

/// A blocking TCP client without any protocol, for what no session would send.
final class RawClient {
    private let descriptor: Int32

    init(to address: SocketAddress) throws {
        guard case .v4(let host) = address.host else { throw TransportError(.connect, errno: EAFNOSUPPORT) }
        #if canImport(Darwin)
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = address.port.bigEndian
        place.sin_addr.s_addr = host.bigEndian
        let result = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw TransportError(.connect, errno: errno) }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Makes the connection end with a reset when the client goes.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    func send(_ octets: [UInt8]) { _ = octets.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }

    /// What the next read brings; empty at the end, nil after five seconds or an error.
    func receive() -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: 4096)
        let count = octets.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count < 0 ? nil : Array(octets.prefix(count))
    }

    /// True when the peer has ended its side.
    func readsEnd() -> Bool {
        for _ in 0..<16 {
            guard let octets = receive() else { return false }
            if octets.isEmpty { return true }
        }
        return false
    }
}
