import CarrierMessaging
import CarrierTransport

extension SMSClient {
    /// An SP's message in the form in which this client would send it on, with everything that is lost on the way.
    ///
    /// Nothing is sent: the owner decides what to do about losses, and hands the message to ``submit(_:key:)``.
    public func relaying(_ submitted: SubmittedMessage) -> RelayedMessage {
        runtime.state.withLock { $0.core.relaying(submitted, at: MonotonicClock.now()) }
    }

    /// A subscriber's message on its way to other subscribers, with everything that is lost on the way.
    public func relaying(
        _ inbound: InboundMessage, from source: String, to destinations: [String]
    ) -> RelayedMessage {
        runtime.state.withLock {
            $0.core.relaying(inbound, from: source, to: destinations, at: MonotonicClock.now())
        }
    }
}
