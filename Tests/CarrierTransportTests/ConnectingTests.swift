import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import Foundation
import XCTest

final class ConnectingTests: XCTestCase {
    func testNobodyListens() async throws {
        let listener = try await toyListener()
        let address = listener.address
        await listener.close()
        let error = await thrownError { _ = try await dial(address) }
        XCTAssertEqual(
            error as? TransportError, TransportError(.connect, errno: ECONNREFUSED, subject: address.description))
    }

    func testAConnectThatIsNotAnsweredTimesOut() async throws {
        // A queue of one place that nobody takes from: the system drops further connects.
        let listener = try RawListener(backlog: 0)
        var waiting: [Int32] = []
        for _ in 0..<4 {
            let descriptor = RawPeer.makeSocket()
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            _ = RawPeer.withLoopback(port: listener.address.port) { connect(descriptor, $0, $1) }
            waiting.append(descriptor)
        }
        defer { for descriptor in waiting { close(descriptor) } }
        let error = await thrownError { _ = try await dial(listener.address, timeout: .milliseconds(100)) }
        XCTAssertEqual((error as? TransportError)?.operation, .connect)
        XCTAssertEqual((error as? TransportError)?.isTimeout, true)
        let address = listener.address
        let task = Task { try await dial(address, timeout: .seconds(60)) }
        task.cancel()
        let result = await task.result
        XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError) }
    }

    func testAPeerThatNeverAnswersTheLogin() async throws {
        let listener = try RawListener()
        let limits = SessionLimits.standard { $0.loginTimeout = .milliseconds(50) }
        let address = listener.address
        async let failure = thrownError { _ = try await dial(address, limits: limits) }
        let peer = try await listener.accept()
        _ = try await peer.hear(.login("sp"))
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .finished)
        peer.close()
        let error = await failure
        XCTAssertEqual((error as? NotOpened)?.reason, .loginTimeout)
        XCTAssertNil((error as? NotOpened)?.code)
    }

    func testALoginThatIsCancelledLeavesNothingOpen() async throws {
        let listener = try RawListener()
        let address = listener.address
        let task = Task { try await dial(address) }
        let peer = try await listener.accept()
        _ = try await peer.hear(.login("sp"))
        task.cancel()
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .reset)
        let result = await task.result
        XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError) }
    }

    func testAPeerThatHangsUpDuringLogin() async throws {
        let listener = try RawListener()
        let address = listener.address
        async let failure = thrownError { _ = try await dial(address) }
        let peer = try await listener.accept()
        _ = try await peer.hear(.login("sp"))
        peer.close()
        let error = await failure
        XCTAssertEqual((error as? NotOpened)?.reason, .connectionLost())
    }

    func testAServerThatSpeaksSomethingElse() async throws {
        let listener = try RawListener()
        let address = listener.address
        async let failure = thrownError { _ = try await dial(address) }
        let peer = try await listener.accept()
        try await peer.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
        peer.close()
        let error = await failure
        guard case .unreadable(let wire)? = (error as? NotOpened)?.reason else { return XCTFail("\(error as Any)") }
        XCTAssertEqual(wire.field, "Toy_Length")
    }

    func testNamesAreResolvedAndTheirAddressesTriedOneByOne() async throws {
        let listener = try await toyListener()
        let socket = try await Dialer.socket(to: Endpoint(host: "localhost", port: listener.address.port))
        XCTAssertEqual(socket.peer, listener.address)
        await listener.close()
    }

    func testAListenerByName() async throws {
        let listener = try await toyListener(at: "localhost:0")
        let connection = try await dial(listener.address)
        await connection.close()
        await listener.close()
    }

    func testANameThatIsNone() async throws {
        let endpoint = Endpoint(host: "no host has this name.invalid", port: 1)
        let error = await thrownError {
            _ = try await Dialer.socket(to: endpoint, timeout: .seconds(5))
        }
        XCTAssertEqual((error as? TransportError)?.operation, .resolve)
        XCTAssertEqual((error as? TransportError)?.subject, endpoint.host)
    }

    func testIPv6() async throws {
        let listener = try await toyListener(at: "[::1]:0", handler: Recorder())
        XCTAssertEqual(listener.address.host, IPAddress("::1"))
        let connection = try await dial(listener.address)
        let response = try await connection.submit(.query(1))
        XCTAssertEqual(response, .queryResponse(1))
        XCTAssertEqual(connection.peer.description, "[::1]:\(listener.address.port)")
        await connection.close()
        await listener.close()
    }

    func testAnAddressInUse() async throws {
        let listener = try await toyListener()
        let text = listener.address.description
        let error = await thrownError { _ = try await toyListener(at: text) }
        XCTAssertEqual((error as? TransportError)?.errno, EADDRINUSE)
        await listener.close()
        // After the close the port is free at once.
        let again = try await toyListener(at: text)
        await again.close()
    }
}
