import CarrierSession

extension ClientCore {
    /// An SP's message in the form in which this client would send it on, with everything that is lost on the way.
    ///
    /// Nothing is sent or counted: the owner decides what to do about losses, and hands the message to `submit`.
    public func relaying(_ submitted: SubmittedMessage, at moment: Moment) -> RelayedMessage {
        noting(RelayedMessage(submitted, limits: adapter.segmentLimits), at: moment)
    }

    /// A subscriber's message on its way to other subscribers, with everything that is lost on the way.
    public func relaying(
        _ inbound: InboundMessage, from source: String, to destinations: [String], at moment: Moment
    ) -> RelayedMessage {
        noting(
            RelayedMessage(inbound, from: source, to: destinations, limits: adapter.segmentLimits), at: moment)
    }

    private func noting(_ relayed: RelayedMessage, at moment: Moment) -> RelayedMessage {
        var relayed = relayed
        relayed.losses += validate(relayed.message, at: moment)
        return relayed
    }
}
