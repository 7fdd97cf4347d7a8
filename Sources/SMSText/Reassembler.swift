/// How much a ``Reassembler`` keeps, and for how long. Times are nanoseconds.
public struct ReassemblyLimits: Sendable, Hashable {
    /// Open messages.
    public var entries: Int
    /// Octets of content of all open messages together.
    public var octets: Int
    /// Segments of all open messages together, against floods of tiny ones; full ones meet the bound on octets first.
    public var segments: Int
    /// How long a message may wait after its last segment.
    public var expiry: Int64
    /// How long a completed message is remembered, to recognise its segments when they are sent again.
    public var completedMemory: Int64
    /// Completed messages remembered at once.
    public var completedMessages: Int
    /// Segments of completed messages remembered at once, eight octets each.
    public var completedSegments: Int

    /// Limits of one's own; every argument has the usual value. Keep the expiry in minutes: an 8-bit reference comes
    /// back after 256 messages.
    public init(
        entries: Int = 10_000, octets: Int = 8 << 20, segments: Int = 65_536, expiry: Int64 = 600_000_000_000,
        completedMemory: Int64 = 60_000_000_000, completedMessages: Int = 10_000, completedSegments: Int = 65_536
    ) {
        self.entries = entries
        self.octets = octets
        self.segments = segments
        self.expiry = expiry
        self.completedMemory = completedMemory
        self.completedMessages = completedMessages
        self.completedSegments = completedSegments
    }
}

/// What became of one segment.
public enum SegmentDisposition: Sendable, Hashable {
    /// Not part of a long message; it is the whole of the `complete` event.
    case single
    /// Kept until the others come.
    case stored
    /// It was the last one missing.
    case completing
    /// The same octets were there already. Nothing to do but answer.
    case duplicate
    /// The message it belongs to was completed a moment ago. Nothing to do but answer.
    case duplicateOfCompleted
}

/// Joins the segments of long messages. Use one for each account, shared by all its connections: carriers spread the
/// segments of one message over them.
///
/// A value without clock or lock: time is an argument. Work per segment is constant on average, eviction and expiry
/// included, and memory is bounded whatever comes in. Answer each segment at once; nothing here delays a response.
public struct Reassembler<Tag: Sendable>: Sendable {
    /// The result of ``receive(_:at:)``.
    public struct Result: Sendable {
        /// What became of the segment itself.
        public var disposition: SegmentDisposition
        /// What ended with it, in order: earlier messages given up, then its own if complete.
        public var events: [ReassemblyEvent<Tag>]
    }

    /// What must be equal for two segments to be parts of one message (3GPP TS 23.040, 9.2.3.24): of the other elements
    /// only ports tell messages apart, since an indication may stand in one segment only.
    private struct Key: Hashable, Sendable {
        var direction: MessageDirection
        var source: String
        var destination: String
        var reference: ConcatenationReference
        var total: UInt8
        var ports: [InformationElement]
    }

    private struct Entry: Sendable {
        var message: LongMessage<Tag>
        var octets: Int
        /// A bit for each number, so that a full house of 255 is not searched for each arrival.
        var present: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

        enum Collision { case same, different }

        /// Whether the number is taken, and by the same octets in the same coding or by others.
        func collision(with part: MessagePart<Tag>, _ number: UInt8) -> Collision? {
            guard word(number) >> UInt64(number & 63) & 1 == 1 else { return nil }
            let same = message.parts.contains {
                $0.number == part.number && $0.dataCoding == part.dataCoding && $0.payload == part.payload
            }
            return same ? .same : .different
        }

        private func word(_ number: UInt8) -> UInt64 {
            switch number >> 6 {
            case 0: present.0
            case 1: present.1
            case 2: present.2
            default: present.3
            }
        }

        mutating func add(_ part: MessagePart<Tag>, _ number: UInt8) {
            let elements = part.elements
            if elements != message.elements {
                // In the order of the segments, and each element once.
                let isFirst = message.parts.allSatisfy { $0.number > part.number }
                let (front, back) = isFirst ? (elements, message.elements) : (message.elements, elements)
                message.elements = front + back.filter { !front.contains($0) }
            }
            message.parts.append(part)
            octets += part.content.count
            let bit: UInt64 = 1 << UInt64(number & 63)
            switch number >> 6 {
            case 0: present.0 |= bit
            case 1: present.1 |= bit
            case 2: present.2 |= bit
            default: present.3 |= bit
            }
        }
    }

    private let limits: ReassemblyLimits
    private var open = RecencyTable<Key, Entry>()
    /// A digest of each segment of the messages completed lately, by number.
    private var completed = RecencyTable<Key, [Int]>()
    private var clock = Int64.min
    private var completedDigests = 0

    /// The octets of content held now.
    public private(set) var octetCount = 0
    /// The segments held now.
    public private(set) var segmentCount = 0
    /// The messages open now.
    public var entryCount: Int { open.count }

    /// A reassembler that holds nothing.
    public init(limits: ReassemblyLimits = ReassemblyLimits()) { self.limits = limits }

    /// When ``advance(to:)`` has something to do at the earliest; `nil` when nothing is open.
    public var nextDeadline: Int64? {
        guard let oldest = open.oldest else { return nil }
        // An entry lives through the instant of its expiry.
        let (deadline, overflow) = open.time(of: oldest).addingReportingOverflow(max(0, limits.expiry))
        return overflow || deadline == .max ? .max : deadline + 1
    }

