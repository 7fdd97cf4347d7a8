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
    private var mapping: SMGPClientMapping
    /// Goes on in the version of a gateway that names a lower one, instead of not opening the session (section 3.2).
    public var followsLowerVersion = false
    /// Refuses a gateway whose AuthenticatorServer does not verify, instead of warning.
    public var isStrict = false
    /// Hashes an account of less than eight characters filled with NULs (section 11).
    public var padsShortAccount = false

    public init(_ version: SMGP.Version, account: SMGPAccount) {
        self.version = version
        login = account
        mapping = SMGPClientMapping(version, providerID: account.id)
    }

    /// MServiceID of every submit: the product id of the mobile network; empty to leave it out (3.0 only).
    public var productID: String {
        get { mapping.productID }
        set { mapping.productID = newValue }
    }

    /// Recipients of one Submit: 100 by the specification, 20 at some platforms (section 11).
    public var recipientsPerSubmit: Int {
        get { mapping.recipientLimit }
        set { mapping.recipientLimit = newValue }
    }

    public var name: String { version.rawValue }
    public var account: String { login.id }
    public var segmentLimits: SegmentLimits { .standard }
    public var sessionLimits: SessionLimits { .standard }
    public var malformedReportCode: UInt32 { SMGP.Status.structure.rawValue }
    public var writesRelativeTimes: Bool { true }
    public var hasReverseConnection: Bool { false }

    public func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int {
        mapping.maximumRecipients(reporting: report)
    }

    public func validate(_ message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError] {
        mapping.issues(in: message, segments)
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        SMGPIDs.id(base, advancedBy: steps)
    }

    public func meaning(of code: UInt32) -> String { SMGPMeaning.of(code) }
    public func meaning(ofLogin status: UInt32) -> String { SMGPMeaning.of(status) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { SMGPMeaning.of(report) }
    public func text(of id: CarrierMessageID) -> String { SMGPIDs.text(of: id) }

    public func makeSession(
        traffic: ChannelTraffic, connection: UInt32, limits: SessionLimits
    ) -> any ClientSession {
        var login = login
        // The login modes of section 2.3: what only sends, and what only receives.
        if traffic == .submit { login.loginMode = .send }
        if !traffic.contains(.submit) { login.loginMode = .receive }
        return SMGPClientSession(
            speaking: SMGPSessionRules(
                version, account: login, isStrict: isStrict, padsShortAccount: padsShortAccount,
                followsLowerVersion: followsLowerVersion), role: .client, limits: limits,
            mapping: mapping)
    }

    public func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)? { nil }
}

extension ClientAdapter where Self == SMGPClientAdapter {
    /// SMGP (中国电信) for an SP.
    public static func smgp(_ version: SMGP.Version, account: SMGPAccount) -> SMGPClientAdapter {
        SMGPClientAdapter(version, account: account)
    }
}
