import CarrierFixtures
import CarrierSession
import CarrierWire

/// Judges a recorded session of anybody's by every rule that can be judged from outside, both sides.
public struct PassiveJudge: Sendable {
    private struct OpenRequest: Sendable {
        var command: String
        var frame: Int
        var time: Int64
        var octets: [UInt8]
        var times = 1
        var last: Int64
    }

    private struct SideState: Sendable {
        var open: [[UInt8]: OpenRequest] = [:]
        var answered: [[UInt8]: OpenRequest] = [:]
        var firstNumber: UInt32?
        var lastNumber: UInt32?
        var hasClosed = false
    }

    private struct FlowState: Sendable {
        var sides: [Capture.Direction: SideState] = [.fromClient: SideState(), .fromServer: SideState()]
        var login: SeenFrame?
        var isRefused = false
        var lastTime: Int64 = 0
        var hasEndedInOrder = false
    }

    /// A response may take so long, in nanoseconds.
    private static let replyTimeout: Int64 = 60_000_000_000
    /// Findings that are kept; more are counted.
    private static let maximumFindings = 10_000
    /// Messages whose ids are remembered, and reports that wait for one.
    private static let maximumIDs = 1_000_000

    private let recording: ReplayRecording
    private let secret: [UInt8]?
    private var flows: [FlowState]
    private var ids: Set<ResolvedKey> = []
    private var reports: [(id: ResolvedKey, frame: Int)] = []
    /// The rules that were broken, in the order of the frames.
    public private(set) var findings: [PassiveFinding] = []
    /// Findings that were not kept.
    public private(set) var leftOut = 0

    private typealias ResolvedKey = String

    /// Judges a recording.
    ///
    /// - Parameter secret: the account's, to verify digests with; nil leaves them unjudged.
    public init(_ recording: ReplayRecording, secret: String? = nil) {
        self.recording = recording
        self.secret = secret.map { Array($0.utf8) }
        flows = recording.flows.map { _ in FlowState() }
        for index in recording.frames.indices { judge(index) }
        for index in flows.indices { finish(index) }
        // Without a submit, what is reported was submitted elsewhere or before.
        for report in reports where !ids.isEmpty && !ids.contains(report.id) {
            find(.reportID, report.frame, "no response in the recording named this id")
        }
        findings.sort { ($0.frame, $0.rule.name) < ($1.frame, $1.rule.name) }
    }

    /// The worst that was found: 0 findings pass.
    public func isPassed(strict: Bool = false) -> Bool {
        !findings.contains { $0.outcome == .fail || strict }
    }

    // MARK: - One frame

    private mutating func judge(_ index: Int) {
        let recorded = recording.frames[index]
        guard !recorded.isMade else { return adopt(index) }
        let place = recorded.flow
        let facts = ProtocolFacts(recording.flows[place].dialect)
        let seen = SeenFrame(recorded.octets, facts)
        flows[place].lastTime = recorded.time
        judgeContent(seen, index, facts)
        judgeOrder(seen, index, facts)
        if seen.isResponse {
            judgeResponse(seen, index, facts)
        } else {
            judgeRequest(seen, index, facts)
        }
    }

    /// A login that was not recorded: it is assumed to be sound.
    private mutating func adopt(_ index: Int) {
        let facts = ProtocolFacts(recording.flows[recording.frames[index].flow].dialect)
        let seen = SeenFrame(recording.frames[index].octets, facts)
        if !seen.isResponse { flows[recording.frames[index].flow].login = seen }
    }

    private mutating func judgeContent(_ seen: SeenFrame, _ index: Int, _ facts: ProtocolFacts) {
        if let error = seen.error {
            return find(.layout, index, "\(seen.command) cannot be read: \(error)", error.offset..<seen.octets.count)
        }
        if facts.command(of: seen.octets) == nil {
            return find(.layout, index, "the command \(seen.command) is not defined", 4..<8)
        }
        for deviation in seen.deviations { find(.deviations, index, "\(seen.command): \(deviation)") }
        for finding in (try? facts.dialect.lint(seen.octets)) ?? [] {
            let place = finding.offset.map { $0..<$0 + 1 }
            find(.values, index, "\(seen.command): \(finding.field): \(finding.message)", place)
        }
    }

