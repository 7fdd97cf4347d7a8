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
