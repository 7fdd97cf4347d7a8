import CarrierMessaging
import CarrierSession
import CarrierTransport

/// A gateway's channel on a socket: between its session and the core. Entered under its runner's lock only.
final class GatewayChannelOwner: SessionOwner {
    let session: any SessionIO
    private let channel: ChannelID
    private let gateway: any GatewaySession
    private let runtime: GatewayRuntime
    // Kept for their capacity.
    private var events: [GatewaySessionEvent] = []
    private var turn = GatewayTurn()

    init(_ channel: ChannelID, _ gateway: sending any GatewaySession, _ runtime: GatewayRuntime) {
        self.channel = channel
        self.gateway = gateway
        session = gateway
        self.runtime = runtime
    }

    func serve(at moment: Moment) -> Bool {
        gateway.takeEvents(into: &events)
        runtime.turn(channel, events, room: gateway.capacity, &turn, at: moment)
        if events.isEmpty, turn.login == nil, turn.replies.isEmpty, turn.deliveries.isEmpty { return false }
        events.removeAll(keepingCapacity: true)
        if let answer = turn.login.take() { gateway.answer(login: answer, at: moment) }
        for reply in turn.replies { give(reply, at: moment) }
        turn.replies.removeAll(keepingCapacity: true)
        for request in turn.deliveries {
            do throws(DeliveryError) { try gateway.deliver(request, at: moment) } catch {
                runtime.notTaken(request, error, on: channel, at: moment)
            }
        }
        turn.deliveries.removeAll(keepingCapacity: true)
        return true
    }

    private func give(_ reply: SubmitReply, at moment: Moment) {
        if reply.isAbandoned { return gateway.abandon(reply.token, at: moment) }
        do throws(SessionError) {
            try gateway.reply(to: reply.token, id: reply.id, code: reply.code, at: moment)
        } catch {
            runtime.replyFailed(reply, error, on: channel, at: moment)
        }
    }
}
