import CMPPCodec
import CarrierCMPP
import CarrierMessaging
import CarrierSGIP
import CarrierSMGP
import SGIPCodec
import SMGPCodec

/// From a protocol's name and credentials to what an SP speaks: the only list of the client's protocols in the harness.
package enum ClientProtocols {
    /// The protocols that carry everything, long messages too.
    package static let names = ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"]

    /// Every protocol that sessions speak, as the command line spells them; SMGP before 3.0 has no long messages.
    package static let everyName = names + ["smgp-2.0", "smgp-1.3", "smgp-1.3-without-fixed-fee"]

    /// The adapter that a name stands for.
    ///
    /// - Throws: when there is no such protocol, or it cannot carry a part of the credentials.
    package static func adapter(
        _ name: String, _ credentials: HarnessCredentials
    ) throws(CredentialsError) -> any ClientAdapter {
        switch name {
        case "cmpp-2.0": try cmpp(.v2_0, credentials)
        case "cmpp-3.0": try cmpp(.v3_0, credentials)
        case "smgp-3.0": try smgp(.v3_0, credentials)
        case "smgp-2.0": try smgp(.v2_0, credentials)
        case "smgp-1.3": try smgp(.v1_3, credentials)
        case "smgp-1.3-without-fixed-fee": try smgp(.v1_3WithoutFixedFee, credentials)
        case "sgip-1.2": try sgip(credentials)
        default: throw .unknownProtocol(name)
        }
    }

    private static func cmpp(
        _ version: CMPP.Version, _ credentials: HarnessCredentials
    ) throws(CredentialsError) -> any ClientAdapter {
        guard credentials.account.utf8.count <= 6 else {
            throw .unusable(part: "account", reason: "longer than the six octets of Source_Addr")
        }
        var adapter = CMPPClientAdapter(
            version, account: CMPPAccount(id: credentials.account, secret: credentials.secret))
        adapter.followsGatewayVersion = credentials.followsGatewayVersion
        return adapter
    }

    private static func smgp(
        _ version: SMGP.Version, _ credentials: HarnessCredentials
    ) throws(CredentialsError) -> any ClientAdapter {
        guard credentials.account.utf8.count <= 8 else {
            throw .unusable(part: "account", reason: "longer than the eight octets of ClientID")
        }
        return SMGPClientAdapter(version, account: SMGPAccount(id: credentials.account, secret: credentials.secret))
    }

    /// Both directions have the account's name and secret; without a node number it is the nation-wide one of the
    /// company, or of company 1.
    private static func sgip(_ credentials: HarnessCredentials) throws(CredentialsError) -> any ClientAdapter {
        for (part, text) in [("account", credentials.account), ("secret", credentials.secret)]
        where text.utf8.count > 16 {
            throw .unusable(part: part, reason: "longer than the sixteen octets of its field")
        }
        let derived = SGIP.NodeNumber(provider: credentials.corporationID ?? "1", areaCode: "")
        guard let node = credentials.node.map({ SGIP.NodeNumber(rawValue: $0) }) ?? derived else {
            throw .unusable(part: "corp-id", reason: "not a number of up to five digits")
        }
        return SGIPClientAdapter(
            .v1_2,
            account: SGIPAccount(
                name: credentials.account, password: credentials.secret, node: node,
                corporationID: credentials.corporationID))
    }
}
