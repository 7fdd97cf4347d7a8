import CarrierSession

/// A client's session that is a class of its protocol's own.
///
/// A generic class would not do: behind `any ClientSession` its methods run unspecialised, and look up their types at
/// every step.
@usableFromInline package protocol MappedClientSession: ClientSession {
    associatedtype Mapping: ClientMapping
    /// The session and the mapping of its messages.
    var mapped: MappedClient<Mapping> { get set }
}

// The witnesses are compiled where the class is, for its messages.
extension MappedClientSession {
    @inlinable package var observer: (any SessionObserver)? {
        get { mapped.session.observer }
        set { mapped.session.observer = newValue }
    }
    @inlinable package func open(at moment: Moment) { mapped.open(at: moment) }
    @inlinable package func receive(
        capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int { mapped.receive(capacity: capacity, at: moment, portion: portion, read) }
    @inlinable package var hasUnservedInput: Bool { mapped.hasUnservedInput }
    @inlinable package func proceed(at moment: Moment, portion: Int) { mapped.proceed(at: moment, portion: portion) }
    @inlinable package var wantsInput: Bool { mapped.wantsInput }
    @inlinable package var outputCount: Int { mapped.outputCount }
    @inlinable package func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) { mapped.withOutput(body) }
    @inlinable package var nextDeadline: Moment? { mapped.nextDeadline }
    @inlinable package func advance(to moment: Moment) { mapped.advance(to: moment) }
    @inlinable package func endOfInput(at moment: Moment, errno: Int32?) { mapped.endOfInput(at: moment, errno: errno) }
    @inlinable package func close(at moment: Moment) { mapped.close(at: moment) }
    @inlinable package func abort(at moment: Moment) { mapped.abort(at: moment) }
    @inlinable package var isLoggedIn: Bool { mapped.isLoggedIn }
    @inlinable package var closeReason: CloseReason? { mapped.closeReason }
    @inlinable package var capacity: Int { mapped.capacity }
    @inlinable package func submit(_ request: SegmentRequest, at moment: Moment) throws(SessionError) {
        try mapped.submit(request, at: moment)
    }
    @inlinable package func reply(to token: ReplyToken, code: UInt32, at moment: Moment) {
        mapped.reply(to: token, code: code, at: moment)
    }
    @inlinable package func takeEvents(into events: inout [ClientSessionEvent]) { mapped.takeEvents(into: &events) }
}
