import CarrierSession

/// The turns of one client's channel: what its session told goes into the core, and what the core wants goes into the
/// session. Whoever moves the octets serves a batch after every portion of input, every deadline and every wake.
package struct ClientBatch {
    // Kept for their capacity.
    private var events: [ClientSessionEvent] = []
    private var requests: [SegmentRequest] = []
    private var replies: [ClientReply] = []

    package init() {}

    /// One batch.
    ///
    /// - Parameter core: lets its argument work with the core, once for each call, under whatever guards the core.
    /// - Returns: false when there was nothing to do: the channel rests.
    package mutating func serve(
        _ session: any ClientSession, of channel: ChannelID, at moment: Moment,
        in core: ((inout ClientCore) -> Void) -> Void
    ) -> Bool {
        session.takeEvents(into: &events)
        let capacity = session.capacity
        core { core in
            for event in events { core.handle(event, on: channel, at: moment) }
            core.takeReplies(for: channel, into: &replies)
            if capacity > 0 { core.takeRequests(for: channel, capacity: capacity, into: &requests, at: moment) }
        }
        if events.isEmpty, requests.isEmpty, replies.isEmpty { return false }
        events.removeAll(keepingCapacity: true)
        for reply in replies { session.reply(to: reply.token, code: reply.code, at: moment) }
        replies.removeAll(keepingCapacity: true)
        submit(to: session, of: channel, at: moment, in: core)
        return true
    }

    private mutating func submit(
        to session: any ClientSession, of channel: ChannelID, at moment: Moment,
        in core: ((inout ClientCore) -> Void) -> Void
    ) {
        for (index, request) in requests.enumerated() {
            do throws(SessionError) {
                try session.submit(request, at: moment)
            } catch {
                // What cannot be encoded ends here; everything else stops the whole session.
                if case .unencodable = error.reason {
                    core { $0.notTaken([request], error: error, on: channel, at: moment) }
                    continue
                }
                let rest = requests[index...]
                core { $0.notTaken(rest, error: error, on: channel, at: moment) }
                break
            }
        }
        requests.removeAll(keepingCapacity: true)
    }
}
