import CarrierCMPP
@testable import CarrierSGIP
import CarrierSMGP
import CarrierSession
import SGIPCodec
import XCTest

@testable import CarrierMessaging

/// Runs scenarios through a client's core, under the ids of one protocol.
struct ClientScenarioPlayer {
    private var client: TestClient
    private let protocols: Set<ReportScenario.Protocols>
    private let id: (UInt32) -> CarrierMessageID
    private var requests: [UInt64: [SegmentRequest]] = [:]
    private var names: [CarrierMessageID: UInt32] = [:]

    init(
        _ adapter: any ClientAdapter, _ protocols: Set<ReportScenario.Protocols>,
        id: @escaping (UInt32) -> CarrierMessageID
    ) {
        client = TestClient.open(adapter: adapter)
        self.protocols = protocols
        self.id = id
        for number in UInt32(0)..<1_000 { names[id(number)] = number }
    }

    func fits(_ other: ReportScenario.Protocols) -> Bool { protocols.contains(other) }

    /// Every protocol, and one without codec in its three ways to give ids.
    static var all: [(name: String, player: ClientScenarioPlayer)] {
        let plain: (UInt32) -> CarrierMessageID = { CarrierMessageID(UInt64($0)) }
        return gatewayIDs + [
            ("ranges", ClientScenarioPlayer(TestClientAdapter(), [.gatewayIDs, .ranges, .all], id: plain)),
            ("one recipient", ClientScenarioPlayer(TestClientAdapter(groupSize: 1), [.gatewayIDs, .all], id: plain)),
            (
                "one id", ClientScenarioPlayer(TestClientAdapter(hasRanges: false), [.sequenceIDs, .all], id: plain)
            ),
            (
                "SGIP 1.2",
                ClientScenarioPlayer(
                    SGIPClientAdapter(
                        .v1_2,
                        account: SGIPAccount(
                            name: "sp", password: "p", node: SGIP.NodeNumber(rawValue: 3_057_112_345),
                            corporationID: "12345")),
                    [.sequenceIDs, .all]
                ) { number in
                    CarrierMessageID(
                        SequenceKey(SGIP.SequenceNumber(node: 3_057_112_345, time: 801_120_000, counter: number)))
                }
            ),
        ]
    }

    /// The protocols whose gateways make the ids.
    static var gatewayIDs: [(name: String, player: ClientScenarioPlayer)] {
        let cmpp = CMPPAccount(id: "901234", secret: "s")
        let smgp = SMGPAccount(id: "901234", secret: "s")
        return [
            (
                "CMPP 2.0",
                ClientScenarioPlayer(.cmpp(.v2_0, account: cmpp), [.gatewayIDs, .all], id: made(.cmpp))
            ),
            (
                "CMPP 3.0",
                ClientScenarioPlayer(.cmpp(.v3_0, account: cmpp), [.gatewayIDs, .ranges, .all], id: made(.cmpp))
            ),
            (
                "SMGP 3.0",
                ClientScenarioPlayer(.smgp(.v3_0, account: smgp), [.gatewayIDs, .ranges, .all], id: made(.smgp))
            ),
        ]
    }

    private static func made(_ gateway: some GatewayAdapter) -> (UInt32) -> CarrierMessageID {
        { gateway.makeID(at: Moment(secondsSince1970: 1_785_556_800), serial: $0, gateway: 7) }
    }

    mutating func play(_ transcript: String) throws -> String {
        var lines: [String] = []
        for line in transcript.split(separator: "\n") where !line.hasPrefix(">") {
            try step(line.split(separator: " ").map(String.init))
            lines.append(String(line))
            lines += client.events().compactMap(words).map { "> " + $0 }
        }
        XCTAssertEqual(client.core.counters.waitingReports, UInt64(client.core.early.count))
        return lines.joined(separator: "\n")
    }

    private mutating func step(_ words: [String]) throws {
        switch words.first {
        case "submit":
            let numbers = try client.submit(
                segments: try XCTUnwrap(Int(words[1])), to: words[2...].map(Self.number))
            requests[numbers.lowerBound] = client.take(1_000)
        case "answer": client.accept(try request(words[1]), id: id(try XCTUnwrap(UInt32(words[2]))))
        case "refuse": client.refuse(try request(words[1]), try XCTUnwrap(UInt32(words[2])))
        case "lose": client.handle(.failed(tag: try request(words[1]).tag, .noResponse, wasSent: true))
        case "report":
            client.report(
                id(try XCTUnwrap(UInt32(words[1]))), try XCTUnwrap(DeliveryState(rawValue: words[3])),
                to: Self.number(words[2]))
        case "wait": client.wait(.seconds(try XCTUnwrap(Int64(words[1]))))
        case "finish":
            client.core.shutDown(within: .zero, at: client.now)
            client.handle(.closed(.closedLocally))
        default: XCTFail("no step: \(words)")
        }
    }

    private func request(_ place: String) throws -> SegmentRequest {
        let parts = try place.split(separator: ".").map { try XCTUnwrap(Int($0), place) }
        let all = try XCTUnwrap(requests[UInt64(parts[0])], place)
        let group = parts.count > 2 ? parts[2] - 1 : 0
        let index = group * (all.first?.content.segmentCount ?? 1) + parts[1] - 1
        return try XCTUnwrap(all.indices.contains(index) ? all[index] : nil, place)
    }

    private static func number(_ letter: String) -> String {
        switch letter {
        case "-": ""
        case "?": "10690001"
        default: "1380013800\((letter.utf8.first ?? 0x40) - 0x40)"
        }
    }

    private func letter(_ number: String) -> String {
        if number.isEmpty { return "-" }
        guard number.contains("1380013800"), let digit = number.utf8.last else { return "?" }
        return String(UnicodeScalar(digit - 0x30 + 0x40))
    }

    private func words(_ event: ClientEvent) -> String? {
        func name(_ id: CarrierMessageID?) -> String { id.map { names[$0].map { "\($0)" } ?? "\($0)" } ?? "0" }
        func at(_ place: MessagePlace) -> String {
            "\(place.number).\(place.segment + 1) \(letter(place.recipientNumber))"
        }
        switch event {
        case .accepted(let place, let id, _): return "accepted \(at(place)) \(name(id))"
        case .refused(let place, let code): return "refused \(at(place)) \(code)"
        case .unanswered(let place, _, _): return "unanswered \(at(place))"
        case .report(let place, let report): return "report \(at(place)) \(report.state)"
        case .lateReport(let place, let report): return "late \(at(place)) \(report.state)"
        case .duplicateReport(let place, let report): return "duplicate \(at(place)) \(report.state)"
        case .contradiction(let place, let report): return "contradiction \(at(place)) \(report.state)"
        case .outcome(let outcome):
            return "outcome \(outcome.number) \(letter(outcome.recipientNumber)) \(outcome.result)"
        case .orphan(let report):
            return "orphan \(name(report.messageID)) \(letter(report.recipient)) \(report.state)"
        case .channel, .ended: return nil
        default: return "\(event)"
        }
    }
}