    /// Takes one segment in.
    ///
    /// - Parameter now: nanoseconds of any steady clock; going back counts as standing still.
    public mutating func receive(_ segment: IncomingSegment<Tag>, at now: Int64) -> Result {
        var events = advance(to: now)
        let header: UserDataHeader?
        var isMalformed = false
        do throws(SMSTextError) {
            header = segment.hasHeader ? try UserDataHeader(parsing: segment.content) : nil
        } catch {
            header = nil
            isMalformed = true
        }
        var message = LongMessage<Tag>(
            source: segment.source, destination: segment.destination, direction: segment.direction,
            reference: header?.concatenation?.reference, total: 1, parts: [], elements: header?.elements ?? [],
            isMalformed: isMalformed)
        var part = MessagePart<Tag>(
            number: 1, content: segment.content, headerLength: header?.length ?? 0,
            elements: header?.elements ?? [], dataCoding: segment.dataCoding, tag: segment.tag, arrival: now)
        guard let concatenation = header?.concatenation else {
            message.parts = [part]
            events.append(.complete(message))
            return Result(disposition: .single, events: events)
        }
        message.total = Int(concatenation.total)
        part.number = Int(concatenation.number)
        let key = Key(
            direction: segment.direction, source: PhoneNumber.normalized(segment.source),
            destination: PhoneNumber.normalized(segment.destination), reference: concatenation.reference,
            total: concatenation.total, ports: message.elements.filter(\.isPorts))
        let disposition = store(part, concatenation.number, of: message, key, &events)
        return Result(disposition: disposition, events: events)
    }

    /// Gives up what has waited too long.
    public mutating func advance(to now: Int64) -> [ReassemblyEvent<Tag>] {
        clock = max(clock, now)
        var events: [ReassemblyEvent<Tag>] = []
        while let oldest = open.oldest, isOlder(open.time(of: oldest), than: limits.expiry) {
            giveUp(oldest, .expired, &events)
        }
        while let oldest = completed.oldest, isOlder(completed.time(of: oldest), than: limits.completedMemory) {
            forgetCompleted(oldest)
        }
        return events
    }

    /// Hands everything open back, oldest first, and forgets what was completed: for the end of an account's service.
    public mutating func removeAll() -> [ReassemblyEvent<Tag>] {
        var events: [ReassemblyEvent<Tag>] = []
        while let oldest = open.oldest { giveUp(oldest, .ended, &events) }
        while let oldest = completed.oldest { forgetCompleted(oldest) }
        return events
    }

    private mutating func store(
        _ part: MessagePart<Tag>, _ number: UInt8, of message: LongMessage<Tag>, _ key: Key,
        _ events: inout [ReassemblyEvent<Tag>]
    ) -> SegmentDisposition {
        var found = open.find(key)
        if let slot = found {
            switch open.value(at: slot)?.collision(with: part, number) {
            case nil: break
            case .same: return .duplicate
            case .different:
                // A late repetition from the message before must not end the one that is open.
                if isRemembered(part, key) { return .duplicateOfCompleted }
                giveUp(slot, .abandoned, &events)
                found = nil
            }
        } else if isRemembered(part, key) {
            return .duplicateOfCompleted
        }
        let slot: Int
        if let found {
            slot = found
            open.touch(slot, at: clock)
        } else {
            slot = open.insert(key, Entry(message: message, octets: 0), at: clock)
        }
        var isComplete = false
        open.update(slot) { entry in
            entry.add(part, number)
            isComplete = entry.message.isComplete
        }
        octetCount += part.content.count
        segmentCount += 1
        if isComplete {
            complete(slot, &events)
            return .completing
        }
        evict(&events)
        return .stored
    }

    private func isRemembered(_ part: MessagePart<Tag>, _ key: Key) -> Bool {
        guard let slot = completed.find(key), let digests = completed.value(at: slot) else { return false }
        return digests[part.number - 1] == Self.digest(part)
    }

    private mutating func complete(_ slot: Int, _ events: inout [ReassemblyEvent<Tag>]) {
        guard let (key, message) = take(slot) else { return }
        if let old = completed.find(key) { forgetCompleted(old) }
        _ = completed.insert(key, message.parts.map(Self.digest), at: clock)
        completedDigests += message.parts.count
        while completed.count > limits.completedMessages || completedDigests > limits.completedSegments,
            let oldest = completed.oldest
        {
            forgetCompleted(oldest)
        }
        events.append(.complete(message))
    }

    private mutating func evict(_ events: inout [ReassemblyEvent<Tag>]) {
        while let oldest = open.oldest {
            if open.count > limits.entries {
                giveUp(oldest, .evictedByEntries, &events)
            } else if octetCount > limits.octets || segmentCount > limits.segments {
                giveUp(oldest, .evictedByOctets, &events)
            } else {
                return
            }
        }
    }

    private mutating func giveUp(
        _ slot: Int, _ reason: IncompleteReason, _ events: inout [ReassemblyEvent<Tag>]
    ) {
        guard let (_, message) = take(slot) else { return }
        events.append(.incomplete(message, reason))
    }

    /// The entry's message with its parts in order; the entry is gone.
    private mutating func take(_ slot: Int) -> (Key, LongMessage<Tag>)? {
        guard let (key, entry) = open.remove(slot) else { return nil }
        octetCount -= entry.octets
        segmentCount -= entry.message.parts.count
        var message = entry.message
        message.parts.sort { $0.number < $1.number }
        return (key, message)
    }

    private mutating func forgetCompleted(_ slot: Int) {
        guard let (_, digests) = completed.remove(slot) else { return }
        completedDigests -= digests.count
    }

    private func isOlder(_ time: Int64, than age: Int64) -> Bool {
        let (elapsed, overflow) = clock.subtractingReportingOverflow(time)
        return overflow || elapsed > max(0, age)
    }

    private static func digest(_ part: MessagePart<Tag>) -> Int {
        var hasher = Hasher()
        hasher.combine(part.dataCoding)
        hasher.combine(part.payload)
        return hasher.finalize()
    }
}
