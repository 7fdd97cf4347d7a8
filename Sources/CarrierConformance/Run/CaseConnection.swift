import CarrierFixtures
import CarrierSession
import CarrierWire

/// A frame of the peer that no step has taken yet.
struct InboxFrame: Sendable {
    var frame: SeenFrame
    /// Its number in the wire log.
    var entry: Int
}

/// One connection of a run.
struct CaseConnection: Sendable {
    enum Phase: Sendable, Equatable {
        case dialling
        case open
        case failed(String)
        /// The peer ended it; how.
        case ended(String)
        /// The suite ended it.
        case closed
    }

    let number: ConnectionNumber
    /// The name in the case; empty until a step has taken it.
    var name = ""
    var phase: Phase
    /// True where the suite's part on it is the other one: SGIP's connection in the other direction.
    var isReverse: Bool
    /// True when the peer made it.
    var isAccepted: Bool
    /// True when a step has taken it; what comes on others is answered by the suite.
    var isTaken = false
    var splitter: FrameSplitter
    /// True when the stream can no longer be cut into frames.
    var isUnreadable = false
    /// The version in whose layout the login was answered, where that is not the run's.
    var layout: WireDialect?
    var inbox: [InboxFrame] = []
    var lastSequence: UInt32 = 0
    /// What the suite sent, cut into frames: what waits in it is a frame that is not whole yet.
    private var sent: FrameSplitter
    private var isSentUnreadable = false
    /// Requests that are answered once the frame that the suite has begun is whole.
    var waitingForAnswer: [SeenFrame] = []
    /// Requests that the suite sent, by their sequence numbers, with their command.
    var requests: [[UInt8]: Set<String>] = [:]

    /// The commands that went over it in either direction.
    private var commands: Set<String> = []
    /// The last of them that was not the suite's answer.
    private var lastCommand: String?
    /// The peer's last one.
    private var lastOfPeer: String?

    /// Frames that may wait; a peer that sends more is stopped.
    static let maximumInbox = 20_000

    init(_ number: ConnectionNumber, _ phase: Phase, isReverse: Bool, isAccepted: Bool, _ rules: FrameRules) {
        self.number = number
        self.phase = phase
        self.isReverse = isReverse
        self.isAccepted = isAccepted
        splitter = FrameSplitter(rules: rules)
        sent = FrameSplitter(rules: rules)
    }

    /// True while the suite has begun a frame: nothing may be sent between.
    var isInsideFrame: Bool { !isSentUnreadable && sent.waitingOctets > 0 }

    mutating func noteSent(_ octets: [UInt8]) {
        if isSentUnreadable { return }
        octets.withUnsafeBytes { sent.append($0) }
        do throws(WireError) {
            while try sent.nextFrame({ _ in () }) != nil {}
        } catch {
            isSentUnreadable = true
        }
    }

    /// Notes what went over it.
    mutating func note(_ frame: SeenFrame, isPeers: Bool) {
        if commands.count < 100 { commands.insert(frame.command) }
        if isPeers || !frame.isResponse { lastCommand = frame.command }
        if isPeers { lastOfPeer = frame.command }
    }

    /// What its end can be put down to, when these were awaited: its last frame, or that they never come.
    func endCauses(_ awaited: [String]) -> FailureCauses {
        guard let lastCommand else { return .noConnection }
        return FailureCauses(
            own: [FailureCause(lastCommand, .ended)] + awaited.map { FailureCause($0, .silence) },
            possible: commands.subtracting([lastCommand]).sorted().map { FailureCause($0, .ended) })
    }

    /// True while the peer has begun a frame that is not whole.
    var isInsidePeersFrame: Bool { !isUnreadable && splitter.waitingOctets > 0 }

    /// What octets that never became a frame can be put down to: the frame that they begin, where its command is there,
    /// else the one that they follow.
    func unfinishedCauses(_ facts: ProtocolFacts) -> FailureCauses {
        let begun = splitter.withWaitingOctets { [UInt8]($0.prefix(8)) }
        let behind = lastOfPeer.map { [FailureCause($0, .unframedBehind)] } ?? []
        guard let command = facts.command(of: begun) else { return FailureCauses(own: behind) }
        return FailureCauses(own: [FailureCause(command, .unfinished)], possible: behind)
    }

    /// What octets that are no frame can be put down to, when these were awaited.
    func unframedCauses(_ awaited: [String]) -> FailureCauses {
        FailureCauses(
            own: (lastOfPeer.map { [FailureCause($0, .unframedBehind)] } ?? [])
                + awaited.map { FailureCause($0, .unframedInstead) },
            possible: awaited.map { FailureCause($0, .silence) })
    }

    var isOpen: Bool { phase == .open }
    /// Why nothing more comes; nil while something may.
    var ending: String? {
        switch phase {
        case .ended(let how): how
        case .failed(let why): why
        case .closed: "the suite closed it"
        case .dialling, .open: nil
        }
    }
    /// The name for the log.
    var label: String { name.isEmpty ? "#\(number.rawValue)" : name }
}
