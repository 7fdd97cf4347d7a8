import CarrierCMPP
import CarrierSGIP
import CarrierSMGP
import CarrierService
import CarrierTransport
import Foundation
import XCTest

/// The README's programs as a user has them: compiled from its text, linked with what they import, run as processes.
final class ReadmeProgramTests: XCTestCase {
    private static let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("readme-\(ProcessInfo.processInfo.processIdentifier)")
    private static let built: [ReadmeProgram.Kind: Result<URL, any Error>] = {
        var built: [ReadmeProgram.Kind: Result<URL, any Error>] = [:]
        for kind in [ReadmeProgram.Kind.client, .gateway, .relay] {
            built[kind] = Result {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                return try ReadmeProgram.of(kind).build(in: folder)
            }
        }
        return built
    }()

    override class func tearDown() { try? FileManager.default.removeItem(at: folder) }

    private func program(_ kind: ReadmeProgram.Kind) throws -> URL { try XCTUnwrap(Self.built[kind]).get() }

    /// A port of the loopback interface that nobody listens on.
    private func freeAddress() async throws -> String {
        let listener = try await SocketListener.bind(to: Endpoint("127.0.0.1:0")) { _ in }
        defer { Task { await listener.stop() } }
        return "\(listener.address)"
    }

    func testTheProgramsAreShortAndImportWhatTheySpeak() throws {
        let programs = try ReadmeProgram.all()
        XCTAssertEqual(programs.map(\.kind), [.client, .gateway, .relay])
        for (program, limit) in zip(programs, [25, 25, 60]) {
            XCTAssertLessThanOrEqual(program.lines.count, limit, "\(program.kind)")
            XCTAssertTrue(program.lines.allSatisfy { $0.count <= 120 })
            XCTAssertTrue(
                Set(program.imports).isSubset(of: ["CarrierService", "CarrierCMPP", "CarrierSMGP", "CarrierSGIP"]))
        }
        XCTAssertEqual(programs.first?.imports, ["CarrierCMPP", "CarrierService"])
    }

    func testAClientOfOneProtocolLinksNoOther() throws {
        XCTAssertEqual(
            Set(try ReadmeProgram.of(.client).linked()),
            [
                "CMPPCodec", "CarrierCMPP", "CarrierMessaging", "CarrierService", "CarrierSession", "CarrierTransport",
                "CarrierWire", "SMSText",
            ])
        // Symbols carry their module's name and its length.
        let client = try Data(contentsOf: program(.client))
        XCTAssertNotNil(client.range(of: Data("9CMPPCodec".utf8)))
        XCTAssertNotNil(client.range(of: Data("11CarrierCMPP".utf8)))
        for other in ["9SMGPCodec", "11CarrierSMGP", "9SGIPCodec", "11CarrierSGIP", "14CarrierHarness"] {
            XCTAssertNil(client.range(of: Data(other.utf8)), other)
        }
    }

    func testTheClientOutlivesItsGateway() async throws {
        let words = ["127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:1", "127.0.0.1:1"]
        let first = try RunningProgram(program(.gateway), words)
        let address = await first.address(after: "cmpp at ")
        let client = try RunningProgram(program(.client), [address, "127.0.0.1:1"])
        for _ in 1...2 { await client.line(containing: "\(address): open") }
        try client.type("您好")
        await client.line(containing: "order-1 13800138000 delivered")
        first.kill()
        for _ in 1...2 { await client.line(containing: "\(address): lost") }
        try client.type("还在吗")
        let second = try RunningProgram(program(.gateway), [address] + words.dropFirst())
        await second.line(containing: "cmpp at \(address)")
        await client.line(containing: "order-2 13800138000 delivered")
        XCTAssertEqual(try client.finish(), 0)
    }

