import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

/// CMPP as an SP speaks it: one version and one account.
public struct CMPPClientAdapter: ClientAdapter {
    /// The version that is asked for.
    public let version: CMPP.Version
    private let login: CMPPAccount
    private let binding: CMPPBinding
    /// Goes on in the version in which a gateway answers, instead of not opening the session (section 4.3).
    public var followsGatewayVersion = true
    /// Refuses a gateway whose AuthenticatorISMG does not verify, instead of warning.
    public var isStrict = false
    /// Hashes an account of less than six characters filled with NULs (section 4.1).
    public var padsShortAccount = false

    public init(_ version: CMPP.Version, account: CMPPAccount) {
        self.version = version
        login = account
        binding = CMPPBinding(version, providerID: account.id)
    }

    public var name: String { binding.name }
    public var account: String { login.id }
    public var segmentLimits: SegmentLimits { binding.segmentLimits }
    public var sessionLimits: SessionLimits { binding.sessionLimits }
    public var malformedReportCode: UInt32 { CMPP.Result.structure.rawValue }
    public var writesRelativeTimes: Bool { binding.writesRelativeTimes }
    public var hasReverseConnection: Bool { false }

    public func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int {
        binding.maximumReceivers(reporting: report)
    }

    public func validate(_ message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError] {
        binding.issues(in: message, segments)
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        binding.id(base, advancedBy: steps)
    }

    public func meaning(of code: UInt32) -> String { binding.meaning(of: code) }
    public func meaning(ofLogin status: UInt32) -> String { binding.meaning(ofLogin: status) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { binding.meaning(of: report) }
    public func text(of id: CarrierMessageID) -> String { binding.text(of: id) }

    public func makeSession(
        traffic: ChannelTraffic, connection: UInt32, limits: SessionLimits
    ) -> any ClientSession {
        CMPPClientSession(
            speaking: CMPPVocabulary(
                version, account: login, isStrict: isStrict, padsShortAccount: padsShortAccount,
                followsGatewayVersion: followsGatewayVersion), role: .client, limits: limits,
            mapping: CMPPClientMapping(binding))
    }

    public func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)? { nil }
}

extension ClientAdapter where Self == CMPPClientAdapter {
    /// CMPP (中国移动) for an SP.
    public static func cmpp(_ version: CMPP.Version, account: CMPPAccount) -> CMPPClientAdapter {
        CMPPClientAdapter(version, account: account)
    }
}

/// CMPP's messages on a client's channel.
struct CMPPClientMapping: ClientMapping {
    typealias Rules = CMPPVocabulary

    private var binding: CMPPBinding

    init(_ binding: CMPPBinding) { self.binding = binding }

    mutating func opened(speaking rules: CMPPVocabulary) -> ChannelTraffic {
        binding = binding.speaking(rules.version)
        return .all
    }

    func submits(of content: MessageContent, to recipients: Range<Int>) -> [CMPP.Message]? {
        binding.submits(of: content, to: recipients)
    }

    func result(
        of response: CMPP.Message, sequence: SequenceKey
    ) -> (code: UInt32, isThrottled: Bool, id: CarrierMessageID?) {
        guard case .submitResponse(let submitted) = response else { return (CMPP.Result.command.rawValue, false, nil) }
        guard submitted.result == .ok else {
            return (submitted.result.rawValue, submitted.result == .flowControl, nil)
        }
        return (0, false, CarrierMessageID(submitted.messageID.rawValue))
    }

    func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { nil }

    func inbound(_ request: CMPP.Message, sequence: SequenceKey) -> InboundContent {
        binding.inbound(request, sequence: sequence)
    }

    func acknowledgement(of request: CMPP.Message, code: UInt32) -> CMPP.Message? {
        binding.acknowledgement(of: request, code: code)
    }
}

/// A client's session that speaks CMPP.
final class CMPPClientSession: MappedClientSession {
    var mapped: MappedClient<CMPPClientMapping>

    init(
        speaking rules: CMPPVocabulary, role: SessionRole, limits: SessionLimits, mapping: CMPPClientMapping
    ) {
        mapped = MappedClient(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
