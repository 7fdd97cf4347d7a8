import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

@testable import CarrierTransport

/// Requests from many tasks at a time over one runner, and their ends.
final class SubmitTests: XCTestCase {
    func testARequestThatIsNeverAnsweredIsRepeatedAndGivenUp() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(
            limits: .standard {
                $0.replyTimeout = .milliseconds(30)
                $0.maximumAttempts = 3
                $0.closesAfterLastAttempt = true
            })
        let query = Task { try await connection.submit(.query(0)) }
        var counters: [UInt32] = []
        for _ in 0..<3 { counters.append(try await peer.hear(.query(0))) }
        XCTAssertEqual(Set(counters).count, 1)
        let result = await query.result
        XCTAssertThrowsError(try result.get()) {
            XCTAssertEqual($0 as? RequestEnd, .failed(.noResponse, wasSent: true))
        }
        let ending = try await peer.readToTheEnd()
        XCTAssertEqual(ending, .finished)
        peer.close()
        let reason = await connection.closed()
        XCTAssertEqual(reason, .requestUnanswered)
    }

    func testASecondAnswerIsNamedAndHarmless() async throws {
        let listener = try RawListener()
        let client = Recorder()
        let (connection, peer) = try await listener.pair(handler: client)
        let query = Task { try await connection.submit(.query(0)) }
        let counter = try await peer.hear(.query(0))
        try await peer.say(.queryResponse(1), counter)
        try await peer.say(.queryResponse(2), counter)
        let answer = try await query.value
        XCTAssertEqual(answer, .queryResponse(1))
        let named = client.expect("the second answer") {
            $0.contains {
                if case .anomaly(.duplicateResponse(let sequence)) = $0 { return sequence.counter == counter }
                return false
            }
        }
        await fulfillment(of: [named], timeout: 10)
        XCTAssertNil(connection.closeReason)
        connection.abort()
        _ = await connection.closed()
    }

    func testABatchKeepsItsOrderWhateverTheWindow() async throws {
        let listener = try await toyListener(handler: Recorder(keepsTraffic: false))
        let connection = try await dial(listener.address, limits: .standard { $0.windowSize = 3 })
        let numbers = (0..<250).map { UInt8($0) }
        let results = await connection.submit(contentsOf: numbers.map { .query($0) })
        XCTAssertEqual(results, numbers.map { .success(.queryResponse($0)) })
        let nothing = await connection.submit(contentsOf: [])
        XCTAssertEqual(nothing, [])
        await connection.close()
        await listener.close()
    }

    func testOneBadMessageDoesNotSpoilTheBatch() async throws {
        let listener = try await toyListener(handler: Recorder())
        let connection = try await dial(listener.address)
        let long = ToyMessage.data([UInt8](repeating: 65, count: 2001))
        let results = await connection.submit(contentsOf: [.query(1), long, .query(3)])
        XCTAssertEqual(results[0], .success(.queryResponse(1)))
        XCTAssertThrowsError(try results[1].get())
        XCTAssertEqual(results[2], .success(.queryResponse(3)))
        await connection.close()
        await listener.close()
    }

    func testManyBatchesAndCallersAtATimeAllGetTheirAnswers() async throws {
        let listener = try await toyListener(handler: Recorder(keepsTraffic: false))
        let connection = try await dial(listener.address, limits: .standard { $0.windowSize = 8 })
        let answered = await withTaskGroup(of: Int.self) { group in
            for part in 0..<8 {
                group.addTask {
                    let numbers = (0..<50).map { UInt8($0 + part) }
                    let results = await connection.submit(contentsOf: numbers.map { .query($0) })
                    return zip(results, numbers).filter { $0 == .success(.queryResponse($1)) }.count
                }
                group.addTask {
                    var count = 0
                    for number in 0..<25 where (try? await connection.submit(.query(UInt8(number)))) != nil {
                        count += 1
                    }
                    return count
                }
            }
            return await group.reduce(0, +)
        }
        XCTAssertEqual(answered, 8 * 75)
        await connection.close()
        await listener.close()
    }

    func testABatchAfterTheEndAndOneThatTheEndInterrupts() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 1 })
        let batch = Task { await connection.submit(contentsOf: (0..<4).map { .query($0) }) }
        _ = try await peer.hear(.query(0))
        peer.reset()
        let results = await batch.value
        XCTAssertEqual(results.first, .failure(.failed(.sessionEnded, wasSent: true)))
        XCTAssertEqual(
            Array(results.dropFirst()), Array(repeating: .failure(.failed(.sessionEnded, wasSent: false)), count: 3))
        _ = await connection.closed()
        let late = await connection.submit(contentsOf: [.query(1)])
        XCTAssertEqual(late, [.failure(.notTaken(SessionError(.notOpen)))])
    }
}
