import CarrierSession

extension Messenger {
    /// Takes a request of the carrier: a report, a subscriber's message, or something else.
    ///
    /// - Parameters:
    ///   - sequence: the request's sequence number.
    ///   - connection: the caller's number of the connection it came on.
    /// - Returns: the answer to send at once on the same connection; nil when the message is no request.
    public mutating func received(
        _ request: Message, sequence: SequenceKey, connection: UInt64 = 0, at moment: Moment
    ) -> Message? {
        var code: UInt32 = 0
        switch binding.inbound(request, sequence: sequence) {
        case .report(let report):
            counters.reports += 1
            apply(report, at: moment, mayWait: true)
        case .segment(let segment):
            inbox.take(segment, connection: connection, at: moment, counters: &counters, events: &events)
        case .malformedReport(let octets, let envelope):
            counters.malformedReports += 1
            events.append(.malformedReport(octets, envelope: envelope))
            code = binding.codes.structure
        case .other:
            counters.otherRequests += 1
            code = binding.codes.unknownCommand
        }
        return binding.acknowledgement(of: request, code: code)
    }
}
