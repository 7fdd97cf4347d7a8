import CarrierSession

/// Everything of a connection that changes: one struct, entered by one `inout` access per batch, under the lock.
@usableFromInline struct ConnectionState<Vocabulary: SessionVocabulary> {
    @usableFromInline typealias Message = Vocabulary.Message

    /// How far the socket's life has come.
    @usableFromInline enum Phase: Equatable {
        /// The session runs.
        case running
        /// The session is over; what it wrote last still has to leave, until then.
        case flushing(Moment)
        /// Everything was sent and sending is finished; the peer's end is awaited, until then.
        case lingering(Moment)
        /// The sources are cancelled; the descriptor is closed or about to be.
        case finished
    }

    @usableFromInline var session: Session<Vocabulary>
    @usableFromInline var phase = Phase.running
    /// The peer's octets have ended, in order or by an error.
    @usableFromInline var inputEnded = false
    /// Writing failed: what is written from now on goes nowhere.
    @usableFromInline var outputBroken = false
    /// The owner wants no ceremony: the peer gets a reset.
    @usableFromInline var aborting = false
    /// The system's reason why the socket broke; 0 for none.
    @usableFromInline var socketError: Int32 = 0
    /// A visit of the connection's queue is under way to flush and to hand out events.
    @usableFromInline var visitScheduled = false
    /// Octets offered to the next `recv`; grows while reads fill it, so that quiet connections stay small.
    @usableFromInline var room = 4096
    /// Octets thrown away after the session's end.
    @usableFromInline var discarded = 0
    /// What the connection's timer is set to.
    @usableFromInline var armed: Moment?
    /// Sources whose cancel handler has not run yet; at zero the descriptor is closed.
    @usableFromInline var openSources = 0
    @usableFromInline var readSwitch: SourceSwitch?
    @usableFromInline var writeSwitch: SourceSwitch?
    @usableFromInline var closeReason: CloseReason?
    @usableFromInline var waiters = WaiterTable<Message>()
    @usableFromInline var returners = Returners()
    @usableFromInline var inbox: Inbox<Vocabulary>
    /// What has to be resumed after the lock is released.
    @usableFromInline var resumptions: [Resumption<Vocabulary>] = []

    @inlinable init(session: Session<Vocabulary>, keepsRequests: Bool) {
        self.session = session
        inbox = Inbox(isOpen: keepsRequests)
    }

    @inlinable mutating func takeResumptions() -> [Resumption<Vocabulary>] {
        if resumptions.isEmpty { return [] }
        defer { resumptions = [] }
        return resumptions
    }
}

/// Callers that were given their response and are likely to submit again at once, as a loop over `submit` does.
///
/// Their requests should leave in one write, and nobody knows how many there will be. So what they submit waits until
/// the last of them is back, the window is full, or a job that was queued behind all of them has its turn; but only
/// if they came back at once the time before.
@usableFromInline struct Returners {
    /// The most that credit can grow to.
    private static let highestCredit = 1024
    /// Callers that were resumed and have not submitted again.
    @usableFromInline private(set) var missing = 0
    /// Callers that came back lately, less those that did not.
    private var credit = 0
    /// Until when the missing ones count as coming back.
    private var limit = Moment(nanoseconds: 0)
    /// Callers resumed since the visit began.
    @usableFromInline var counted = 0
    /// A job will send what they submit.
    @usableFromInline var areAwaited = false

    @usableFromInline init() {}

    /// A visit ends: true when it pays to wait for the callers that it resumes, and no job does so yet.
    @usableFromInline mutating func depart(at moment: Moment, windowIsFull: Bool) -> Bool {
        if counted == 0 { return false }
        if moment > limit {
            credit = max(0, credit - missing)
            missing = 0
        }
        missing += counted
        limit = moment + SocketLimits.patience
        let waits = missing > 1 && credit * 2 >= missing && !windowIsFull && !areAwaited
        counted = 0
        areAwaited = areAwaited || waits
        return waits
    }

    /// Somebody submits: true when the last of those that were resumed is back.
    @usableFromInline mutating func comeBack(at moment: Moment) -> Bool {
        if missing == 0 || moment > limit { return false }
        missing -= 1
        credit = min(credit + 1, Returners.highestCredit)
        return missing == 0
    }
}

/// A task that waits, and what it waits for; resumed outside the lock.
@usableFromInline enum Resumption<Vocabulary: SessionVocabulary> {
    @usableFromInline typealias Message = Vocabulary.Message
    case answer(CheckedContinuation<Message, any Error>, Result<Message, any Error>)
    case batch(CheckedContinuation<[Result<Message, RequestError>], Never>, [Result<Message, RequestError>])
    /// A consumer of the inbox looks again.
    case look(CheckedContinuation<Void, Never>)

    @inlinable func run() {
        switch self {
        case .answer(let continuation, let result): continuation.resume(with: result)
        case .batch(let continuation, let results): continuation.resume(returning: results)
        case .look(let continuation): continuation.resume()
        }
    }
}
