import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

/// Tasks that prefer the executor of their connection. Where the system has no such preference they run as all tasks.
final class ExecutorTests: XCTestCase {
    /// Adds a task to a group, on the connection's executor if it can be.
    private static func add<Value: Sendable>(
        to group: inout TaskGroup<Value>, on connection: Connection<ToyVocabulary>,
        _ work: @escaping @Sendable () async -> Value
    ) {
        if #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) {
            group.addTask(executorPreference: connection.executor, operation: work)
        } else {
            group.addTask(operation: work)
        }
    }

    private static func answers(
        _ numbers: Range<UInt8>, on connection: Connection<ToyVocabulary>, between: @Sendable () async -> Void = {}
    ) async -> Int {
        var count = 0
        for number in numbers {
            if (try? await connection.submit(.query(number))) == .queryResponse(number) { count += 1 }
            await between()
        }
        return count
    }

    func testWhatResumedCallersSubmitLeavesInOneWrite() async throws {
        guard #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) else {
            throw XCTSkip("the system has no executor preference")
        }
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair()
        guard peer.segmentsReceived != nil else { throw XCTSkip("the system does not count segments") }
        let answered = try await withThrowingTaskGroup(of: Int.self) { group in
            for caller: UInt8 in 0..<8 {
                group.addTask(executorPreference: connection.executor) {
                    await Self.answers(caller * 10..<caller * 10 + 5, on: connection)
                }
            }
            var before: UInt32?
            for _ in 0..<5 {
                var octets: [UInt8] = []
                for _ in 0..<8 {
                    guard let (query, counter) = try await peer.hear(), case .query(let number) = query else {
                        throw RawPeer.Failed(what: "no query")
                    }
                    octets += try RawPeer.frame(.queryResponse(number), counter)
                }
                // How the first ones come is the tasks' affair.
                if let before { XCTAssertEqual(peer.segmentsReceived, before + 1) }
                before = peer.segmentsReceived
                try await peer.send(octets)
            }
            return try await group.reduce(0, +)
        }
        XCTAssertEqual(answered, 40)
        connection.abort()
        _ = await connection.closed()
    }

    func testCallersThatGoElsewhereBetweenTheirSubmits() async throws {
        actor Counter {
            var count = 0
            func add() { count += 1 }
        }
        let counter = Counter()
        let listener = try await toyListener(handler: Recorder(keepsTraffic: false))
        let connection = try await dial(listener.address)
        let answered = await withTaskGroup(of: Int.self) { group in
            for caller in 0..<16 {
                Self.add(to: &group, on: connection) {
                    await Self.answers(0..<50, on: connection) {
                        await counter.add()
                        if caller % 2 == 0 { await Task.yield() }
                    }
                }
                group.addTask { await Self.answers(100..<150, on: connection) }
            }
            return await group.reduce(0, +)
        }
        XCTAssertEqual(answered, 16 * 100)
        let count = await counter.count
        XCTAssertEqual(count, 16 * 50)
        await connection.close()
        await listener.close()
    }

    func testTasksThatNeverStopYieldingLeaveTheirConnectionItsTurn() async throws {
        let listener = try await toyListener(handler: Recorder(keepsTraffic: false))
        let connection = try await dial(listener.address)
        let isDone = Guarded(false)
        let answered = await withTaskGroup(of: Int.self) { group in
            Self.add(to: &group, on: connection) {
                _ = await Self.answers(0..<1, on: connection)
                let deadline = ContinuousClock.now + .seconds(10)
                while !isDone.withLock({ $0 }) {
                    if ContinuousClock.now > deadline { return 0 }
                    await Task.yield()
                }
                return 1
            }
            group.addTask {
                let count = await Self.answers(0..<200, on: connection)
                isDone.withLock { $0 = true }
                return count
            }
            return await group.reduce(0, +)
        }
        XCTAssertEqual(answered, 200 + 1, "the others were served while it yielded")
        await connection.close()
        await listener.close()
    }

    func testTasksOfAClosedConnectionGoOnAndAreTold() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair()
        let ended = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                Self.add(to: &group, on: connection) {
                    var ended = 0
                    for number: UInt8 in 0..<3 {
                        do { _ = try await connection.submit(.query(number)) } catch is RequestError {
                            ended += 1
                        } catch {}
                    }
                    return ended
                }
            }
            for _ in 0..<8 { _ = try? await peer.hear() }
            peer.reset()
            _ = await connection.closed()
            return await group.reduce(0, +)
        }
        XCTAssertEqual(ended, 8 * 3)
    }

    /// More connections than there are reading threads: the tasks of the rest run on their queues.
    func testTheExecutorsOfHundredConnections() async throws {
        let (listener, connections) = try await hundredConnections()
        let answered = await withTaskGroup(of: Int.self) { group in
            for connection in connections {
                for _ in 0..<4 { Self.add(to: &group, on: connection) { await Self.answers(0..<20, on: connection) } }
            }
            return await group.reduce(0, +)
        }
        XCTAssertEqual(answered, 100 * 4 * 20)
        for connection in connections { await connection.close() }
        await listener.close()
    }
}
