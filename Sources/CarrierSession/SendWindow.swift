import CarrierWire

/// One submitted request, from `submit` until its outcome.
@usableFromInline struct RequestSlot: Sendable {
    enum Phase: UInt8 {
        case free
        /// Waits for the window or the rate.
        case queued
        /// Sent, awaits its response.
        case inFlight
    }

    @usableFromInline var ticket: UInt64 = 0
    @usableFromInline var tag: UInt64 = 0
    @usableFromInline var sequence = SequenceKey(counter: 0)
    /// The first transmission, in real time.
    @usableFromInline var sentAt = Moment(nanoseconds: 0)
    /// The last transmission, in listening time (`ListeningClock`).
    var waitsSince = Moment(nanoseconds: 0)
    @usableFromInline var kind: UInt32 = 0
    @usableFromInline var attempts: Int32 = 0
    /// Neighbours in the order of the last transmission; `newer` links the free slots too.
    var newer: Int32 = -1
    var older: Int32 = -1
    var phase = Phase.free
    /// True once `sequence` is settled: brought by the caller, or drawn when it was sent.
    @usableFromInline var hasSequence = false

    @usableFromInline init() {}
}

/// The requests of this side that are not finished: first in a queue, then in flight.
///
/// A request keeps its slot from `submit` to its outcome, so that the session can keep the message beside it. There is
/// one response timeout, hence the order of transmissions is the order of deadlines: an intrusive list, no timer each.
@usableFromInline struct SendWindow: Sendable {
    private struct Waiting: Sendable {
        var ticket: UInt64
        /// The slot, or -1 when the request was cancelled.
        var slot: Int32
    }

    @usableFromInline private(set) var slots: [RequestSlot] = []
    @usableFromInline private(set) var inFlight = 0
    @usableFromInline private(set) var queued = 0
    private var queue = Fifo<Waiting>()
    private var index = SequenceIndex()
    private var firstFree: Int32 = -1
    private var oldest: Int32 = -1
    private var newest: Int32 = -1

    /// The request that waits longest in the queue.
    @usableFromInline var headOfQueue: Int? {
        queued > 0 ? queue.first.map { Int($0.slot) } : nil
    }

    /// The request whose last transmission is longest ago.
    @usableFromInline var oldestInFlight: Int? { oldest >= 0 ? Int(oldest) : nil }

    /// True when the number belongs to a request that is not finished.
    @usableFromInline func isTaken(_ sequence: SequenceKey) -> Bool { index.contains(sequence) }

    /// The request in flight under this number.
    func find(_ sequence: SequenceKey) -> Int? {
        index.find(sequence) { slots[Int($0)].phase == .inFlight }.map { Int($0) }
    }

    /// The request in flight of this kind whose number differs in its time alone, if there is exactly one.
    func findOtherTime(_ sequence: SequenceKey, kind: UInt32) -> Int? {
        var found: Int?
        for (slot, request) in slots.enumerated() where request.phase == .inFlight && request.kind == kind {
            guard request.sequence.differsInTime(from: sequence) else { continue }
            if found != nil { return nil }
            found = slot
        }
        return found
    }

    /// Takes a slot for a request that is sent right away.
    @usableFromInline mutating func begin(_ request: RequestSlot, at moment: Moment, listening: Moment) -> Int {
        let slot = takeSlot(request)
        slots[slot].hasSequence = true
        index.insert(request.sequence, slot: Int32(truncatingIfNeeded: slot))
        launch(slot, at: moment, listening: listening)
        return slot
    }

    /// Takes a slot for a request that has to wait.
    @usableFromInline mutating func enqueue(_ request: RequestSlot) -> Int {
        let slot = takeSlot(request)
        slots[slot].phase = .queued
        if request.hasSequence { index.insert(request.sequence, slot: Int32(truncatingIfNeeded: slot)) }
        queue.append(Waiting(ticket: request.ticket, slot: Int32(truncatingIfNeeded: slot)))
        queued &+= 1
        return slot
    }

