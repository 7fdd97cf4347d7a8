import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire
import SMSText

/// Logged-in connections of one protocol, both ends in this process, over which messages are driven.
struct SessionArena<Profile: CarrierProfile>: Sendable {
    /// One run over all connections.
    struct Run: Sendable {
        var perSecond: Double
        var p50: Moment.Span
        var p99: Moment.Span
    }

    typealias Vocabulary = Profile.Vocabulary
    typealias Message = Vocabulary.Message

    private let load: SessionBench.Load
    private let reports: Bool
    /// A request for each connection: one for all of them would make the processors quarrel over its count of owners.
    private let requests: [Message]
    private let tally: BenchTally
    private let listener: Listener<Vocabulary>
    private let connections: [Connection<Vocabulary>]
    /// Where the gateway dials, in protocols that have a return path, and what it dialled.
    private let returnListener: Listener<Vocabulary>?
    private let returns: [Connection<Vocabulary>]

    static func open(
        _ profile: Profile, _ load: SessionBench.Load, reports: Bool
    ) async throws -> SessionArena {
        var limits = profile.binding.sessionLimits
        limits.windowSize = load.window
        limits.maximumOwedReplies = max(limits.maximumOwedReplies, load.window)
        let sessionLimits = limits
        let binding = profile.binding
        let tally = BenchTally()
        let local = Endpoint(host: "127.0.0.1", port: 0)
        let numbers = Guarded<UInt32>(0)
        let nextNumber: @Sendable () -> UInt32 = {
            numbers.withLock { last in
                last &+= 1
                return last
            }
        }
        let paths = Guarded<[Connection<Vocabulary>]>([])
        var returnListener: Listener<Vocabulary>?
        if let path = profile.returnPath, reports {
            let accepting = try await Listener<Vocabulary>.bind(to: local) { _ in
                Acceptance(
                    speaking: path.provider(nextNumber()), limits: sessionLimits,
                    handler: BenchProvider<Profile>(binding, tally))
            }
            returnListener = accepting
            for _ in 0..<load.connections {
                let connection = try await Dialer.connect(
                    to: Endpoint(accepting.address), speaking: path.gateway(nextNumber()), limits: sessionLimits,
                    handler: BenchGateway<Profile>(binding, tally, reports: false))
                paths.withLock { $0.append(connection) }
            }
        }
        let unused = Guarded(paths.withLock { $0 })
        let listener = try await Listener<Vocabulary>.bind(to: local) { _ in
            let path = unused.withLock { $0.popLast() }
            return Acceptance(
                speaking: profile.gateway(connection: nextNumber()) { _ in nil }, limits: sessionLimits,
                handler: BenchGateway<Profile>(binding, tally, reports: reports, over: path))
        }
        var connections: [Connection<Vocabulary>] = []
        for _ in 0..<load.connections {
            connections.append(
                try await Dialer.connect(
                    to: Endpoint(listener.address), speaking: profile.provider(connection: nextNumber()),
                    limits: sessionLimits, handler: BenchProvider<Profile>(binding, tally)))
        }
        return SessionArena(
            load: load, reports: reports,
            requests: try connections.map { _ in try sample(profile, reports: reports) }, tally: tally,
            listener: listener, connections: connections, returnListener: returnListener,
            returns: paths.withLock { $0 })
    }

    /// A submit of one segment with 140 octets of content to one receiver.
    private static func sample(_ profile: Profile, reports: Bool) throws -> Message {
        let message = OutboundMessage(
            from: "10690001", to: ["13800138000"], text: String(repeating: "测", count: 70), coding: .ucs2,
            report: reports ? .requested : .none)
        let segments = try Segmenter(limits: profile.binding.segmentLimits)
            .segment(String(repeating: "测", count: 70), coding: .ucs2, reference: .octet(1))
        guard
            let first = try profile.binding.submits(for: message, segments: segments, to: message.destinations[...])
                .first
        else { throw BenchFailure(description: "\(profile.name) makes no submit") }
        return first
    }

