import CarrierSession

/// A client's session that is a class of its protocol's own.
///
/// A generic class would not do: behind `any ClientSession` its methods run unspecialised, and look up their types at
/// every step.
public protocol MappedClientSession: ClientSession {
    associatedtype Mapping: ClientMapping
    /// The session and the mapping of its messages.
    var mapped: MappedClient<Mapping> { get set }
}

// The witnesses are compiled where the class is, for its messages.
extension MappedClientSession {
    @inlinable public var observer: (any SessionObserver)? {
        get { mapped.session.observer }
        set { mapped.session.observer = newValue }
    }
    @inlinable public func open(at moment: Moment) { mapped.open(at: moment) }
    @inlinable public func receive(
        room: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int { mapped.receive(room: room, at: moment, portion: portion, read) }
    @inlinable public var hasUnservedInput: Bool { mapped.hasUnservedInput }
    @inlinable public func proceed(at moment: Moment, portion: Int) { mapped.proceed(at: moment, portion: portion) }
    @inlinable public var wantsInput: Bool { mapped.wantsInput }
    @inlinable public var outputCount: Int { mapped.outputCount }
    @inlinable public func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) { mapped.withOutput(body) }
    @inlinable public var nextDeadline: Moment? { mapped.nextDeadline }
    @inlinable public func advance(to moment: Moment) { mapped.advance(to: moment) }
    @inlinable public func endOfInput(at moment: Moment, errno: Int32?) { mapped.endOfInput(at: moment, errno: errno) }
    @inlinable public func close(at moment: Moment) { mapped.close(at: moment) }
    @inlinable public func abort(at moment: Moment) { mapped.abort(at: moment) }
    @inlinable public var isLoggedIn: Bool { mapped.isLoggedIn }
    @inlinable public var closeReason: CloseReason? { mapped.closeReason }
    @inlinable public var capacity: Int { mapped.capacity }
    @inlinable public func submit(_ request: SegmentRequest, at moment: Moment) throws(SessionError) {
        try mapped.submit(request, at: moment)
    }
    @inlinable public func reply(to token: ReplyToken, code: UInt32, at moment: Moment) {
        mapped.reply(to: token, code: code, at: moment)
    }
    @inlinable public func takeEvents(into events: inout [ClientSessionEvent]) { mapped.takeEvents(into: &events) }
}
