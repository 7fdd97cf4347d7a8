import CarrierSession

/// A gateway's session that is a class of its protocol's own; see ``MappedClientSession``.
@usableFromInline package protocol MappedGatewaySession: GatewaySession {
    associatedtype Mapping: GatewayMapping
    /// The session and the mapping of its messages.
    var mapped: MappedGateway<Mapping> { get set }
}

// The witnesses are compiled where the class is, for its messages.
extension MappedGatewaySession {
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
    @inlinable package func answer(login answer: LoginAnswer, at moment: Moment) {
        mapped.answer(login: answer, at: moment)
    }
    @inlinable package func deliver(_ request: DeliveryRequest, at moment: Moment) throws(DeliveryError) {
        try mapped.deliver(request, at: moment)
    }
    @inlinable package func reply(
        to token: ReplyToken, id: CarrierMessageID, code: UInt32, at moment: Moment
    ) throws(SessionError) { try mapped.reply(to: token, id: id, code: code, at: moment) }
    @inlinable package func abandon(_ token: ReplyToken, at moment: Moment) { mapped.abandon(token, at: moment) }
    @inlinable package func takeEvents(into events: inout [GatewaySessionEvent]) { mapped.takeEvents(into: &events) }
}
