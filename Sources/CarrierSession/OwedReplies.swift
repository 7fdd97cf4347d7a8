import CarrierWire

/// The peer's requests: those that await the owner's reply, and the last that were answered, with their responses.
///
/// A repetition is the same octets under the same number. Peers exist that give several requests one number
/// (cmpp.md 9.3), so the number alone does not make a repetition.
@usableFromInline struct OwedReplies: Sendable {
    /// What tells one request from another.
    @usableFromInline struct Print: Hashable, Sendable {
        var sequence: SequenceKey
        var kind: UInt32
        var length: Int32
        var digest: UInt64

        @usableFromInline init(sequence: SequenceKey, kind: UInt32, length: Int32, digest: UInt64) {
            self.sequence = sequence
            self.kind = kind
            self.length = length
            self.digest = digest
        }
    }

    /// How many answers are remembered, for how long, and how many octets of them: the session's limits, small
    /// enough to be handed over for each reply.
    @usableFromInline struct MemoryBounds: Sendable {
        var rememberedReplies: Int
        var rememberedFor: Moment.Span
        var rememberedOctets: Int

        @usableFromInline init(_ limits: borrowing SessionLimits) {
            rememberedReplies = limits.rememberedReplies
            rememberedFor = limits.rememberedFor
            rememberedOctets = limits.rememberedOctets
        }
    }

    /// What an arriving request is.
    @usableFromInline enum Arrival: Sendable {
        case new
        /// It awaits its reply already.
        case owed
        /// It was answered; the number says where.
        case answered(Int)
        /// Another request has its number, and numbers are unique.
        case numberUsedBefore
    }

    private struct Entry: Sendable {
        var print: Print
        var serial: UInt64
        var answeredAt = Moment(nanoseconds: 0)
        /// Where the response begins in the stream of remembered responses, and its octets.
        var start = 0
        var length = 0
    }

    private var entries: [Entry] = []
    private var free: [Int32] = []
    /// Requests that await a reply, by number.
    private var owed = SequenceIndex()
    private var answered = Fifo<Int32>()
    /// The answered ones by number, kept only while the peer uses numbers that it may have used before: one that counts
    /// up repeats nothing, and need not be looked up among thousands.
    private var answeredByNumber = SequenceIndex()
    private var isIndexed = false
    /// The serial at which the peer last used such a number.
    private var lastOldNumber: UInt64 = 0
    /// The remembered responses, oldest first.
    private var responses = OctetBuffer()
    /// Octets of responses forgotten since the beginning.
    private var forgotten = 0
    private var nextSerial: UInt64 = 0
    /// The highest counter that a request bore.
    private var highestCounter: UInt32 = 0
    private var isBoundTold = false

    /// Peers exist whose sequence numbers are one octet (cmpp.md 9.6): there a number comes again after at least so
    /// many requests, and may bring the same octets.
    private static let numbersInAnOctet: UInt64 = 255
    /// New numbers in a row after which the index of answered requests is given up.
    private static let newNumbersInARow: UInt64 = 16_384

    /// Requests that await a reply.
    @usableFromInline private(set) var count = 0
    /// Among them, those that arrived before the last `mark()`.
    @usableFromInline private(set) var countBeforeMark = 0
    private var markedSerial: UInt64 = 0

    /// Begins to count the replies owed from here on apart from those owed already.
    @usableFromInline mutating func mark() {
        countBeforeMark = count
        markedSerial = nextSerial
    }

    /// - Parameters:
    ///   - memory: how long an answer is remembered.
    ///   - numbersAreUnique: whether two requests of one kind may not have the same number.
    @usableFromInline mutating func arrival(
        _ print: Print, at now: Moment, memory: Moment.Span, numbersAreUnique: Bool
    ) -> Arrival {
        if print.sequence.counter > highestCounter { return .new }
        let arrival = arrivalOfOldNumber(print, at: now, memory)
        guard numbersAreUnique, case .new = arrival else { return arrival }
        let isUsed =
            owed.find(print.sequence) { entries[Int($0)].print.kind == print.kind } != nil
            || answeredByNumber.find(print.sequence) { slot in
                entries[Int(slot)].print.kind == print.kind && isRemembered(entries[Int(slot)], at: now, memory)
            } != nil
        return isUsed ? .numberUsedBefore : .new
    }

    private mutating func arrivalOfOldNumber(_ print: Print, at now: Moment, _ memory: Moment.Span) -> Arrival {
        lastOldNumber = nextSerial
        if owed.find(print.sequence, where: { entries[Int($0)].print == print }) != nil { return .owed }
        if !isIndexed {
            isIndexed = true
            for offset in 0..<answered.count {
                guard let slot = answered[offset] else { continue }
                answeredByNumber.insert(entries[Int(slot)].print.sequence, slot: slot)
            }
        }
        let known = answeredByNumber.find(print.sequence) { slot in
            entries[Int(slot)].print == print && isRemembered(entries[Int(slot)], at: now, memory)
        }
        return known.map { .answered(Int($0)) } ?? .new
    }

    private var numbersAnOctet: Bool { highestCounter <= 0xFF }

    private func isRemembered(_ entry: Entry, at now: Moment, _ memory: Moment.Span) -> Bool {
        if now - entry.answeredAt > memory { return false }
        return !numbersAnOctet || nextSerial &- entry.serial < OwedReplies.numbersInAnOctet
    }

