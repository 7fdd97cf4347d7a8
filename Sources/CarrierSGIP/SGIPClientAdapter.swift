import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec
import SMSText

/// SGIP as an SP speaks it: one version and one account.
public struct SGIPClientAdapter: ClientAdapter {
    /// The version that is asked for.
    public let version: SGIP.Version
    private let login: SGIPAccount
    private var binding: SGIPBinding

    public init(_ version: SGIP.Version, account: SGIPAccount) {
        self.version = version
        login = account
        binding = SGIPBinding(version, corporationID: account.corporationID)
    }

    /// Recipients of one Submit, 1 to 100. With 83 a frame of 160 octets stays within the text's 2 KB (1.3); 1.3 and
    /// many gateways of 1.2 want 1 (section 11, Q10).
    public var recipientsPerSubmit: Int {
        get { binding.receiversPerSubmit }
        set { binding.receiversPerSubmit = newValue }
    }

    public var name: String { binding.name }
    public var account: String { login.login.name }
    public var segmentLimits: SegmentLimits { binding.segmentLimits }
    public var sessionLimits: SessionLimits { binding.sessionLimits }
    public var malformedReportCode: UInt32 { UInt32(SGIP.Result.parameter.rawValue) }
    public var writesRelativeTimes: Bool { binding.writesRelativeTimes }
    public var hasReverseConnection: Bool { true }

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
        SGIPClientSession(
            speaking: SGIPVocabulary(version, account: login, connection: connection), role: .client, limits: limits,
            mapping: SGIPClientMapping(binding, carries: .submit))
    }

    public func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)? {
        SGIPClientSession(
            speaking: SGIPVocabulary(version, listeningAs: login, connection: connection), role: .server,
            limits: limits, mapping: SGIPClientMapping(binding, carries: [.deliver, .report]))
    }
}

extension ClientAdapter where Self == SGIPClientAdapter {
    /// SGIP (中国联通) for an SP.
    public static func sgip(_ version: SGIP.Version, account: SGIPAccount) -> SGIPClientAdapter {
        SGIPClientAdapter(version, account: account)
    }
}

/// SGIP's messages on a client's channel.
struct SGIPClientMapping: ClientMapping {
    typealias Rules = SGIPVocabulary

    private let binding: SGIPBinding
    /// What the direction of the connection decides: requests go from the side that dialled.
    private let traffic: ChannelTraffic

    init(_ binding: SGIPBinding, carries traffic: ChannelTraffic) {
        self.binding = binding
        self.traffic = traffic
    }

    mutating func opened(speaking rules: SGIPVocabulary) -> ChannelTraffic { traffic }

    func submits(of content: MessageContent, to recipients: Range<Int>) -> [SGIP.Message]? {
        binding.submits(of: content, to: recipients)
    }

    func result(
        of response: SGIP.Message, sequence: SequenceKey
    ) -> (code: UInt32, isThrottled: Bool, id: CarrierMessageID?) {
        guard case .submitResponse(let submitted) = response else {
            return (UInt32(SGIP.Result.messageID.rawValue), false, nil)
        }
        guard submitted.result == .ok else {
            return (UInt32(submitted.result.rawValue), submitted.result.isTemporary, nil)
        }
        // The submit's own number is the message's identity (section 1.4).
        return (0, false, CarrierMessageID(sequence))
    }

    /// The submit's own number is the message's identity (section 1.4).
    func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { CarrierMessageID(sequence) }

    func inbound(_ request: SGIP.Message, sequence: SequenceKey) -> InboundContent {
        binding.inbound(request, sequence: sequence)
    }

    func acknowledgement(of request: SGIP.Message, code: UInt32) -> SGIP.Message? {
        binding.acknowledgement(of: request, code: code)
    }
}

/// A client's session that speaks SGIP.
final class SGIPClientSession: MappedClientSession {
    var mapped: MappedClient<SGIPClientMapping>

    init(
        speaking rules: SGIPVocabulary, role: SessionRole, limits: SessionLimits, mapping: SGIPClientMapping
    ) {
        mapped = MappedClient(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
