import CarrierMessaging
import CarrierTransport

extension SMSClient {
    /// An SP's message in the form in which this client would send it on, with everything that is lost on the way.
    ///
    /// Nothing is sent: the owner decides what to do about losses, and hands the message to ``submit(_:key:)``.
    public func relaying(_ submitted: SubmittedMessage) -> RelayedMessage {
        var relayed = RelayedMessage(submitted, limits: runtime.adapter.segmentLimits)
        relayed.losses += runtime.state.withLock { $0.core.validate(relayed.message, at: MonotonicClock.now()) }
        return relayed
    }
}
