import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

final class InboundTests: XCTestCase {
    func testRequestsAreTakenOneByOneAndAnsweredExplicitly() async throws {
        let listener = try await toyListener()
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        let connection = try XCTUnwrap(listener.connections.first)
        try await peer.send(RawPeer.frame(.query(1), 2) + RawPeer.frame(.data([65]), 3) + RawPeer.frame(.query(2), 4))
        var taken: [InboundRequest<ToyVocabulary>] = []
        for await request in connection.requests {
            taken.append(request)
            if taken.count == 3 { break }
        }
        XCTAssertEqual(taken.map(\.message), [.query(1), .data([65]), .query(2)])
        // In any order; a wrong answer is refused and leaves the request open.
        XCTAssertThrowsError(try taken[1].reply(.queryResponse(0))) {
            XCTAssertEqual(($0 as? SessionError)?.reason, .wrongDirection)
        }
        try taken[2].reply(.queryResponse(12))
        let third = try await peer.hear(.queryResponse(12))
        try taken[1].reply(.dataResponse(0))
        let second = try await peer.hear(.dataResponse(0))
        try taken[0].reply(.queryResponse(11))
        let first = try await peer.hear(.queryResponse(11))
        XCTAssertEqual([first, second, third], [2, 3, 4])
        XCTAssertEqual(connection.withSession { session, _ in session.repliesOwed }, 0)
        peer.close()
        await listener.close()
    }

    func testTheSequenceEndsWithTheSessionAndSeveralConsumersShareIt() async throws {
        let listener = try await toyListener()
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        let connection = try XCTUnwrap(listener.connections.first)
        let consumers = (0..<3).map { _ in
            Task {
                var numbers: [UInt8] = []
                for await request in connection.requests {
                    guard case .query(let number) = request.message else { continue }
                    numbers.append(number)
                    try request.reply(.queryResponse(number))
                }
                return numbers
            }
        }
        var octets: [UInt8] = []
        for number: UInt8 in 0..<30 { octets += try RawPeer.frame(.query(number), UInt32(number) + 2) }
        try await peer.send(octets)
        var answered: Set<UInt32> = []
        for _ in 0..<30 {
            let frame = try await peer.hear()
            answered.insert(try XCTUnwrap(frame).counter)
        }
        XCTAssertEqual(answered, Set(2..<32))
        try await peer.say(.logout, 99)
        _ = try await peer.hear(.logoutResponse)
        peer.close()
        var numbers: [UInt8] = []
        for consumer in consumers { numbers += try await consumer.value }
        XCTAssertEqual(numbers.sorted(), Array(0..<30))
        await listener.close()
    }

    func testBatchesBringEverythingThatWaits() async throws {
        let listener = try await toyListener()
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        let connection = try XCTUnwrap(listener.connections.first)
        var octets: [UInt8] = []
        for number: UInt8 in 0..<20 { octets += try RawPeer.frame(.query(number), UInt32(number) + 2) }
        try await peer.send(octets)
        await until("twenty requests wait") { connection.withSession { session, _ in session.repliesOwed } == 20 }
        var iterator = connection.requestBatches.makeAsyncIterator()
        let batch = await iterator.next()
        XCTAssertEqual(batch?.map(\.message), (0..<20).map { .query($0) })
        peer.close()
        let end = await iterator.next()
        XCTAssertNil(end)
        await listener.close()
    }

    func testACancelledConsumerStopsAndLosesNothing() async throws {
        let listener = try await toyListener()
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        let connection = try XCTUnwrap(listener.connections.first)
        let consumer = Task { () -> Int in
            var count = 0
            for await _ in connection.requests { count += 1 }
            return count
        }
        consumer.cancel()
        let count = await consumer.value
        XCTAssertEqual(count, 0)
        try await peer.say(.query(7), 2)
        var iterator = connection.requests.makeAsyncIterator()
        let request = await iterator.next()
        XCTAssertEqual(request?.message, .query(7))
        peer.close()
        await listener.close()
    }

    func testAReplyBehindTheEndIsRefused() async throws {
        let listener = try await toyListener()
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        try await peer.say(.query(7), 2)
        let connection = try XCTUnwrap(listener.connections.first)
        var iterator = connection.requests.makeAsyncIterator()
        let request = await iterator.next()
        peer.reset()
        _ = await connection.closed()
        let owed = try XCTUnwrap(request)
        XCTAssertThrowsError(try owed.reply(.queryResponse(1))) {
            XCTAssertEqual($0 as? SessionError, SessionError(.notOpen, sequence: owed.token.sequence))
        }
        await listener.close()
    }

    // MARK: - Notices

    func testNoticesTellOfTheWholeLifeInOrder() async throws {
        let listener = try await toyListener()
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        let connection = try XCTUnwrap(listener.connections.first)
        try await peer.say(.unknown(77, []), 2)
        try await peer.say(.dataResponse(0), 50)
        try await peer.say(.logout, 3)
        _ = try await peer.hear(.logoutResponse)
        peer.close()
        var notices: [String] = []
        for await notice in connection.notices {
            switch notice {
            case .opened(let summary): notices.append("opened \(summary.identity)")
            case .anomaly(.unknownCommand(let kind, let sequence)): notices.append("\(kind) #\(sequence.counter)")
            case .anomaly(.unexpectedResponse(let sequence, _)): notices.append("unexpected #\(sequence.counter)")
            case .closed(let reason): notices.append("\(reason)")
            default: notices.append("\(notice)")
            }
        }
        XCTAssertEqual(notices, ["opened sp", "77 #2", "unexpected #50", "closedByPeer"])
        XCTAssertEqual(connection.noticesDropped, 0)
        await listener.close()
    }

    func testNoticesThatNobodyTakesAreBoundedAndCounted() async throws {
        let listener = try await toyListener()
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        let connection = try XCTUnwrap(listener.connections.first)
        var octets: [UInt8] = []
        for number: UInt32 in 0..<1500 { octets += try RawPeer.frame(.dataResponse(0), number + 10) }
        try await peer.send(octets)
        peer.close()
        _ = await connection.closed()
        // 1500 surprises, the opening and the end: 1024 are kept, the last of them is the end.
        XCTAssertEqual(connection.noticesDropped, 1502 - 1024)
        var last: SessionEvent<ToyMessage>?
        var count = 0
        for await notice in connection.notices { (last, count) = (notice, count + 1) }
        XCTAssertEqual(count, 1024)
        XCTAssertEqual(last?.closeReason, .endedByPeer)
        await listener.close()
    }
}
