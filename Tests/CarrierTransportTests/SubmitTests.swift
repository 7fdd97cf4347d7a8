import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import XCTest

final class SubmitTests: XCTestCase {
    private func openRequests(_ connection: Connection<ToyVocabulary>) -> Int {
        connection.withSession { session, _ in session.requestsInFlight + session.requestsQueued }
    }

    /// Tasks that submit `count` queries, each begun when the one before was taken by the session.
    private func queries(_ count: UInt8, on connection: Connection<ToyVocabulary>) async -> [Task<
        ToyMessage, any Error
    >] {
        var tasks: [Task<ToyMessage, any Error>] = []
        for number in 0..<count {
            let before = openRequests(connection)
            tasks.append(Task { try await connection.submit(.query(number)) })
            await until("query \(number) is taken") { openRequests(connection) > before }
        }
        return tasks
    }

    func testAFullWindowSuspendsCallersAndServesThemInTurn() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 2 })
        let tasks = await queries(5, on: connection)
        XCTAssertEqual(connection.withSession { session, _ in session.requestsInFlight }, 2)
        let first = try await peer.hear(.query(0))
        let second = try await peer.hear(.query(1))
        try await peer.say(.queryResponse(101), second)
        let third = try await peer.hear(.query(2))
        try await peer.say(.queryResponse(100), first)
        let fourth = try await peer.hear(.query(3))
        try await peer.say(.queryResponse(102), third)
        let fifth = try await peer.hear(.query(4))
        try await peer.say(.queryResponse(104), fifth)
        try await peer.say(.queryResponse(103), fourth)
        for (number, task) in tasks.enumerated() {
            let answer = try await task.value
            XCTAssertEqual(answer, .queryResponse(UInt8(100 + number)))
        }
        connection.abort()
        _ = await connection.closed()
    }

    func testAWaitingCallerIsCancelledAndItsRequestNeverSent() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 1 })
        let tasks = await queries(3, on: connection)
        tasks[1].cancel()
        let result = await tasks[1].result
        XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError) }
        let first = try await peer.hear(.query(0))
        try await peer.say(.queryResponse(0), first)
        let third = try await peer.hear(.query(2))
        try await peer.say(.queryResponse(2), third)
        let answers = [try await tasks[0].value, try await tasks[2].value]
        XCTAssertEqual(answers, [.queryResponse(0), .queryResponse(2)])
        connection.abort()
        _ = await connection.closed()
    }

    func testTheOutcomeOfASentRequestWhoseCallerLeftIsANotice() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair()
        let tasks = await queries(1, on: connection)
        let counter = try await peer.hear(.query(0))
        tasks[0].cancel()
        let result = await tasks[0].result
        XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError) }
        try await peer.say(.queryResponse(9), counter)
        for await notice in connection.notices {
            if case .opened = notice { continue }
            guard case .response(let message, let exchange) = notice else { return XCTFail("\(notice)") }
            XCTAssertEqual(message, .queryResponse(9))
            XCTAssertEqual(exchange.request, .query(0))
            break
        }
        connection.abort()
        _ = await connection.closed()
    }

    func testAnExchangeSaysUnderWhichNumberAndWhen() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair()
        let before = MonotonicClock.now()
        let task = Task { try await connection.exchange(.query(7)) }
        let counter = try await peer.hear(.query(7))
        try await peer.say(.queryResponse(8), counter)
        let answered = try await task.value
        XCTAssertEqual(answered.response, .queryResponse(8))
        XCTAssertEqual(answered.sequence, SequenceKey(counter: counter))
        XCTAssertLessThanOrEqual(before, answered.sentAt)
        XCTAssertLessThan(answered.sentAt, answered.answeredAt)
        XCTAssertEqual(answered.transmission.attempts, 1)
        connection.abort()
        _ = await connection.closed()
    }

    func testAGroupIsSentTogetherWhateverElseIsSubmitted() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 1 })
        let others = await queries(2, on: connection)
        let group = Task { await connection.exchange(group: (100..<120).map { .query($0) }) }
        await until("the group is taken") { openRequests(connection) == 22 }
        let late = Task { try await connection.submit(.query(3)) }
        var counters: [UInt32] = []
        for number in [0, 1] + Array(100..<120) + [3] as [UInt8] {
            let counter = try await peer.hear(.query(number))
            counters.append(counter)
            try await peer.say(.queryResponse(number), counter)
        }
        let results = await group.value
        XCTAssertEqual(results.map { (try? $0.get())?.response }, (100..<120).map { .queryResponse($0) })
        XCTAssertEqual(results.compactMap { (try? $0.get())?.sequence.counter }, Array(counters[2..<22]))
        for task in others + [late] { _ = try await task.value }
        connection.abort()
        _ = await connection.closed()
    }

    func testAGroupIsTakenWholeOrNotAtAll() async throws {
        let listener = try await toyListener(handler: Recorder())
        let connection = try await dial(listener.address)
        let long = ToyMessage.data([UInt8](repeating: 65, count: 2001))
        let results = await connection.exchange(group: [.query(1), long, .query(2)])
        let reason = WireError(.tooLong(limit: 2000, actual: 2001), field: "Data", offset: 12)
        for result in results {
            guard case .failure(.notAccepted(let refusal)) = result else { return XCTFail("\(result)") }
            XCTAssertEqual(refusal.reason, .unencodable(reason))
        }
        XCTAssertEqual(results.count, 3)
        let none = await connection.exchange(group: [])
        XCTAssertTrue(none.isEmpty)
        let batch = await connection.exchange(contentsOf: (0..<100).map { .query($0) })
        XCTAssertEqual(batch.compactMap { (try? $0.get())?.response }, (0..<100).map { .queryResponse($0) })
        let numbers = batch.compactMap { (try? $0.get())?.sequence.counter }
        XCTAssertEqual(numbers, numbers.first.map { Array($0..<$0 + 100) })
        await connection.close()
        await listener.close()
    }

    func testATaskThatWasCancelledBeforeSendsNothing() async throws {
        let listener = try await toyListener()
        let connection = try await dial(listener.address)
        let cancelled = Task { () -> (Bool, [Result<ToyMessage, RequestError>]) in
            withUnsafeCurrentTask { $0?.cancel() }
            let batch = await connection.submit(contentsOf: [.query(1), .query(2)])
            do {
                _ = try await connection.submit(.query(3))
                return (false, batch)
            } catch { return (error is CancellationError, batch) }
        }
        let (wasCancelled, batch) = await cancelled.value
        XCTAssertTrue(wasCancelled)
        XCTAssertEqual(batch, [.failure(.cancelled), .failure(.cancelled)])
        XCTAssertEqual(openRequests(connection), 0)
        await connection.close()
        await listener.close()
    }

    func testWhatTheSessionRefusesIsAnErrorOfTheCall() async throws {
        let listener = try await toyListener()
        let connection = try await dial(listener.address)
        let long = ToyMessage.data([UInt8](repeating: 65, count: 2001))
        let tooLong = await thrownError { _ = try await connection.submit(long) }
        let reason = WireError(.tooLong(limit: 2000, actual: 2001), field: "Data", offset: 12)
        guard case .notAccepted(let refusal)? = tooLong as? RequestError else { return XCTFail("\(tooLong as Any)") }
        XCTAssertEqual(refusal.reason, .unencodable(reason))
        let noRequest = await thrownError { _ = try await connection.submit(.pingResponse) }
        XCTAssertEqual((noRequest as? RequestError), .notAccepted(SessionError(.wrongDirection)))
        await connection.close()
        let late = await thrownError { _ = try await connection.submit(.query(1)) }
        XCTAssertEqual((late as? RequestError), .notAccepted(SessionError(.notOpen)))
        await listener.close()
    }

    func testARequestThatIsNeverAnsweredIsRepeatedAndGivenUp() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(
            limits: .standard {
                $0.replyTimeout = .milliseconds(30)
                $0.maximumAttempts = 3
                $0.closesAfterLastAttempt = true
            })
        let tasks = await queries(1, on: connection)
        var counters: [UInt32] = []
        for _ in 0..<3 { counters.append(try await peer.hear(.query(0))) }
        XCTAssertEqual(Set(counters).count, 1)
        let result = await tasks[0].result
        XCTAssertThrowsError(try result.get()) { XCTAssertEqual($0 as? RequestError, .noResponse) }
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
        let tasks = await queries(1, on: connection)
        let counter = try await peer.hear(.query(0))
        try await peer.say(.queryResponse(1), counter)
        try await peer.say(.queryResponse(2), counter)
        let answer = try await tasks[0].value
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

    // MARK: - Batches

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

    func testCallersThatAreCancelledAtAnyMomentLoseNothing() async throws {
        let gateway = Recorder(keepsTraffic: false)
        let listener = try await toyListener(handler: gateway)
        let provider = Recorder()
        let connection = try await dial(
            listener.address, limits: .standard { $0.windowSize = 16 }, handler: provider)
        let (answered, left) = await withTaskGroup(of: (Int, Int).self) { group in
            for caller in 0..<32 {
                group.addTask {
                    var (answered, left) = (0, 0)
                    for number in 0..<40 {
                        let request = Task { try await connection.submit(.query(UInt8(number))) }
                        if (number + caller) % 3 == 0 { request.cancel() }
                        switch await request.result {
                        case .success(let answer):
                            XCTAssertEqual(answer, .queryResponse(UInt8(number)))
                            answered += 1
                        case .failure(let error):
                            XCTAssertTrue(error is CancellationError, "\(error)")
                            left += 1
                        }
                    }
                    return (answered, left)
                }
            }
            return await group.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        }
        XCTAssertEqual(answered + left, 32 * 40)
        // What was sent and has no caller any more comes to the handler: every request of the peer is accounted for.
        await connection.close()
        let orphans = provider.events.filter { if case .response = $0 { true } else { false } }.count
        let unsent = provider.events.filter { if case .failed = $0 { true } else { false } }.count
        XCTAssertEqual(gateway.requestCount, answered + orphans)
        XCTAssertEqual(unsent, 0)
        XCTAssertLessThanOrEqual(orphans, left)
        await listener.close()
    }

    func testACancelledBatchEndsWithoutWaitingForTheOneInFrontOfIt() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 2 })
        let front = Task { await connection.submit(contentsOf: (0..<10).map { .query($0) }) }
        // Two in flight and one in line.
        await until("the first batch is in the session") { openRequests(connection) == 3 }
        let behind = Task { await connection.submit(contentsOf: [.query(100), .query(101)]) }
        behind.cancel()
        let results = await behind.value
        XCTAssertEqual(results, [.failure(.cancelled), .failure(.cancelled)])
        // Two of the first batch are in flight: they are awaited, the rest is taken back.
        front.cancel()
        for number: UInt8 in 0..<2 {
            let counter = try await peer.hear(.query(number))
            try await peer.say(.queryResponse(number), counter)
        }
        let firstResults = await front.value
        XCTAssertEqual(firstResults.prefix(2), [.success(.queryResponse(0)), .success(.queryResponse(1))])
        XCTAssertEqual(Array(firstResults.dropFirst(2)), Array(repeating: .failure(.cancelled), count: 8))
        connection.abort()
        _ = await connection.closed()
    }

    func testABatchAfterTheEndAndOneThatTheEndInterrupts() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(limits: .standard { $0.windowSize = 1 })
        let batch = Task { await connection.submit(contentsOf: (0..<4).map { .query($0) }) }
        _ = try await peer.hear(.query(0))
        peer.reset()
        let results = await batch.value
        XCTAssertEqual(results.first, .failure(.sessionEnded(wasSent: true)))
        XCTAssertEqual(
            Array(results.dropFirst()), Array(repeating: .failure(.sessionEnded(wasSent: false)), count: 3))
        _ = await connection.closed()
        let late = await connection.submit(contentsOf: [.query(1)])
        XCTAssertEqual(late, [.failure(.sessionEnded(wasSent: false))])
    }
}
