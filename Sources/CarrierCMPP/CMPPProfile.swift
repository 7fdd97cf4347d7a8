import CMPPCodec
import CarrierMessaging

/// CMPP in one version with its accounts.
public struct CMPPProfile: CarrierProfile {
    /// The version that a provider asks for, and the highest that a gateway speaks.
    public var version: CMPP.Version
    /// The first is the provider's; a gateway knows all.
    public var accounts: [CMPPAccount]
    /// Goes on in the version in which a gateway answers, instead of not opening the session (section 4.3).
    public var followsGatewayVersion = true
    /// Refuses a login that was overheard and is replayed; nil to let every proven login in. See ``LoginMemory``.
    public var isReplay: ReplayCheck?
    public var binding: CMPPBinding

    /// - Parameter accounts: at least one for a provider.
    public init(_ version: CMPP.Version, accounts: [CMPPAccount]) {
        self.version = version
        self.accounts = accounts
        binding = CMPPBinding(version, providerID: accounts.first?.id ?? "")
    }

    public func binding(speaking version: String) -> CMPPBinding {
        guard let spoken = CMPP.Version.allCases.first(where: { $0.text == version }), spoken != binding.version else {
            return binding
        }
        return CMPPBinding(spoken, providerID: binding.providerID)
    }

    public func provider(connection: UInt32) -> CMPPVocabulary {
        CMPPVocabulary(
            version, account: accounts.first ?? CMPPAccount(id: "", secret: ""),
            followsGatewayVersion: followsGatewayVersion)
    }

    public func gateway(
        connection: UInt32, admission: @escaping @Sendable (String) -> UInt32?
    ) -> CMPPVocabulary {
        CMPPVocabulary(upTo: version, accounts: accounts, admission: admission, isReplay: isReplay)
    }
}

extension CarrierProfile where Self == CMPPProfile {
    /// CMPP for a provider.
    public static func cmpp(_ version: CMPP.Version, account: CMPPAccount) -> CMPPProfile {
        CMPPProfile(version, accounts: [account])
    }

    /// CMPP for a gateway.
    public static func cmpp(_ version: CMPP.Version, accounts: [CMPPAccount]) -> CMPPProfile {
        CMPPProfile(version, accounts: accounts)
    }
}
