import CarrierWire

/// One frame of a recording as it is played.
struct PlannedFrame: Sendable {
    let flow: Int
    /// This side sends it.
    let isOwn: Bool
    /// Nanoseconds since the recording's first frame.
    let time: Int64
    let frame: ExpectedFrame
    let role: FrameRole
    /// The request of a response, the response of a request.
    var partner: Int?

    var isResponse: Bool { frame.command & 0x8000_0000 != 0 }
    /// A response of which the request was not recorded: it cannot be provoked.
    var isStray: Bool { isResponse && partner == nil }
    var sequence: OctetString { frame.octets.sequence(frame.dialect) }
}

/// What a frame is for, whatever the protocol.
enum FrameRole: Hashable, Sendable {
    case login
    case loginResponse
    case signOfLife
    case submit
    case other

    init(_ command: UInt32, in dialect: WireDialect) {
        let isCMPP = dialect.name.hasPrefix("cmpp")
        let isSMGP = dialect.name.hasPrefix("smgp")
        switch command {
        case 1: self = .login
        case 0x8000_0001: self = .loginResponse
        case 8, 0x8000_0008: self = isCMPP ? .signOfLife : .other
        case 4, 0x8000_0004: self = isSMGP ? .signOfLife : isCMPP && command == 4 ? .submit : .other
        case 2: self = isSMGP ? .submit : .other
        case 3: self = isCMPP || isSMGP ? .other : .submit
        default: self = .other
        }
    }
}

/// Frames of one command on one connection.
struct FrameKind: Hashable, Sendable {
    var flow: Int
    var command: UInt32
}

/// A recording seen from one side: what is sent, what is awaited, what belongs together.
struct ReplayPlan: Sendable {
    private(set) var frames: [PlannedFrame] = []
    /// The peer's requests of each kind, in order.
    private(set) var requests: [FrameKind: [Int]] = [:]
    /// The peer's requests that name a submit, by its recorded id: reports.
    private(set) var reports: [ReplayID: [Int]] = [:]
    /// The peer's response that gives a recorded id.
    private(set) var givers: [ReplayID: Int] = [:]

    init(_ recording: ReplayRecording, _ options: ReplayOptions) {
        let account = Array(options.account.utf8)
        let ignored = Set(options.ignored.map { $0.lowercased() })
        let first = recording.frames.first?.time ?? 0
        var names: [String: String] = [:]
        var open: [OpenRequest: [Int]] = [:]
        for (index, recorded) in recording.frames.enumerated() {
            let dialect = recording.flows[recorded.flow].dialect
            let command = recorded.octets.word(at: 4)
            let key = "\(dialect.name) \(command)"
            let name = names[key] ?? dialect.commandName(of: recorded.octets)
            names[key] = name
            let isOwn = recorded.direction == options.direction(of: recording.flows[recorded.flow])
            let role = FrameRole(command, in: dialect)
            var planned = PlannedFrame(
                flow: recorded.flow, isOwn: isOwn, time: recorded.time.subtractingReportingOverflow(first).partialValue,
                frame: ExpectedFrame(
                    recorded.octets, in: dialect,
                    ignoring: recorded.isMade ? ignored.union(ReplayPlan.unknownOfLogins) : ignored,
                    account: role == .login ? account : nil, name: name),
                role: role)
            pair(&planned, index, &open)
            frames.append(planned)
            if !isOwn { note(planned, index) }
        }
    }

    /// What nobody knows of a login that was not recorded.
    private static let unknownOfLogins: Set = [
        "version", "clientversion", "serverversion", "loginmode", "logintype", "reserve",
    ]

    /// A request that waits for its response.
    private struct OpenRequest: Hashable {
        var flow: Int
        var isOwn: Bool
        var command: UInt32
        var sequence: OctetString
    }

    private mutating func pair(_ planned: inout PlannedFrame, _ index: Int, _ open: inout [OpenRequest: [Int]]) {
        let request = OpenRequest(
            flow: planned.flow, isOwn: planned.isOwn != planned.isResponse,
            command: planned.frame.command & 0x7FFF_FFFF, sequence: planned.sequence)
        guard planned.isResponse else { return open[request, default: []].append(index) }
        guard let partner = open[request]?.first else { return }
        open[request]?.removeFirst()
        planned.partner = partner
        frames[partner].partner = index
    }

    private mutating func note(_ planned: PlannedFrame, _ index: Int) {
        if planned.isResponse {
            for (id, _) in planned.frame.ids where givers[id] == nil { givers[id] = index }
            return
        }
        requests[FrameKind(flow: planned.flow, command: planned.frame.command), default: []].append(index)
        for (id, _) in planned.frame.ids where id.kind == .submit { reports[id, default: []].append(index) }
    }
}

extension ReplayOptions {
    /// Who is played on a connection.
    func direction(of flow: ReplayRecording.Flow) -> Capture.Direction {
        (side == .client) != flow.isReverse ? .fromClient : .fromServer
    }
}

extension [UInt8] {
    /// The sequence number as it stands in the header.
    func sequence(_ dialect: WireDialect) -> OctetString {
        OctetString(prefix(dialect.frameRules.headerLength).dropFirst(8)) ?? OctetString()
    }
}
