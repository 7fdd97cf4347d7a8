import CMPPCodec
import CarrierCMPP
import CarrierMessaging
import CarrierSGIP
import CarrierSMGP
import CarrierWire
import SGIPCodec
import SMGPCodec

/// Both sides of a protocol and the account between them, for a ``Simulation``.
package struct SimulatedProtocol: Sendable {
    /// The SP's side.
    package var client: any ClientAdapter
    /// The carrier's side.
    package var gateway: any GatewayAdapter
    /// The account as the gateway knows it.
    package var account: GatewayAccount
    /// True where a login may say that its connection only sends or only receives.
    package var hasLoginModes: Bool
    /// True where reports may say that a message is still on its way.
    package var hasInterimReports: Bool
    /// The shape of its frames, for links that double whole ones.
    package var frameRules: FrameRules

    package init(
        client: any ClientAdapter, gateway: any GatewayAdapter, account: GatewayAccount, frameRules: FrameRules,
        hasLoginModes: Bool = false, hasInterimReports: Bool = true
    ) {
        self.client = client
        self.gateway = gateway
        self.account = account
        self.frameRules = frameRules
        self.hasLoginModes = hasLoginModes
        self.hasInterimReports = hasInterimReports
    }

    /// The protocol and version as the command line spells them.
    package var name: String { client.name }

    /// CMPP (中国移动): an SP of one version before a gateway of all.
    package static func cmpp(_ version: CMPP.Version) -> SimulatedProtocol {
        SimulatedProtocol(
            client: .cmpp(version, account: CMPPAccount(id: name, secret: secret)), gateway: .cmpp,
            account: GatewayAccount(id: name, secret: secret), frameRules: CMPP.frameRules)
    }

    /// SMGP (中国电信).
    package static func smgp(_ version: SMGP.Version) -> SimulatedProtocol {
        SimulatedProtocol(
            client: .smgp(version, account: SMGPAccount(id: name, secret: secret)), gateway: .smgp,
            account: GatewayAccount(id: name, secret: secret), frameRules: SMGP.frameRules, hasLoginModes: true,
            hasInterimReports: false)
    }

    /// SGIP (中国联通).
    package static func sgip(_ version: SGIP.Version) -> SimulatedProtocol {
        let node = SGIP.NodeNumber(rawValue: 3_010_099_999)
        var account = GatewayAccount(id: name, secret: secret)
        account.node = node.rawValue
        return SimulatedProtocol(
            client: .sgip(version, account: SGIPAccount(name: name, password: secret, node: node)), gateway: .sgip,
            account: account, frameRules: SGIP.frameRules)
    }

    /// The four dialects that differ in more than a field.
    package static let all: [SimulatedProtocol] = [.cmpp(.v2_0), .cmpp(.v3_0), .smgp(.v3_0), .sgip(.v1_2)]

    private static let name = "901234"
    private static let secret = "secret"
}
