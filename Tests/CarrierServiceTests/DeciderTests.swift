import CarrierCMPP
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import Dispatch
import XCTest

/// What a decider, and everybody else whom a gateway calls, may do meanwhile.
final class DeciderTests: XCTestCase {
    /// The gateway that its own decider calls.
    private let place = Guarded<SMSGateway?>(nil)
    private var gateway: SMSGateway? { place.withLock { $0 } }

    private func listen(
        _ settings: GatewaySettings, store: (any GatewayStore)? = nil,
        observer: (@Sendable ([GatewayEvent]) -> Void)? = nil
    ) async throws -> SMSGateway {
        let accounts = ["901234", "905678"].map { GatewayAccount(id: $0, secret: "secret") }
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: accounts, settings: settings, store: store,
            observer: observer)
        place.withLock { $0 = gateway }
        return gateway
    }

    private func client(_ account: String = "901234", at gateway: SMSGateway) async throws -> SMSClient {
        let client = SMSClient(
            speaking: .cmpp(.v3_0, account: CMPPAccount(id: account, secret: "secret")),
            channels: .primary("\(gateway.address)"))
        try await client.start()
        try await client.opened()
        return client
    }

    private func message(report: OutboundMessage.ReportRequest = .none) -> OutboundMessage {
        OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello", report: report)
    }

    private func deciding(_ decide: @escaping @Sendable (SubmitRequest) -> SubmitDecision?) -> GatewaySettings {
        var settings = GatewaySettings.deciding
        settings.decider = decide
        return settings
    }

    /// Reports on the submit before, and reads what the gateway counts: under the gateway's lock it would wait for
    /// ever.
    func testADeciderMayCallItsGateway() async throws {
        let ordinal = Guarded<UInt64>(0)
        let failures = Guarded<[String]>([])
        let gateway = try await listen(
            deciding { [place] request in
                let number = ordinal.withLock { last in
                    last += 1
                    return last
                }
                let gateway = place.withLock { $0 }
                let counters = gateway?.counters
                if counters?.submits != Int(number) || counters?.undecided != 1 {
                    failures.withLock { $0.append("\(number): \(counters as Any)") }
                }
                if number > 1 {
                    do {
                        try gateway?.report(.delivered, on: CarrierMessageID(number - 1), to: "13800138000")
                    } catch { failures.withLock { $0.append("\(number): \(error)") } }
                }
                return .acceptAs(CarrierMessageID(number))
            })
        let client = try await client(at: gateway)
        var handles: [SubmittedMessageHandle] = []
        for count in 1...5 {
            handles.append(try await client.submit(message(report: count < 5 ? .requested : .none)))
            // Asked of the client: the gateway may not answer any more.
            try await wait(for: "the answer to submit \(count)", within: .seconds(5)) {
                client.counters.acceptedPlaces == UInt64(count)
            }
            if client.counters.acceptedPlaces < UInt64(count) { return }
        }
        for handle in handles.dropLast() {
            let outcomes = try await handle.outcomes(within: .seconds(5))
            XCTAssertEqual(outcomes.map(\.result), [.delivered])
        }
        XCTAssertEqual(failures.withLock { $0 }, [])
        await client.shutDown()
        await gateway.shutDown()
    }

    /// The others are served while one connection's submit is thought about.
    func testASlowDeciderHoldsUpItsOwnConnectionOnly() async throws {
        let isAsked = OneShot<Void>()
        let answer = DispatchSemaphore(value: 0)
        let gateway = try await listen(
            deciding { request in
                if request.account == "901234" {
                    isAsked.decide(())
                    _ = answer.wait(timeout: .now() + 20)
                }
                return .accept
            })
        let (slow, quick) = (try await client(at: gateway), try await client("905678", at: gateway))
        let waiting = try await slow.submit(message())
        await isAsked.value
        let outcomes = try await quick.submit(message()).outcomes(within: .seconds(5))
        XCTAssertEqual(outcomes.map(\.result), [.accepted])
        XCTAssertEqual(gateway.counters.undecided, 1)
        answer.signal()
        let late = try await waiting.outcomes(within: .seconds(5))
        XCTAssertEqual(late.map(\.result), [.accepted])
        for client in [slow, quick] { await client.shutDown() }
        await gateway.shutDown()
    }

    /// The first answer is the one that counts, though it comes from within the decider.
    func testASubmitThatTheDeciderAnsweredItselfStaysAsItIs() async throws {
        let gateway = try await listen(
            deciding { [place] request in
                _ = try? place.withLock { $0 }?.answer(submit: request.ticket, with: .refuse(9))
                return .accept
            })
        let client = try await client(at: gateway)
        let outcomes = try await client.submit(message()).outcomes(within: .seconds(5))
        XCTAssertEqual(outcomes.map(\.result), [.failed])
        XCTAssertEqual(gateway.counters.accepted, 0)
        XCTAssertEqual(gateway.counters.answered, 1)
        await client.shutDown()
        await gateway.shutDown()
    }

    func testWhatADeciderLeavesOpenIsReadFromTheSubmits() async throws {
        let gateway = try await listen(deciding { _ in nil })
        let client = try await client(at: gateway)
        let waiting = try await client.submit(message())
        try await wait(for: "the question") { gateway.counters.deferred == 1 }
        let reading = Task {
            for await submit in gateway.submits { _ = try submit.accept() }
        }
        let outcomes = try await waiting.outcomes(within: .seconds(5))
        XCTAssertEqual(outcomes.map(\.result), [.accepted])
        await client.shutDown()
        await gateway.shutDown()
        try await reading.value
    }

    /// The directory, the observer, the watch of a session and the store: none is called under a lock that the
    /// gateway's own calls need.
    func testWhomeverAGatewayCallsMayCallTheGateway() async throws {
        let called = Guarded<Set<String>>([])
        let note: @Sendable (String) -> Void = { [place] who in
            guard let gateway = place.withLock({ $0 }) else { return }
            _ = gateway.counters
            gateway.register(GatewayAccount(id: "other", secret: "secret"))
            _ = try? gateway.deliver(IncomingMessage(from: "138", to: "1069", text: "?"), to: "other")
            called.withLock { _ = $0.insert(who) }
        }
        var settings = GatewaySettings.deciding
        settings.decider = { _ in
            note("decider")
            return .accept
        }
        settings.watch = { _ in Watch(note) }
        let directory = AccountLookup { name in
            note("directory")
            return GatewayAccount(id: name, secret: "secret")
        }
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: directory, settings: settings, store: NotingStore(note: note)
        ) { events in
            // What it does itself is told as well, without end.
            for case .decided in events { note("observer") }
        }
        place.withLock { $0 = gateway }
        let client = try await client(at: gateway)
        let outcomes = try await client.submit(message()).outcomes(within: .seconds(5))
        XCTAssertEqual(outcomes.map(\.result), [.accepted])
        XCTAssertEqual(called.withLock { $0 }, ["decider", "directory", "observer", "store", "watch"])
        await client.shutDown()
        await gateway.shutDown(draining: .zero)
    }
}

private final class Watch: SessionObserver {
    private let note: @Sendable (String) -> Void

    init(_ note: @escaping @Sendable (String) -> Void) { self.note = note }

    func frame(_ octets: UnsafeRawBufferPointer, _ direction: FrameDirection, at moment: Moment) { note("watch") }
}

private struct NotingStore: GatewayStore {
    let note: @Sendable (String) -> Void

    func append(_ records: [GatewayRecord]) async throws {
        for case .accepted in records { note("store") }
    }
}
