import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

@testable import CarrierTransport

/// Whatever numbers and texts an owner gives, nothing traps and nothing hangs.
final class ExtremeValueTests: XCTestCase {
    private static let integers: [Int] = [.min, .min + 1, -1, 0, 1, 2, .max - 1, .max]
    private static let nanoseconds: [Int64] = [.min, .min + 1, -1_000_000_001, -1, 0, 1, 1_000_000_001, .max - 1, .max]
    private static let spans = nanoseconds.map(Moment.Span.init(nanoseconds:))
    private static let codes: [Int32] = [.min, .min + 1, -1, 0, 1, 104, 4096, .max - 1, .max]
    private static let words: [UInt64] = [0, 1, 0xFFFF, 0xFFFF_0000_0000, 1 << 63, .max - 1, .max]

    // MARK: - Values

    func testAddressesOfEveryKind() throws {
        var addresses: [IPAddress] = [0, 1, 0x7FFF_FFFF, 0x8000_0000, .max].map { .v4($0) }
        for high in Self.words {
            for low in Self.words {
                for zone: UInt32 in [0, 1, .max] { addresses.append(.v6(high, low, zone: zone)) }
            }
        }
        var blocks: [AddressBlock] = []
        for address in addresses {
            let text = address.description
            let read = try XCTUnwrap(IPAddress(text), text)
            // An IPv4 address in IPv6 clothes is read as what it is.
            if case .v6(0, let low, _) = address, low >> 32 == 0xFFFF {
                XCTAssertEqual(read, .v4(UInt32(truncatingIfNeeded: low)))
            } else {
                XCTAssertEqual(read, address)
            }
            for port: UInt16 in [0, 1, .max] {
                let socket = SocketAddress(address, port: port)
                XCTAssertEqual(Endpoint(socket).numericAddress?.host, read)
                XCTAssertEqual(try Endpoint(socket.description).numericAddress?.host, read, socket.description)
            }
            if case .v6(_, _, let zone) = address, zone != 0 { continue }
            for length in ["", "/0", "/1", "/31", "/32", "/64", "/128"] {
                guard let block = AddressBlock(text + length) else { continue }
                XCTAssertTrue(block.contains(block.base))
                blocks.append(block)
            }
        }
        for length in ["/-1", "/129", "/9223372036854775808", "/", "/1/1"] {
            XCTAssertNil(AddressBlock("::1" + length), length)
        }
        for block in blocks { for address in addresses { _ = block.contains(address) } }
        // What the system's functions would read as 127.0.0.1 only.
        XCTAssertNil(IPAddress("127.0.0.1\0"))
        XCTAssertThrowsError(try Endpoint("localhost\0.example.com:1"))
    }

