import CarrierSession
import CarrierTestSupport
import Foundation
import XCTest

@testable import CarrierTransport

/// What a handler may ask of its own connection, and what ends the process instead of hanging.
final class ReentryTests: XCTestCase {
    /// Does something with its connection for each event.
    private final class Asker: ConnectionHandler {
        typealias Asking = @Sendable (SessionEvent<ToyMessage>, Connection<ToyVocabulary>) -> Void
        private let ask: Asking

        init(_ ask: @escaping Asking) { self.ask = ask }

        func handle(
            _ event: SessionEvent<ToyMessage>, of connection: Connection<ToyVocabulary>,
            session: inout Session<ToyVocabulary>
        ) {
            ask(event, connection)
        }
    }

    func testAHandlerMayReadHowItsConnectionEnded() async throws {
        typealias Reading = (reason: CloseReason?, error: Int32?)
        let readings = Guarded<[Reading]>([])
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(
            handler: Asker { _, connection in
                readings.withLock { $0.append((connection.closeReason, connection.socketError)) }
            })
        // Unread octets make the end a reset.
        let sent = Task { try await connection.submit(.query(1)) }
        _ = try await peer.hear(.query(1))
        peer.reset()
        _ = await sent.result
        let reason = await connection.closed()
        XCTAssertEqual(reason, .connectionLost(errno: ECONNRESET))
        let (first, last) = readings.withLock { ($0.first, $0.last) }
        XCTAssertEqual(first?.reason, .some(nil))
        XCTAssertEqual(first?.error, .some(nil))
        XCTAssertEqual(last?.reason, reason)
        XCTAssertEqual(last?.error, ECONNRESET)
    }

    func testTheHolderOfALockIsKnown() async throws {
        let listener = try await toyListener(handler: Recorder())
        let (one, other) = (try await dial(listener.address), try await dial(listener.address))
        XCTAssertFalse(one.lock.isHeldHere)
        one.withSession { _, _ in
            XCTAssertTrue(one.lock.isHeldHere)
            XCTAssertFalse(other.lock.isHeldHere)
            other.withSession { _, _ in
                XCTAssertTrue(one.lock.isHeldHere)
                XCTAssertTrue(other.lock.isHeldHere)
            }
            XCTAssertTrue(one.lock.isHeldHere)
            XCTAssertFalse(other.lock.isHeldHere)
        }
        XCTAssertFalse(one.lock.isHeldHere)
        await one.close()
        await other.close()
        await listener.close()
    }

    // MARK: - In a process of its own

    /// The calls that would wait for themselves.
    private enum Call: String, CaseIterable {
        case withSession
        case withSessionInside
        case noticesDropped
        case reply
    }

    private static let survival = "the call came back"
    private static let variable = "CARRIER_REENTRY_CALL"

    /// Only a child process of the test below makes the call; it ends in it.
    func testTheCallItself() async throws {
        guard let call = ProcessInfo.processInfo.environment[Self.variable].flatMap(Call.init) else {
            throw XCTSkip("made in a process of its own")
        }
        let listener = try await toyListener(handler: Recorder())
        let cameBack = XCTestExpectation(description: "the handler's call comes back")
        let connection = try await Dialer.connect(
            to: Endpoint(listener.address), speaking: ToyVocabulary(),
            handler: Asker { event, connection in
                guard case .opened = event else { return }
                switch call {
                case .withSession: connection.withSession { _, _ in }
                case .withSessionInside: break
                case .noticesDropped: _ = connection.noticesDropped
                case .reply:
                    let token = ReplyToken(sequence: SequenceKey(counter: 1), serial: 0)
                    try? InboundRequest(message: .query(1), token: token, connection: connection)
                        .reply(.queryResponse(1))
                }
                cameBack.fulfill()
            })
        await fulfillment(of: [cameBack], timeout: 10)
        if call == .withSessionInside { connection.withSession { _, _ in connection.withSession { _, _ in } } }
        FileHandle.standardError.write(Data(Self.survival.utf8))
    }

    func testACallThatWouldWaitForItselfEndsWithASentence() async throws {
        #if os(Linux)
            for call in Call.allCases {
                let child = Process()
                child.executableURL = URL(fileURLWithPath: "/proc/self/exe")
                child.arguments = ["CarrierTransportTests.ReentryTests/testTheCallItself"]
                child.environment = ProcessInfo.processInfo.environment.merging([Self.variable: call.rawValue]) { $1 }
                let errors = Pipe()
                child.standardError = errors
                child.standardOutput = FileHandle.nullDevice
                let ended = XCTestExpectation(description: "\(call) ends")
                child.terminationHandler = { _ in ended.fulfill() }
                try child.run()
                await fulfillment(of: [ended], timeout: 20)
                if child.isRunning { child.terminate() }
                let text = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
                XCTAssertTrue(text.contains("would wait for itself"), "\(call): \(text)")
                XCTAssertTrue(text.contains("Use the session that the handler was given"), "\(call)")
                XCTAssertFalse(text.contains(Self.survival), "\(call)")
                XCTAssertEqual(child.terminationReason, .uncaughtSignal, "\(call)")
            }
        #else
            throw XCTSkip("the test's executable is found by Linux's name for it")
        #endif
    }
}
