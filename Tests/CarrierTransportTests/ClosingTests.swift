import CarrierSession
import CarrierTestSupport
import CarrierTransport
import Foundation
import XCTest

final class ClosingTests: XCTestCase {
    func testClosingAwaitsWhatIsInFlightAndHandsTheRestBack() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 1 })
        let sent = Task { try await connection.submit(.query(1)) }
        let counter = try await peer.hear(.query(1))
        let unsent = Task { try await connection.submit(.query(2)) }
        await until("it waits") { connection.inspect(\.requestsQueued) == 1 }
        // Behind a full window and a full queue.
        let batch = Task { await connection.submit(contentsOf: [.query(3), .query(4)]) }
        let closing = Task { await connection.close() }
        let unsentResult = await unsent.result
        XCTAssertThrowsError(try unsentResult.get()) {
            XCTAssertEqual($0 as? RequestEnd, .failed(.sessionEnded, wasSent: false))
        }
        try await peer.say(.queryResponse(11), counter)
        let answer = try await sent.value
        XCTAssertEqual(answer, .queryResponse(11))
        let question = try await peer.hear(.logout)
        try await peer.say(.logoutResponse, question)
        let results = await batch.value
        // Taken by the session or not: they were never sent.
        let unsentEnds: Set<RequestEnd> = [.failed(.sessionEnded, wasSent: false), .notTaken(SessionError(.notOpen))]
        for result in results {
            guard case .failure(let end) = result else { return XCTFail("\(result)") }
            XCTAssertTrue(unsentEnds.contains(end), "\(end)")
        }
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .finished)
        peer.close()
        await closing.value
        XCTAssertEqual(connection.closeReason, .closedLocally)
    }

    func testClosingHasItsTime() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(
            limits: .standard {
                $0.windowSize = 1
                $0.closingTimeout = .milliseconds(30)
            })
        let sent = Task { try await connection.submit(.query(1)) }
        _ = try await peer.hear(.query(1))
        let closing = Task { await connection.close() }
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .finished)
        peer.close()
        await closing.value
        XCTAssertEqual(connection.closeReason, .closingTimeout)
        let result = await sent.result
        XCTAssertThrowsError(try result.get()) {
            XCTAssertEqual($0 as? RequestEnd, .failed(.sessionEnded, wasSent: true))
        }
    }

    func testThePeerAsksToClose() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair()
        let sent = Task { try await connection.submit(.query(1)) }
        let counter = try await peer.hear(.query(1))
        try await peer.say(.logout, 77)
        let question = try await peer.hear(.logoutResponse)
        XCTAssertEqual(question, 77)
        // What the peer still owes may come until it hangs up.
        try await peer.say(.queryResponse(12), counter)
        let answer = try await sent.value
        XCTAssertEqual(answer, .queryResponse(12))
        peer.close()
        let reason = await connection.closed()
        XCTAssertEqual(reason, .closedByPeer)
    }

    func testBothSidesCloseAtOnce() async throws {
        let listener = try await toyListener(handler: Recorder())
        for _ in 0..<20 {
            let connection = try await dial(listener.address)
            let accepted = try XCTUnwrap(listener.connections.last)
            async let near: Void = connection.close()
            async let far: Void = accepted.close()
            _ = await (near, far)
            let reasons = [connection.closeReason, accepted.closeReason]
            XCTAssertTrue(reasons.allSatisfy { $0 == .closedLocally || $0 == .closedByPeer }, "\(reasons)")
        }
        await listener.close()
    }

    func testAbortingIsAReset() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair()
        let sent = Task { try await connection.submit(.query(1)) }
        _ = try await peer.hear(.query(1))
        connection.abort()
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .reset)
        let reason = await connection.closed()
        XCTAssertEqual(reason, .aborted)
        let result = await sent.result
        XCTAssertThrowsError(try result.get()) {
            XCTAssertEqual($0 as? RequestEnd, .failed(.sessionEnded, wasSent: true))
        }
        // Again, and on a closed connection: nothing happens.
        connection.abort()
        await connection.close()
        XCTAssertEqual(connection.closeReason, .aborted)
    }

    func testAHandlerMayAbortItsConnection() async throws {
        final class Aborter: SessionHandler, Sendable {
            func handle(
                _ event: SessionEvent<ToyMessage>, of channel: SessionChannel<ToyRules>,
                session: inout Session<ToyRules>
            ) {
                if case .request = event { channel.abort() }
            }
        }
        let listener = try await toyListener(handler: Aborter())
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        try await peer.say(.query(1), 2)
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .reset)
        peer.close()
        await listener.close()
    }

    func testNoDescriptorIsLeftOpen() async throws {
        func descriptors() throws -> Int {
            let path = FileManager.default.fileExists(atPath: "/proc/self/fd") ? "/proc/self/fd" : "/dev/fd"
            return try FileManager.default.contentsOfDirectory(atPath: path).count
        }
        let listener = try await toyListener(handler: Recorder())
        let refusing = try await toyListener(rules: ToyRules(name: "nobody"))
        func connectAndEnd(_ number: Int) async throws {
            switch number % 4 {
            case 0, 1:
                let connection = try await dial(listener.address)
                _ = try await connection.submit(.query(1))
                if number % 4 == 0 { await connection.close() } else { connection.abort() }
                _ = await connection.closed()
            case 2:
                _ = await thrownError { _ = try await dial(refusing.address, name: "stranger") }
            default:
                let peer = try RawPeer.connect(to: listener.address)
                try await peer.logIn()
                peer.close()
            }
        }
        for number in 0..<8 { try await connectAndEnd(number) }
        await until("all have gone") { listener.openConnections + refusing.openConnections == 0 }
        let before = try descriptors()
        for number in 0..<200 { try await connectAndEnd(number) }
        await until("all have gone") { listener.openConnections + refusing.openConnections == 0 }
        XCTAssertLessThanOrEqual(try descriptors(), before)
        XCTAssertEqual(listener.counts.accepted, 156)
        await listener.close()
        await refusing.close()
    }
}
