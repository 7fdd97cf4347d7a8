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
    /// A visit of the connection's queue is under way to flush and to hand out events.
    @usableFromInline var visitScheduled = false
    /// Octets offered to the next `recv`; grows while reads fill it, so that quiet connections stay small.
    @usableFromInline var room = 4096
    /// The millisecond in which this connection was counted among the busy ones.
    @usableFromInline var countedIn: Int64 = -1
    /// Octets thrown away after the session's end.
    @usableFromInline var discarded = 0
    /// What the connection's timer is set to.
    @usableFromInline var armed: Moment?
    /// Sources whose cancel handler has not run yet; at zero the descriptor is closed.
    @usableFromInline var openSources = 0
    @usableFromInline var readWatch: ReadWatch?
    @usableFromInline var writeSwitch: SourceSwitch?
    @usableFromInline var waiters = WaiterTable<Message>()
    @usableFromInline var inbox: Inbox<Vocabulary>

    @inlinable init(session: Session<Vocabulary>, keepsRequests: Bool) {
        self.session = session
        inbox = Inbox(isOpen: keepsRequests)
    }
}
