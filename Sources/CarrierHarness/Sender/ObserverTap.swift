import CarrierSession

/// Hands what one side of the harness counts to a function, and passes everything on to another observer.
final class ObserverTap: SessionObserver {
    private let next: (any SessionObserver)?
    private let onAnswer: @Sendable (Moment.Span) -> Void
    private let onKeepAlive: @Sendable () -> Void

    init(
        next: (any SessionObserver)?, onAnswer: @escaping @Sendable (Moment.Span) -> Void = { _ in },
        onKeepAlive: @escaping @Sendable () -> Void = {}
    ) {
        self.next = next
        self.onAnswer = onAnswer
        self.onKeepAlive = onKeepAlive
    }

    func answered(_ sequence: SequenceKey, after span: Moment.Span, at moment: Moment) {
        onAnswer(span)
        next?.answered(sequence, after: span, at: moment)
    }

    func keepAliveAnswered(at moment: Moment) {
        onKeepAlive()
        next?.keepAliveAnswered(at: moment)
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
}
