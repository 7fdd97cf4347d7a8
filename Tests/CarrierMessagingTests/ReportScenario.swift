@testable import CarrierSGIP
@testable import CarrierSMGP
@testable import CarrierCMPP
import CMPPCodec
import CarrierSession
import SGIPCodec
import SMGPCodec
import SMSText
import XCTest

@testable import CarrierMessaging

/// Responses and reports in an order, and the events that must follow: a transcript without any protocol's words, so
/// that whatever turns responses and reports into outcomes can be run through it.
///
/// A line is a step, the lines behind it that begin with `>` are what it makes happen, in order:
///
///     submit SEGMENTS NUMBER...     the next message, 1, 2, ...: NUMBER is a letter, A for 13800138001 and so on
///     answer M.S ID                 the gateway accepts segment S of message M under the id ID
///     answer M.S.G ID               the same of the G-th group of receivers, where they need several requests
///     refuse M.S CODE
///     lose M.S                      no response comes
///     report ID NUMBER STATE        `-` for no number, `?` for one that nobody has
///     wait SECONDS
///     finish
///
///     > accepted M.S NUMBER ID      > report, late, duplicate, contradiction M.S NUMBER STATE
///     > refused M.S NUMBER CODE     > outcome M NUMBER RESULT
///     > unanswered M.S NUMBER       > orphan ID NUMBER STATE
///
/// Ids are numbers; ID + 1 is the next one in the protocol's own arithmetic.
struct ReportScenario: Sendable {
    /// Where it can happen.
    enum Protocols: Sendable {
        /// Gateways make the ids: CMPP 2.0 and 3.0, SMGP.
        case gatewayIDs
        /// The same with several receivers in a request that are reported: CMPP 3.0, SMGP.
        case ranges
        /// The id is the request's sequence number: SGIP.
        case sequenceIDs
        /// Everywhere.
        case all
    }

    var name: String
    var protocols: Protocols
    var transcript: String

    init(_ name: String, _ protocols: Protocols, _ transcript: String) {
        self.name = name
        self.protocols = protocols
        self.transcript = transcript
    }
}

/// Runs scenarios through a `Messenger`.
struct ScenarioPlayer<Binding: CarrierBinding> {
    private let binding: Binding
    private let id: (UInt32) -> CarrierMessageID
    private let sequence: (UInt32) -> SequenceKey
    private var messenger: Messenger<Binding>
    private var now = Moment(secondsSince1970: 1_785_556_800)
    private var requests: [UInt64: [PreparedRequest<Binding.Message>]] = [:]
    private var segments: [UInt64: Int] = [:]
    private var names: [CarrierMessageID: UInt32] = [:]
    private var serial: UInt32 = 0

    init(
        _ binding: Binding, id: @escaping (UInt32) -> CarrierMessageID,
        sequence: @escaping (UInt32) -> SequenceKey = { SequenceKey(counter: $0) }
    ) {
        self.binding = binding
        self.id = id
        self.sequence = sequence
        messenger = Messenger(binding: binding)
        for number in UInt32(0)..<1_000 { names[id(number)] = number }
    }

    /// The steps with what followed each.
    mutating func play(_ transcript: String) throws -> String {
        var lines: [String] = []
        for line in transcript.split(separator: "\n") where !line.hasPrefix(">") {
            try step(line.split(separator: " ").map(String.init))
            lines.append(String(line))
            while let event = messenger.nextEvent() { lines.append("> " + words(event)) }
        }
        let counters = messenger.counters
        XCTAssertEqual(counters.parkedReports, messenger.early.count)
        XCTAssertGreaterThanOrEqual(counters.openOutcomes, 0)
        return lines.joined(separator: "\n")
    }

    private mutating func step(_ words: [String]) throws {
        switch words.first {
        case "submit":
            let count = try XCTUnwrap(Int(words[1]))
            let text = String(repeating: "中", count: count == 1 ? 10 : 67 * count)
            let message = OutboundMessage(
                from: "10690001", to: words[2...].map(Self.number), text: text, coding: .ucs2, report: .requested)
            let prepared = try messenger.prepare(message, at: now)
            XCTAssertEqual(prepared.segments.segmentCount, count)
            (requests[prepared.number], segments[prepared.number]) = (prepared.requests, count)
        case "answer": try respond(words[1], id: try number(words[2]), code: 0)
        case "refuse": try respond(words[1], id: 0, code: try number(words[2]))
        case "lose": messenger.failed(tag: try request(words[1]).tag, .noResponse, at: now)
        case "report": try report(try number(words[1]), Self.number(words[2]), words[3])
        case "wait":
            now = now + .seconds(try XCTUnwrap(Int64(words[1])))
            messenger.advance(to: now)
        case "finish": messenger.finish(at: now)
        default: XCTFail("no step: \(words)")
        }
    }

    private func number(_ word: String) throws -> UInt32 { try XCTUnwrap(UInt32(word), word) }

