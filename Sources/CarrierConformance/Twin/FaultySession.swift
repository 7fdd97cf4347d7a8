import CarrierFixtures
import CarrierMessaging
import CarrierSession

/// A session with a fault between it and its connection.
class FaultySession: SessionIO {
    private let io: any SessionIO
    private var filter: FaultFilter
    private var now = Moment(nanoseconds: 0)

    init(_ io: any SessionIO, _ fault: PeerFault, _ dialect: WireDialect) {
        self.io = io
        filter = FaultFilter(fault, dialect)
    }

    final var observer: (any SessionObserver)? {
        get { io.observer }
        set { io.observer = newValue }
    }
    final var isLoggedIn: Bool { io.isLoggedIn }
    final var hasUnservedInput: Bool { io.hasUnservedInput }
    final var wantsInput: Bool { io.wantsInput || (filter.staysOpen && io.closeReason != nil) }

    final func open(at moment: Moment) {
        now = moment
        io.open(at: moment)
    }

    final func receive(
        capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int {
        now = moment
        var octets = [UInt8](repeating: 0, count: max(1, min(capacity, 1 << 16)))
        let count = octets.withUnsafeMutableBytes { read($0) }
        let passed = filter.receive(Array(octets.prefix(max(0, count))))
        if io.closeReason == nil, !passed.isEmpty {
            var offset = 0
            while offset < passed.count, io.closeReason == nil {
                let taken = io.receive(capacity: passed.count - offset, at: moment, portion: portion) { free in
                    let size = min(free.count, passed.count - offset)
                    free.copyBytes(from: passed[offset..<offset + size])
                    return size
                }
                guard taken > 0 else { break }
                offset += taken
            }
        }
        endIfCut()
        return count
    }

    final func proceed(at moment: Moment, portion: Int) {
        now = moment
        io.proceed(at: moment, portion: portion)
    }

    /// Brings what the session has to send through the filter.
    private func pump() {
        while io.outputCount > 0 {
            io.withOutput { octets in
                filter.send(octets, at: now)
                return octets.count
            }
        }
        endIfCut()
    }

    /// The fault ends the connection: the session sees the peer's end.
    private func endIfCut() {
        if filter.isCut, io.closeReason == nil { io.endOfInput(at: now, errno: nil) }
    }

    final var outputCount: Int {
        pump()
        return filter.output.count
    }

    final func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) {
        pump()
        let count = filter.output.withUnsafeBytes { body($0) }
        filter.output.removeFirst(min(max(0, count), filter.output.count))
    }

    final var nextDeadline: Moment? { [io.nextDeadline, filter.nextDeadline].compactMap { $0 }.min() }

    final func advance(to moment: Moment) {
        now = moment
        filter.advance(to: moment)
        if let deadline = io.nextDeadline, deadline <= moment { io.advance(to: moment) }
    }

    final func endOfInput(at moment: Moment, errno: Int32?) {
        now = moment
        io.endOfInput(at: moment, errno: errno)
        isEnded = true
    }

    final func close(at moment: Moment) {
        now = moment
        io.close(at: moment)
    }

    final func abort(at moment: Moment) {
        now = moment
        io.abort(at: moment)
    }

    /// True when the other side has ended it.
    private var isEnded = false

    final var closeReason: CloseReason? { filter.staysOpen && !isEnded ? nil : io.closeReason }
}

/// A client's session with a fault.
final class FaultyClientSession: FaultySession, ClientSession {
    private let session: any ClientSession

    init(_ session: any ClientSession, _ fault: PeerFault, _ dialect: WireDialect) {
        self.session = session
        super.init(session, fault, dialect)
    }

    var capacity: Int { session.capacity }
    func submit(_ request: SegmentRequest, at moment: Moment) throws(SessionError) {
        try session.submit(request, at: moment)
    }
    func reply(to token: ReplyToken, code: UInt32, at moment: Moment) {
        session.reply(to: token, code: code, at: moment)
    }
    func takeEvents(into events: inout [ClientSessionEvent]) { session.takeEvents(into: &events) }
}

/// A gateway's session with a fault.
final class FaultyGatewaySession: FaultySession, GatewaySession {
    private let session: any GatewaySession

    init(_ session: any GatewaySession, _ fault: PeerFault, _ dialect: WireDialect) {
        self.session = session
        super.init(session, fault, dialect)
    }

    var capacity: Int { session.capacity }
    func answer(login: LoginAnswer, at moment: Moment) { session.answer(login: login, at: moment) }
    func deliver(_ request: DeliveryRequest, at moment: Moment) throws(DeliveryError) {
        try session.deliver(request, at: moment)
    }
    func reply(to token: ReplyToken, id: CarrierMessageID, code: UInt32, at moment: Moment) throws(SessionError) {
        try session.reply(to: token, id: id, code: code, at: moment)
    }
    func abandon(_ token: ReplyToken, at moment: Moment) { session.abandon(token, at: moment) }
    func takeEvents(into events: inout [GatewaySessionEvent]) { session.takeEvents(into: &events) }
}
