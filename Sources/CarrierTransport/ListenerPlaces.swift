import CarrierSession
import CarrierWire

/// Who has a place at a listener: connections that have logged in, and those that have not, in order of arrival.
///
/// Connections are known by their numbers, which grow in the order of arrival.
struct ListenerPlaces {
    /// What there is for a newcomer.
    enum Place: Equatable {
        /// All places are taken by connections that have logged in.
        case none
        case free
        /// The place of a connection that has not logged in, which has lost it.
        case taken(from: UInt64, RejectionReason)
    }

    /// Where connections come from, as far as they are counted together.
    private enum Source: Hashable {
        case v4(UInt32)
        /// A network of 64 bits: whoever has one address of it has them all.
        case v6(UInt64)

        init(_ host: IPAddress) {
            switch host {
            case .v4(let number): self = .v4(number)
            case .v6(let network, _, _): self = .v6(network)
            }
        }
    }

    private let maximum: Int
    private let maximumWithoutLogin: Int
    private let maximumPerSource: Int
    /// Connections without a login; sorted, hence the oldest first.
    private var waiting: [UInt64] = []
    private var waitingBySource: [Source: [UInt64]] = [:]
    private var sources: [UInt64: Source] = [:]
    private var members: Set<UInt64> = []

    init(_ limits: ListenerLimits) {
        maximum = limits.maximumConnections
        maximumWithoutLogin = max(1, limits.maximumWithoutLogin)
        maximumPerSource = max(1, limits.maximumWithoutLoginPerAddress)
    }

    /// Connections that have a place.
    var count: Int { waiting.count + members.count }

    /// Connections that have a place and have not logged in.
    var withoutLogin: Int { waiting.count }

    /// True when every place is taken by a connection that has logged in.
    var isFull: Bool { members.count >= maximum || maximum <= 0 }

    /// Makes a place for one that comes from `host`, if there can be.
    mutating func makePlace(for host: IPAddress) -> Place {
        if let others = waitingBySource[Source(host)], others.count >= maximumPerSource, let oldest = others.first {
            remove(oldest)
            return .taken(from: oldest, .addressCrowded)
        }
        guard waiting.count >= maximumWithoutLogin || count >= maximum else { return .free }
        guard maximum > 0, let oldest = waiting.first else { return .none }
        remove(oldest)
        return .taken(from: oldest, .crowded)
    }

    /// A connection takes the place that was made for it.
    mutating func add(_ id: UInt64, from host: IPAddress) {
        let source = Source(host)
        waiting.append(id)
        waitingBySource[source, default: []].append(id)
        sources[id] = source
    }

    /// A connection has logged in, and keeps its place. One that had lost it gets another; false when there is none.
    mutating func logIn(_ id: UInt64) -> Bool {
        guard stopWaiting(id) || count < maximum else { return false }
        members.insert(id)
        return true
    }

    /// A connection has ended.
    mutating func remove(_ id: UInt64) {
        if !stopWaiting(id) { members.remove(id) }
    }

    /// Takes the places of the oldest that have not logged in, so many of them.
    mutating func removeOldest(_ number: Int) -> [UInt64] {
        let oldest = Array(waiting.prefix(max(0, number)))
        for id in oldest { remove(id) }
        return oldest
    }

    private mutating func stopWaiting(_ id: UInt64) -> Bool {
        guard let source = sources.removeValue(forKey: id) else { return false }
        Self.remove(id, from: &waiting)
        Self.remove(id, from: &waitingBySource[source, default: []])
        if waitingBySource[source]?.isEmpty == true { waitingBySource[source] = nil }
        return true
    }

    /// From a sorted list, whose length is bounded by the limits.
    private static func remove(_ id: UInt64, from list: inout [UInt64]) {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < id { low = middle + 1 } else { high = middle }
        }
        if low < list.count, list[low] == id { list.remove(at: low) }
    }
}

/// Tells of connections that were turned away, a few a second for each reason.
struct RejectionNotices {
    private struct Rate {
        var second: Int64
        var told = 0
        var unreported = 0
    }

    private let perSecond: Int
    private var rates: [RejectionReason: Rate] = [:]

    init(perSecond: Int) { self.perSecond = max(1, perSecond) }

    /// The notice to give; nil when there were enough of them in this second.
    mutating func note(_ reason: RejectionReason, _ peer: SocketAddress, at moment: Moment) -> TurnedAway? {
        let second = moment.nanoseconds / 1_000_000_000
        var rate = rates[reason] ?? Rate(second: second)
        defer { rates[reason] = rate }
        if rate.second != second { (rate.second, rate.told) = (second, 0) }
        guard rate.told < perSecond else {
            rate.unreported += 1
            return nil
        }
        rate.told += 1
        defer { rate.unreported = 0 }
        return TurnedAway(peer: peer, reason: reason, unreported: rate.unreported)
    }
}
