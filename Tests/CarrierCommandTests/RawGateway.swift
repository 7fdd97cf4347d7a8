import CarrierFixtures
import CarrierTransport
import CarrierWire
import Foundation

/// A gateway of octets: accepts one connection, writes the first line after the first frame, the next after each
/// further one, and keeps every frame that came. Bounded in frames and in time.
final class RawGateway: Sendable {
    private let listening: Int32
    /// `HOST:PORT`.
    let address: String
    private let taken = Guarded<[[UInt8]]>([])
    private let isTouched = Guarded(false)
    private let finished = DispatchSemaphore(value: 0)

    /// - Parameter lines: hex, blanks between frames; `{seq}` is the sequence number of the frame that is answered.
    ///   After the last line the connection is closed, once `frames` have come.
    init(_ lines: [String], frames: Int? = nil) throws {
        let (descriptor, port) = try RawSocket.listener()
        listening = descriptor
        address = "127.0.0.1:\(port)"
        let limit = frames ?? .max
        Thread.detachNewThread { [self] in
            serve(lines, limit)
            close(listening)
            finished.signal()
        }
    }

    /// The frames that came; complete after ``end()``.
    var frames: [[UInt8]] { taken.withLock { $0 } }
    /// Somebody has connected.
    var wasTouched: Bool { isTouched.withLock { $0 } }

    /// Stops listening; true when the thread ended in time.
    func end() -> Bool {
        shutdown(listening, Int32(SHUT_RDWR))
        return finished.wait(timeout: .now() + 10) == .success
    }

    private func serve(_ lines: [String], _ limit: Int) {
        let descriptor = accept(listening, nil, nil)
        guard descriptor >= 0 else { return }
        isTouched.withLock { $0 = true }
        let socket = RawSocket(descriptor)
        var lines = lines[...]
        var count = 0
        while count < min(limit, 10_000), let frame = socket.frame() {
            taken.withLock { $0.append(frame) }
            count += 1
            // The end of a session is a bare header in both protocols with a fixed one.
            if frame.count == 12 {
                socket.send(Array(frame[..<4]) + [0x80] + Array(frame[5...]))
                continue
            }
            guard let line = lines.popFirst() else { continue }
            for hex in line.split(separator: " ") { socket.send(Self.octets(String(hex), answering: frame)) }
        }
    }

    private static func octets(_ hex: String, answering frame: [UInt8]) -> [UInt8] {
        // SGIP's sequence numbers have three words, the others' one.
        let isLong = hex.hasPrefix("{sgip}")
        let sequence = HexText.encode(Array(frame.dropFirst(8).prefix(isLong ? 12 : 4)))
        let bare = isLong ? String(hex.dropFirst(6)) : hex
        return HexText.decode(bare.replacingOccurrences(of: "{seq}", with: sequence)) ?? []
    }
}

/// A connected socket that reads and writes octets, five seconds at most at a time.
final class RawSocket: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Connects to a port of this machine; nil when nobody listens there.
    static func connected(to port: UInt16) -> RawSocket? {
        let descriptor = stream()
        return withAddress(port) { connect(descriptor, $0, $1) } == 0 ? RawSocket(descriptor) : nil
    }

    /// A listening socket at a free port of this machine.
    static func listener() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = stream()
        guard withAddress(0, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 4) == 0 else {
            throw TransportError(.listen, errno: errno)
        }
        var place = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return (descriptor, UInt16(bigEndian: place.sin_port))
    }

    /// CMPP_CONNECT of the account 901234 with the secret test1234 at the time stamp 0129153333, in that version; the
    /// digest is `printf '901234\0\0\0\0\0\0\0\0\0test12340129153333' | md5sum` (cmpp.md 4.1).
    static func login(version: UInt8) -> [UInt8]? {
        HexText.decode("0000002700000001000000013930313233344966dfedef7c8e5315ade222da9816f3").map {
            $0 + [version] + [0x07, 0xB2, 0xB9, 0x35]
        }
    }

    func send(_ octets: [UInt8]) { _ = octets.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }

    /// The next frame, told by the length in front; nil at the end.
    func frame() -> [UInt8]? {
        guard let head = take(4) else { return nil }
        let length = head.reduce(0) { $0 << 8 | Int($1) }
        guard (12...4096).contains(length), let body = take(length - 4) else { return nil }
        return head + body
    }

    private func take(_ count: Int) -> [UInt8]? {
        var octets: [UInt8] = []
        while octets.count < count {
            var piece = [UInt8](repeating: 0, count: count - octets.count)
            let got = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if got <= 0 { return nil }
            octets += piece.prefix(got)
        }
        return octets
    }

    private static func stream() -> Int32 {
        #if canImport(Darwin)
            socket(AF_INET, SOCK_STREAM, 0)
        #else
            socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
    }

    private static func withAddress(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
