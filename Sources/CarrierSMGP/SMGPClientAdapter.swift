import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec
import SMSText

/// SMGP as an SP speaks it: one version and one account.
public struct SMGPClientAdapter: ClientAdapter {
    /// The version that is asked for.
    public let version: SMGP.Version
    private let login: SMGPAccount
    private let binding: SMGPBinding
    /// Goes on in the version of a gateway that names a lower one, instead of not opening the session (section 3.2).
    public var followsLowerVersion = false
    /// Refuses a gateway whose AuthenticatorServer does not verify, instead of warning.
    public var isStrict = false
    /// Hashes an account of less than eight characters filled with NULs (section 11).
    public var padsShortAccount = false

    public init(_ version: SMGP.Version, account: SMGPAccount) {
        self.version = version
        login = account
        binding = SMGPBinding(version, providerID: account.id)
    }

    public var name: String { binding.name }
    public var account: String { login.id }
    public var segmentLimits: SegmentLimits { binding.segmentLimits }
    public var sessionLimits: SessionLimits { binding.sessionLimits }
    public var malformedReportCode: UInt32 { SMGP.Status.structure.rawValue }
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
        var login = login
        // The login modes of section 2.3: what only sends, and what only receives.
        if traffic == .submit { login.loginMode = .send }
        if !traffic.contains(.submit) { login.loginMode = .receive }
        return SMGPClientSession(
            speaking: SMGPVocabulary(
                version, account: login, isStrict: isStrict, padsShortAccount: padsShortAccount,
                followsLowerVersion: followsLowerVersion), role: .client, limits: limits,
            mapping: SMGPClientMapping(binding))
    }

    public func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)? { nil }
}

extension ClientAdapter where Self == SMGPClientAdapter {
    /// SMGP (中国电信) for an SP.
    public static func smgp(_ version: SMGP.Version, account: SMGPAccount) -> SMGPClientAdapter {
        SMGPClientAdapter(version, account: account)
    }
}

/// SMGP's messages on a client's channel.
struct SMGPClientMapping: ClientMapping {
    typealias Rules = SMGPVocabulary

    private var binding: SMGPBinding

    init(_ binding: SMGPBinding) { self.binding = binding }

    mutating func opened(speaking rules: SMGPVocabulary) -> ChannelTraffic {
        binding = binding.speaking(rules.version)
        return ChannelTraffic(rules.loginMode)
    }

    func submits(of content: MessageContent, to recipients: Range<Int>) -> [SMGP.Message]? {
        binding.submits(of: content, to: recipients)
    }

    func result(
        of response: SMGP.Message, sequence: SequenceKey
    ) -> (code: UInt32, isThrottled: Bool, id: CarrierMessageID?) {
        guard case .submitResponse(let submitted) = response else { return (SMGP.Status.command.rawValue, false, nil) }
        // Never rely on the id of a refusal (section 3.5).
        guard submitted.status == .ok else {
            return (submitted.status.rawValue, submitted.status.retry == .later, nil)
        }
        return (0, false, binding.id(submitted.messageID))
    }

    func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { nil }

    func inbound(_ request: SMGP.Message, sequence: SequenceKey) -> InboundContent {
        binding.inbound(request, sequence: sequence)
    }

    func acknowledgement(of request: SMGP.Message, code: UInt32) -> SMGP.Message? {
        binding.acknowledgement(of: request, code: code)
    }
}

extension ChannelTraffic {
    /// What a login mode carries (section 2.3).
    init(_ mode: SMGP.LoginMode) {
        switch mode {
        case .send: self = .submit
        case .receive: self = [.deliver, .report]
        default: self = .all
        }
    }
}

/// A client's session that speaks SMGP.
final class SMGPClientSession: MappedClientSession {
    var mapped: MappedClient<SMGPClientMapping>

    init(
        speaking rules: SMGPVocabulary, role: SessionRole, limits: SessionLimits, mapping: SMGPClientMapping
    ) {
        mapped = MappedClient(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
