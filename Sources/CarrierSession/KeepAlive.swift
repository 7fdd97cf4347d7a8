/// A clock that stands still while this side does not read because its owner owes too many replies.
///
/// What the peer has sent meanwhile cannot be seen, so its silence must not be held against it.
@usableFromInline struct ListeningClock: Sendable {
    private var pausedSince: Moment?
    private var pausedFor: Int64 = 0

    var isPaused: Bool { pausedSince != nil }

    /// Listening time at a moment.
    @usableFromInline func reading(at moment: Moment) -> Moment {
        Moment(nanoseconds: (pausedSince.map { min($0, moment) } ?? moment).nanoseconds &- pausedFor)
    }

    /// The moment at which listening time reads `reading`; nil while it stands still.
    func moment(of reading: Moment) -> Moment? {
        isPaused ? nil : reading + Moment.Span(nanoseconds: pausedFor)
    }

    @usableFromInline mutating func stop(at moment: Moment) {
        if pausedSince == nil { pausedSince = moment }
    }

    @usableFromInline mutating func resume(at moment: Moment) {
        guard let since = pausedSince else { return }
        pausedFor &+= max(0, (moment - since).nanoseconds)
        pausedSince = nil
    }
}

/// Signs of life: when to ask for one, and which were asked for. All its times are listening time.
@usableFromInline struct KeepAlive: Sendable {
    /// Sequence numbers of unanswered signs of life that are remembered.
    static let rememberedProbes = 8

    /// The last frame from the peer.
    private var heardAt = Moment(nanoseconds: 0)
    private var askedAt = Moment(nanoseconds: 0)
    /// Signs of life asked for since the last frame.
    @usableFromInline private(set) var attempts = 0
    /// False when the protocol has none.
    @usableFromInline var isSupported = true
    private(set) var kind: UInt32?
    private var asked: [SequenceKey] = []

    /// Any frame proves life.
    @usableFromInline mutating func heard(at reading: Moment) {
        heardAt = reading
        attempts = 0
    }

    @usableFromInline mutating func asked(_ sequence: SequenceKey, kind: UInt32, at reading: Moment) {
        if asked.count >= Self.rememberedProbes { asked.removeFirst() }
        asked.append(sequence)
        self.kind = kind
        askedAt = reading
        attempts &+= 1
    }

    /// True when this answers a sign of life that was asked for.
    mutating func answered(_ sequence: SequenceKey, kind: UInt32) -> Bool {
        guard kind == self.kind, let place = asked.firstIndex(of: sequence) else { return false }
        asked.remove(at: place)
        return true
    }

    /// Strikes out the oldest question when a response of the right kind bears a number that was not asked: peers
    /// exist that number their answers by themselves.
    mutating func answeredByStranger(kind: UInt32) {
        if kind == self.kind, !asked.isEmpty { asked.removeFirst() }
    }

    /// When something is to be done, in listening time.
    func due(_ limits: SessionLimits) -> Moment? {
        guard isSupported, let interval = limits.keepAliveInterval else { return nil }
        // A millisecond at least: two sessions without a pause between their questions would do nothing else.
        let pause = max(attempts == 0 ? interval : limits.keepAliveTimeout, .milliseconds(1))
        return (attempts == 0 ? heardAt : askedAt) + pause
    }
}