    /// Moves the head of the queue into flight under `sequence`.
    @usableFromInline mutating func sendHead(under sequence: SequenceKey, at moment: Moment, listening: Moment) {
        guard let slot = leaveQueue() else { return }
        if !slots[slot].hasSequence {
            slots[slot].sequence = sequence
            slots[slot].hasSequence = true
            index.insert(sequence, slot: Int32(truncatingIfNeeded: slot))
        }
        launch(slot, at: moment, listening: listening)
    }

    /// Counts one more transmission of a request in flight.
    @usableFromInline mutating func resend(_ slot: Int, listening: Moment) {
        unlink(slot)
        slots[slot].attempts &+= 1
        slots[slot].waitsSince = listening
        link(slot)
    }

    /// Ends a request, wherever it is, and frees its slot.
    @usableFromInline mutating func finish(_ slot: Int) {
        switch slots[slot].phase {
        case .free: return
        case .inFlight:
            unlink(slot)
            inFlight &-= 1
        case .queued: strike(slots[slot].ticket)
        }
        if slots[slot].hasSequence {
            index.remove(slots[slot].sequence, slot: Int32(truncatingIfNeeded: slot))
        }
        slots[slot] = RequestSlot()
        slots[slot].newer = firstFree
        firstFree = Int32(truncatingIfNeeded: slot)
    }

    /// The slot of a queued request; nil when it was sent, ended or never was.
    @usableFromInline func queuedSlot(_ ticket: UInt64) -> Int? {
        guard let place = placeInQueue(ticket), let waiting = queue[place], waiting.slot >= 0 else { return nil }
        return Int(waiting.slot)
    }

    /// The unfinished requests, those in the queue only or all, in the order of their tickets.
    @usableFromInline func unfinished(onlyQueued: Bool) -> [Int] {
        slots.indices
            .filter { onlyQueued ? slots[$0].phase == .queued : slots[$0].phase != .free }
            .sorted { slots[$0].ticket < slots[$1].ticket }
    }

    // MARK: - Slots

    private mutating func takeSlot(_ request: RequestSlot) -> Int {
        guard firstFree >= 0 else {
            slots.append(request)
            return slots.count &- 1
        }
        let slot = Int(firstFree)
        firstFree = slots[slot].newer
        slots[slot] = request
        return slot
    }

    private mutating func launch(_ slot: Int, at moment: Moment, listening: Moment) {
        slots[slot].phase = .inFlight
        slots[slot].attempts = 1
        slots[slot].sentAt = moment
        slots[slot].waitsSince = listening
        link(slot)
        inFlight &+= 1
    }

    private mutating func link(_ slot: Int) {
        let number = Int32(truncatingIfNeeded: slot)
        slots[slot].older = newest
        slots[slot].newer = -1
        if newest >= 0 { slots[Int(newest)].newer = number } else { oldest = number }
        newest = number
    }

    private mutating func unlink(_ slot: Int) {
        let (older, newer) = (slots[slot].older, slots[slot].newer)
        if older >= 0 { slots[Int(older)].newer = newer } else { oldest = newer }
        if newer >= 0 { slots[Int(newer)].older = older } else { newest = older }
    }

    // MARK: - The queue

    private mutating func leaveQueue() -> Int? {
        guard queued > 0, let head = queue.popFirst() else { return nil }
        queued &-= 1
        dropStruckHeads()
        return Int(head.slot)
    }

    /// Takes a request out of the queue's middle; its place stays behind, struck out.
    private mutating func strike(_ ticket: UInt64) {
        guard let place = placeInQueue(ticket), let waiting = queue[place], waiting.slot >= 0 else { return }
        queue[place] = Waiting(ticket: ticket, slot: -1)
        queued &-= 1
        dropStruckHeads()
    }

    /// Keeps the invariant that a queue with requests in it begins with one.
    private mutating func dropStruckHeads() {
        while let head = queue.first, head.slot < 0 { _ = queue.popFirst() }
    }

    /// Tickets grow along the queue.
    private func placeInQueue(_ ticket: UInt64) -> Int? {
        var (low, high) = (0, queue.count)
        while low < high {
            let middle = (low &+ high) / 2
            if let waiting = queue[middle], waiting.ticket < ticket { low = middle &+ 1 } else { high = middle }
        }
        return low < queue.count && queue[low]?.ticket == ticket ? low : nil
    }
}