    /// The octets of a submit and of its response.
    static func octets(of profile: Profile) throws -> (request: Int, reply: Int) {
        let request = try sample(profile, reports: false)
        let sequence = SequenceKey(counter: 1)
        let id = profile.binding.makeID(at: MonotonicClock.now(), serial: 1, gateway: 1)
        let vocabulary = profile.provider(connection: 1)
        var octets = OctetBuffer()
        try vocabulary.encode(request, sequence: sequence, into: &octets)
        let requestOctets = octets.count
        try vocabulary.encode(
            profile.binding.submitResponse(to: request, id: id, code: 0), sequence: sequence, into: &octets)
        return (requestOctets, octets.count - requestOctets)
    }

    // MARK: - Running

    /// Drives `messages` over all connections and waits for the last response and the last report's response.
    func run(_ submitting: SessionBench.Mode.Submitting, messages: Int) async throws -> Run {
        let share = max(1, messages / connections.count)
        tally.begin(reports: reports ? share * connections.count : 0)
        let start = MonotonicClock.now()
        var latencies = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for (connection, request) in zip(connections, requests) {
                switch submitting {
                case .batch: group.addTask { try await submitBatches(of: request, share, over: connection) }
                case .awaiting, .awaitingInPool:
                    let tasks = min(load.window, share)
                    for number in 0..<tasks {
                        let part = share / tasks + (number < share % tasks ? 1 : 0)
                        let work: @Sendable () async throws -> [Int64] = {
                            try await submitOneByOne(request, part, over: connection)
                        }
                        if submitting == .awaiting, #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) {
                            group.addTask(executorPreference: connection.executor, operation: work)
                        } else {
                            group.addTask(operation: work)
                        }
                    }
                }
            }
            return try await group.reduce(into: [Int64]()) { $0 += $1 }
        }
        await tally.finished()
        let seconds = Double((MonotonicClock.now() - start).nanoseconds) / 1e9
        try tally.check()
        latencies.sort()
        return Run(
            perSecond: Double(share * connections.count) / seconds, p50: Self.quantile(latencies, 0.5),
            p99: Self.quantile(latencies, 0.99))
    }

    private static func quantile(_ sorted: [Int64], _ share: Double) -> Moment.Span {
        guard !sorted.isEmpty else { return .zero }
        return Moment.Span(nanoseconds: sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))])
    }

    private func submitBatches(
        of request: Message, _ count: Int, over connection: Connection<Vocabulary>
    ) async throws -> [Int64] {
        var latencies: [Int64] = []
        let whole = [Message](repeating: request, count: min(load.window * SessionBench.windowsPerBatch, count))
        var rest = count
        while rest > 0 {
            let batch = rest >= whole.count ? whole : Array(whole.prefix(rest))
            let start = MonotonicClock.now()
            let results = await connection.submit(contentsOf: batch)
            latencies.append((MonotonicClock.now() - start).nanoseconds)
            for result in results {
                if case .failure(let error) = result { throw error }
            }
            rest -= batch.count
        }
        return latencies
    }

    private func submitOneByOne(
        _ request: Message, _ count: Int, over connection: Connection<Vocabulary>
    ) async throws -> [Int64] {
        var latencies: [Int64] = []
        latencies.reserveCapacity(count)
        // The clock is read once a message: a caller's next request follows at once.
        var start = MonotonicClock.now()
        for _ in 0..<count {
            _ = try await connection.submit(request)
            let end = MonotonicClock.now()
            latencies.append((end - start).nanoseconds)
            start = end
        }
        return latencies
    }

    /// Logs out everywhere.
    func close() async {
        await withTaskGroup(of: Void.self) { group in
            for connection in connections + returns { group.addTask { await connection.close() } }
        }
        await listener.close()
        await returnListener?.close()
    }
}
