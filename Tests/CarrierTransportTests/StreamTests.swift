import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

/// A message that is known by its number, filled up with `octets` octets.
private func numbered(_ number: Int, octets: Int) -> ToyMessage {
    .data(Array("\(number) ".utf8) + [UInt8](repeating: 65, count: octets))
}

/// Keeps requests, for the test to answer.
private final class Keeper: SessionHandler {
    private let tokens: EventRecorder<(message: ToyMessage, token: ReplyToken)>

    init(_ tokens: EventRecorder<(message: ToyMessage, token: ReplyToken)>) { self.tokens = tokens }

    func handle(
        _ event: SessionEvent<ToyMessage>, of channel: SessionChannel<ToyRules>,
        session: inout Session<ToyRules>
    ) {
        if case .request(let message, let token) = event { tokens.note((message, token)) }
    }
}

/// How octets travel: whole batches, pieces, and what happens when one side does not keep up.
final class StreamTests: XCTestCase {
    func testABatchLeavesInOneWrite() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 16 })
        guard let before = peer.segmentsReceived else { throw XCTSkip("the system does not count segments") }
        let batch = Task { await connection.submit(contentsOf: (0..<16).map { .query($0) }) }
        for number: UInt8 in 0..<16 { _ = try await peer.hear(.query(number)) }
        XCTAssertEqual(peer.segmentsReceived, before + 1)
        connection.abort()
        _ = await batch.value
        _ = await connection.closed()
    }

    func testAllAnswersToOneReadLeaveInOneWrite() async throws {
        let segments = try await segmentsOfAnswers(to: 16)
        XCTAssertEqual(segments, 1)
    }

    func testALargeReadIsAnsweredInBatchesOfSixteen() async throws {
        let segments = try await segmentsOfAnswers(to: 40)
        XCTAssertEqual(segments, 3)
    }

    /// How many TCP segments the answers to so many requests in one write took.
    private func segmentsOfAnswers(to requests: UInt8) async throws -> Int {
        let listener = try await toyListener(handler: Recorder())
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        guard let before = peer.segmentsReceived else { throw XCTSkip("the system does not count segments") }
        var octets: [UInt8] = []
        for number in 0..<requests { octets += try RawPeer.frame(.query(number), UInt32(number) + 2) }
        try await peer.send(octets)
        for number in 0..<requests { _ = try await peer.hear(.queryResponse(number)) }
        let after = try XCTUnwrap(peer.segmentsReceived)
        peer.close()
        await listener.close()
        return Int(after - before)
    }

    /// More connections than there are reading threads: the rest are read through Dispatch sources.
    func testHundredConnectionsAreAllServed() async throws {
        let (listener, connections) = try await hundredConnections()
        let answered = await withTaskGroup(of: Int.self) { group in
            for connection in connections {
                group.addTask {
                    let batch = await connection.submit(contentsOf: (0..<50).map { .query($0) })
                    let one = try? await connection.submit(.query(99))
                    return zip(batch, 0..<50).filter { $0 == .success(.queryResponse($1)) }.count
                        + (one == .queryResponse(99) ? 1 : 0)
                }
            }
            return await group.reduce(0, +)
        }
        XCTAssertEqual(answered, 100 * 51)
        for connection in connections { await connection.close() }
        await listener.close()
    }

    func testFramesThatComeOctetByOctet() async throws {
        let listener = try await toyListener(handler: Recorder())
        let peer = try RawPeer.connect(to: listener.address)
        let octets = try RawPeer.frame(.login("sp"), 1) + RawPeer.frame(.query(5), 2) + RawPeer.frame(.data([65]), 3)
        for octet in octets { try await peer.send([octet]) }
        let counters = [
            try await peer.hear(.loginResponse(0)), try await peer.hear(.queryResponse(5)),
            try await peer.hear(.dataResponse(0)),
        ]
        XCTAssertEqual(counters, [1, 2, 3])
        peer.close()
        await listener.close()
    }

    func testWritesAreResumedWhereTheSocketStopped() async throws {
        // The kernel holds little for this peer, so that most writes are partial.
        let listener = try RawListener(receiveBuffer: 4096)
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 3000 })
        let messages = (0..<3000).map { numbered($0, octets: 1900) }
        let batch = Task { await connection.submit(contentsOf: messages) }
        // Six megabytes are more than the kernel takes here; only then does the peer begin to read.
        await until("octets wait") { connection.inspect(\.outputCount) ?? 0 > 0 }
        for message in messages {
            let frame = try await peer.hear(atMost: 1777)
            XCTAssertEqual(frame?.message, message)
            try await peer.say(.dataResponse(0), frame?.counter ?? 0)
        }
        let results = await batch.value
        XCTAssertEqual(results.filter { $0 == .success(.dataResponse(0)) }.count, 3000)
        connection.abort()
        _ = await connection.closed()
    }

    func testAPeerThatDoesNotReadBoundsWhatIsWritten() async throws {
        let listener = try RawListener(receiveBuffer: 4096)
        let (connection, peer) = try await listener.pair(
            limits: .standard {
                $0.windowSize = 100_000
                $0.maximumOutputOctets = 100_000
            })
        // Twelve megabytes, more than the kernel takes for a peer that does not read.
        let batch = Task { await connection.submit(contentsOf: (0..<6000).map { numbered($0, octets: 1980) }) }
        await until("the session stops") { connection.inspect(\.wantsInput) == false }
        let (octets, inFlight, queued) = try XCTUnwrap(
            connection.inspect { ($0.outputCount, $0.requestsInFlight, $0.requestsQueued) })
        // One frame over the bound, not more.
        XCTAssertLessThanOrEqual(octets, 100_000 + 2012)
        XCTAssertEqual(inFlight + queued, 6000)
        XCTAssertGreaterThan(queued, 0)
        for _ in 0..<6000 {
            let frame = try await peer.hear()
            try await peer.say(.dataResponse(0), try XCTUnwrap(frame).counter)
        }
        let results = await batch.value
        XCTAssertEqual(results.filter { $0 == .success(.dataResponse(0)) }.count, 6000)
        connection.abort()
        _ = await connection.closed()
    }

    func testAnOwnerThatDoesNotAnswerStopsTheReading() async throws {
        let tokens = EventRecorder<(message: ToyMessage, token: ReplyToken)>()
        let listener = try await toyListener(
            limits: .standard { $0.maximumOwedReplies = 4 }, handler: Keeper(tokens))
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        let connection = try XCTUnwrap(listener.connections.first)
        var octets: [UInt8] = []
        for number in 0..<2000 { octets += try RawPeer.frame(numbered(number, octets: 1000), UInt32(number) + 2) }
        let flood = octets
        let sending = Task { try await peer.send(flood) }
        await until("the bound is reached") { connection.inspect(\.repliesOwed) == 4 }
        XCTAssertEqual(connection.inspect(\.wantsInput), false)
        // Once the owner answers, everything comes, in order, and never more than four at a time.
        for number in 0..<2000 {
            await tokens.wait { $0.count > number }
            let (message, token) = tokens.notes[number]
            XCTAssertEqual(message, numbered(number, octets: 1000))
            XCTAssertLessThanOrEqual(tokens.notes.count - number, 4)
            connection.perform { session, now in
                do { try session.reply(.dataResponse(0), to: token, at: now) } catch { XCTFail("\(error)") }
            }
            let frame = try await peer.hear()
            XCTAssertEqual(frame?.counter, UInt32(number) + 2)
        }
        try await sending.value
        peer.close()
        await listener.close()
    }

    func testAPeerThatReadsNothingCannotHoldAClosedConnection() async throws {
        let listener = try RawListener(receiveBuffer: 4096)
        let (connection, peer) = try await listener.pair(
            limits: .standard {
                $0.windowSize = 100_000
                $0.closingTimeout = .milliseconds(20)
            })
        let batch = Task { await connection.submit(contentsOf: (0..<3000).map { numbered($0, octets: 1980) }) }
        await until("octets wait") { connection.inspect(\.outputCount) ?? 0 > 100_000 }
        await connection.close()
        XCTAssertEqual(connection.closeReason, .closingTimeout)
        let results = await batch.value
        XCTAssertEqual(results.count, 3000)
        XCTAssertTrue(results.allSatisfy { if case .failure(.failed(.sessionEnded, _)) = $0 { true } else { false } })
        peer.close()
    }
}
