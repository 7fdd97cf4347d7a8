import CarrierSession

/// All messages on their way and a bounded memory of finished ones: a ring of records in the order of their beginning.
///
/// A record's serial number says where it stands. The few that stay open for long while thousands come and go are moved
/// out of the ring, so that memory follows what is alive.
struct MessageTracker: Sendable {
    private var slots: [TrackedMessage] = []
    /// The oldest serial number in the ring, and the next to be given.
    private var base: UInt64 = 1
    private var next: UInt64 = 1
    /// Records that the ring moved past.
    private var stragglers: [UInt64: TrackedMessage] = [:]
    /// Records in the ring that hold a message.
    private var live = 0
    private var finished = Ring<(serial: UInt64, at: Moment)>()
    private var finishedPlaces = 0
    /// Messages that owe an outcome.
    private(set) var openMessages = 0
    /// Places that were begun and have no response yet.
    var openPlaces = 0

    /// Finished messages in memory.
    var finishedMessages: Int { finished.count }
    /// Records that can be held without growing, for tests of its bounds.
    var capacity: Int { slots.count }

    func holds(_ serial: UInt64) -> Bool {
        if serial >= base { return serial < next && slots[slot(serial)].content != nil }
        return !stragglers.isEmpty && stragglers[serial] != nil
    }

    /// The record of a serial number that is held.
    subscript(serial: UInt64) -> TrackedMessage {
        _read {
            if serial >= base {
                yield slots[slot(serial)]
            } else {
                yield stragglers[serial] ?? TrackedMessage()
            }
        }
        _modify {
            if serial >= base {
                yield &slots[slot(serial)]
            } else {
                yield &stragglers[serial, default: TrackedMessage()]
            }
        }
    }

    // What is only read is read without copying a record.

    func content(_ serial: UInt64) -> MessageContent? {
        if serial >= base { return slots[slot(serial)].content }
        return stragglers[serial]?.content
    }

    func number(_ serial: UInt64) -> UInt64 {
        if serial >= base { return slots[slot(serial)].number }
        return stragglers[serial]?.number ?? 0
    }

    func place(_ serial: UInt64, _ index: Int) -> TrackedPlace {
        if serial >= base { return slots[slot(serial)][place: index] }
        return stragglers[serial]?[place: index] ?? TrackedPlace()
    }

    func recipient(_ serial: UInt64, _ index: Int) -> TrackedRecipient {
        if serial >= base { return slots[slot(serial)][recipient: index] }
        return stragglers[serial]?[recipient: index] ?? TrackedRecipient(segments: 0)
    }

    private func slot(_ serial: UInt64) -> Int { Int(truncatingIfNeeded: serial) & (slots.count &- 1) }

    mutating func add(_ content: MessageContent, number: UInt64) -> UInt64 {
        if next &- base == UInt64(slots.count) { grow() }
        let serial = next
        next &+= 1
        slots[slot(serial)] = TrackedMessage(content, number: number)
        live &+= 1
        openMessages &+= 1
        openPlaces &+= content.recipientCount &* content.segmentCount
        return serial
    }

    private mutating func grow() {
        // Half empty: what is in the way moves out. Otherwise the ring doubles.
        if slots.count >= 1024, live &* 2 < slots.count {
            while base < next, next &- base > UInt64(slots.count / 4 &* 3) {
                if slots[slot(base)].content != nil {
                    stragglers[base] = slots[slot(base)]
                    slots[slot(base)] = TrackedMessage()
                    live &-= 1
                }
                base &+= 1
            }
            return
        }
        var larger = Array(repeating: TrackedMessage(), count: max(64, slots.count &* 2))
        for serial in base..<next {
            larger[Int(truncatingIfNeeded: serial) & (larger.count &- 1)] = slots[slot(serial)]
        }
        slots = larger
    }

    /// Moves a message without open recipients to the memory.
    mutating func finish(_ serial: UInt64, at moment: Moment) {
        openMessages &-= 1
        finished.append((serial, moment))
        finishedPlaces &+= self[serial].placeCount
    }

    /// The oldest finished message, if it has to be forgotten.
    func nextToForget(options: ClientOptions, at moment: Moment) -> UInt64? {
        guard let oldest = finished.first else { return nil }
        let isOver =
            finished.count > max(0, options.rememberedMessages) || finishedPlaces > max(0, options.rememberedSegments)
            || oldest.at + options.rememberedFor <= moment
        return isOver ? oldest.serial : nil
    }

    /// Forgets the oldest finished message.
    mutating func forgetOldest() {
        guard let oldest = finished.popFirst() else { return }
        finishedPlaces &-= self[oldest.serial].placeCount
        if oldest.serial >= base {
            slots[slot(oldest.serial)] = TrackedMessage()
            live &-= 1
            while base < next, slots[slot(base)].content == nil { base &+= 1 }
        } else {
            stragglers[oldest.serial] = nil
        }
    }

    /// The serial numbers of messages that owe an outcome or await a response, in order.
    var unsettledSerials: [UInt64] {
        let late = stragglers.lazy.filter { $0.value.isUnsettled }.map(\.key).sorted()
        return late + (base..<next).filter { slots[slot($0)].isUnsettled }
    }

    /// Looks at every record that is held.
    func forEachHeld(_ body: (TrackedMessage) -> Void) {
        for message in stragglers.values { body(message) }
        for serial in base..<next where slots[slot(serial)].content != nil { body(slots[slot(serial)]) }
    }

    /// The serial number of the message with this number, while it is held: numbers rise with serial numbers.
    func serial(ofNumber number: UInt64) -> UInt64? {
        if let late = stragglers.first(where: { $0.value.number == number }) { return late.key }
        var (low, high) = (base, next)
        while low < high {
            let middle = low &+ (high &- low) / 2
            // Slots that are empty say nothing: look at the next one that is not.
            var probe = middle
            while probe < high, slots[slot(probe)].content == nil { probe &+= 1 }
            if probe < high, slots[slot(probe)].number == number { return probe }
            if probe == high || slots[slot(probe)].number > number {
                high = middle
            } else {
                low = probe &+ 1
            }
        }
        return nil
    }
}