    func testTextsOfEveryKind() {
        var generator = SystemRandomNumberGenerator()
        let alphabet: [Character] = ["[", "]", ":", "%", "/", ".", "0", "9", "f", "x", " ", "-", "信", "\0", "\u{202E}"]
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0...12, using: &generator)).map { _ in alphabet.randomElement() ?? "0" })
            let address = IPAddress(text)
            XCTAssertEqual(address.flatMap { IPAddress($0.description) }, address, text)
            let block = AddressBlock(text)
            XCTAssertEqual(block.flatMap { AddressBlock($0.description) }, block, text)
            do {
                let endpoint = try Endpoint(text)
                XCTAssertEqual(try Endpoint(endpoint.description), endpoint, text)
                _ = endpoint.numericAddress
            } catch {
                XCTAssertTrue(error.description.contains("write HOST:PORT"), text)
            }
            _ = Endpoint(host: text, port: .max).description
        }
        for length in [1 << 10, 1 << 20] {
            let long = String(repeating: "1", count: length)
            XCTAssertNil(IPAddress(long))
            XCTAssertNil(IPAddress("fe80::1%" + long))
            XCTAssertNil(AddressBlock("::/" + long))
            XCTAssertNotNil(try? Endpoint(long + ":1"))
            XCTAssertNil(try? Endpoint("a:" + long))
        }
    }

    func testErrorsOfEveryNumber() {
        let operations: [TransportError.Operation] = [
            .resolve, .socket, .bind, .listen, .accept, .connect, .receive, .send,
        ]
        for code in Self.codes {
            for operation in operations {
                let error = TransportError(operation, errno: code, subject: "s")
                XCTAssertTrue(error.description.hasPrefix("\(operation.rawValue) s: "), error.description)
                XCTAssertFalse(error.reason.isEmpty)
                _ = error.isTimeout
            }
            XCTAssertTrue(CloseReason.connectionLost(errno: code).words.hasPrefix("connection lost: "))
        }
    }

    // MARK: - Time

    func testMomentsOfEveryKindBecomeDispatchTimes() {
        for moment in Self.nanoseconds.map(Moment.init(nanoseconds:)) {
            for now in Self.nanoseconds.map(Moment.init(nanoseconds:)) {
                XCTAssertGreaterThan(MonotonicClock.dispatchTime(of: moment, from: now).uptimeNanoseconds, 0)
            }
        }
    }

    func testTimersAtEveryMoment() async {
        let timers = Timers()
        let passed = XCTestExpectation(description: "what has passed runs")
        let now = MonotonicClock.now()
        let moments = Self.nanoseconds.map(Moment.init(nanoseconds:))
        passed.expectedFulfillmentCount = moments.filter { $0 < now }.count
        let tokens = moments.map { moment in timers.schedule(at: moment) { if moment < now { passed.fulfill() } } }
        await fulfillment(of: [passed], timeout: 10)
        await until("the others wait") { timers.count == moments.filter { $0 >= now }.count }
        for token in tokens { timers.cancel(token) }
        XCTAssertEqual(timers.count, 0)
    }

    // MARK: - Listeners and connections

    func testListenersWithEveryNumber() async throws {
        for number in Self.integers {
            var limits = ListenerLimits()
            limits.maximumConnections = max(1, number)
            limits.maximumWithoutLogin = number
            limits.maximumWithoutLoginPerAddress = number
            limits.noticesPerSecond = number
            limits.backlog = Int32(clamping: number)
            limits.pauseWhenExhausted = Moment.Span(nanoseconds: Int64(number))
            let listener = try await toyListener(listening: limits, handler: Recorder())
            let connection = try await dial(listener.address)
            await connection.close()
            await listener.close()
            // Nobody gets in, and nothing else happens, where there are no places.
            limits.maximumConnections = min(0, number)
            var places = ListenerPlaces(limits)
            XCTAssertTrue(places.isFull)
            XCTAssertEqual(places.makePlace(for: .v4(1)), .none)
            var notices = RejectionNotices(perSecond: number)
            for moment in Self.nanoseconds.map(Moment.init(nanoseconds:)) {
                _ = notices.note(.full, SocketAddress(.v4(1), port: 1), at: moment)
            }
        }
    }

    func testAHostWithANULIsNotLookedUp() async {
        let error = await thrownError {
            _ = try await Dialer.socket(to: Endpoint(host: "localhost\0x", port: 1))
        }
        XCTAssertEqual((error as? TransportError)?.operation, .resolve)
    }

    func testDiallingWithEveryTimeout() async throws {
        let listener = try await toyListener(handler: Recorder())
        for span in Self.spans {
            // In time or too late: one of them, and soon.
            let connection = try? await dial(listener.address, timeout: span)
            await connection?.close()
        }
        for number in Self.integers {
            let connection = try await SessionChannel.dial(
                to: Endpoint(listener.address), speaking: ToyRules(), handler: Recorder(), octetsPerWrite: number)
            await connection.close()
        }
        await listener.close()
    }

    /// A connection with one extreme limit: it logs in or not, its requests end, and so does it.
    private func live(_ address: SocketAddress, _ change: (inout SessionLimits) -> Void) async {
        guard let connection = try? await dial(address, limits: .standard(change), handler: Recorder()) else { return }
        let batch = Task { await connection.submit(contentsOf: [.query(1), .query(2), .query(3)]) }
        for _ in 0..<50 { await Task.yield() }
        connection.abort()
        _ = await batch.value
        await connection.closed()
    }

    func testConnectionsWithEveryLimit() async throws {
        let listener = try await toyListener(handler: Recorder())
        let counts: [WritableKeyPath<SessionLimits, Int>] = [
            \.windowSize, \.maximumAttempts, \.keepAliveAttempts, \.maximumOwedReplies, \.rememberedReplies,
            \.maximumQueuedRequests, \.maximumOutputOctets,
        ]
        let times: [WritableKeyPath<SessionLimits, Moment.Span>] = [
            \.replyTimeout, \.keepAliveTimeout, \.loginTimeout, \.closingTimeout,
        ]
        for number in Self.integers {
            for path in counts { await live(listener.address) { $0[keyPath: path] = number } }
        }
        for span in Self.spans {
            for path in times { await live(listener.address) { $0[keyPath: path] = span } }
            await live(listener.address) { $0.keepAliveInterval = span }
            await live(listener.address) { $0.idleTimeout = span }
        }
        await listener.close()
    }
}