    private func request(_ place: String) throws -> PreparedRequest<Binding.Message> {
        let parts = try place.split(separator: ".").map { try XCTUnwrap(Int($0), place) }
        let message = UInt64(parts[0])
        let group = parts.count > 2 ? parts[2] - 1 : 0
        let index = group * (segments[message] ?? 0) + parts[1] - 1
        let all = try XCTUnwrap(requests[message], place)
        return try XCTUnwrap(all.indices.contains(index) ? all[index] : nil, place)
    }

    private mutating func respond(_ place: String, id number: UInt32, code: UInt32) throws {
        let request = try request(place)
        messenger.responded(
            binding.submitResponse(to: request.message, id: id(number), code: code), to: request.message,
            tag: request.tag, sequence: sequence(number), at: now)
    }

    private mutating func report(_ number: UInt32, _ receiver: String, _ state: String) throws {
        let state = try XCTUnwrap(DeliveryState(rawValue: state), state)
        let submission = Submission(
            source: "10690001", destinations: [receiver], coding: 8, hasHeader: false, content: [], wantsReport: true)
        let report = DeliveryReport(
            messageID: id(number), receiver: receiver, state: state, raw: binding.word(for: state),
            submitTime: "2608011200", doneTime: "2608011201")
        serial += 1
        let message = try binding.report(report, for: submission, envelope: id(900_000 + serial))
        XCTAssertNotNil(messenger.received(message, sequence: SequenceKey(counter: serial), at: now))
    }

    // MARK: Words

    private static func number(_ letter: String) -> String {
        switch letter {
        case "-": ""
        case "?": "10690001"
        default: "1380013800\((letter.utf8.first ?? 0x40) - 0x40)"
        }
    }

    private static func letter(_ number: String) -> String {
        if number.isEmpty { return "-" }
        guard number.contains("1380013800"), let digit = number.utf8.last else { return "?" }
        return String(UnicodeScalar(digit - 0x30 + 0x40))
    }

    private func words(_ event: MessengerEvent) -> String {
        func at(_ place: SegmentPlace) -> String {
            "\(place.message).\(place.segment) \(Self.letter(place.receiver))"
        }
        func name(_ id: CarrierMessageID) -> String { names[id].map { "\($0)" } ?? id.description }
        switch event {
        case .accepted(let place, let id): return "accepted \(at(place)) \(name(id))"
        case .refused(let place, let code, _): return "refused \(at(place)) \(code)"
        case .unanswered(let place, _): return "unanswered \(at(place))"
        case .report(let place, let report): return "report \(at(place)) \(report.state)"
        case .lateReport(let place, let report): return "late \(at(place)) \(report.state)"
        case .duplicateReport(let place, let report): return "duplicate \(at(place)) \(report.state)"
        case .contradictoryReport(let place, let report): return "contradiction \(at(place)) \(report.state)"
        case .outcome(let outcome):
            return "outcome \(outcome.message) \(Self.letter(outcome.receiver)) \(outcome.result)"
        case .orphan(let report):
            return "orphan \(name(report.messageID)) \(Self.letter(report.receiver)) \(report.state)"
        default: return "\(event)"
        }
    }
}

extension ReportScenario {
    /// Runs the scenario wherever it can happen.
    func check(file: StaticString = #filePath, line: UInt = #line) throws {
        func play(_ name: String, _ player: ScenarioPlayer<some CarrierBinding>) throws {
            var player = player
            XCTAssertEqual(try player.play(transcript), transcript, "\(name): \(self.name)", file: file, line: line)
        }
        let moment = Moment(secondsSince1970: 1_785_556_800)
        func make(_ binding: some CarrierBinding) -> (UInt32) -> CarrierMessageID {
            { binding.makeID(at: moment, serial: $0, gateway: 7) }
        }
        let old = CMPPBinding(.v2_0, providerID: "901234")
        let new = CMPPBinding(.v3_0, providerID: "901234")
        let smgp = SMGPBinding(.v3_0, providerID: "901234")
        let sgip = SGIPBinding(.v1_2, corporationID: "12345")
        func key(_ number: UInt32) -> SequenceKey {
            SequenceKey(SGIP.SequenceNumber(node: 3_057_112_345, time: 801_120_000, counter: number))
        }
        if protocols == .gatewayIDs || protocols == .all { try play("CMPP 2.0", ScenarioPlayer(old, id: make(old))) }
        if protocols != .sequenceIDs {
            try play("CMPP 3.0", ScenarioPlayer(new, id: make(new)))
            try play("SMGP 3.0", ScenarioPlayer(smgp, id: make(smgp)))
        }
        if protocols == .sequenceIDs || protocols == .all {
            try play("SGIP 1.2", ScenarioPlayer(sgip, id: { CarrierMessageID(key($0)) }, sequence: key))
        }
    }
}
