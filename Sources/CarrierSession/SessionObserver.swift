/// Watches one session: every frame in the order of the wire, and what the engine makes of it.
///
/// For traces, captures and metrics. It is called under the owner's lock, in the session's turn: it must be short, must
/// not block and must not call the session. What it does not implement costs nothing; without an observer a frame costs
/// one comparison.
public protocol SessionObserver: AnyObject, Sendable {
    /// One whole frame, from its length to its last octet.
    ///
    /// A received frame is told before it is served, once; a sent one when it is offered to the socket. Frames hold
    /// login digests and passwords: whoever writes them down masks those.
    ///
    /// - Parameter octets: valid during the call only.
    func frame(_ octets: UnsafeRawBufferPointer, _ direction: FrameDirection, at moment: Moment)

    /// The session came to another state.
    func stateChanged(to state: SessionStateName, at moment: Moment)

    /// This side's requests that await their response, and those that wait for the window, after a change.
    func windowChanged(inFlight: Int, queued: Int, at moment: Moment)

    /// A request was sent once more because its response stayed out; `attempt` counts from 2.
    func retransmitted(_ sequence: SequenceKey, attempt: Int, at moment: Moment)

    /// A request of this side was answered, so long after it was first sent.
    func answered(_ sequence: SequenceKey, after latency: Moment.Span, at moment: Moment)

    /// The peer answered this side's sign of life.
    func keepAliveAnswered(at moment: Moment)
}

extension SessionObserver {
    /// Does nothing.
    public func frame(_ octets: UnsafeRawBufferPointer, _ direction: FrameDirection, at moment: Moment) {}
    /// Does nothing.
    public func stateChanged(to state: SessionStateName, at moment: Moment) {}
    /// Does nothing.
    public func windowChanged(inFlight: Int, queued: Int, at moment: Moment) {}
    /// Does nothing.
    public func retransmitted(_ sequence: SequenceKey, attempt: Int, at moment: Moment) {}
    /// Does nothing.
    public func answered(_ sequence: SequenceKey, after latency: Moment.Span, at moment: Moment) {}
    /// Does nothing.
    public func keepAliveAnswered(at moment: Moment) {}
}

/// Which way a frame goes.
public enum FrameDirection: String, Hashable, Sendable {
    /// From the peer.
    case received
    /// To the peer.
    case sent
}

// What the engine tells its observer. Not inlined: sessions without one only ask whether it is there.
extension SessionCore {
    /// Tells of a received frame, unless that was done before it had to wait for room.
    @usableFromInline mutating func observe(received octets: UnsafeRawBufferPointer) {
        if isHeadObserved {
            isHeadObserved = false
        } else {
            observer?.frame(octets, .received, at: now)
        }
    }

    /// Tells of the frames that came to the output since it was last asked for.
    @usableFromInline mutating func observeOutput() {
        guard let observer, observedOutput < output.count else { return }
        var offset = observedOutput
        let now = now
        output.withOctets { octets in
            while offset < octets.count {
                // The engine writes whole frames only, and each begins with its length.
                guard octets.count &- offset >= 4 else { break }
                let length = Int(UInt32(bigEndian: octets.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                guard length >= 4, length <= octets.count &- offset else { break }
                observer.frame(UnsafeRawBufferPointer(rebasing: octets[offset..<offset &+ length]), .sent, at: now)
                offset &+= length
            }
        }
        observedOutput = output.count
    }

    /// So many octets have left the output.
    @usableFromInline mutating func noteWritten(_ count: Int) { observedOutput = max(0, observedOutput &- count) }

    @usableFromInline func observeKeepAlive() { observer?.keepAliveAnswered(at: now) }

    @usableFromInline func observeState() { observer?.stateChanged(to: state.name, at: now) }

    @usableFromInline func observeWindow() {
        observer?.windowChanged(inFlight: window.inFlight, queued: window.queued, at: now)
    }

    @usableFromInline func observeRetransmission(_ slot: Int) {
        observer?.retransmitted(window.slots[slot].sequence, attempt: Int(window.slots[slot].attempts), at: now)
    }

    @usableFromInline func observeAnswer(_ request: RequestSlot) {
        observer?.answered(request.sequence, after: now - request.sentAt, at: now)
    }
}