    @usableFromInline mutating func owe(_ print: Print) -> ReplyToken {
        let serial = nextSerial
        nextSerial &+= 1
        if print.sequence.counter > highestCounter { highestCounter = print.sequence.counter }
        if isIndexed, nextSerial &- lastOldNumber > OwedReplies.newNumbersInARow {
            isIndexed = false
            answeredByNumber = SequenceIndex()
        }
        let entry = Entry(print: print, serial: serial)
        let slot: Int32
        if let reused = free.popLast() {
            slot = reused
            entries[Int(slot)] = entry
        } else {
            slot = Int32(truncatingIfNeeded: entries.count)
            entries.append(entry)
        }
        owed.insert(print.sequence, slot: slot)
        count &+= 1
        return ReplyToken(sequence: print.sequence, serial: serial)
    }

    /// The place of the request that this token may still answer, and its kind.
    @usableFromInline func open(_ token: ReplyToken) -> (slot: Int, kind: UInt32)? {
        let found = owed.find(token.sequence) { entries[Int($0)].serial == token.serial }
        return found.map { (Int($0), entries[Int($0)].print.kind) }
    }

    /// Marks a request as answered by the last `length` octets of `output` and remembers them.
    ///
    /// - Returns: True when the bound in octets makes it forget an answer, the first time that happens.
    @usableFromInline mutating func settle(
        _ slot: Int, with output: borrowing OctetBuffer, length: Int, at now: Moment, _ bounds: MemoryBounds
    ) -> Bool {
        count &-= 1
        if entries[slot].serial < markedSerial { countBeforeMark &-= 1 }
        entries[slot].answeredAt = now
        owed.remove(entries[slot].print.sequence, slot: Int32(truncatingIfNeeded: slot))
        if isIndexed { answeredByNumber.insert(entries[slot].print.sequence, slot: Int32(truncatingIfNeeded: slot)) }
        entries[slot].start = forgotten &+ responses.count
        entries[slot].length = length
        output.withOctets { octets in
            responses.append(UnsafeRawBufferPointer(rebasing: octets.suffix(length)))
        }
        answered.append(Int32(truncatingIfNeeded: slot))
        let limit = numbersAnOctet ? min(bounds.rememberedReplies, 256) : bounds.rememberedReplies
        while answered.count > max(0, limit), let oldest = answered.popFirst() {
            forget(Int(oldest))
        }
        while let oldest = answered.first, now - entries[Int(oldest)].answeredAt > bounds.rememberedFor {
            _ = answered.popFirst()
            forget(Int(oldest))
        }
        let isFull = responses.count > max(0, bounds.rememberedOctets)
        while responses.count > max(0, bounds.rememberedOctets), let oldest = answered.popFirst() {
            forget(Int(oldest))
        }
        defer { isBoundTold = isBoundTold || isFull }
        return isFull && !isBoundTold
    }

    /// Forgets a request that awaits its reply: a repetition of it is new.
    @usableFromInline mutating func abandon(_ slot: Int) {
        count &-= 1
        if entries[slot].serial < markedSerial { countBeforeMark &-= 1 }
        owed.remove(entries[slot].print.sequence, slot: Int32(truncatingIfNeeded: slot))
        free.append(Int32(truncatingIfNeeded: slot))
    }

    /// Appends the response that was given before.
    @usableFromInline func repeatResponse(_ slot: Int, into output: inout OctetBuffer) {
        let start = entries[slot].start &- forgotten
        responses.withOctets { octets in
            output.append(UnsafeRawBufferPointer(rebasing: octets[start..<start &+ entries[slot].length]))
        }
    }

    private mutating func forget(_ slot: Int) {
        if isIndexed { answeredByNumber.remove(entries[slot].print.sequence, slot: Int32(truncatingIfNeeded: slot)) }
        responses.consume(entries[slot].length)
        forgotten &+= entries[slot].length
        free.append(Int32(truncatingIfNeeded: slot))
    }
}

/// A fast digest of a frame's octets, to tell a repetition from a new request; no defence against forgery is needed,
/// since a peer can only deceive itself with it.
@usableFromInline func frameDigest(_ octets: UnsafeRawBufferPointer) -> UInt64 {
    let factor: UInt64 = 0xD6E8_FEB8_6659_FD93
    let start = UInt64(truncatingIfNeeded: octets.count) &* 0x9E37_79B9_7F4A_7C15
    // Four sums side by side, so that a multiplication need not wait for the one before.
    var (one, two, three, four) = (start, start ^ 1, start ^ 2, start ^ 3)
    func word(_ place: Int) -> UInt64 { octets.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
    var place = 0
    while place &+ 32 <= octets.count {
        one = (one ^ word(place)) &* factor
        two = (two ^ word(place &+ 8)) &* factor
        three = (three ^ word(place &+ 16)) &* factor
        four = (four ^ word(place &+ 24)) &* factor
        (one, two, three, four) = (one ^ one >> 32, two ^ two >> 32, three ^ three >> 32, four ^ four >> 32)
        place &+= 32
    }
    var digest = one &* 3 ^ two &* 5 ^ three &* 7 ^ four &* 11
    while place &+ 8 <= octets.count {
        digest = (digest ^ word(place)) &* factor
        digest ^= digest >> 32
        place &+= 8
    }
    while place < octets.count {
        digest = (digest ^ UInt64(octets[place])) &* 0x9E37_79B9_7F4A_7C15
        place &+= 1
    }
    return digest ^ (digest >> 29)
}
