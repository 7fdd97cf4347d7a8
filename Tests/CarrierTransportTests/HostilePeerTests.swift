import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import Foundation
import XCTest

/// Peers that break the rules, or just break: the connection ends with the right reason and nothing is lost.
final class HostilePeerTests: XCTestCase {
    /// What becomes of a connection whose peer says `octets` instead of a login, and then listens.
    private func reasonAfter(
        _ octets: [UInt8], limits: SessionLimits = .standard, loggedIn: Bool = false
    ) async throws -> CloseReason? {
        let server = Recorder()
        let listener = try await toyListener(limits: limits, handler: server)
        let peer = try RawPeer.connect(to: listener.address)
        if loggedIn { try await peer.logIn() }
        try await peer.send(octets)
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .finished)
        peer.close()
        await fulfillment(of: [server.expectClosed()], timeout: 10)
        await listener.close()
        return server.closeReason
    }

    private func unsound(_ announced: UInt64) -> CloseReason {
        .unreadable(
            WireError(
                .lengthOutOfRange(announced: announced, minimum: 12, maximum: 4096), field: "Toy_Length", offset: 0))
    }

    func testAPeerThatSpeaksHTTP() async throws {
        let reason = try await reasonAfter(Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        // "GET " read as a number.
        XCTAssertEqual(reason, unsound(0x4745_5420))
    }

    func testAPeerThatLiesAboutLengths() async throws {
        let tooShort = try await reasonAfter([0, 0, 0, 11])
        XCTAssertEqual(tooShort, unsound(11))
        let tooLong = try await reasonAfter([0, 0, 0x10, 1], loggedIn: true)
        XCTAssertEqual(tooLong, unsound(4097))
        // One octet less than the frame has: its last octet becomes the next length.
        let lie = try RawPeer.frame(.data([1, 2, 3, 4]), 2)
        let shifted = try await reasonAfter([0, 0, 0, 15] + lie.dropFirst(4) + [0, 0, 0], loggedIn: true)
        XCTAssertEqual(shifted, unsound(0x0400_0000))
    }

    func testAPeerThatNeverLogsIn() async throws {
        let hurried = SessionLimits.standard { $0.loginTimeout = .milliseconds(40) }
        let silent = try await reasonAfter([], limits: hurried)
        XCTAssertEqual(silent, .loginTimeout)
        // A frame announced and never finished does not help.
        let halfway = try await reasonAfter([0, 0, 0, 14, 0, 0, 0, 1], limits: hurried)
        XCTAssertEqual(halfway, .loginTimeout)
    }

    func testAPeerThatDoesNotBeginWithLogin() async throws {
        let early = try await reasonAfter(try RawPeer.frame(.data([65]), 1))
        XCTAssertEqual(early, .protocolViolation)
        let answer = try await reasonAfter(try RawPeer.frame(.dataResponse(0), 1))
        XCTAssertEqual(answer, .protocolViolation)
        let twice = try await reasonAfter(try RawPeer.frame(.login("sp"), 1), loggedIn: true)
        XCTAssertEqual(twice, .protocolViolation)
    }

    func testARefusedLoginIsAnsweredBeforeTheEnd() async throws {
        let listener = try await toyListener()
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.say(.login("stranger"), 9)
        let counter = try await peer.hear(.loginResponse(3))
        XCTAssertEqual(counter, 9)
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .finished)
        peer.close()
        await listener.close()
    }

    func testAPeerThatFloodsAfterItsEndIsCutOff() async throws {
        let listener = try await toyListener()
        let peer = try RawPeer.connect(to: listener.address)
        // The first octets end the session; what follows is thrown away, but not for ever.
        let error = await thrownError {
            for _ in 0..<10_000 { try await peer.send([UInt8](repeating: 0x47, count: 65_536)) }
        }
        XCTAssertNotNil(error as? RawPeer.Failed)
        peer.close()
        await listener.close()
    }

    func testAFloodOfRequestsIsServedAtTheOwnersPace() async throws {
        let server = Recorder(keepsTraffic: false)
        let listener = try await toyListener(handler: server)
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        var octets: [UInt8] = []
        for number: UInt32 in 0..<20_000 { octets += try RawPeer.frame(.query(1), number + 2) }
        let flood = octets
        let sending = Task { try await peer.send(flood) }
        for number: UInt32 in 0..<20_000 {
            let frame = try await peer.hear()
            guard frame?.counter == number + 2 else { return XCTFail("\(number): \(frame as Any)") }
        }
        try await sending.value
        XCTAssertEqual(server.requestCount, 20_000)
        peer.close()
        await listener.close()
    }

    // MARK: - Breaks

    func testAResetTellsEveryoneWhoWaits() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 1 })
        let sent = Task { try await connection.submit(.query(1)) }
        _ = try await peer.hear(.query(1))
        let unsent = Task { try await connection.submit(.query(2)) }
        await until("it waits") { connection.inspect(\.requestsQueued) == 1 }
        peer.reset()
        let reason = await connection.closed()
        XCTAssertEqual(reason, .connectionLost(errno: ECONNRESET))
        let results = [await sent.result, await unsent.result]
        XCTAssertThrowsError(try results[0].get()) {
            XCTAssertEqual($0 as? RequestEnd, .failed(.sessionEnded, wasSent: true))
        }
        XCTAssertThrowsError(try results[1].get()) {
            XCTAssertEqual($0 as? RequestEnd, .failed(.sessionEnded, wasSent: false))
        }
    }

    func testAnswersInFrontOfAHalfCloseStillCount() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair()
        let first = Task { try await connection.submit(.query(1)) }
        let counter = try await peer.hear(.query(1))
        let second = Task { try await connection.submit(.query(2)) }
        _ = try await peer.hear(.query(2))
        try await peer.say(.queryResponse(11), counter)
        peer.finishSending()
        // This side hangs up too.
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .finished)
        let answer = try await first.value
        XCTAssertEqual(answer, .queryResponse(11))
        let result = await second.result
        XCTAssertThrowsError(try result.get()) {
            XCTAssertEqual($0 as? RequestEnd, .failed(.sessionEnded, wasSent: true))
        }
        let reason = await connection.closed()
        XCTAssertEqual(reason, .connectionLost())
    }

    func testWritingToAPeerThatIsGoneIsNoSignal() async throws {
        let listener = try RawListener()
        for _ in 0..<20 {
            let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 1000 })
            // Unread octets make the close a reset; then this side writes on. A signal would end the process.
            let batch = Task { await connection.submit(contentsOf: (0..<200).map { .query($0) }) }
            _ = try await peer.read(atMost: 1)
            peer.close()
            let late = await connection.submit(contentsOf: (0..<200).map { .query($0) })
            let results = await batch.value + late
            XCTAssertEqual(results.count, 400)
            XCTAssertTrue(results.allSatisfy { if case .failure = $0 { true } else { false } })
            let reason = await connection.closed()
            XCTAssertTrue(reason.isConnectionLost, "\(reason)")
        }
    }

    func testASilentPeerIsAskedAndThenLeft() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(
            limits: .standard {
                $0.keepAliveInterval = .milliseconds(20)
                $0.keepAliveTimeout = .milliseconds(20)
                $0.keepAliveAttempts = 2
            })
        let numbers = [try await peer.hear(.ping), try await peer.hear(.ping)]
        XCTAssertEqual(Set(numbers).count, 2)
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .finished)
        peer.close()
        let reason = await connection.closed()
        XCTAssertEqual(reason, .peerSilent)
    }

    func testAnIdleConnectionClosesInOrder() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(
            limits: .standard { $0.idleTimeout = .milliseconds(20) })
        let counter = try await peer.hear(.logout)
        try await peer.say(.logoutResponse, counter)
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .finished)
        peer.close()
        let reason = await connection.closed()
        XCTAssertEqual(reason, .idle)
    }
}
