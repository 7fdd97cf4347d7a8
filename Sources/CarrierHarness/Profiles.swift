import CarrierSGIP
import CarrierSMGP
import CarrierCMPP
import CMPPCodec
import CarrierMessaging
import CarrierTransport
import CarrierWire
import SGIPCodec
import SMGPCodec

/// Who logs in, as a command line says it: in no protocol's words.
///
/// The secret is in no description of the value.
public struct HarnessCredentials: Sendable {
    /// The account: the provider's code, or the login name.
    public var account: String
    /// The shared secret.
    public var secret: String
    /// The provider's node number, where the protocol has one; nil to derive what can be derived.
    public var node: UInt32?
    /// The provider's company code, where the protocol has one; nil to derive it.
    public var corporationID: String?
    /// A client goes on in the version in which a gateway answers its login (CMPP), instead of giving up.
    public var followsGatewayVersion = true
    /// A gateway refuses a login that repeats an earlier one, where logins bear a digest (CMPP, SMGP).
    public var refusesReplays = false

    public init(account: String, secret: String, node: UInt32? = nil, corporationID: String? = nil) {
        self.account = account
        self.secret = secret
        self.node = node
        self.corporationID = corporationID
    }
}

extension HarnessCredentials {
    /// A memory of logins for all connections of one listener, if one is wanted.
    var replayCheck: ReplayCheck? {
        guard refusesReplays else { return nil }
        let memory = Guarded(LoginMemory())
        return { proof in memory.withLock { $0.isReplay(proof) } }
    }
}

extension HarnessCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The account without its secret.
    public var description: String { "account \(account)" }
    /// The account without its secret.
    public var debugDescription: String { description }
    /// The account without its secret.
    public var customMirror: Mirror { Mirror(self, children: ["account": account]) }
}

/// Work that can be done with any protocol: called once, with the profile that the name stands for.
public protocol ProfileVisitor {
    associatedtype Outcome

    /// Does the work with `profile`.
    func visit<Profile: CarrierProfile>(_ profile: Profile) async throws -> Outcome
}

/// Why there is no profile for a name and credentials.
public enum ProfileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No session of that name can be spoken.
    case unknownProtocol(String)
    /// A part of the credentials that the protocol cannot carry, or needs: its name and one sentence.
    case unusable(part: String, reason: String)

    /// One line for an operator.
    public var description: String {
        switch self {
        case .unknownProtocol(let name): "\(name) is no protocol that sessions speak"
        case .unusable(let part, let reason): "\(part): \(reason)"
        }
    }
}

/// The only place of the harness that knows which protocols there are: from a name to a profile.
public enum ProfileTable {
    /// The protocols that carry everything, long messages too: cycles and benchmarks run all of them.
    public static let names = ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"]

    /// Every protocol that sessions speak, as the command line spells them; SMGP before 3.0 has no long messages.
    public static let everyName = names + ["smgp-2.0", "smgp-1.3", "smgp-1.3-without-fixed-fee"]

    /// Makes the profile that `name` stands for and lets `visitor` work with it.
    ///
    /// A switch over concrete types, so that the optimiser can compile the work for each protocol.
    ///
    /// - Throws: `ProfileError`, or what the work throws.
    @inlinable public static func visit<Visitor: ProfileVisitor>(
        _ name: String, _ credentials: HarnessCredentials, _ visitor: Visitor
    ) async throws -> Visitor.Outcome {
        switch name {
        case "cmpp-2.0": try await visitor.visit(cmpp(.v2_0, credentials))
        case "cmpp-3.0": try await visitor.visit(cmpp(.v3_0, credentials))
        case "smgp-3.0": try await visitor.visit(smgp(.v3_0, credentials))
        case "smgp-2.0": try await visitor.visit(smgp(.v2_0, credentials))
        case "smgp-1.3": try await visitor.visit(smgp(.v1_3, credentials))
        case "smgp-1.3-without-fixed-fee": try await visitor.visit(smgp(.v1_3WithoutFixedFee, credentials))
        case "sgip-1.2": try await visitor.visit(sgip(.v1_2, credentials))
        default: throw ProfileError.unknownProtocol(name)
        }
    }

    @usableFromInline static func cmpp(
        _ version: CMPP.Version, _ credentials: HarnessCredentials
    ) throws(ProfileError) -> CMPPProfile {
        guard credentials.account.utf8.count <= 6 else {
            throw .unusable(part: "account", reason: "longer than the six octets of Source_Addr")
        }
        var profile = CMPPProfile(
            version, accounts: [CMPPAccount(id: credentials.account, secret: credentials.secret)])
        profile.followsGatewayVersion = credentials.followsGatewayVersion
        profile.isReplay = credentials.replayCheck
        return profile
    }

    @usableFromInline static func smgp(
        _ version: SMGP.Version, _ credentials: HarnessCredentials
    ) throws(ProfileError) -> SMGPProfile {
        guard credentials.account.utf8.count <= 8 else {
            throw .unusable(part: "account", reason: "longer than the eight octets of ClientID")
        }
        var profile = SMGPProfile(
            version, accounts: [SMGPAccount(id: credentials.account, secret: credentials.secret)])
        profile.isReplay = credentials.replayCheck
        return profile
    }

    /// Both directions have the account's name and secret; without a node number it is the nation-wide one of the
    /// company, or of company 1.
    @usableFromInline static func sgip(
        _ version: SGIP.Version, _ credentials: HarnessCredentials
    ) throws(ProfileError) -> SGIPProfile {
        for (part, text) in [("account", credentials.account), ("secret", credentials.secret)]
        where text.utf8.count > 16 {
            throw .unusable(part: part, reason: "longer than the sixteen octets of its field")
        }
        let derived = SGIP.NodeNumber(provider: credentials.corporationID ?? "1", areaCode: "")
        guard let node = credentials.node.map({ SGIP.NodeNumber(rawValue: $0) }) ?? derived else {
            throw .unusable(part: "corp-id", reason: "not a number of up to five digits")
        }
        return SGIPProfile(
            version,
            accounts: [
                SGIPAccount(
                    name: credentials.account, password: credentials.secret, node: node,
                    corporationID: credentials.corporationID)
            ])
    }
}
