import CarrierSession

/// What waits for a consumer on a connection without a handler.
///
/// Requests are bounded by `SessionLimits.maximumOwedReplies`: each of them is unanswered, and at the bound
/// reading stops.
struct Inbox<Vocabulary: SessionVocabulary> {
    typealias Event = SessionEvent<Vocabulary.Message>
    typealias Request = (message: Vocabulary.Message, token: ReplyToken)

    /// What a consumer takes.
    enum Tray: Hashable {
        case requests
        case notices
    }

    /// Notices kept for a consumer; beyond that the oldest go and are counted.
    static var noticeLimit: Int { 1024 }

    /// False when a handler takes everything, and after the session's end: what is there can still be taken.
    var isOpen: Bool
    private(set) var noticesDropped = 0
    private var requests = Fifo<Request>()
    private var notices = Fifo<Event>()
    private var waiting: [UInt64: (tray: Tray, continuation: CheckedContinuation<Void, Never>)] = [:]
    private var lastSerial: UInt64 = 0

    init(isOpen: Bool) { self.isOpen = isOpen }

    mutating func add(_ request: Request) { requests.append(request) }

    mutating func add(_ notice: Event) {
        notices.append(notice)
        if notices.count > Self.noticeLimit {
            _ = notices.popFirst()
            noticesDropped += 1
        }
    }

    mutating func takeRequest() -> Request? { requests.popFirst() }
    mutating func takeNotice() -> Event? { notices.popFirst() }

    /// All requests that wait; nil when none does.
    mutating func takeRequests() -> [Request]? { requests.count == 0 ? nil : requests.popAll() }

    /// The name of one wait, for its cancellation.
    mutating func nextSerial() -> UInt64 {
        lastSerial &+= 1
        return lastSerial
    }

    /// False when there is no reason to wait.
    mutating func wait(_ serial: UInt64, for tray: Tray, _ continuation: CheckedContinuation<Void, Never>) -> Bool {
        guard isOpen, (tray == .requests ? requests.count : notices.count) == 0 else { return false }
        waiting[serial] = (tray, continuation)
        return true
    }

    mutating func stopWaiting(_ serial: UInt64) -> CheckedContinuation<Void, Never>? {
        waiting.removeValue(forKey: serial)?.continuation
    }

    /// Those who wait for a tray, or all when the session is over; they look again. Consumers are few.
    mutating func takeWaiting(for tray: Tray) -> [CheckedContinuation<Void, Never>] {
        if waiting.isEmpty { return [] }
        let serials = waiting.filter { !isOpen || $0.value.tray == tray }.map(\.key).sorted()
        return serials.compactMap { waiting.removeValue(forKey: $0)?.continuation }
    }
}

/// A queue in an array whose front is skipped and now and then cut off.
struct Fifo<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count - head }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
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

    mutating func popAll() -> [Element] {
        defer { (elements, head) = ([], 0) }
        return elements[head...].compactMap { $0 }
    }
}
