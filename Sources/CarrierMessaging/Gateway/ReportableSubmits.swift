import CarrierSession
import CarrierWire

/// Accepted submits whose reports are still to come, found by their ids.
///
/// Ids are hashed with a seed: where the protocol takes them from requests, peers choose them.
struct ReportableSubmits: Sendable {
    struct Submit: Sendable {
        var account: Int
        var id: CarrierMessageID
        /// How many ids in a row it has: one for each recipient where there are ranges.
        var idCount: Int
        /// Recipients without a final report.
        var open: Int
        var wantsFailuresOnly: Bool
        var origin: SubmitOrigin
        /// The recipients' numbers, where each has an id of its own; otherwise empty.
        var recipients: [String]
        var submittedAt: Moment
    }

    private struct Entry: Sendable {
        var id: CarrierMessageID
        /// Zero where the place is free.
        var handle: UInt64
    }

    private var submits = LinkedSlab<Submit>()
    private var order = SlabList()
    private var table: [Entry] = []
    private var used = 0
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    /// Submits remembered.
    var count: Int { submits.count }
    /// The submit that is remembered longest.
    var oldest: (handle: UInt64, submittedAt: Moment)? {
        guard let handle = submits.first(of: order), let submit = submits[handle] else { return nil }
        return (handle, submit.submittedAt)
    }

    subscript(handle: UInt64) -> Submit? {
        get { submits[handle] }
        set { submits[handle] = newValue }
    }

    /// Remembers a submit under its ids.
    mutating func add(_ submit: Submit, ids: [CarrierMessageID]) -> UInt64 {
        let handle = submits.append(submit, to: &order)
        for id in ids { insert(id, handle) }
        return handle
    }

    /// Forgets a submit; `ids` are the same as when it was added.
    mutating func remove(_ handle: UInt64, ids: [CarrierMessageID]) -> Submit? {
        for id in ids { remove(id, handle) }
        return submits.remove(handle, from: &order)
    }

    /// Takes one id off a submit.
    mutating func remove(_ id: CarrierMessageID, _ handle: UInt64) {
        guard var place = place(of: id, where: { $0 == handle }) else { return }
        used -= 1
        // What stands behind moves up, unless it is where it belongs already.
        let mask = table.count &- 1
        var next = (place &+ 1) & mask
        while table[next].handle != 0 {
            let home = Int(truncatingIfNeeded: hash(table[next].id)) & mask
            if (next &- home) & mask >= (next &- place) & mask {
                table[place] = table[next]
                place = next
            }
            next = (next &+ 1) & mask
        }
        table[place].handle = 0
    }

    /// The submit that has the id: of the account, or of the only account that there is.
    func find(_ id: CarrierMessageID, account: Int?) throws(GatewayError) -> UInt64 {
        var found: UInt64?
        guard used > 0 else { throw .unknownID }
        let mask = table.count &- 1
        var place = Int(truncatingIfNeeded: hash(id)) & mask
        while table[place].handle != 0 {
            if table[place].id == id, let submit = submits[table[place].handle],
                submit.account == account ?? submit.account
            {
                if found != nil { throw .ambiguousID }
                found = table[place].handle
            }
            place = (place &+ 1) & mask
        }
        guard let found else { throw .unknownID }
        return found
    }

    private func place(of id: CarrierMessageID, where isWanted: (UInt64) -> Bool) -> Int? {
        if table.isEmpty { return nil }
        let mask = table.count &- 1
        var place = Int(truncatingIfNeeded: hash(id)) & mask
        while table[place].handle != 0 {
            if table[place].id == id, isWanted(table[place].handle) { return place }
            place = (place &+ 1) & mask
        }
        return nil
    }

    private mutating func insert(_ id: CarrierMessageID, _ handle: UInt64) {
        if used * 2 >= table.count { grow() }
        used += 1
        let mask = table.count &- 1
        var place = Int(truncatingIfNeeded: hash(id)) & mask
        while table[place].handle != 0 { place = (place &+ 1) & mask }
        table[place] = Entry(id: id, handle: handle)
    }

    private mutating func grow() {
        let old = table
        table = Array(repeating: Entry(id: CarrierMessageID(0), handle: 0), count: max(16, old.count * 2))
        used = 0
        for entry in old where entry.handle != 0 { insert(entry.id, entry.handle) }
    }

    /// Spreads the octets of an id; two rounds, so that neighbours and chosen ids fall apart.
    private func hash(_ id: CarrierMessageID) -> UInt64 {
        let (first, rest) = id.words
        var mixed = (first ^ seed) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 32 ^ rest) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 29 ^ seed) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 32
    }
}
