import CarrierSession

/// Reports that wait for a response: those whose id no response has brought yet (text-and-long-sms.md 7.3), and those
/// whose id may mean a request that is still without response. Bounded in number and in time, oldest out.
struct EarlyReports: Sendable {
    /// What reports wait under: an id and the key of the number that the reports name.
    struct Key: Hashable, Sendable {
        var id: CarrierMessageID
        var number: UInt64
    }

    private struct Entry: Sendable {
        var report: DeliveryReport
        var key: Key
        /// The next report under the same key.
        var next: UInt64?
    }

    private struct Chain: Sendable {
        var first: UInt64
        var last: UInt64
        /// The number whose responses its reports wait for, where their id is known.
        var awaited: UInt64?
    }

    private var entries: [UInt64: Entry] = [:]
    private var chains: [Key: Chain] = [:]
    /// The numbers under which reports on an id wait, for reports with a number that the message does not name.
    private var numbers: [CarrierMessageID: [UInt64]] = [:]
    /// What waits for the responses of a number.
    private var waiting: [UInt64: [Key]] = [:]
    private var deadlines = DeadlineQueue<UInt64>()
    private var nextSerial: UInt64 = 0
    private let maximum: Int
    private let timeout: Moment.Span
    /// Numbers listed for one id. Reports under further ones are found by their own number, or when their time is over.
    private static let maximumNumbers = 64

    init(maximum: Int, timeout: Moment.Span) {
        self.maximum = max(0, maximum)
        self.timeout = timeout
    }

    var count: Int { entries.count }
    var nextDeadline: Moment? { deadlines.first?.moment }

    /// Keeps `report`; returns the one that had to go for it, which may be `report` itself.
    ///
    /// - Parameter awaited: the number whose responses it waits for, where its id is known.
    mutating func hold(_ report: DeliveryReport, awaiting awaited: UInt64?, at moment: Moment) -> DeliveryReport? {
        guard maximum > 0 else { return report }
        let displaced = entries.count >= maximum ? removeOldest() : nil
        let key = Key(id: report.messageID, number: SubscriberNumber.key(report.recipient))
        let serial = nextSerial
        nextSerial &+= 1
        entries[serial] = Entry(report: report, key: key)
        if let chain = chains[key] {
            entries[chain.last]?.next = serial
            chains[key]?.last = serial
        } else {
            chains[key] = Chain(first: serial, last: serial)
            if numbers[key.id, default: []].count < EarlyReports.maximumNumbers {
                numbers[key.id, default: []].append(key.number)
            }
        }
        if let awaited { wait(key, for: awaited) }
        deadlines.append(serial, at: moment + timeout)
        return displaced
    }

    /// Notes what the reports under `key` wait for.
    mutating func wait(_ key: Key, for awaited: UInt64) {
        guard let chain = chains[key], chain.awaited != awaited else { return }
        stopWaiting(key, chain)
        chains[key]?.awaited = awaited
        waiting[awaited, default: []].append(key)
    }

    private mutating func stopWaiting(_ key: Key, _ chain: Chain) {
        guard let awaited = chain.awaited, let place = waiting[awaited]?.firstIndex(of: key) else { return }
        waiting[awaited]?.remove(at: place)
        if waiting[awaited]?.isEmpty == true { waiting[awaited] = nil }
    }

    /// The oldest report under `key`.
    func first(_ key: Key) -> DeliveryReport? {
        guard !entries.isEmpty, let chain = chains[key] else { return nil }
        return entries[chain.first]?.report
    }

    /// Removes the oldest report under `key`.
    mutating func removeFirst(_ key: Key) {
        guard let serial = chains[key]?.first else { return }
        remove(serial)
        deadlines.spoil()
        skipStale()
    }

    /// The numbers under which reports on `id` wait, as far as they are listed.
    func numbers(on id: CarrierMessageID) -> [UInt64] { numbers[id] ?? [] }

    /// What waits for the responses of `number`.
    func waiting(for number: UInt64) -> [Key] { waiting[number] ?? [] }

    /// Hands out the next report whose time is over.
    mutating func popDue(at moment: Moment) -> DeliveryReport? {
        guard let deadline = nextDeadline, deadline <= moment else { return nil }
        return removeOldest()
    }

    /// Hands out the oldest report.
    mutating func removeOldest() -> DeliveryReport? {
        guard let serial = deadlines.first?.key, let report = entries[serial]?.report else { return nil }
        deadlines.popFirst(wasStale: false)
        // The oldest of all is the first of its chain.
        remove(serial)
        skipStale()
        return report
    }

    /// Takes the first entry of a chain out of all tables.
    private mutating func remove(_ serial: UInt64) {
        guard let entry = entries.removeValue(forKey: serial) else { return }
        let key = entry.key
        if let next = entry.next {
            chains[key]?.first = next
            return
        }
        guard let chain = chains.removeValue(forKey: key) else { return }
        stopWaiting(key, chain)
        guard let place = numbers[key.id]?.firstIndex(of: key.number) else { return }
        numbers[key.id]?.remove(at: place)
        if numbers[key.id]?.isEmpty == true { numbers[key.id] = nil }
    }

    /// Leaves a live entry in front.
    private mutating func skipStale() {
        while let first = deadlines.first, entries[first.key] == nil { deadlines.popFirst(wasStale: true) }
        if deadlines.isCrowded { sweep() }
    }

    private mutating func sweep() {
        let alive = entries
        deadlines.sweep { alive[$0] != nil }
    }
}
