import CarrierSession

/// One segment at one recipient, as far as it has come.
struct TrackedPlace: Sendable {
    enum State: UInt8, Sendable {
        /// To be sent, or to be sent again.
        case queued
        /// With a channel.
        case sent
        /// Refused because of the rate, to be sent again.
        case paused
        /// Accepted; its report is awaited.
        case awaitingReport
        case delivered, failed, refused, accepted, unanswered, notSent
        /// Sent, not answered, and to be told as failed.
        case givenUp
    }

    var id = CarrierMessageID(0)
    var code: UInt32 = 0
    var state = State.queued
    var hasID = false
    /// True when a final report on `id` came.
    var isReported = false
    /// What that report said.
    var wasDelivered = false
    /// True when it was sent before and not answered.
    var mayBeAccepted = false
    var retries: UInt8 = 0
    var resends: UInt8 = 0
    /// Of a request's first place: the channel whose session has the request; zero while none has.
    var channel: UInt32 = 0
    /// Of a request's first place: the number of its last sending, see ``RequestTag``.
    var sending: UInt8 = 0

    var isAwaitingResponse: Bool { state == .queued || state == .sent || state == .paused }
}

/// How far one recipient's copy of a message is: counts of segments, kept up to date segment by segment.
struct TrackedRecipient: Sendable {
    var awaitingResponse: Int32
    var awaitingReport: Int32 = 0
    var failed: Int32 = 0
    /// Segments whose status will never be known.
    var lost: Int32 = 0
    var isOpen = true
    /// A segment has its final report.
    var hasFinalReport = false
    var hasWindow = false
    var hasGrace = false
    var mayBeTwice = false

    init(segments: Int) { awaitingResponse = Int32(clamping: segments) }

    mutating func count(_ state: TrackedPlace.State, _ step: Int32) {
        switch state {
        case .queued, .sent, .paused: awaitingResponse &+= step
        case .awaitingReport: awaitingReport &+= step
        case .failed, .refused, .notSent, .givenUp: failed &+= step
        case .unanswered: lost &+= step
        case .delivered, .accepted: break
        }
    }
}

/// One message on its way. The first place and the first recipient are inline: most messages have no others.
struct TrackedMessage: Sendable {
    /// Nil for a slot without message.
    var content: MessageContent?
    var number: UInt64 = 0
    private var firstPlace = TrackedPlace()
    private var firstRecipient = TrackedRecipient(segments: 0)
    private var morePlaces: [TrackedPlace] = []
    private var moreRecipients: [TrackedRecipient] = []
    private(set) var openRecipients: Int32 = 0
    private var segments: Int32 = 1

    init() {}

    init(_ content: MessageContent, number: UInt64) {
        self.content = content
        self.number = number
        segments = Int32(clamping: content.segmentCount)
        firstRecipient = TrackedRecipient(segments: content.segmentCount)
        openRecipients = Int32(clamping: content.recipientCount)
        let places = content.recipientCount &* content.segmentCount
        if places > 1 { morePlaces = Array(repeating: firstPlace, count: places &- 1) }
        if content.recipientCount > 1 {
            moreRecipients = Array(repeating: firstRecipient, count: content.recipientCount &- 1)
        }
    }

    var segmentCount: Int { Int(segments) }
    var placeCount: Int { morePlaces.count &+ 1 }
    var recipientCount: Int { moreRecipients.count &+ 1 }

    func index(_ recipient: Int, _ segment: Int) -> Int { recipient &* segmentCount &+ segment }

    /// Indices outside do not occur: tags are checked when they are located.
    subscript(place index: Int) -> TrackedPlace {
        get { index == 0 ? firstPlace : morePlaces[index &- 1] }
        _modify {
            if index == 0 { yield &firstPlace } else { yield &morePlaces[index &- 1] }
        }
    }

    subscript(recipient index: Int) -> TrackedRecipient {
        get { index == 0 ? firstRecipient : moreRecipients[index &- 1] }
        _modify {
            if index == 0 { yield &firstRecipient } else { yield &moreRecipients[index &- 1] }
        }
    }

    /// Moves a place to a new state and keeps its recipient's counts.
    mutating func move(_ index: Int, to state: TrackedPlace.State) {
        let recipient = segments == 1 ? index : index / segmentCount
        let old = self[place: index].state
        if old == state { return }
        self[place: index].state = state
        self[recipient: recipient].count(old, -1)
        self[recipient: recipient].count(state, 1)
    }

    /// How a place ends that will not be sent any more.
    func unsentState(_ index: Int) -> TrackedPlace.State {
        let place = self[place: index]
        if place.mayBeAccepted { return .unanswered }
        return place.retries > 0 ? .refused : .notSent
    }

    /// True while it owes an outcome, or awaits a response.
    var isUnsettled: Bool {
        content != nil
            && (openRecipients > 0 || (0..<recipientCount).contains { self[recipient: $0].awaitingResponse > 0 })
    }

    /// Closes a recipient's copy; false when it was closed before.
    mutating func close(_ recipient: Int) -> Bool {
        guard self[recipient: recipient].isOpen else { return false }
        self[recipient: recipient].isOpen = false
        openRecipients &-= 1
        return true
    }
}

extension TrackedMessage {
    /// The result that the segments' statuses add up to, or nil while it is open (text-and-long-sms.md 7.2).
    func result(for recipient: Int, options: ClientOptions) -> RecipientOutcome.Result? {
        let state = self[recipient: recipient]
        if state.failed > 0, options.failFast { return ended(recipient) }
        if state.awaitingResponse > 0 { return nil }
        if state.awaitingReport > 0 {
            // A failure under one of several ids is no word on its segment yet.
            guard options.singleReportSuffices, state.hasFinalReport, state.awaitingReport < segments else {
                return nil
            }
        }
        return finalResult(recipient, state)
    }

    /// The result when nothing more is waited for.
    func ended(_ recipient: Int) -> RecipientOutcome.Result {
        var state = self[recipient: recipient]
        state.lost &+= state.awaitingResponse &+ state.awaitingReport
        return finalResult(recipient, state)
    }

    private func finalResult(_ recipient: Int, _ state: TrackedRecipient) -> RecipientOutcome.Result {
        if state.failed > 0 {
            guard state.failed == segments else { return .failed }
            let first = index(recipient, 0)
            let isUnsent = (first..<first &+ segmentCount).allSatisfy { self[place: $0].state == .notSent }
            return isUnsent ? .notSent : .failed
        }
        if state.lost > 0 { return .unknown }
        return content?.wantsReport == true ? .delivered : .accepted
    }

    /// A place's status as an outcome tells it.
    func status(_ index: Int) -> RecipientOutcome.Status {
        let place = self[place: index]
        return switch place.state {
        case .queued: place.mayBeAccepted ? .unanswered : place.retries > 0 ? .refused(code: place.code) : .notSent
        case .sent, .unanswered, .givenUp: .unanswered
        case .paused, .refused: .refused(code: place.code)
        case .awaitingReport: .noReport
        case .delivered: .delivered
        case .failed: .failed
        case .accepted: .accepted
        case .notSent: .notSent
        }
    }
}
