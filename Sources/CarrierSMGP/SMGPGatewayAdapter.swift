import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec
import SMSText

/// SMGP as a gateway speaks it: every version up to one on the same port.
public struct SMGPGatewayAdapter: GatewayAdapter {
    /// The highest version that is spoken; lower ones are too.
    public let highest: SMGP.Version
    private let binding: SMGPBinding
    /// Refuses a login that was overheard and is replayed; nil to let every proven login in. See ``LoginMemory``.
    public var isReplay: ReplayCheck?

    public init(upTo highest: SMGP.Version = .v3_0) {
        self.highest = highest
        binding = SMGPBinding(highest, providerID: "")
    }

    public var name: String { highest.isV3 ? "smgp" : binding.name }
    public var segmentLimits: SegmentLimits { binding.segmentLimits }
    public var sessionLimits: SessionLimits { binding.sessionLimits }
    public var codes: CarrierCodes { binding.codes }
    public var hasReverseConnection: Bool { false }
    public var idCapacity: IDCapacity { IDCapacity(serials: 1_000_000, seconds: 60) }

    public func meaning(of code: UInt32) -> String { binding.meaning(of: code) }
    public func meaning(ofLogin status: UInt32) -> String { binding.meaning(ofLogin: status) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { binding.meaning(of: report) }
    public func text(of id: CarrierMessageID) -> String { binding.text(of: id) }

    public func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        binding.makeID(at: moment, serial: serial, gateway: gateway)
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        binding.id(base, advancedBy: steps)
    }

    public func word(for state: DeliveryState) -> String { binding.word(for: state) }
    public func reportTime(_ moment: Moment) -> String { binding.reportTime(moment) }

    public func makeSession(connection: UInt32, limits: SessionLimits) -> any GatewaySession {
        SMGPGatewaySession(
            speaking: SMGPVocabulary(upTo: highest, accounts: [], isReplay: isReplay), role: .server, limits: limits,
            mapping: SMGPGatewayMapping(binding))
    }

    public func makeReverseSession(
        to account: GatewayAccount, connection: UInt32, limits: SessionLimits
    ) -> (any GatewaySession)? { nil }
}

extension GatewayAdapter where Self == SMGPGatewayAdapter {
    /// SMGP (中国电信) for a gateway, every version.
    public static var smgp: SMGPGatewayAdapter { SMGPGatewayAdapter() }

    /// SMGP (中国电信) for a gateway, up to a version.
    public static func smgp(upTo version: SMGP.Version) -> SMGPGatewayAdapter { SMGPGatewayAdapter(upTo: version) }
}

/// SMGP's messages on a gateway's channel.
struct SMGPGatewayMapping: GatewayMapping {
    typealias Rules = SMGPVocabulary

    private var binding: SMGPBinding

    init(_ binding: SMGPBinding) { self.binding = binding }

    func login(_ request: SMGP.Message) -> LoginRequest? {
        guard case .login(let login) = request else { return nil }
        let asked = SMGP.Version(upTo: SMGP.VersionNumber(rawValue: login.version.rawValue.versionWithMinor))
        return LoginRequest(
            account: login.clientID.name, version: (asked ?? .v1_3).rawValue, traffic: ChannelTraffic(login.loginMode))
    }

    func prepare(_ rules: inout SMGPVocabulary, for answer: LoginAnswer) {
        switch answer {
        case .account(let account): rules.decideLogin(SMGPAccount(account))
        case .tooManyConnections(let account): rules.decideLogin(SMGPAccount(account), refusal: .tooManyConnections)
        case .addressNotAllowed(let account):
            rules.decideLogin(account.map { SMGPAccount($0) }, refusal: .address)
        case .unknownAccount, .unavailable: rules.decideLogin(nil)
        }
    }

    mutating func opened(speaking rules: SMGPVocabulary) -> ChannelTraffic {
        binding = binding.speaking(rules.version)
        return ChannelTraffic(rules.loginMode)
    }

    func submission(_ request: SMGP.Message) -> Submission? {
        binding.submission(request, sequence: SequenceKey(counter: 0))
    }

    func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { nil }

    func submitResponse(id: CarrierMessageID, code: UInt32) -> SMGP.Message {
        binding.submitResponse(to: .submit(SMGP.Submit()), id: id, code: code)
    }

    func refusal(of request: SMGP.Message) -> SMGP.Message? {
        binding.acknowledgement(of: request, code: binding.codes.unknownCommand)
    }

    func delivery(_ content: DeliveryRequest.Content) throws(MessagingError) -> SMGP.Message {
        switch content {
        case .segment(let segment): try binding.deliver(segment)
        case .report(let report, let submit, let envelope):
            try binding.report(report, for: submit.submission, envelope: envelope)
        }
    }
}

extension SMGPAccount {
    /// The account as the login of a gateway needs it.
    init(_ account: GatewayAccount) {
        var modes: Set<SMGP.LoginMode> = []
        if account.traffic.contains(.submit) { modes.insert(.send) }
        if !account.traffic.isDisjoint(with: [.deliver, .report]) { modes.insert(.receive) }
        if modes.count == 2 { modes.insert(.transmit) }
        self.init(
            id: account.id, secret: account.secret, allowedModes: modes,
            leavesOutFixedFee: account.version == SMGP.Version.v1_3WithoutFixedFee.rawValue)
    }
}

/// A gateway's session that speaks SMGP.
final class SMGPGatewaySession: MappedGatewaySession {
    var mapped: MappedGateway<SMGPGatewayMapping>

    init(
        speaking rules: SMGPVocabulary, role: SessionRole, limits: SessionLimits, mapping: SMGPGatewayMapping
    ) {
        mapped = MappedGateway(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
