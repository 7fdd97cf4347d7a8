import CarrierSession
import SMSText

extension Messenger {
    /// Everything in `message` that the protocol cannot say, each finding once; empty when `prepare` will take it.
    public func objections(to message: OutboundMessage, at moment: Moment) -> [MessagingError] {
        guard !message.destinations.isEmpty else { return [MessagingError(.noReceiver, field: "destinations")] }
        let message = withWritableTimes(message, at: moment)
        var findings: [MessagingError] = []
        do throws(MessagingError) {
            // The number of a reference changes nothing that could be refused; its width does.
            let any: ConcatenationReference = message.usesWideReference ? .wide(0) : .octet(0)
            let segments = try Self.cut(message, limits: binding.segmentLimits, reference: message.reference ?? any)
            let size = max(1, binding.maximumReceivers(reporting: message.report))
            for group in 0...(message.destinations.count - 1) / size {
                let receivers = Self.receivers(ofGroup: group, size, message)
                for finding in binding.objections(to: message, segments: segments, to: receivers)
                where !findings.contains(finding) {
                    findings.append(finding)
                }
            }
        } catch {
            findings.append(error)
        }
        return findings
    }

    /// A provider's message in its onward form, with everything that the way and this protocol lose of it.
    ///
    /// Nothing is prepared or counted: the owner decides what to do about losses, and hands the message to `prepare`.
    public func relaying(_ submitted: SubmittedMessage, at moment: Moment) -> RelayedMessage {
        var relayed = RelayedMessage(submitted, limits: binding.segmentLimits)
        relayed.losses += objections(to: relayed.message, at: moment)
        return relayed
    }

    /// A subscriber's message on its way to other subscribers, with everything that the way and this protocol lose.
    public func relaying(
        _ inbound: InboundMessage, from source: String, to destinations: [String], at moment: Moment
    ) -> RelayedMessage {
        var relayed = RelayedMessage(inbound, from: source, to: destinations, limits: binding.segmentLimits)
        relayed.losses += objections(to: relayed.message, at: moment)
        return relayed
    }
}
