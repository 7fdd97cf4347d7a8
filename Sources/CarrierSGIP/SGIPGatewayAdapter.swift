import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec
import SMSText

/// SGIP as a gateway speaks it: both directions.
public struct SGIPGatewayAdapter: GatewayAdapter {
    /// The edition that is spoken; the frames of the two are alike but for Trace_Resp.
    public let version: SGIP.Version
    /// The gateway's node number, the first word of its sequence numbers.
    public var node: SGIP.NodeNumber
    /// TP_udhi of a segment with a user data header: 1, or 64 for clients that want it so (section 10).
    public var headerIndicator: UInt8 = 1
    /// Answers a Submit with a field out of its range by Result 5 or 6, without asking the owner (section 8.4). Where
    /// false, the owner sees such a Submit too.
    public var checksRanges = true

    /// - Parameter node: a gateway in area 010 unless given.
    public init(_ version: SGIP.Version = .v1_2, node: SGIP.NodeNumber = SGIP.NodeNumber(rawValue: 101_001)) {
        self.version = version
        self.node = node
    }

    public var name: String { version.rawValue }
    public var segmentLimits: SegmentLimits { .standard }
    public var sessionLimits: SessionLimits { .sgip }
    public var codes: CarrierCodes { SGIPMeaning.codes }
    public var hasReverseConnection: Bool { true }
    public var idCapacity: IDCapacity { IDCapacity(serials: .max) }

    public func meaning(of code: UInt32) -> String { SGIPMeaning.of(code) }
    public func meaning(ofLogin status: UInt32) -> String { SGIPMeaning.of(status) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { SGIPMeaning.of(report) }
    public func text(of id: CarrierMessageID) -> String { SGIPIDs.text(of: id) }

    public func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        SGIPIDs.make(at: moment, serial: serial, gateway: gateway)
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        base
    }

    /// State and ErrorCode: `0`, `1`, `2:25`.
    public func word(for state: DeliveryState) -> String { SGIPOutcome(state).word }
    /// A Report carries no times.
    public func reportTime(_ moment: Moment) -> String { "" }

    private func mapping(carrying traffic: ChannelTraffic) -> SGIPGatewayMapping {
        var mapping = SGIPGatewayMapping(version, carries: traffic)
        mapping.headerIndicator = headerIndicator
        mapping.checksRanges = checksRanges
        return mapping
    }

    public func makeSession(connection: UInt32, limits: SessionLimits) -> any GatewaySession {
        SGIPGatewaySession(
            speaking: SGIPSessionRules(version, accounts: [], node: node, connection: connection), role: .server,
            limits: limits, mapping: mapping(carrying: .submit))
    }

    public func makeReverseSession(
        to account: GatewayAccount, connection: UInt32, limits: SessionLimits
    ) -> (any GatewaySession)? {
        let peer = SGIPAccount(
            name: account.id, password: account.secret, node: SGIP.NodeNumber(rawValue: account.node ?? 0))
        return SGIPGatewaySession(
            speaking: SGIPSessionRules(version, returningTo: peer, node: node, connection: connection), role: .client,
            limits: limits, mapping: mapping(carrying: [.deliver, .report]))
    }
}

extension GatewayAdapter where Self == SGIPGatewayAdapter {
    /// SGIP (中国联通) for a gateway.
    public static var sgip: SGIPGatewayAdapter { SGIPGatewayAdapter() }
}
