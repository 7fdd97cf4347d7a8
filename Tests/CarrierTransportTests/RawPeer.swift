import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import Foundation
import XCTest

/// A peer played by hand on a plain blocking socket: it says and reads exactly what a test tells it.
///
/// Every call gives up after ten seconds, so that a failing test ends. One caller at a time, except that one may say
/// while another hears.
final class RawPeer: Sendable {
    /// How the other side ended the stream.
    enum Ending: Equatable {
        case finished
        case reset
    }

    struct Failed: Error, CustomStringConvertible {
        var what: String
        var code = errno
        var description: String { "\(what): \(String(cString: strerror(code)))" }
    }

    let descriptor: Int32
    private let splitter = Guarded(FrameSplitter(rules: ToyRules().frameRules))
    private let isClosed = Guarded(false)
    private static let queue = DispatchQueue(label: "raw peers", attributes: .concurrent)

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var time = timeval(tv_sec: 10, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
        setOption(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    deinit { close() }

    static func makeSocket() -> Int32 {
        #if canImport(Glibc)
            socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            socket(AF_INET, SOCK_STREAM, 0)
        #endif
    }

    static func withLoopback<Value>(
        _ host: UInt32 = 0x7F00_0001, port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    /// Connects to a listener on 127.0.0.1; on loopback that takes no time.
    ///
    /// - Parameter source: an address of loopback, where the system has more than one.
    static func connect(to address: SocketAddress, from source: UInt32? = nil) throws -> RawPeer {
        let peer = RawPeer(makeSocket())
        if let source {
            guard withLoopback(source, port: 0, { bind(peer.descriptor, $0, $1) }) == 0 else {
                throw Failed(what: "bind")
            }
        }
        guard withLoopback(port: address.port, { Foundation.connect(peer.descriptor, $0, $1) }) == 0 else {
            throw Failed(what: "connect")
        }
        return peer
    }

    static func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }

    func setOption(_ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    // MARK: - Octets

    func send(_ octets: [UInt8]) async throws {
        try await Self.blocking { [self] in
            var rest = octets[...]
            while !rest.isEmpty {
                #if canImport(Darwin)
                    let flags: Int32 = 0
                #else
                    let flags = Int32(MSG_NOSIGNAL)
                #endif
                let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, flags) }
                guard count > 0 else { throw Failed(what: "send") }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// What one read brings; empty at the stream's end.
    func read(atMost count: Int = 65_536) async throws -> [UInt8] {
        try await Self.blocking { [self] in
            var octets = [UInt8](repeating: 0, count: count)
            let moved = octets.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard moved >= 0 else { throw Failed(what: "recv") }
            return Array(octets.prefix(moved))
        }
    }

    /// Reads until the other side is gone.
    func readToTheEnd() async throws -> Ending {
        do {
            while try await !read().isEmpty {}
            return .finished
        } catch let error as Failed where error.code == ECONNRESET {
            return .reset
        }
    }

    /// Data segments that have arrived: on loopback, and without Nagle's algorithm, one for each write of the other
    /// side. Nil where the system does not count them.
    var segmentsReceived: UInt32? {
        #if os(Linux)
            // `tcpi_data_segs_in` of the kernel's struct tcp_info; the C library's headers do not know it.
            var info = [UInt8](repeating: 0, count: 256)
            var length = socklen_t(info.count)
            guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &length) == 0, length >= 156 else {
                return nil
            }
            return info.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 152, as: UInt32.self) }
        #else
            return nil
        #endif
    }

    func finishSending() {
        #if canImport(Glibc)
            _ = shutdown(descriptor, Int32(SHUT_WR))
        #else
            _ = shutdown(descriptor, SHUT_WR)
        #endif
    }

    func close() {
        let isOpen = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        if isOpen { _ = Foundation.close(descriptor) }
    }

    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    // MARK: - Frames

    static func frame(_ message: ToyMessage, _ counter: UInt32) throws -> [UInt8] {
        var buffer = OctetBuffer()
        try ToyRules().encode(message, sequence: SequenceKey(counter: counter), into: &buffer)
        return buffer.takeAll()
    }

    func say(_ message: ToyMessage, _ counter: UInt32) async throws { try await send(Self.frame(message, counter)) }

    /// The next frame; nil at the stream's end.
    func hear(atMost count: Int = 65_536) async throws -> (message: ToyMessage, counter: UInt32)? {
        while true {
            let rules = ToyRules()
            if let decoded = try splitter.withLock({ try $0.nextFrame { frame in try? rules.decode(frame) } }) {
                let frame = try XCTUnwrap(decoded)
                return (frame.message, frame.sequence.counter)
            }
            let octets = try await read(atMost: count)
            if octets.isEmpty { return nil }
            splitter.withLock { splitter in octets.withUnsafeBytes { splitter.append($0) } }
        }
    }

    func hear(_ expected: ToyMessage, file: StaticString = #filePath, line: UInt = #line) async throws -> UInt32 {
        let frame = try await hear()
        XCTAssertEqual(frame?.message, expected, file: file, line: line)
        return frame?.counter ?? 0
    }

    /// Logs in as a client does, with number 1.
    func logIn() async throws {
        try await say(.login("sp"), 1)
        _ = try await hear(.loginResponse(0))
    }

    /// Lets a client in.
    func admit() async throws {
        let counter = try await hear(.login("sp"))
        try await say(.loginResponse(0), counter)
    }
}

/// A listener played by hand.
final class RawListener: Sendable {
    let address: SocketAddress
    private let descriptor: Int32

    /// - Parameter receiveBuffer: octets that the kernel holds for a peer that does not read; nil for its default.
    init(backlog: Int32 = 16, receiveBuffer: Int32? = nil) throws {
        let listener = RawPeer.makeSocket()
        if var size = receiveBuffer {
            setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        guard RawPeer.withLoopback(port: 0, { bind(listener, $0, $1) }) == 0, listen(listener, backlog) == 0 else {
            throw RawPeer.Failed(what: "listen")
        }
        var bound = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
        }
        descriptor = listener
        address = SocketAddress(.v4(0x7F00_0001), port: UInt16(bigEndian: bound.sin_port))
    }

    deinit { _ = Foundation.close(descriptor) }

    func accept() async throws -> RawPeer {
        try await RawPeer.blocking { [self] in
            let accepted = Foundation.accept(descriptor, nil, nil)
            guard accepted >= 0 else { throw RawPeer.Failed(what: "accept") }
            return RawPeer(accepted)
        }
    }

    /// A connection of the transport, logged in, and its other end in the test's hand.
    func pair(
        limits: SessionLimits = .standard, handler: (any SessionHandler<ToyRules>)? = nil
    ) async throws -> (SessionChannel<ToyRules>, RawPeer) {
        async let dialled = dial(address, limits: limits, handler: handler)
        let peer = try await accept()
        try await peer.admit()
        return (try await dialled, peer)
    }
}

/// Waits, giving way to others, until a state that has no event of its own is reached; fails after ten seconds.
func until(
    _ what: String, file: StaticString = #filePath, line: UInt = #line, _ condition: () -> Bool
) async {
    let deadline = ContinuousClock.now + .seconds(10)
    while !condition() {
        if ContinuousClock.now > deadline { return XCTFail("never: \(what)", file: file, line: line) }
        await Task.yield()
    }
}

extension SessionLimits {
    /// The standard limits with some of them changed.
    static func standard(_ change: (inout SessionLimits) -> Void) -> SessionLimits {
        var limits = SessionLimits.standard
        change(&limits)
        return limits
    }
}
