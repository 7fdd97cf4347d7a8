import CarrierMessaging
import CarrierSession
import CarrierTransport

/// A gateway's channel on a socket: between its session and the core. Entered under its runner's lock only.
final class GatewayChannelOwner: SessionOwner {
    let session: any SessionIO
    private let channel: ChannelID
    private let gateway: any GatewaySession
    private let runtime: GatewayRuntime
    private var batch: GatewayBatch

    init(_ channel: ChannelID, _ gateway: sending any GatewaySession, _ runtime: GatewayRuntime) {
        self.channel = channel
        self.gateway = gateway
        session = gateway
        self.runtime = runtime
        batch = GatewayBatch(asking: runtime.decider)
    }

    func serve(at moment: Moment) -> Bool {
        batch.serve(gateway, of: channel, at: moment) { runtime.enter(channel, $0) }
    }
}
