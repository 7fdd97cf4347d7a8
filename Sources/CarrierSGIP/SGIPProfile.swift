import CarrierMessaging
import CarrierSession
import SGIPCodec

/// SGIP in one edition with its accounts: the provider dials for Submit, the gateway dials back for Deliver and Report.
public struct SGIPProfile: CarrierProfile {
    /// The edition that both ends speak; the frames of the two are alike but for Trace_Resp.
    public var version: SGIP.Version
    /// The first is the provider's, and the one that the gateway dials back to; a gateway knows all.
    public var accounts: [SGIPAccount]
    /// The gateway's node number, the first word of its sequence numbers.
    public var gatewayNode: SGIP.NodeNumber
    /// How responses are matched at either end.
    public var matching = SGIPVocabulary.Matching.exact
    public var binding: SGIPBinding

    /// - Parameters:
    ///   - accounts: at least one for a provider.
    ///   - gatewayNode: a gateway in area 010 unless given.
    public init(
        _ version: SGIP.Version, accounts: [SGIPAccount],
        gatewayNode: SGIP.NodeNumber = SGIP.NodeNumber(rawValue: 101_001)
    ) {
        self.version = version
        self.accounts = accounts
        self.gatewayNode = gatewayNode
        binding = SGIPBinding(version, corporationID: accounts.first?.corporationID ?? "")
    }

    private var account: SGIPAccount {
        accounts.first ?? SGIPAccount(name: "", password: "", node: SGIP.NodeNumber(rawValue: 0))
    }

    private func prepared(_ vocabulary: SGIPVocabulary) -> SGIPVocabulary {
        var vocabulary = vocabulary
        vocabulary.matching = matching
        return vocabulary
    }

    public func provider(connection: UInt32) -> SGIPVocabulary {
        prepared(SGIPVocabulary(version, account: account, connection: connection))
    }

    public func gateway(
        connection: UInt32, admission: @escaping @Sendable (String) -> UInt32?
    ) -> SGIPVocabulary {
        prepared(
            SGIPVocabulary(
                version, accounts: accounts, node: gatewayNode, connection: connection, admission: admission))
    }

    public var returnPath: ReturnPath<SGIPVocabulary>? {
        let profile = self
        return ReturnPath(
            gateway: { connection in
                profile.prepared(
                    SGIPVocabulary(
                        profile.version, returningTo: profile.account, node: profile.gatewayNode,
                        connection: connection))
            },
            provider: { connection in
                profile.prepared(
                    SGIPVocabulary(profile.version, listeningAs: profile.account, connection: connection))
            })
    }
}

extension CarrierProfile where Self == SGIPProfile {
    /// SGIP for a provider.
    public static func sgip(_ version: SGIP.Version, account: SGIPAccount) -> SGIPProfile {
        SGIPProfile(version, accounts: [account])
    }

    /// SGIP for a gateway.
    public static func sgip(_ version: SGIP.Version, accounts: [SGIPAccount]) -> SGIPProfile {
        SGIPProfile(version, accounts: accounts)
    }
}
