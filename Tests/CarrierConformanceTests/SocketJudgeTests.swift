import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import XCTest

@testable import CarrierConformance

/// Cases over loopback sockets: against our own gateway, and against peers that mean ill.
final class SocketJudgeTests: XCTestCase {
    private static let setting = CaseSetting(account: "901234", secret: "test1234")

    private func cases(_ text: String, dialect: String = "cmpp-3.0", role: String = "gateway") throws
        -> [ConformanceCase]
    {
        let head = "protocol \(dialect)\nrole \(role)\nclause 1\n"
        return try DialogueParser.cases(of: head + text, file: "a.cases")
    }

    func testOurOwnGatewayMeetsTheFastCasesOverSockets() async throws {
        for dialect in ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"] {
            let adapter = try XCTUnwrap(GatewayProtocols.adapter(named: dialect))
            let receiver = try await ReferenceReceiver.listen(
                on: "127.0.0.1:0", speaking: adapter, accounts: [GatewayAccount(id: "901234", secret: "test1234")])
            var addresses = PeerAddresses()
            addresses.connect = Endpoint(receiver.address)
            let judge = try await SocketJudge.open(.gateway, addresses, Self.setting)
            let login = try XCTUnwrap(ConformanceSuite.login(in: dialect, judging: .gateway))
            let first = await judge.judge(login)
            XCTAssertEqual(first.outcome, .pass, "\(dialect): \(first.seen)")
            await judge.close()
            await receiver.close()
        }
    }

    private static let ill = """
        case 1 must "login"
          timeout 5s
          connect
          send CMPP_CONNECT
          expect CMPP_CONNECT_RESP Status=0 within 300ms
        case 2 must "closed"
          timeout 5s
          connect
          wait 100ms
          expectClosed within 300ms

        """

    /// Each peer gets both cases; what comes of them is known, and within their limits.
    func testPeersThatMeanIllGetAVerdictAndTheNextCaseRuns() async throws {
        let expected: [(HostilePeer.Manner, [CaseOutcome])] = [
            (.hangs, [.fail, .fail]), (.closesAtOnce, [.fail, .pass]), (.speaksHTTP, [.fail, .fail]),
            (.floodsZeros, [.fail, .fail]), (.floodsFrames, [.fail, .fail]), (.answersForeverInPieces, [.fail, .fail]),
        ]
        for (manner, outcomes) in expected {
            let listener = try await SocketListener.bind(to: Endpoint(host: "127.0.0.1", port: 0)) { socket in
                let runner = SessionRunner(
                    socket, owner: HostilePeer(manner), afterPass: {}, onFinished: { _ in })
                runner.start()
            }
            var addresses = PeerAddresses()
            addresses.connect = Endpoint(listener.address)
            let judge = try await SocketJudge.open(.gateway, addresses, Self.setting)
            var seen: [CaseOutcome] = []
            for tried in try cases(Self.ill) {
                let begin = MonotonicClock.now()
                let result = await judge.judge(tried)
                seen.append(result.outcome)
                XCTAssertLessThan(MonotonicClock.now() - begin, .seconds(10), "\(manner) \(result.seen)")
                XCTAssertLessThanOrEqual(result.wire.count, 400)
            }
            XCTAssertEqual(seen, outcomes, "\(manner)")
            await judge.close()
            await listener.stop()
        }
    }

    func testNobodyThereIsToldAsSuch() async throws {
        let listener = try await SocketListener.bind(to: Endpoint(host: "127.0.0.1", port: 0)) { _ in }
        var addresses = PeerAddresses()
        addresses.connect = Endpoint(listener.address)
        await listener.stop()
        let judge = try await SocketJudge.open(.gateway, addresses, Self.setting)
        let result = await judge.judge(try cases(Self.ill)[0])
        XCTAssertEqual(result.outcome, .fail)
        XCTAssertTrue(result.seen.contains("refused"), result.seen)
        await judge.close()
    }

    func testAProgramThatIsNotThereIsUnsupported() async throws {
        var addresses = PeerAddresses()
        addresses.listen = Endpoint(host: "127.0.0.1", port: 0)
        addresses.command = try PeerCommand("no-such-program --to {to}")
        let judge = try await SocketJudge.open(.sp, addresses, Self.setting)
        let result = await judge.judge(try cases("case 1 must \"x\"\n  login\n  sound\n", role: "sp")[0])
        XCTAssertEqual(result.outcome, .unsupported)
        await judge.close()
    }

    func testACommandIsSplitAsAShellSplitsIt() throws {
        let command = try PeerCommand(#"my-client --text "{text}" 'a b' c\ d "" {host}:{port}"#)
        XCTAssertEqual(
            command.filled(["text": "hi 'you'; rm", "host": "::1", "port": "1"]),
            ["my-client", "--text", "hi 'you'; rm", "a b", "c d", "", "::1:1"])
        XCTAssertThrowsError(try PeerCommand("a 'b"))
        XCTAssertThrowsError(try PeerCommand("  "))
    }
}

/// A peer that means ill.
private final class HostilePeer: SessionIO, SessionOwner {
    enum Manner: Sendable {
        case hangs, closesAtOnce, speaksHTTP, floodsZeros, floodsFrames, answersForeverInPieces
    }

    private let manner: Manner
    private var output: [UInt8] = []
    private var sent = 0
    private var due: Moment?
    private(set) var closeReason: CloseReason?

    init(_ manner: Manner) { self.manner = manner }

    var session: any SessionIO { self }
    var observer: (any SessionObserver)?
    var isLoggedIn: Bool { false }
    var hasUnservedInput: Bool { false }
    var wantsInput: Bool { closeReason == nil }
    var nextDeadline: Moment? { due }
    /// At most 4 GB.
    var outputCount: Int { output.count }

    func serve(at moment: Moment) -> Bool { false }

    func open(at moment: Moment) {
        switch manner {
        case .hangs: break
        case .closesAtOnce: closeReason = .closedLocally
        case .speaksHTTP: output = Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)
        case .floodsZeros, .floodsFrames, .answersForeverInPieces: due = moment
        }
    }

    func receive(capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int
    {
        var octets = [UInt8](repeating: 0, count: max(1, capacity))
        return octets.withUnsafeMutableBytes { read($0) }
    }

    func proceed(at moment: Moment, portion: Int) {}

    func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) {
        let count = output.withUnsafeBytes { body($0) }
        sent += count
        output.removeFirst(min(count, output.count))
    }

    func advance(to moment: Moment) {
        due = nil
        guard closeReason == nil, sent < 4 << 30 else { return }
        switch manner {
        case .floodsZeros:
            output += [UInt8](repeating: 0, count: 1 << 20)
            due = moment + .milliseconds(1)
        case .floodsFrames:
            // CMPP_ACTIVE_TEST, thousands of them.
            let frame: [UInt8] = [0, 0, 0, 12, 0, 0, 0, 8, 0, 0, 0, 1]
            output += Array(repeatElement(frame, count: 5000).joined())
            due = moment + .milliseconds(1)
        case .answersForeverInPieces:
            // A frame of 4000 octets that never ends.
            output += sent == 0 ? [0, 0, 0x0F, 0xA0] : [0]
            due = moment + .milliseconds(5)
        default: break
        }
    }

    func endOfInput(at moment: Moment, errno: Int32?) { if closeReason == nil { closeReason = .endedByPeer } }
    func close(at moment: Moment) { if closeReason == nil { closeReason = .closedLocally } }
    func abort(at moment: Moment) { if closeReason == nil { closeReason = .aborted } }
}
