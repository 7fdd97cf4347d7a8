import CarrierSession
import XCTest

@testable import CarrierMessaging

/// The same tables of responses and reports that every tracker must follow, through the client's core.
final class ClientScenarioTests: XCTestCase {
    private static let tables: [[ReportScenario]] = [
        ReportScenario.oneIdForTheSegmentsOfAMessage, ReportScenario.reportsBetweenAndBeforeTheResponses,
        ReportScenario.oneIdForEverybody, ReportScenario.reportsWithoutAUsefulNumber,
        ReportScenario.requestsAnsweredTwice, ReportScenario.whatSaysOtherwiseIsAContradiction,
        ReportScenario.ranges, ReportScenario.oneIdForAllReceivers, ReportScenario.anIdThatAResponseNamedWins,
        ReportScenario.namedIdsAndReportsBeforeTheResponse, ReportScenario.oneIdForSeveralRequestsDisprovesRanges,
        ReportScenario.rangesOfARequestAnsweredTwice,
    ]

    func testEveryTable() throws {
        var played = 0
        for scenario in Self.tables.joined() {
            var adapters: [TestClientAdapter] = []
            if scenario.protocols != .sequenceIDs {
                adapters.append(TestClientAdapter())
                if scenario.protocols != .ranges { adapters.append(TestClientAdapter(groupSize: 1)) }
            }
            if scenario.protocols == .sequenceIDs || scenario.protocols == .all {
                adapters.append(TestClientAdapter(hasRanges: false))
            }
            for adapter in adapters {
                var player = ClientScenarioPlayer(adapter)
                XCTAssertEqual(try player.play(scenario.transcript), scenario.transcript, scenario.name)
                played += 1
            }
        }
        XCTAssertGreaterThan(played, 40)
    }

    /// A gateway that gives everybody one id, and thousands of messages to one number.
    func testOneIdAndOneNumberForThousands() throws {
        var client = TestClient.open { $0.rememberedMessages = 1_000 }
        let count = 2_000
        for round in 1...2 {
            try client.submit(copies: UInt64(count))
            for request in client.take(count) { client.accept(request, 0) }
            for _ in 0..<count { client.report(0) }
            XCTAssertEqual(client.core.counters.delivered, UInt64(round * count))
        }
        for _ in 0..<count { client.report(0) }
        XCTAssertEqual(client.core.counters.duplicateReports, UInt64(count))
        XCTAssertEqual(client.core.counters.waitingReports, 0)
        // What was forgotten leaves nothing behind.
        let held = try XCTUnwrap(client.core.holders[CarrierMessageID(0)])
        XCTAssertLessThanOrEqual(held.all.places.count, 3_100)
    }
}

/// Runs scenarios through a client's core.
struct ClientScenarioPlayer {
    private var client: TestClient
    private var requests: [UInt64: [SegmentRequest]] = [:]

    init(_ adapter: TestClientAdapter) { client = TestClient.open(adapter: adapter) }

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
        case "answer": client.accept(try request(words[1]), try XCTUnwrap(UInt64(words[2])))
        case "refuse": client.refuse(try request(words[1]), try XCTUnwrap(UInt32(words[2])))
        case "lose": client.handle(.failed(tag: try request(words[1]).tag, .noResponse, wasSent: true))
        case "report":
            client.report(
                try XCTUnwrap(UInt64(words[1])), try XCTUnwrap(DeliveryState(rawValue: words[3])),
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
        func at(_ place: MessagePlace) -> String {
            "\(place.number).\(place.segment + 1) \(letter(place.recipientNumber))"
        }
        switch event {
        case .accepted(let place, let id, _): return "accepted \(at(place)) \(id?.number ?? 0)"
        case .refused(let place, let code): return "refused \(at(place)) \(code)"
        case .unanswered(let place, _, _): return "unanswered \(at(place))"
        case .report(let place, let report): return "report \(at(place)) \(report.state)"
        case .lateReport(let place, let report): return "late \(at(place)) \(report.state)"
        case .duplicateReport(let place, let report): return "duplicate \(at(place)) \(report.state)"
        case .contradiction(let place, let report): return "contradiction \(at(place)) \(report.state)"
        case .outcome(let outcome):
            return "outcome \(outcome.number) \(letter(outcome.recipientNumber)) \(outcome.result)"
        case .orphan(let report):
            return "orphan \(report.messageID.number ?? 0) \(letter(report.receiver)) \(report.state)"
        case .channel, .ended: return nil
        default: return "\(event)"
        }
    }
}