    func testTheGatewayServesEveryProtocol() async throws {
        let reverse = [try await freeAddress(), try await freeAddress()]
        let gateway = try RunningProgram(
            program(.gateway), ["127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"] + reverse)
        let cmpp = await gateway.address(after: "cmpp at ")
        let smgp = await gateway.address(after: "smgp at ")
        let sgip = await gateway.address(after: "sgip at ")
        let secret = "shared secret"
        // An account each: reports go to whatever connection of the account can carry them.
        let (old, new) = (CMPPAccount(id: "901234", secret: secret), CMPPAccount(id: "901235", secret: secret))
        let node = SGIP.NodeNumber(rawValue: 3_010_099_999)
        let clients = [
            SMSClient(speaking: .cmpp(.v2_0, account: old), channels: .primary(cmpp)),
            SMSClient(speaking: .cmpp(.v3_0, account: new), channels: .primary(cmpp)),
            SMSClient(
                speaking: .smgp(.v3_0, account: SMGPAccount(id: "901234", secret: secret)), channels: .primary(smgp)),
            SMSClient(
                speaking: .sgip(.v1_2, account: SGIPAccount(name: "sp-1", password: secret, node: node)),
                channels: .primary(sgip), listen: try Endpoint(reverse[0])),
            SMSClient(
                speaking: .sgip(.v1_2, account: SGIPAccount(name: "sp-2", password: secret, node: node)),
                channels: .primary(sgip), listen: try Endpoint(reverse[1])),
        ]
        let text = String(repeating: "汉字", count: 70)
        for (index, client) in clients.enumerated() {
            try await client.start()
            let handle = try await client.submit(
                OutboundMessage(from: "10690001", to: ["13800138000", "13800138001"], text: text))
            let outcomes = try await handle.outcomes(within: .seconds(30))
            XCTAssertEqual(outcomes.map(\.result), [.delivered, .delivered], "client \(index)")
        }
        for client in clients { await client.shutDown() }
    }

    func testTheRelayGoesBothWays() async throws {
        let reverse = try await freeAddress()
        let smgp = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .smgp, accounts: [GatewayAccount(id: "901234", secret: "shared secret")])
        var account = GatewayAccount(id: "901234", secret: "shared secret")
        account.reverseAddress = reverse
        let sgip = try await SMSGateway.listen(on: "127.0.0.1:0", speaking: .sgip, accounts: [account])
        let relay = try RunningProgram(
            program(.relay), ["127.0.0.1:0", "\(smgp.address)", "\(sgip.address)", reverse])
        let deciding = Task { await ReadmeProgramTests.decide(smgp, as: .delivered) }
        let failing = Task { await ReadmeProgramTests.decide(sgip, as: .undelivered) }
        let address = await relay.address(after: "cmpp at ")
        let client = SMSClient(
            speaking: .cmpp(.v2_0, account: CMPPAccount(id: "901234", secret: "shared secret")),
            channels: .primary(address))
        let incoming = OneShot<Set<String>>()
        let events = client.events
        let reading = Task {
            var texts: Set<String> = []
            for await case .incoming(let message) in events {
                texts.insert("\(message.source): \(message.text ?? "")")
                if texts.count == 2 { incoming.decide(texts) }
            }
        }
        try await client.start()
        let text = String(repeating: "汉字", count: 70)
        let handle = try await client.submit(
            OutboundMessage(from: "10690001", to: ["13300138000", "13000138000"], text: text))
        let outcomes = try await handle.outcomes(within: .seconds(30))
        XCTAssertEqual(outcomes.map(\.result), [.delivered, .failed])
        XCTAssertEqual(outcomes.map(\.segments.count), [3, 3])
        XCTAssertEqual(outcomes.last?.deliveryState, .undelivered)

        let answer = String(repeating: "回复", count: 50)
        try smgp.deliver(IncomingMessage(from: "13300138000", to: "10690001", text: answer), to: "901234")
        try sgip.deliver(IncomingMessage(from: "13000138000", to: "10690001", text: answer), to: "901234")
        let texts = await incoming.value(before: MonotonicClock.now() + .seconds(30), timers: Timers())
        // SGIP writes the country before a number (sgip.md section 3.5), and the relay leaves numbers as they are.
        XCTAssertEqual(texts, ["13300138000: \(answer)", "8613000138000: \(answer)"])
        await client.shutDown()
        await reading.value
        relay.kill()
        for gateway in [smgp, sgip] { await gateway.shutDown() }
        await deciding.value
        await failing.value
    }

    /// Takes everything and reports it.
    private static func decide(_ gateway: SMSGateway, as state: DeliveryState) async {
        for await submit in gateway.submits {
            do { try submit.report(state, on: submit.accept()) } catch { XCTFail("\(error)") }
        }
    }
}
