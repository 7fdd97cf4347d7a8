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
    private var mapping: CMPPClientMapping
    /// Goes on in the version in which a gateway answers, instead of not opening the session (section 4.3).
    public var followsGatewayVersion = true
    /// Refuses a gateway whose AuthenticatorISMG does not verify, instead of warning.
    public var isStrict = false
    /// Hashes an account of less than six characters filled with NULs (section 4.1).
    public var padsShortAccount = false

    public init(_ version: CMPP.Version, account: CMPPAccount) {
        self.version = version
        login = account
        mapping = CMPPClientMapping(version, providerID: account.id)
    }

    /// One SUBMIT for many recipients although reports are wanted: 2.0 forbids it, 2.1 and 3.0 allow it (section 8.5).
    public var reportsOnManyRecipients: Bool {
        get { mapping.reportsOnManyRecipients }
        set { mapping.reportsOnManyRecipients = newValue }
    }

    /// Reads the Msg_Id inside reports with its octets reversed, for gateways that send it so (section 5).
    public var reportIDsAreReversed: Bool {
        get { mapping.reportIDsAreReversed }
        set { mapping.reportIDsAreReversed = newValue }
    }

    public var name: String { version.rawValue }
    public var account: String { login.id }
    public var segmentLimits: SegmentLimits { .longASCII }
    public var sessionLimits: SessionLimits { .standard }
    public var malformedReportCode: UInt32 { CMPP.Result.structure.rawValue }
    public var writesRelativeTimes: Bool { true }
    public var hasReverseConnection: Bool { false }

    public func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int {
        mapping.maximumRecipients(reporting: report)
    }

    public func validate(_ message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError] {
        mapping.issues(in: message, segments)
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        CMPPIDs.id(base, advancedBy: steps)
    }

    public func meaning(of code: UInt32) -> String { CMPPMeaning.of(code, version) }
    public func meaning(ofLogin status: UInt32) -> String { CMPPMeaning.of(login: status) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { CMPPMeaning.of(report) }
    public func text(of id: CarrierMessageID) -> String { id.description }

    public func makeSession(
        traffic: ChannelTraffic, connection: UInt32, limits: SessionLimits
    ) -> any ClientSession {
        CMPPClientSession(
            speaking: CMPPSessionRules(
                version, account: login, isStrict: isStrict, padsShortAccount: padsShortAccount,
                followsGatewayVersion: followsGatewayVersion), role: .client, limits: limits,
            mapping: mapping)
    }

    public func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)? { nil }
}

extension ClientAdapter where Self == CMPPClientAdapter {
    /// CMPP (中国移动) for an SP.
    public static func cmpp(_ version: CMPP.Version, account: CMPPAccount) -> CMPPClientAdapter {
        CMPPClientAdapter(version, account: account)
    }
}
