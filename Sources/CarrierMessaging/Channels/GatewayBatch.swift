import CarrierSession

/// The turns of one channel of a gateway: what its session told goes into the core, and what the core wants goes into
/// the session. Whoever moves the octets serves a batch after every portion of input, every deadline and every wake.
package struct GatewayBatch {
    // Kept for their capacity.
    private var events: [GatewaySessionEvent] = []
    private var replies: [SubmitReply] = []
    private var deliveries: [DeliveryRequest] = []
    private var sent: [UInt64] = []
    private var asked: [SubmitRequest] = []
    private var decisions: [SubmitDecision?] = []

    private let decider: Decider?

    /// Who decides about submits at once, so that their answers leave in the batch that brought them.
    package struct Decider: Sendable {
        /// Gives the decision; nil leaves the submit open. Asked while nothing guards the core: may call it.
        let decide: @Sendable (SubmitRequest) -> SubmitDecision?
        /// True when anybody is told of what was decided: no event for nobody, it is what costs most.
        let isHeard: @Sendable () -> Bool

        package init(
            _ decide: @escaping @Sendable (SubmitRequest) -> SubmitDecision?,
            isHeard: @escaping @Sendable () -> Bool
        ) {
            self.decide = decide
            self.isHeard = isHeard
        }
    }

    /// - Parameter decider: where the core's options have one (``GatewayOptions/hasDecider``).
    package init(asking decider: Decider? = nil) { self.decider = decider }

    /// One batch.
    ///
    /// - Parameter core: lets its argument work with the core, once for each call, under whatever guards the core, and
    ///   with the login answer that waits for the channel; who takes it leaves nil.
    /// - Returns: false when there was nothing to do: the channel rests.
    package mutating func serve(
        _ session: any GatewaySession, of channel: ChannelID, at moment: Moment,
        in core: ((inout GatewayCore, inout LoginAnswer?) -> Void) -> Void
    ) -> Bool {
        session.takeEvents(into: &events)
        let capacity = session.capacity
        var login: LoginAnswer?
        var tellsSending = false
        core { core, answer in
            for event in events { core.handle(event, on: channel, at: moment) }
            login = answer.take()
            tellsSending = core.options.tellsSending
            if decider != nil { core.takeSubmits(into: &asked) }
            if asked.isEmpty { take(from: &core, for: channel, capacity: capacity, at: moment) }
        }
        if let decider, !asked.isEmpty {
            for index in asked.indices { decisions.append(decider.decide(asked[index])) }
            let isHeard = decider.isHeard()
            core { core, _ in
                core.decide(asked, as: decisions, telling: isHeard, at: moment)
                take(from: &core, for: channel, capacity: capacity, at: moment)
            }
            asked.removeAll(keepingCapacity: true)
            decisions.removeAll(keepingCapacity: true)
        }
        if events.isEmpty, login == nil, replies.isEmpty, deliveries.isEmpty { return false }
        events.removeAll(keepingCapacity: true)
        if let login { session.answer(login: login, at: moment) }
        for reply in replies { give(reply, to: session, of: channel, at: moment, in: core) }
        replies.removeAll(keepingCapacity: true)
        for request in deliveries {
            do throws(DeliveryError) {
                try session.deliver(request, at: moment)
                if tellsSending { sent.append(request.tag) }
            } catch {
                core { core, _ in core.notTaken(request, error, on: channel, at: moment) }
            }
        }
        deliveries.removeAll(keepingCapacity: true)
        if !sent.isEmpty {
            core { core, _ in core.sent(sent, on: channel) }
            sent.removeAll(keepingCapacity: true)
        }
        return true
    }

    private mutating func take(from core: inout GatewayCore, for channel: ChannelID, capacity: Int, at moment: Moment) {
        core.takeReplies(for: channel, into: &replies, at: moment)
        core.takeDeliveries(for: channel, capacity: capacity, into: &deliveries, at: moment)
    }

    private func give(
        _ reply: SubmitReply, to session: any GatewaySession, of channel: ChannelID, at moment: Moment,
        in core: ((inout GatewayCore, inout LoginAnswer?) -> Void) -> Void
    ) {
        if reply.isAbandoned { return session.abandon(reply.token, at: moment) }
        do throws(SessionError) {
            try session.reply(to: reply.token, id: reply.id, code: reply.code, at: moment)
        } catch {
            core { core, _ in core.replyFailed(reply, error, on: channel, at: moment) }
        }
    }
}
