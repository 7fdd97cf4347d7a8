import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

final class LoginTests: XCTestCase {
    func testLoginSubmitAndCloseFromTheClient() async throws {
        let server = Recorder()
        let client = Recorder()
        let listener = try await toyListener(handler: server)
        XCTAssertNotEqual(listener.address.port, 0)
        let connection = try await dial(listener.address, handler: client)
        XCTAssertEqual(connection.peer, listener.address)
        let response = try await connection.submit(.query(42))
        XCTAssertEqual(response, .queryResponse(42))
        await connection.close()
        XCTAssertEqual(connection.closeReason, .closedLocally)
        await fulfillment(of: [server.expectClosed()], timeout: 5)
        XCTAssertEqual(server.closeReason, .closedByPeer)
        await listener.close()
    }

    func testTheServerSubmitsAndCloses() async throws {
        let client = Recorder()
        let listener = try await toyListener()
        let connection = try await dial(listener.address, handler: client)
        let accepted = try XCTUnwrap(listener.connections.first)
        let response = try await accepted.submit(.query(7))
        XCTAssertEqual(response, .queryResponse(7))
        await listener.close()
        XCTAssertEqual(accepted.closeReason, .closedLocally)
        let reason = await connection.closed()
        XCTAssertEqual(reason, .closedByPeer)
    }

    func testARefusedLoginIsAnErrorWithItsCode() async throws {
        let listener = try await toyListener()
        let error = await thrownError { _ = try await dial(listener.address, name: "stranger") }
        XCTAssertEqual((error as? NotOpened)?.code, 3)
        XCTAssertEqual((error as? NotOpened)?.reason, .loginRefused(code: 3, by: .peer))
        await listener.close()
    }
}
