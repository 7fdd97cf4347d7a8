import CarrierSession

/// One end of a connection in memory: a session of the peer's, and what its runner would do with a socket.
final class PeerEnd {
    private let session: any SessionIO
    /// Gives the owner's channel a turn; false when it rests.
    private let serve: (Moment) -> Bool
    /// After each pass, as if a lock were released.
    private let afterPass: () -> Void
    private let finished: () -> Void
    private var input: [[UInt8]] = []
    private var inputEnd: (isReset: Bool, Void)?
    private var isToClose = false
    private var isToAbort = false
    private(set) var isAsked = true
    /// True when its socket is closed.
    private(set) var isOver = false
    /// How it was closed, in words.
    var ending: String { isToAbort ? "connection reset" : "connection closed" }

    init(
        _ session: any SessionIO, serve: @escaping (Moment) -> Bool, afterPass: @escaping () -> Void,
        finished: @escaping () -> Void
    ) {
        self.session = session
        self.serve = serve
        self.afterPass = afterPass
        self.finished = finished
    }

    func open(at now: Moment) { session.open(at: now) }
    func wake() { isAsked = true }

    func close() {
        isToClose = true
        isAsked = true
    }

    func abort() {
        isToAbort = true
        isAsked = true
    }

    func give(_ octets: [UInt8]) { input.append(octets) }
    func endInput(isReset: Bool) { if inputEnd == nil { inputEnd = (isReset, ()) } }

    /// When it is to be processed next; a moment that has passed when there is something to be done.
    func nextMoment(at now: Moment) -> Moment? {
        if isOver { return nil }
        let hasInput = session.wantsInput && (!input.isEmpty || inputEnd != nil)
        return isAsked || hasInput ? now : session.nextDeadline
    }

    /// Serves what there is to be served; the octets that it sends.
    func process(at now: Moment) -> [UInt8] {
        isAsked = false
        var output: [UInt8] = []
        if isToAbort { session.abort(at: now) } else if isToClose { session.close(at: now) }
        isToClose = false
        if let deadline = session.nextDeadline, deadline <= now { session.advance(to: now) }
        read(at: now, into: &output)
        rest(at: now, into: &output)
        if session.closeReason != nil {
            isOver = true
            finished()
        }
        afterPass()
        return output
    }

    private func read(at now: Moment, into output: inout [UInt8]) {
        while !input.isEmpty, session.closeReason == nil, session.wantsInput {
            let octets = input.removeFirst()
            var offset = 0
            while offset < octets.count, session.closeReason == nil {
                let read = session.receive(capacity: octets.count - offset, at: now, portion: 64) { free in
                    let count = min(free.count, octets.count - offset)
                    free.copyBytes(from: octets[offset..<offset + count])
                    return count
                }
                offset += max(1, read)
                while session.hasUnservedInput {
                    rest(at: now, into: &output)
                    session.proceed(at: now, portion: 64)
                }
            }
        }
        guard input.isEmpty, session.wantsInput, let end = inputEnd else { return }
        inputEnd = nil
        // 104 is what Linux calls a connection that the peer has reset; the number is only told.
        session.endOfInput(at: now, errno: end.isReset ? 104 : nil)
    }

    /// Lets the owner serve until there is nothing to do, and takes what is to be sent.
    private func rest(at now: Moment, into output: inout [UInt8]) {
        var rounds = 0
        while serve(now) {
            rounds += 1
            if rounds > 64 {
                isAsked = true
                break
            }
        }
        while session.outputCount > 0 {
            session.withOutput { octets in
                output.append(contentsOf: octets)
                return octets.count
            }
        }
    }
}
