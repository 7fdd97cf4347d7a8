import CarrierMessaging
import SMGPCodec

/// SMGP in one version with its accounts.
public struct SMGPProfile: CarrierProfile {
    /// The version that a provider asks for, and the highest that a gateway speaks.
    public var version: SMGP.Version
    /// The first is the provider's; a gateway knows all.
    public var accounts: [SMGPAccount]
    /// Refuses a login that was overheard and is replayed; nil to let every proven login in. See ``LoginMemory``.
    public var isReplay: ReplayCheck?
    public var binding: SMGPBinding

    /// - Parameter accounts: at least one for a provider.
    public init(_ version: SMGP.Version, accounts: [SMGPAccount]) {
        self.version = version
        self.accounts = accounts
        binding = SMGPBinding(version, providerID: accounts.first?.id ?? "")
    }

    public func binding(speaking version: String) -> SMGPBinding {
        // Two layouts share the number of 1.3; the profile's own is meant then.
        guard version != binding.version.number.text,
            let spoken = SMGP.Version.published.first(where: { $0.number.text == version })
        else { return binding }
        var binding = binding
        binding.version = spoken
        return binding
    }

    public func provider(connection: UInt32) -> SMGPVocabulary {
        SMGPVocabulary(version, account: accounts.first ?? SMGPAccount(id: "", secret: ""))
    }

    public func gateway(
        connection: UInt32, admission: @escaping @Sendable (String) -> UInt32?
    ) -> SMGPVocabulary {
        SMGPVocabulary(upTo: version, accounts: accounts, admission: admission, isReplay: isReplay)
    }
}

extension CarrierProfile where Self == SMGPProfile {
    /// SMGP for a provider.
    public static func smgp(_ version: SMGP.Version, account: SMGPAccount) -> SMGPProfile {
        SMGPProfile(version, accounts: [account])
    }

    /// SMGP for a gateway.
    public static func smgp(_ version: SMGP.Version, accounts: [SMGPAccount]) -> SMGPProfile {
        SMGPProfile(version, accounts: accounts)
    }
}
