import CMPPCodec
import CarrierCMPP
import CarrierMessaging
import CarrierSGIP
import CarrierSMGP
import CarrierSession
import CarrierTransport
import CarrierWire
import SGIPCodec
import SMGPCodec

/// The gateway's side of every protocol, by the name that a command line gives it.
package enum GatewayProtocols {
    /// Families: every version at one port, settled by the login.
    package static let families = ["cmpp", "smgp"]
    /// Every name there is; one version includes the lower ones of its family.
    package static let names =
        families + [
            "cmpp-2.0", "cmpp-3.0", "smgp-3.0", "smgp-2.0", "smgp-1.3", "smgp-1.3-without-fixed-fee", "sgip-1.2",
        ]

    /// The adapter of that name; nil for a name that is not among ``names``.
    ///
    /// - Parameter refusesReplays: whether a login that repeats an earlier one is refused, where logins bear a digest.
    package static func adapter(named name: String, refusingReplays refusesReplays: Bool = false)
        -> (any GatewayAdapter)?
    {
        guard names.contains(name) else { return nil }
        let isReplay = refusesReplays ? replayCheck() : nil
        switch family(of: name) {
        case "cmpp":
            var adapter = CMPPGatewayAdapter(upTo: CMPP.Version(rawValue: name) ?? .v3_0)
            adapter.isReplay = isReplay
            return adapter
        case "smgp":
            var adapter = SMGPGatewayAdapter(upTo: SMGP.Version(rawValue: name) ?? .v3_0)
            adapter.isReplay = isReplay
            return adapter
        default: return SGIPGatewayAdapter()
        }
    }

    /// `cmpp` of `cmpp-3.0`.
    package static func family(of name: String) -> String { String(name.prefix { $0 != "-" }) }

    /// True when `account` belongs to the family of `name`: what an account's version names decides, and no version is
    /// any.
    package static func serves(_ account: GatewayAccount, as name: String) -> Bool {
        account.version.map { family(of: $0) == family(of: name) } ?? true
    }

    /// What of an account the protocol cannot carry, in one sentence; nil when it can log in.
    package static func objection(to account: GatewayAccount, as name: String) -> String? {
        switch family(of: name) {
        case "cmpp" where account.id.utf8.count > 6: "account: longer than the six octets of Source_Addr"
        case "smgp" where account.id.utf8.count > 8: "account: longer than the eight octets of ClientID"
        case "sgip" where account.id.utf8.count > 16: "account: longer than the sixteen octets of its field"
        case "sgip" where account.secret.utf8.count > 16: "secret: longer than the sixteen octets of its field"
        default: nil
        }
    }

    /// The nation-wide node number of a company (SGIP); nil when its code is not a number of up to five digits.
    package static func node(ofCorporation code: String) -> UInt32? {
        SGIP.NodeNumber(provider: code, areaCode: "")?.rawValue
    }

    /// A memory of logins for all connections of one gateway.
    private static func replayCheck() -> ReplayCheck {
        let memory = Guarded(LoginMemory())
        return { proof in memory.withLock { $0.isReplay(proof) } }
    }
}
