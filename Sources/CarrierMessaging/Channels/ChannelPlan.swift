import CarrierSession

/// Where a client's channels are dialled: primaries side by side, backups behind them in order.
public struct ChannelPlan: Hashable, Sendable {
    /// Connections to one address.
    public struct Entry: Hashable, Sendable {
        /// `HOST:PORT`; whoever dials resolves it.
        public var address: String
        /// Connections side by side, at least 1.
        public var connections: Int
        /// What they carry, where the protocol's login says so.
        public var traffic: ChannelTraffic
        /// 0 for a primary; a backup is dialled when no channel of a lower rank carries submits.
        public var rank: Int

        public init(address: String, connections: Int = 1, traffic: ChannelTraffic = .all, rank: Int = 0) {
            self.address = address
            self.connections = connections
            self.traffic = traffic
            self.rank = rank
        }
    }

    /// All entries, in the order in which they were named.
    public var entries: [Entry]

    public init(entries: [Entry] = []) { self.entries = entries }

    /// A plan with one primary.
    public static func primary(
        _ address: String, connections: Int = 1, traffic: ChannelTraffic = .all
    ) -> ChannelPlan {
        ChannelPlan().primary(address, connections: connections, traffic: traffic)
    }

    /// The plan with a further primary: it is used side by side with the others.
    public func primary(_ address: String, connections: Int = 1, traffic: ChannelTraffic = .all) -> ChannelPlan {
        adding(Entry(address: address, connections: connections, traffic: traffic, rank: 0))
    }

    /// The plan with a backup behind all that were named before.
    public func backup(_ address: String, connections: Int = 1, traffic: ChannelTraffic = .all) -> ChannelPlan {
        let last = entries.map(\.rank).max() ?? 0
        return adding(Entry(address: address, connections: connections, traffic: traffic, rank: last + 1))
    }

    private func adding(_ entry: Entry) -> ChannelPlan {
        var plan = self
        plan.entries.append(entry)
        return plan
    }
}

/// How long to wait before dialling again: doubled from try to try, spread at random so that clients do not come
/// together.
public struct BackOff: Hashable, Sendable {
    /// The shortest wait, before the second try.
    public var shortest: Moment.Span
    /// The longest wait.
    public var longest: Moment.Span

    public init(shortest: Moment.Span, longest: Moment.Span) {
        self.shortest = shortest
        self.longest = longest
    }

    /// After a connection that could not be made or was lost: 1 to 30 s.
    public static let lost = BackOff(shortest: .seconds(1), longest: .seconds(30))
    /// After a login that was refused: 30 s to 5 minutes; trying fast locks accounts.
    public static let refused = BackOff(shortest: .seconds(30), longest: .seconds(300))

    /// The wait after so many failures in a row; `random` decides where in its range it lies.
    func delay(failures: Int, random: UInt64) -> Moment.Span {
        let floor = max(0, shortest.nanoseconds)
        let ceiling = max(floor, longest.nanoseconds)
        var base = floor
        for _ in 1..<max(2, min(failures, 64)) where failures > 1 && base < ceiling {
            base = base > ceiling / 2 ? ceiling : base * 2
        }
        let high = min(ceiling, base > ceiling / 2 ? ceiling : base + base / 2)
        let low = min(high, max(floor, high / 3 * 2))
        let width = UInt64(high - low) + 1
        return Moment.Span(nanoseconds: low + Int64(random % width))
    }
}
