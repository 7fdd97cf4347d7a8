import CarrierMessaging
import CarrierSession
import CarrierTransport

/// A client's channel on a socket: between its session and the core. Entered under its runner's lock only.
final class ClientChannelOwner: SessionOwner {
    let session: any SessionIO
    private let channel: ChannelID
    private let client: any ClientSession
    private let runtime: ClientRuntime
    // Kept for their capacity.
    private var events: [ClientSessionEvent] = []
    private var requests: [SegmentRequest] = []
    private var replies: [ClientReply] = []

    init(_ channel: ChannelID, _ client: sending any ClientSession, _ runtime: ClientRuntime) {
        self.channel = channel
        self.client = client
        session = client
        self.runtime = runtime
    }

    func serve(at moment: Moment) -> Bool {
        client.takeEvents(into: &events)
        runtime.turn(channel, events, room: client.capacity, &requests, &replies, at: moment)
        if events.isEmpty, requests.isEmpty, replies.isEmpty { return false }
        events.removeAll(keepingCapacity: true)
        for reply in replies { client.reply(to: reply.token, code: reply.code, at: moment) }
        replies.removeAll(keepingCapacity: true)
        submit(at: moment)
        return true
    }

    private func submit(at moment: Moment) {
        for (index, request) in requests.enumerated() {
            do throws(SessionError) {
                try client.submit(request, at: moment)
            } catch {
                // What cannot be encoded ends here; everything else stops the whole session.
                if case .unencodable = error.reason {
                    runtime.notTaken([request], error, on: channel, at: moment)
                    continue
                }
                runtime.notTaken(Array(requests[index...]), error, on: channel, at: moment)
                break
            }
        }
        requests.removeAll(keepingCapacity: true)
    }
}
