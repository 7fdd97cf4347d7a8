import CarrierSession

/// What waits for a consumer on a connection without a handler.
///
/// Requests are bounded by `SessionLimits.maximumOwedReplies`: each of them is unanswered, and at the bound
/// reading stops.
@usableFromInline struct Inbox<Vocabulary: SessionVocabulary> {
    @usableFromInline typealias Event = SessionEvent<Vocabulary.Message>
    @usableFromInline typealias Request = (message: Vocabulary.Message, token: ReplyToken)

    /// What a consumer takes.
    @usableFromInline enum Tray: Hashable {
        case requests
        case notices
    }

    /// Notices kept for a consumer; beyond that the oldest go and are counted.
    @inlinable static var noticeLimit: Int { 1024 }

    /// False when a handler takes everything, and after the session's end: what is there can still be taken.
    @usableFromInline var isOpen: Bool
    @usableFromInline private(set) var noticesDropped = 0
    @usableFromInline var requests = Fifo<Request>()
    @usableFromInline var notices = Fifo<Event>()
    @usableFromInline var waiting: [UInt64: (tray: Tray, wakening: Wakening)] = [:]
    @usableFromInline var lastSerial: UInt64 = 0

    @inlinable init(isOpen: Bool) { self.isOpen = isOpen }

    @inlinable mutating func add(_ request: Request) { requests.append(request) }

    @inlinable mutating func add(_ notice: Event) {
        notices.append(notice)
        if notices.count > Self.noticeLimit {
            _ = notices.popFirst()
            noticesDropped += 1
        }
    }

    @inlinable mutating func takeRequest() -> Request? { requests.popFirst() }
    @inlinable mutating func takeNotice() -> Event? { notices.popFirst() }

    /// All requests that wait; nil when none does.
    @inlinable mutating func takeRequests() -> [Request]? { requests.count == 0 ? nil : requests.popAll() }

    /// The name of one wait, for its cancellation.
    @inlinable mutating func nextSerial() -> UInt64 {
        lastSerial &+= 1
        return lastSerial
    }

    /// False when there is no reason to wait.
    @inlinable mutating func wait(_ serial: UInt64, for tray: Tray, _ wakening: Wakening) -> Bool {
        guard isOpen, (tray == .requests ? requests.count : notices.count) == 0 else { return false }
        waiting[serial] = (tray, wakening)
        return true
    }

    @inlinable mutating func stopWaiting(_ serial: UInt64) -> Wakening? {
        waiting.removeValue(forKey: serial)?.wakening
    }

    /// Those who wait for a tray, or all when the session is over; they look again. Consumers are few.
    @inlinable mutating func takeWaiting(for tray: Tray) -> [Wakening] {
        if waiting.isEmpty { return [] }
        let serials = waiting.filter { !isOpen || $0.value.tray == tray }.map(\.key).sorted()
        return serials.compactMap { waiting.removeValue(forKey: $0)?.wakening }
    }
}

/// A queue in an array whose front is skipped and now and then cut off.
@usableFromInline struct Fifo<Element> {
    @usableFromInline var elements: [Element?] = []
    @usableFromInline var head = 0

    @inlinable var count: Int { elements.count - head }

    @inlinable mutating func append(_ element: Element) { elements.append(element) }

    @inlinable mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        elements[head] = nil
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: elements.capacity <= 4096)
            head = 0
        } else if head > 64, head > elements.count / 2 {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    @inlinable mutating func popAll() -> [Element] {
        defer { (elements, head) = ([], 0) }
        return elements[head...].compactMap { $0 }
    }
}
