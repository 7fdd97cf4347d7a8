import CarrierSession
import CarrierTransport

/// Measures how long a session's responses take, and passes everything on to another observer.
final class LatencyObserver: SessionObserver {
    private let latency: Guarded<LatencyHistogram>
    private let next: (any SessionObserver)?

    init(_ latency: Guarded<LatencyHistogram>, next: (any SessionObserver)?) {
        self.latency = latency
        self.next = next
    }

    func answered(_ sequence: SequenceKey, after span: Moment.Span, at moment: Moment) {
        latency.withLock { $0.record(span) }
        next?.answered(sequence, after: span, at: moment)
    }

    func frame(_ octets: UnsafeRawBufferPointer, _ direction: FrameDirection, at moment: Moment) {
        next?.frame(octets, direction, at: moment)
    }

    func stateChanged(to state: SessionStateName, at moment: Moment) { next?.stateChanged(to: state, at: moment) }

    func windowChanged(inFlight: Int, queued: Int, at moment: Moment) {
        next?.windowChanged(inFlight: inFlight, queued: queued, at: moment)
    }

    func retransmitted(_ sequence: SequenceKey, attempt: Int, at moment: Moment) {
        next?.retransmitted(sequence, attempt: attempt, at: moment)
    }

    func keepAliveAnswered(at moment: Moment) { next?.keepAliveAnswered(at: moment) }
}
