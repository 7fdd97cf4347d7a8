import CarrierSession
import SGIPCodec

/// Makes sequence numbers that are message ids: none comes twice, whatever is restarted or opened beside.
///
/// The node and the second (MMDDhhmmss, China time) are given; the third word has to do the rest (sgip.md 1.4). It is a
/// lane for the connection and a clock of 2^18 ticks a second, which steps ahead of the time when numbers are drawn
/// faster. So a process that begins anew within the same second goes on above what the last one drew, connections of
/// one process never meet, and, for peers that look at the counter alone (section 11, Q4), it does not come again for
/// minutes.
struct SGIPSequence: Sendable {
    /// Connections that are told apart: 2 to the power of this many bits.
    static let laneBits: UInt32 = 6
    /// Ticks of the counter's clock in a second.
    static let ticksPerSecond: Int64 = 1 << 18

    private let node: UInt32
    private let lane: UInt32
    private let tickMask: UInt32
    /// The clock's tick that the last number was made of; ahead of the time after a burst.
    private var last: Int64 = .min
    /// The second that `time` was made of.
    private var second: Int64 = .min
    private var time: UInt32 = 0

    /// - Parameters:
    ///   - connection: its last six bits are the lane.
    ///   - fitsSigned: leaves the counter's highest bit clear, for peers that store it signed.
    init(node: SGIP.NodeNumber, connection: UInt32, fitsSigned: Bool) {
        let bits: UInt32 = (fitsSigned ? 31 : 32) - SGIPSequence.laneBits
        self.node = node.rawValue
        tickMask = 1 << bits - 1
        lane = (connection & (1 << SGIPSequence.laneBits - 1)) << bits
    }

    /// The next number.
    mutating func next(at moment: Moment) -> SequenceKey {
        let second = moment.nanoseconds / 1_000_000_000
        if second != self.second {
            self.second = second
            time = CivilTime(moment).monthToSecond
        }
        let rest = moment.nanoseconds - second * 1_000_000_000
        let ticks = second &* SGIPSequence.ticksPerSecond &+ rest * SGIPSequence.ticksPerSecond / 1_000_000_000
        last = max(last &+ 1, ticks)
        let counter = UInt32(truncatingIfNeeded: last) & tickMask
        return SequenceKey(prefix: UInt64(node) << 32 | UInt64(time), counter: lane | counter)
    }
}

extension SequenceKey {
    /// The three words as the engine's key.
    init(_ sequence: SGIP.SequenceNumber) {
        self.init(prefix: UInt64(sequence.node) << 32 | UInt64(sequence.time), counter: sequence.counter)
    }
}

extension SGIP.SequenceNumber {
    /// The engine's key as three words.
    init(_ key: SequenceKey) {
        self.init(
            node: UInt32(truncatingIfNeeded: key.prefix >> 32), time: UInt32(truncatingIfNeeded: key.prefix),
            counter: key.counter)
    }
}

extension CarrierMessageID {
    /// The twelve octets of a submit's sequence number, which is the message's identity.
    init(_ key: SequenceKey) { self.init(key.prefix, key.counter) }

    /// The id as a sequence number; zeros for one that has not twelve octets.
    var sgipSequence: SGIP.SequenceNumber {
        twelve.map { SGIP.SequenceNumber(SequenceKey(prefix: $0.first, counter: $0.last)) } ?? SGIP.SequenceNumber()
    }
}