    private mutating func judgeOrder(_ seen: SeenFrame, _ index: Int, _ facts: ProtocolFacts) {
        let recorded = recording.frames[index]
        let place = recorded.flow
        let isLogin = seen.command == facts.login
        if isLogin {
            if flows[place].login != nil || recorded.direction != .fromClient {
                find(.loginFirst, index, "a login that is not the connection's first frame of whoever connected")
            }
            flows[place].login = seen
        } else if flows[place].login == nil {
            find(.loginFirst, index, "\(seen.command) before any login")
        }
        if flows[place].isRefused, !isLogin, !seen.isResponse, seen.command != facts.closing {
            find(.refused, index, "\(seen.command) behind a refused login")
        }
        if !seen.isResponse, flows[place].sides[recorded.direction]?.hasClosed == true {
            find(.closing, index, "\(seen.command) behind the closing request")
        }
        let side = role(recorded.direction, place)
        let others = facts.anytime(from: side == .sp ? .gateway : .sp).subtracting(facts.anytime(from: side))
        if others.contains(seen.command) {
            find(.direction, index, "\(seen.command) comes from the \(side == .sp ? "SP" : "gateway")")
        }
    }

    // MARK: - Requests

    private mutating func judgeRequest(_ seen: SeenFrame, _ index: Int, _ facts: ProtocolFacts) {
        let recorded = recording.frames[index]
        let key = seen.sequence(facts)
        var side = flows[recorded.flow].sides[recorded.direction] ?? SideState()
        defer { flows[recorded.flow].sides[recorded.direction] = side }
        if seen.command == facts.closing { side.hasClosed = true }
        note(seen, index, facts)
        if var earlier = side.open[key] ?? side.answered[key], earlier.octets == seen.octets {
            // The same octets again: a repetition.
            earlier.times += 1
            if earlier.times > 3 {
                find(.repetitions, index, "\(seen.command) is sent for the \(earlier.times)th time")
            }
            if recorded.time - earlier.last < Self.replyTimeout {
                find(.repetitions, index, "\(seen.command) is sent again before 60 s are over")
            }
            earlier.last = recorded.time
            if side.open[key] != nil { side.open[key] = earlier } else { side.answered[key] = earlier }
            return
        }
        if let other = side.open[key] {
            find(
                .numberReuse, index, "the number of \(seen.command) is that of frame \(other.frame + 1), which is open",
                facts.sequenceRange)
        }
        let number = key.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
        if let last = side.lastNumber, number != last &+ 1 {
            find(.numberStep, index, "the number \(number) follows \(last)", facts.sequenceRange)
        }
        side.firstNumber = side.firstNumber ?? number
        side.lastNumber = number
        side.open[key] = OpenRequest(
            command: seen.command, frame: index, time: recorded.time, octets: seen.octets, last: recorded.time)
        side.answered[key] = nil
        let traffic = side.open.values.count { ![facts.closing, facts.login].contains($0.command) }
        let window = facts.family == .sgip ? 32 : 16
        if traffic > window { find(.window, index, "\(traffic) requests are open, of \(window) that may be") }
    }

