import CarrierMessaging
import CarrierSession
import CarrierTransport

/// A client's channel on a socket: between its session and the core. Entered under its runner's lock only.
final class ClientChannelOwner: SessionOwner {
    let session: any SessionIO
    private let channel: ChannelID
    private let client: any ClientSession
    private let runtime: ClientRuntime
    private var batch = ClientBatch()

    init(_ channel: ChannelID, _ client: sending any ClientSession, _ runtime: ClientRuntime) {
        self.channel = channel
        self.client = client
        session = client
        self.runtime = runtime
    }

    func serve(at moment: Moment) -> Bool {
        batch.serve(client, of: channel, at: moment) { runtime.enter($0) }
    }
}
