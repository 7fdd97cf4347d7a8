import CarrierWire

/// Counts the frames of recorded connections by their headers alone: for files that are too long to be read.
///
/// Some 40 octets of memory for each open connection.
public struct FrameCounter: CaptureObserver, Sendable {
    /// A protocol without its version.
    public enum Family: String, Sendable, CaseIterable {
        /// CMPP.
        case cmpp
        /// SMGP.
        case smgp
        /// SGIP.
        case sgip
        /// Frames of one of the three, of which nothing says which.
        case untold
    }

    /// A command of a family.
    public struct Command: Hashable, Sendable {
        /// The protocol.
        public var family: Family
        /// The command's number.
        public var number: UInt32
    }

    /// Frames and their octets.
    public struct Count: Hashable, Sendable {
        /// How many.
        public var frames = 0
        /// Their lengths together.
        public var octets = 0

        fileprivate mutating func add(_ length: Int) {
            frames &+= 1
            octets &+= length
        }
    }

    private struct Side: Sendable {
        /// Octets of the frame under way that are still to come.
        var remaining: Int32 = 0
        /// Octets of a header that is not whole, and how many.
        var header: UInt64 = 0
        var waiting: UInt8 = 0
        var isLost = false
    }

    private struct Flow: Sendable {
        var fromClient = Side()
        var fromServer = Side()
        var family: Family
        var isTold: Bool
    }

    private var flows: [Int: Flow] = [:]
    private let named: Family?
    /// The frames of each command.
    public private(set) var counts: [Command: Count] = [:]
    /// Octets that no frame could be told of.
    public private(set) var otherOctets = 0
    /// Frames of which the end is not there.
    public private(set) var cutFrames = 0

    private static let longest: UInt32 = 8192

    /// Begins; a protocol that is named holds for every connection.
    public init(_ dialect: WireDialect? = nil) {
        named = dialect.flatMap { Family(rawValue: String($0.name.prefix(4))) }
    }

    public mutating func begin(_ flow: CaptureFlow) {
        let usual = named ?? FrameCounter.family(ofPort: flow.server.port)
        flows[flow.number] = Flow(family: usual ?? .untold, isTold: named != nil)
    }

    public mutating func octets(
        _ octets: UnsafeRawBufferPointer, from direction: Capture.Direction, of flow: Int, at time: Int64
    ) {
        guard var entry = flows[flow] else { return }
        var side = direction == .fromClient ? entry.fromClient : entry.fromServer
        var offset = 0
        while offset < octets.count, !side.isLost {
            if side.remaining > 0 {
                let skipped = min(octets.count &- offset, Int(side.remaining))
                side.remaining &-= Int32(truncatingIfNeeded: skipped)
                offset &+= skipped
            } else if side.waiting == 0, octets.count &- offset >= 8 {
                let word = UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset &+= 8
                count(word, &side, &entry)
            } else {
                side.header = side.header << 8 | UInt64(octets[offset])
                side.waiting &+= 1
                offset &+= 1
                guard side.waiting == 8 else { continue }
                side.waiting = 0
                count(side.header, &side, &entry)
            }
        }
        otherOctets &+= octets.count &- offset
        if direction == .fromClient { entry.fromClient = side } else { entry.fromServer = side }
        flows[flow] = entry
    }

    private mutating func count(_ word: UInt64, _ side: inout Side, _ flow: inout Flow) {
        let length = UInt32(truncatingIfNeeded: word >> 32)
        let number = UInt32(truncatingIfNeeded: word)
        guard (12...FrameCounter.longest).contains(length) else {
            side.isLost = true
            otherOctets &+= 8
            return
        }
        if !flow.isTold {
            flow.isTold = true
            if let family = FrameCounter.family(ofLogin: number, length) { flow.family = family }
        }
        side.remaining = Int32(truncatingIfNeeded: length &- 8)
        counts[Command(family: flow.family, number: number), default: Count()].add(Int(length))
    }

    public mutating func gap(_ count: Int, from direction: Capture.Direction, of flow: Int, at time: Int64) {
        guard var entry = flows[flow] else { return }
        var side = direction == .fromClient ? entry.fromClient : entry.fromServer
        // A frame whose header is there may miss some of its octets and still end where it says.
        if !side.isLost, side.waiting == 0, count <= Int(side.remaining) {
            side.remaining &-= Int32(truncatingIfNeeded: count)
        } else {
            side.isLost = true
        }
        if direction == .fromClient { entry.fromClient = side } else { entry.fromServer = side }
        flows[flow] = entry
    }

    public mutating func end(_ flow: Int, _ end: CaptureFlow.End, at time: Int64) {
        guard let entry = flows.removeValue(forKey: flow) else { return }
        for side in [entry.fromClient, entry.fromServer] where !side.isLost {
            if side.remaining > 0 || side.waiting > 0 { cutFrames &+= 1 }
        }
    }

    /// Takes a recording of one connection as a whole.
    public mutating func take(_ capture: Capture) {
        flows[0] = Flow(family: named ?? .untold, isTold: named != nil)
        for chunk in capture.chunks {
            chunk.octets.withUnsafeBytes { octets($0, from: chunk.direction, of: 0, at: chunk.time) }
        }
        end(0, .finished, at: 0)
    }

    /// Whether there are frames, and nothing but whole ones.
    public var isWhole: Bool { otherOctets == 0 && cutFrames == 0 && !counts.isEmpty }

    /// The family that a login's length gives away: 39, 42 and 61 octets (cmpp.md 3.2, smgp.md 3.1, sgip.md 3.1).
    private static func family(ofLogin command: UInt32, _ length: UInt32) -> Family? {
        guard command == 1 else { return nil }
        switch length {
        case 39: return .cmpp
        case 42: return .smgp
        case 61: return .sgip
        default: return nil
        }
    }

    private static func family(ofPort port: UInt16) -> Family? {
        WireDialect.all.first { $0.usualPorts.contains(port) }.flatMap { Family(rawValue: String($0.name.prefix(4))) }
    }
}

extension FrameCounter.Command {
    /// The specification's name; the number in hex where the family is not known or does not have it.
    public var name: String {
        let dialects = WireDialect.all.filter { $0.name.hasPrefix(family.rawValue) }
        for dialect in dialects {
            if let place = dialect.commandNumbers.firstIndex(of: number) { return dialect.commands[place] }
        }
        return HexText.word(UInt64(number), octets: 4)
    }
}
