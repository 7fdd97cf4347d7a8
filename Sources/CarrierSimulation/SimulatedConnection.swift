import CarrierSession
import CarrierWire

/// One end of a connection in memory: the session, whoever serves it, and the link on which it sends.
///
/// It does with octets and time what a runner does with a socket: read in portions, let the owner serve, write.
final class SimulatedEnd {
    private let session: any SessionIO
    /// Serves the owner's channel; false when it rests.
    private let serve: (Moment) -> Bool
    /// After each pass, as if a lock were released.
    private let afterPass: () -> Void
    /// The socket is gone.
    private let finished: () -> Void
    fileprivate var link: FaultyLink
    private var inputEnded = false
    private var isToClose = false
    private var isToAbort = false
    /// True when somebody wants a pass for it.
    private(set) var isAsked = true
    /// True when its socket is closed.
    private(set) var isOver = false

    init(
        _ session: any SessionIO, link: FaultyLink, serve: @escaping (Moment) -> Bool,
        afterPass: @escaping () -> Void, finished: @escaping () -> Void
    ) {
        self.session = session
        self.link = link
        self.serve = serve
        self.afterPass = afterPass
        self.finished = finished
    }

    func wake() { isAsked = true }

    func close() {
        isToClose = true
        isAsked = true
    }

    func abort() {
        isToAbort = true
        isAsked = true
    }

    /// The process died: the socket closes, and nobody here learns anything.
    func die(silently: Bool, at now: Moment) {
        isOver = true
        if !silently { link.cut(at: now) }
    }

    fileprivate func open(at now: Moment) { session.open(at: now) }

    fileprivate func nextMoment(from other: SimulatedEnd?) -> Moment? {
        if isOver { return nil }
        let arrival = inputEnded || !session.wantsInput ? nil : other?.link.nextArrival
        guard let deadline = session.nextDeadline else { return arrival }
        return arrival.map { min($0, deadline) } ?? deadline
    }

    fileprivate func process(from other: SimulatedEnd, isSwallowed: Bool, at now: Moment) {
        isAsked = false
        if isToAbort {
            session.abort(at: now)
        } else if isToClose {
            session.close(at: now)
        }
        isToClose = false
        if let deadline = session.nextDeadline, deadline <= now { session.advance(to: now) }
        read(from: other, isSwallowed, now)
        rest(isSwallowed, now)
        if session.closeReason != nil {
            isOver = true
            if isToAbort { link.cut(at: now) } else if !isSwallowed { link.end(at: now) }
            finished()
        }
        afterPass()
    }

    private func read(from other: SimulatedEnd, _ isSwallowed: Bool, _ now: Moment) {
        while !inputEnded, session.closeReason == nil, session.wantsInput, let octets = other.link.receive(at: now) {
            _ = session.receive(capacity: octets.count, at: now, portion: 64) { free in
                free.copyBytes(from: octets)
                return octets.count
            }
            while session.hasUnservedInput {
                rest(isSwallowed, now)
                session.proceed(at: now, portion: 64)
            }
        }
        guard !inputEnded, session.wantsInput, other.link.hasEnded(at: now) else { return }
        inputEnded = true
        session.endOfInput(at: now, errno: nil)
    }

    /// Lets the owner serve until there is nothing to do, and writes.
    private func rest(_ isSwallowed: Bool, _ now: Moment) {
        for _ in 0..<64 where !serve(now) {
            flush(isSwallowed, now)
            return
        }
        isAsked = true
        flush(isSwallowed, now)
    }

    private func flush(_ isSwallowed: Bool, _ now: Moment) {
        while session.outputCount > 0 {
            session.withOutput { octets in
                if !isSwallowed { link.send([UInt8](octets), at: now) }
                return octets.count
            }
        }
    }
}

/// A connection: two ends, until both are over.
final class SimulatedConnection {
    let dialler: SimulatedEnd
    let listener: SimulatedEnd
    /// When it breaks, and from when on nothing arrives any more.
    private var cutAt: Moment?
    private var silentFrom: Moment?
    /// The address that was dialled, as the network numbers it.
    let address: Int

    init(
        _ dialler: SimulatedEnd, _ listener: SimulatedEnd, address: Int, cutAt: Moment?, silentFrom: Moment?,
        at now: Moment
    ) {
        self.dialler = dialler
        self.listener = listener
        self.address = address
        self.cutAt = cutAt
        self.silentFrom = silentFrom
        dialler.open(at: now)
        listener.open(at: now)
    }

    var isOver: Bool { dialler.isOver && listener.isOver }

    /// Breaks it now: octets under way are lost, both ends see the end.
    func cut(at now: Moment) {
        cutAt = nil
        dialler.link.cut(at: now)
        listener.link.cut(at: now)
    }

    /// From now on nothing arrives and nobody is told.
    func silence(at now: Moment) { silentFrom = min(silentFrom ?? now, now) }

    var nextMoment: Moment? {
        var next = cutAt
        for moment in [dialler.nextMoment(from: listener), listener.nextMoment(from: dialler)] {
            if let moment { next = min(next ?? moment, moment) }
        }
        return next
    }

    /// Visits the ends for which something is to be done; false when there was nothing.
    func process(listenerFirst: Bool, at now: Moment) -> Bool {
        if let cutAt, cutAt <= now { cut(at: now) }
        let isSwallowed = silentFrom.map { $0 <= now } ?? false
        var isVisited = false
        for isListener in [listenerFirst, !listenerFirst] {
            let (end, other) = isListener ? (listener, dialler) : (dialler, listener)
            guard !end.isOver, end.isAsked || end.nextMoment(from: other).map({ $0 <= now }) ?? false else { continue }
            end.process(from: other, isSwallowed: isSwallowed, at: now)
            isVisited = true
        }
        return isVisited
    }
}
