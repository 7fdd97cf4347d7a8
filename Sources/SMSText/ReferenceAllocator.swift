/// Reference numbers for long messages: a counter for each pair of source and destination, so that a number comes back
/// to the same receiver only after 256 (or 65 536) long messages.
///
/// A value without a lock; whoever shares it between threads brings one. The seed is an argument: processes that send
/// under one number need different seeds, and no two runs should begin alike.
public struct ReferenceAllocator: Sendable {
    /// Receivers of one list that is remembered: memory stays bounded whatever lists come.
    public static let maximumListed = 16

    private struct Pair: Hashable, Sendable {
        var source: String
        var destination: String
    }

    private var counters = RecencyTable<Pair, UInt16>()
    private var global: UInt16
    private var clock = Int64.min
    private let maximumPairs: Int
    private let idleTimeout: Int64

    /// An allocator without any pair.
    ///
    /// - Parameters:
    ///   - seed: random; decides where counters begin.
    ///   - maximumPairs: pairs remembered; the one used longest ago is forgotten first.
    ///   - idleTimeout: nanoseconds after which an unused pair is forgotten.
    public init(seed: UInt64, maximumPairs: Int = 100_000, idleTimeout: Int64 = 600_000_000_000) {
        // All bits of the seed take part: neighbouring seeds must not give neighbouring references.
        var mixed = seed &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        global = UInt16(truncatingIfNeeded: mixed ^ mixed >> 31)
        self.maximumPairs = max(1, maximumPairs)
        self.idleTimeout = max(0, idleTimeout)
    }

    /// The pairs remembered now.
    public var pairCount: Int { counters.count }

    /// The next reference from one source to one destination.
    ///
    /// - Parameters:
    ///   - wide: 16 bits; not every gateway accepts them.
    ///   - now: nanoseconds of any steady clock; going back counts as standing still.
    public mutating func next(
        source: String, destination: String, wide: Bool = false, at now: Int64
    ) -> ConcatenationReference {
        clock = max(clock, now)
        forgetIdle()
        let pair = Pair(source: PhoneNumber.normalized(source), destination: PhoneNumber.normalized(destination))
        guard let slot = counters.find(pair) else {
            while counters.count >= maximumPairs, let oldest = counters.oldest { counters.remove(oldest) }
            let number = advanceGlobal()
            _ = counters.insert(pair, number &+ 1, at: clock)
            return Self.reference(number, wide)
        }
        let number = counters.value(at: slot) ?? 0
        counters.update(slot) { $0 = number &+ 1 }
        counters.touch(slot, at: clock)
        return Self.reference(number, wide)
    }

    /// The next reference for one submit to several receivers; the list as a whole is the destination.
    ///
    /// A list of more than ``maximumListed`` receivers is not remembered and takes the next one of the counter that
    /// belongs to no pair.
    public mutating func next(
        source: String, destinations: [String], wide: Bool = false, at now: Int64
    ) -> ConcatenationReference {
        guard destinations.count <= Self.maximumListed else { return next(wide: wide) }
        if let only = destinations.first, destinations.count == 1 {
            return next(source: source, destination: only, wide: wide, at: now)
        }
        let list = destinations.map(PhoneNumber.normalized).joined(separator: ",")
        return next(source: source, destination: list, wide: wide, at: now)
    }

    /// The next reference of the counter that belongs to no pair.
    public mutating func next(wide: Bool = false) -> ConcatenationReference {
        Self.reference(advanceGlobal(), wide)
    }

    private mutating func advanceGlobal() -> UInt16 {
        defer { global &+= 1 }
        return global
    }

    private mutating func forgetIdle() {
        while let oldest = counters.oldest {
            let (idle, overflow) = clock.subtractingReportingOverflow(counters.time(of: oldest))
            guard overflow || idle > idleTimeout else { return }
            counters.remove(oldest)
        }
    }

    private static func reference(_ number: UInt16, _ wide: Bool) -> ConcatenationReference {
        wide ? .wide(number) : .octet(UInt8(truncatingIfNeeded: number))
    }
}
