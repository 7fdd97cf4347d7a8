import CarrierMessaging
import CarrierSession
import SGIPCodec

/// Makes sequence numbers that are message ids: none comes twice, whatever is restarted or opened beside.
///
/// The node and the second (MMDDhhmmss, China time) are given; the third word steps by one from command to command
/// (sgip.md 1.4), which strict peers look at. Where it starts does the rest: at a clock of 2^18 ticks a second, a 64th
/// of all numbers further on for each connection. As long as fewer numbers are drawn than the clock ticks, a process
/// that begins anew within the same second starts above what the last one drew, and a connection above those before it.
struct SGIPSequence: Sendable {
    /// Connections that are told apart: 2 to the power of this many bits.
    static let laneBits: UInt32 = 6
    /// Ticks of the starting value's clock in a second.
    static let ticksPerSecond: Int64 = 1 << 18

    private let node: UInt32
    private let connection: UInt32
    private let bits: UInt32
    /// The counter of the next number; nil before the first, which names the time.
    private var counter: UInt32?
    /// The second that `time` was made of.
    private var second: Int64 = .min
    private var time: UInt32 = 0

    /// - Parameters:
    ///   - connection: its last six bits say where the counter starts.
    ///   - fitsSigned: leaves the counter's highest bit clear, for peers that store it signed.
    init(node: SGIP.NodeNumber, connection: UInt32, fitsSigned: Bool) {
        self.node = node.rawValue
        self.connection = connection
        bits = fitsSigned ? 31 : 32
    }

    /// The next number.
    mutating func next(at moment: Moment) -> SequenceKey {
        let second = moment.nanoseconds / 1_000_000_000
        if second != self.second {
            self.second = second
            time = CivilTime(moment).monthToSecond
        }
        let drawn = counter ?? start(at: moment)
        counter = (drawn &+ 1) & mask
        return SequenceKey(prefix: UInt64(node) << 32 | UInt64(time), counter: drawn)
    }

    private var mask: UInt32 { .max >> (32 - bits) }

    private func start(at moment: Moment) -> UInt32 {
        let second = moment.nanoseconds / 1_000_000_000
        let rest = moment.nanoseconds - second * 1_000_000_000
        let ticks = second &* SGIPSequence.ticksPerSecond &+ rest * SGIPSequence.ticksPerSecond / 1_000_000_000
        let lane = connection << (bits - SGIPSequence.laneBits)
        return (UInt32(truncatingIfNeeded: ticks) &+ lane) & mask
    }
}

extension SequenceKey {
    /// The three words as the engine's key.
    public init(_ sequence: SGIP.SequenceNumber) {
        self.init(prefix: UInt64(sequence.node) << 32 | UInt64(sequence.time), counter: sequence.counter)
    }
}

extension SGIP.SequenceNumber {
    /// The engine's key as three words: of a Submit's, the identity of its message, which reports name (1.4, 3.6).
    public init(_ key: SequenceKey) {
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
