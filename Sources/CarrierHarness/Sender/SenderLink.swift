import CarrierMessaging
import CarrierSession
import CarrierTransport

/// What the sender does on one connection: nothing but hand over, under the connection's lock.
///
/// Its methods can be compiled where the protocol is known, and the session's with them.
@usableFromInline final class SenderLink<Profile: CarrierProfile>: ConnectionHandler {
    @usableFromInline typealias Vocabulary = Profile.Vocabulary

    @usableFromInline let desk: SenderDesk<Profile>
    /// The connection's place; nil for a connection that the gateway dialled.
    @usableFromInline let slot: Int?

    @inlinable init(desk: SenderDesk<Profile>, slot: Int?) {
        self.desk = desk
        self.slot = slot
    }

    @inlinable func handle(
        _ event: SessionEvent<Vocabulary.Message>, of connection: Connection<Vocabulary>,
        session: inout Session<Vocabulary>
    ) {
        switch event {
        case .response(let message, let exchange): desk.responded(message, exchange, slot: slot)
        case .request(let message, let token):
            guard let answer = desk.received(message, token, connection: connection.id) else { return }
            do throws(SessionError) {
                try session.reply(answer, to: token, at: MonotonicClock.now())
            } catch {
                // The session is over, or the answer does not fit its wire form: the peer asks again.
                if error.reason != .notOpen { desk.unanswerable(token, connection: connection.id) }
            }
        case .furtherResponse(let message, let exchange): desk.responded(message, exchange, slot: nil)
        case .failed(let exchange, let failure): desk.failed(exchange, failure, slot: slot)
        case .opened(let summary): desk.opened(self, connection, summary)
        case .alive: desk.noticed(.alive(connection: connection.id))
        case .anomaly(let anomaly): desk.noticed(.anomaly(connection: connection.id, anomaly))
        case .closed(let reason): desk.closed(slot, connection: connection.id, reason)
        }
    }

    @inlinable func finishBatch(of connection: Connection<Vocabulary>, session: inout Session<Vocabulary>) {
        pull(&session)
        desk.settle()
    }

    /// Fills the window. What is behind the window stays unprepared at the desk.
    @inlinable func pull(_ session: inout Session<Vocabulary>) {
        guard let slot else { return }
        while session.stateName == .open {
            let room = session.limits.windowSize - session.requestsInFlight - session.requestsQueued
            guard room > 0 else { return }
            let now = MonotonicClock.now()
            let requests = desk.take(slot, room: room, at: now)
            if requests.isEmpty { return }
            for (place, request) in requests.enumerated() {
                do throws(SessionError) {
                    try session.submit(request.message, tag: request.tag, at: now)
                } catch {
                    if !desk.refused(request, error, slot: slot) {
                        return desk.putBack(requests[(place + 1)...], slot: slot)
                    }
                }
            }
        }
    }
}
