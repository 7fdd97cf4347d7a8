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
    private var mapping: SGIPClientMapping

    public init(_ version: SGIP.Version, account: SGIPAccount) {
        self.version = version
        login = account
        mapping = SGIPClientMapping(version, corporationID: account.corporationID)
    }

    /// Recipients of one Submit, 1 to 100. With 83 a frame of 160 octets stays within the text's 2 KB (1.3); 1.3 and
    /// many gateways of 1.2 want 1 (section 11, Q10).
    public var recipientsPerSubmit: Int {
        get { mapping.recipientsPerSubmit }
        set { mapping.recipientsPerSubmit = newValue }
    }

    /// TP_udhi of a segment with a user data header: 1, or 64 for gateways that want it so (section 10).
    public var headerIndicator: UInt8 {
        get { mapping.headerIndicator }
        set { mapping.headerIndicator = newValue }
    }

    public var name: String { version.rawValue }
    public var account: String { login.login.name }
    public var segmentLimits: SegmentLimits { .standard }
    public var sessionLimits: SessionLimits { .sgip }
    public var malformedReportCode: UInt32 { UInt32(SGIP.Result.parameter.rawValue) }
    /// SMPP's relative form is not allowed (section 7).
    public var writesRelativeTimes: Bool { false }
    public var hasReverseConnection: Bool { true }

    public func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int {
        mapping.maximumRecipients(reporting: report)
    }

    public func validate(_ message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError] {
        mapping.issues(in: message, segments)
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        base
    }

    public func meaning(of code: UInt32) -> String { SGIPMeaning.of(code) }
    public func meaning(ofLogin status: UInt32) -> String { SGIPMeaning.of(status) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { SGIPMeaning.of(report) }
    public func text(of id: CarrierMessageID) -> String { SGIPIDs.text(of: id) }

    public func makeSession(
        traffic: ChannelTraffic, connection: UInt32, limits: SessionLimits
    ) -> any ClientSession {
        SGIPClientSession(
            speaking: SGIPSessionRules(version, account: login, connection: connection), role: .client, limits: limits,
            mapping: mapping)
    }

    public func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)? {
        var mapping = mapping
        mapping.traffic = [.deliver, .report]
        return SGIPClientSession(
            speaking: SGIPSessionRules(version, listeningAs: login, connection: connection), role: .server,
            limits: limits, mapping: mapping)
    }
}

extension ClientAdapter where Self == SGIPClientAdapter {
    /// SGIP (中国联通) for an SP.
    public static func sgip(_ version: SGIP.Version, account: SGIPAccount) -> SGIPClientAdapter {
        SGIPClientAdapter(version, account: account)
    }
}
