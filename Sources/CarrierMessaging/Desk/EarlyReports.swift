import CarrierSession

/// Reports whose ids no response has brought yet (text-and-long-sms.md 7.3): bounded in number and in time, oldest out.
struct EarlyReports: Sendable {
    private struct Entry: Sendable {
        var report: DeliveryReport
        /// The next report on the same id.
        var next: UInt64?
    }

    private var entries: [UInt64: Entry] = [:]
    private var chains: [CarrierMessageID: (first: UInt64, last: UInt64)] = [:]
    private var deadlines = DeadlineQueue<UInt64>()
    private var nextSerial: UInt64 = 0
    private let maximum: Int
    private let timeout: Moment.Span

    init(maximum: Int, timeout: Moment.Span) {
        self.maximum = max(0, maximum)
        self.timeout = timeout
    }

    var count: Int { entries.count }
    var nextDeadline: Moment? { deadlines.first?.deadline }

    /// Keeps `report`; returns the one that had to go for it, which may be `report` itself.
    mutating func park(_ report: DeliveryReport, at moment: Moment) -> DeliveryReport? {
        guard maximum > 0 else { return report }
        let displaced = entries.count >= maximum ? removeOldest() : nil
        let serial = nextSerial
        nextSerial &+= 1
        entries[serial] = Entry(report: report)
        if let chain = chains[report.messageID] {
            entries[chain.last]?.next = serial
            chains[report.messageID] = (chain.first, serial)
        } else {
            chains[report.messageID] = (serial, serial)
        }
        deadlines.append(serial, deadline: moment + timeout)
        return displaced
    }

    /// Hands out every report on `id`, in the order of arrival.
    mutating func take(_ id: CarrierMessageID) -> [DeliveryReport] {
        guard !entries.isEmpty, let chain = chains.removeValue(forKey: id) else { return [] }
        var reports: [DeliveryReport] = []
        var serial: UInt64? = chain.first
        while let current = serial, let entry = entries.removeValue(forKey: current) {
            reports.append(entry.report)
            serial = entry.next
        }
        deadlines.spoil(reports.count)
        skipStale()
        return reports
    }

    /// Hands out the next report whose time is over.
    mutating func popDue(at moment: Moment) -> DeliveryReport? {
        guard let deadline = nextDeadline, deadline <= moment else { return nil }
        return removeOldest()
    }

    /// Hands out the oldest report.
    mutating func removeOldest() -> DeliveryReport? {
        guard let serial = deadlines.first?.key, let entry = entries.removeValue(forKey: serial) else { return nil }
        deadlines.dropFirst(wasStale: false)
        // The oldest of all is the first of its chain.
        let id = entry.report.messageID
        if let next = entry.next, let last = chains[id]?.last {
            chains[id] = (next, last)
        } else {
            chains[id] = nil
        }
        skipStale()
        return entry.report
    }

    /// Leaves a live entry in front.
    private mutating func skipStale() {
        while let first = deadlines.first, entries[first.key] == nil { deadlines.dropFirst(wasStale: true) }
        if deadlines.isCrowded { sweep() }
    }

    private mutating func sweep() {
        let alive = entries
        deadlines.sweep { serial, _ in alive[serial] != nil }
    }
}