    private mutating func note(_ seen: SeenFrame, _ index: Int, _ facts: ProtocolFacts) {
        if facts.family == .sgip {
            if seen.command == facts.submit, ids.count < Self.maximumIDs {
                ids.insert(HexText.encode(seen.sequence(facts)))
            }
            if seen.command == "Report", case .list(let words)? = seen.value(at: ["SubmitSequenceNumber"]) {
                let octets = words.flatMap { word -> [UInt8] in
                    guard case .number(let number) = word else { return [] }
                    return (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> Int64($0 * 8)) }
                }
                noteReport(HexText.encode(octets), index)
            }
        } else if seen.report != nil {
            let id = seen.value(at: ["report", facts.family == .cmpp ? "Msg_Id" : "id"])
            if let id, let value = ResolvedValue(id) { noteReport(value.words, index) }
        }
        if let secret, let name = FrameMaker.digestField(of: seen.command) {
            judgeDigest(name, seen, index, secret, nil, facts)
        }
    }

    private mutating func noteReport(_ id: ResolvedKey, _ index: Int) {
        if reports.count < Self.maximumIDs { reports.append((id, index)) }
    }

    // MARK: - Responses

    private mutating func judgeResponse(_ seen: SeenFrame, _ index: Int, _ facts: ProtocolFacts) {
        let recorded = recording.frames[index]
        let asking: Capture.Direction = recorded.direction == .fromClient ? .fromServer : .fromClient
        var side = flows[recorded.flow].sides[asking] ?? SideState()
        defer { flows[recorded.flow].sides[asking] = side }
        let key = seen.sequence(facts)
        let command = facts.request(of: seen.command)
        guard let request = side.open[key] ?? side.answered[key], request.command == command else {
            // What was asked before the recording began has lower numbers than what was asked in it.
            let isMade = recording.frames.first { $0.flow == recorded.flow }?.isMade == true
            let number = key.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
            if isMade, side.firstNumber.map({ $0 &- number < 1 << 31 && $0 != number }) ?? true { return }
            return find(
                .answersMatch, index, "\(seen.command) with a sequence number that no open request has",
                facts.sequenceRange)
        }
        if let open = side.open.removeValue(forKey: key) {
            if recorded.time - open.last > Self.replyTimeout {
                find(.inTime, index, "\(seen.command) takes \((recorded.time - open.last) / 1_000_000_000) s")
            }
            side.answered[key] = open
            if side.answered.count > 100_000 { side.answered = [:] }
        } else if request.times == 1 {
            find(.answersMatch, index, "\(seen.command) answers a request that was answered", facts.sequenceRange)
        }
        judgeAnswer(seen, request, index, facts)
    }

    private mutating func judgeAnswer(
        _ seen: SeenFrame, _ request: OpenRequest, _ index: Int, _ facts: ProtocolFacts
    ) {
        let place = recording.frames[index].flow
        let status = seen.value(at: [facts.status(of: seen.command)])
        if request.command == facts.login {
            if let secret, let name = FrameMaker.digestField(of: seen.command) {
                judgeDigest(name, seen, index, secret, flows[place].login, facts)
            }
            if let status, status != .number(0) { flows[place].isRefused = true }
        }
        let id = facts.family == .cmpp ? "Msg_Id" : "MsgID"
        guard facts.family != .sgip, let value = seen.value(at: [id]) else { return }
        if request.command == facts.submit, status == .number(0), ids.count < Self.maximumIDs {
            noteIDs(value, request, facts)
        }
        if request.command == facts.deliver {
            let asked = SeenFrame(request.octets, facts).value(at: [id])
            if asked != value { find(.repeatedID, index, "\(seen.command) with another \(id)", field: id, facts) }
        }
    }

    /// The id of a response, and those that follow it for further recipients (cmpp.md 8.5, smgp.md 3.4.2).
    private mutating func noteIDs(_ value: FieldValue, _ request: OpenRequest, _ facts: ProtocolFacts) {
        guard let first = ResolvedValue(value) else { return }
        ids.insert(first.words)
        let field = facts.family == .cmpp ? "Dest_terminal_Id" : "DestTermID"
        guard case .list(let recipients)? = SeenFrame(request.octets, facts).value(at: [field]) else { return }
        for step in 1..<max(2, recipients.count) {
            switch first {
            case .number(let number):
                let serial = (number & 0xFFFF &+ UInt64(step)) & 0xFFFF
                ids.insert(ResolvedValue.number(number & ~0xFFFF | serial).words)
            case .octets(let octets, _):
                // The last six decimal digits count.
                let text = HexText.encode(octets)
                guard text.count >= 6, let serial = Int(text.suffix(6)) else { return }
                let next = DecimalDigits.text(UInt64((serial + step) % 1_000_000), width: 6)
                ids.insert("hex:" + text.dropLast(6) + next)
            default: return
            }
        }
    }

    private mutating func judgeDigest(
        _ name: String, _ seen: SeenFrame, _ index: Int, _ secret: [UInt8], _ login: SeenFrame?, _ facts: ProtocolFacts
    ) {
        guard seen.error == nil, case .octets(let octets, _)? = seen.value(at: [name]).flatMap({ ResolvedValue($0) })
        else { return }
        let maker = FrameMaker(facts.dialect, CaseSetting(account: "", secret: ""))
        let expected = maker.digest(of: seen.command, secret, login) { field in
            seen.value(at: [field]).flatMap { ResolvedValue($0) }
        }
        // Of a refused login it may be anything.
        let isRefusal = seen.isResponse && seen.value(at: [facts.status(of: seen.command)]) != .number(0)
        if octets != expected, !isRefusal {
            find(.digest, index, "\(seen.command): \(name) does not prove the secret", field: name, facts)
        }
    }

    // MARK: - The end

    private mutating func finish(_ place: Int) {
        for (direction, side) in flows[place].sides {
            for request in side.open.values where flows[place].lastTime - request.last > Self.replyTimeout {
                // The other side is to blame, by the frame that it did not answer.
                let other: Capture.Direction = direction == .fromClient ? .fromServer : .fromClient
                find(.answered, request.frame, "\(request.command) is not answered", by: role(other, place))
            }
        }
    }

    private func role(_ direction: Capture.Direction, _ flow: Int) -> JudgedRole {
        (direction == .fromClient) != recording.flows[flow].isReverse ? .sp : .gateway
    }

    private mutating func find(
        _ rule: PassiveRule, _ index: Int, _ seen: String, field: String, _ facts: ProtocolFacts
    ) {
        let described = (try? facts.dialect.described(recording.frames[index].octets)) ?? []
        let place = described.first { $0.name.description == field }
        find(rule, index, seen, place.map { $0.offset..<$0.offset + $0.length })
    }

    private mutating func find(
        _ rule: PassiveRule, _ index: Int, _ seen: String, _ deviating: Range<Int>? = nil, by side: JudgedRole? = nil
    ) {
        guard findings.count < Self.maximumFindings else { return leftOut += 1 }
        let recorded = recording.frames[index]
        let facts = ProtocolFacts(recording.flows[recorded.flow].dialect)
        let role = role(recorded.direction, recorded.flow)
        var log = WireLog(facts, from: Moment(nanoseconds: 0))
        let frame = SeenFrame(recorded.octets, facts)
        _ = log.note(
            frame, .peer, on: role == .sp ? "SP" : "gateway", at: Moment(nanoseconds: max(0, recorded.time)))
        guard var entry = log.entries.first else { return }
        let all = 0..<entry.octets.count
        entry.deviating = [(deviating ?? all).clamped(to: all)]
        entry.note = seen
        findings.append(
            PassiveFinding(
                rule: rule, side: side ?? role, flow: recorded.flow + 1, frame: index + 1, seen: seen, entry: entry))
    }
}

extension PassiveFinding {
    /// The finding as a line of results.
    public var json: JSONValue {
        .object([
            ("event", .string("finding")), ("rule", .string(rule.name)), ("level", .string(rule.level.rawValue)),
            ("side", .string(side.rawValue)), ("outcome", .string(outcome.rawValue)), ("flow", .integer(flow)),
            ("frame", .integer(frame)), ("seen", .string(seen)), ("wire", entry.json),
        ])
    }
}
