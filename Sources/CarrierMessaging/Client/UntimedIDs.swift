/// Ids of twelve octets by all but their time: peers exist that stamp it anew in their reports (sgip.md 1.4).
struct UntimedIDs: Sendable {
    /// Ids that differ in nothing but their time.
    private struct Group: Sendable {
        /// The first of them.
        var id: CarrierMessageID
        var count = 1
        var wasShared = false
    }

    private var groups: [UInt64: Group] = [:]

    mutating func add(_ id: CarrierMessageID) {
        guard let key = id.withoutTime else { return }
        guard var group = groups[key] else {
            groups[key] = Group(id: id)
            return
        }
        group.count &+= 1
        // Which of several is left later is not known: none of them counts until all are gone.
        group.wasShared = true
        groups[key] = group
    }

    mutating func remove(_ id: CarrierMessageID) {
        guard let key = id.withoutTime, var group = groups[key] else { return }
        group.count &-= 1
        groups[key] = group.count > 0 ? group : nil
    }

    /// The only id that differs from this one in its time alone, if there is exactly one.
    func only(like id: CarrierMessageID) -> CarrierMessageID? {
        guard !groups.isEmpty, let key = id.withoutTime, let group = groups[key], !group.wasShared else { return nil }
        return group.id
    }
}

extension CarrierMessageID {
    /// Node and counter of an id of twelve octets; nil for any other.
    fileprivate var withoutTime: UInt64? {
        twelve.map { $0.first & ~0xFFFF_FFFF | UInt64($0.last) }
    }
}
