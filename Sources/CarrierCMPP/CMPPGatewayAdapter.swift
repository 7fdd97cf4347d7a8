import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

/// CMPP as a gateway speaks it: every version up to one on the same port.
public struct CMPPGatewayAdapter: GatewayAdapter {
    /// The highest version that is spoken; lower ones are too.
    public let highest: CMPP.Version
    private let binding: CMPPBinding
    /// Refuses a login that was overheard and is replayed; nil to let every proven login in. See ``LoginMemory``.
    public var isReplay: ReplayCheck?

    public init(upTo highest: CMPP.Version = .v3_0) {
        self.highest = highest
        binding = CMPPBinding(highest, providerID: "")
    }

    public var name: String { highest.isV3 ? "cmpp" : binding.name }
    public var segmentLimits: SegmentLimits { binding.segmentLimits }
    public var sessionLimits: SessionLimits { binding.sessionLimits }
    public var codes: CarrierCodes { binding.codes }
    public var hasReverseConnection: Bool { false }
    public var idCapacity: IDCapacity { IDCapacity(serials: 65_536) }

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
        CMPPGatewaySession(
            speaking: CMPPVocabulary(upTo: highest, accounts: [], isReplay: isReplay), role: .server, limits: limits,
            mapping: CMPPGatewayMapping(binding))
    }

    public func makeReverseSession(
        to account: GatewayAccount, connection: UInt32, limits: SessionLimits
    ) -> (any GatewaySession)? { nil }
}

extension GatewayAdapter where Self == CMPPGatewayAdapter {
    /// CMPP (中国移动) for a gateway, every version.
    public static var cmpp: CMPPGatewayAdapter { CMPPGatewayAdapter() }

    /// CMPP (中国移动) for a gateway, up to a version.
    public static func cmpp(upTo version: CMPP.Version) -> CMPPGatewayAdapter { CMPPGatewayAdapter(upTo: version) }
}

/// CMPP's messages on a gateway's channel.
struct CMPPGatewayMapping: GatewayMapping {
    typealias Rules = CMPPVocabulary

    private var binding: CMPPBinding

    init(_ binding: CMPPBinding) { self.binding = binding }

    func login(_ request: CMPP.Message) -> LoginRequest? {
        guard case .connect(let connect) = request else { return nil }
        return LoginRequest(
            account: connect.sourceAddress.name,
            version: connect.version.rawValue.versionWithMinor >= CMPP.VersionNumber.v3_0.rawValue
                ? CMPP.Version.v3_0.rawValue : CMPP.Version.v2_0.rawValue)
    }

    func prepare(_ rules: inout CMPPVocabulary, for answer: LoginAnswer) {
        switch answer {
        case .account(let account): rules.decideLogin(CMPPAccount(account))
        case .tooManyConnections(let account): rules.decideLogin(CMPPAccount(account), refusal: .tooManyConnections)
        case .addressNotAllowed(let account):
            rules.decideLogin(account.map { CMPPAccount($0) }, refusal: .sourceAddress)
        case .unknownAccount, .unavailable: rules.decideLogin(nil)
        }
    }

    mutating func opened(speaking rules: CMPPVocabulary) -> ChannelTraffic {
        binding = binding.speaking(rules.version)
        return .all
    }

    func submission(_ request: CMPP.Message) -> Submission? {
        binding.submission(request, sequence: SequenceKey(counter: 0))
    }

    func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { nil }

    func submitResponse(id: CarrierMessageID, code: UInt32) -> CMPP.Message {
        binding.submitResponse(to: .submit(CMPP.Submit()), id: id, code: code)
    }

    func refusal(of request: CMPP.Message) -> CMPP.Message? {
        binding.acknowledgement(of: request, code: binding.codes.unknownCommand)
    }

    func delivery(_ content: DeliveryRequest.Content) throws(MessagingError) -> CMPP.Message {
        switch content {
        case .segment(let segment): try binding.deliver(segment)
        case .report(let report, let submit, let envelope):
            try binding.report(report, for: submit.submission, envelope: envelope)
        }
    }
}

extension CMPPAccount {
    /// The account as the login of a gateway needs it.
    init(_ account: GatewayAccount) {
        self.init(
            id: account.id, secret: account.secret,
            layoutWithoutVersion: account.version.flatMap { CMPP.Version(rawValue: $0) })
    }
}

/// A gateway's session that speaks CMPP.
final class CMPPGatewaySession: MappedGatewaySession {
    var mapped: MappedGateway<CMPPGatewayMapping>

    init(
        speaking rules: CMPPVocabulary, role: SessionRole, limits: SessionLimits, mapping: CMPPGatewayMapping
    ) {
        mapped = MappedGateway(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
