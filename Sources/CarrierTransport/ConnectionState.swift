import CarrierSession

/// Everything of a connection that changes: one struct, entered by one `inout` access per batch, under the lock.
struct ConnectionState<Vocabulary: SessionVocabulary> {
    typealias Message = Vocabulary.Message

    /// How far the socket's life has come.
    enum Phase: Equatable {
        /// The session runs.
        case running
        /// The session is over; what it wrote last still has to leave, until then.
        case flushing(Moment)
        /// Everything was sent and sending is finished; the peer's end is awaited, until then.
        case lingering(Moment)
        /// The sources are cancelled; the descriptor is closed or about to be.
        case finished
    }

    var session: Session<Vocabulary>
    var phase = Phase.running
    /// The peer's octets have ended, in order or by an error.
    var inputEnded = false
    /// Writing failed: what is written from now on goes nowhere.
    var outputBroken = false
    /// The owner wants no ceremony: the peer gets a reset.
    var aborting = false
    /// The system's reason why the socket broke; 0 for none.
    var socketError: Int32 = 0
    /// A visit of the connection's queue is under way to flush and to hand out events.
    var visitScheduled = false
    /// Octets offered to the next `recv`; grows while reads fill it, so that quiet connections stay small.
    var room = 4096
    /// Octets thrown away after the session's end.
    var discarded = 0
    /// What the connection's timer is set to.
    var armed: Moment?
    /// Sources whose cancel handler has not run yet; at zero the descriptor is closed.
    var openSources = 0
    var readSwitch: SourceSwitch?
    var writeSwitch: SourceSwitch?
    var closeReason: CloseReason?
    var waiters = WaiterTable<Message>()
    var inbox: Inbox<Vocabulary>
    /// What has to be resumed after the lock is released.
    var resumptions: [Resumption<Vocabulary>] = []

    init(session: Session<Vocabulary>, keepsRequests: Bool) {
        self.session = session
        inbox = Inbox(isOpen: keepsRequests)
    }

    mutating func takeResumptions() -> [Resumption<Vocabulary>] {
        if resumptions.isEmpty { return [] }
        defer { resumptions = [] }
        return resumptions
    }
}

/// A task that waits, and what it waits for; resumed outside the lock.
enum Resumption<Vocabulary: SessionVocabulary> {
    typealias Message = Vocabulary.Message
    case answer(CheckedContinuation<Message, any Error>, Result<Message, any Error>)
    case batch(CheckedContinuation<[Result<Message, RequestError>], Never>, [Result<Message, RequestError>])
    /// A consumer of the inbox looks again.
    case look(CheckedContinuation<Void, Never>)

    func run() {
        switch self {
        case .answer(let continuation, let result): continuation.resume(with: result)
        case .batch(let continuation, let results): continuation.resume(returning: results)
        case .look(let continuation): continuation.resume()
        }
    }
}
