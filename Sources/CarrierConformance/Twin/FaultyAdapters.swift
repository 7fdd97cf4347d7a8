import CarrierFixtures
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

/// A protocol as a gateway with a deliberate fault speaks it.
public struct FaultyGatewayAdapter: GatewayAdapter {
    private let sound: any GatewayAdapter
    private let fault: PeerFault
    private let dialect: WireDialect

    /// The adapter with a fault in every session of one dialect; nil for a dialect without cases.
    public init?(_ sound: any GatewayAdapter, _ fault: PeerFault, speaking dialect: String) {
        guard let dialect = ConformanceSuite.dialect(named: dialect) else { return nil }
        (self.sound, self.fault, self.dialect) = (sound, fault, dialect)
    }

    public var name: String { sound.name }
    public var segmentLimits: SegmentLimits { sound.segmentLimits }
    public var sessionLimits: SessionLimits { sound.sessionLimits }
    public var codes: CarrierCodes { sound.codes }
    public var hasReverseConnection: Bool { sound.hasReverseConnection }
    public var idCapacity: IDCapacity { sound.idCapacity }
    public func meaning(of code: UInt32) -> String { sound.meaning(of: code) }
    public func meaning(ofLogin status: UInt32) -> String { sound.meaning(ofLogin: status) }
    public func text(of id: CarrierMessageID) -> String { sound.text(of: id) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { sound.meaning(of: report) }
    public func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        sound.makeID(at: moment, serial: serial, gateway: gateway)
    }
    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        sound.id(base, advancedBy: steps)
    }
    public func word(for state: DeliveryState) -> String { sound.word(for: state) }
    public func reportTime(_ moment: Moment) -> String { sound.reportTime(moment) }
    public func makeSession(connection: UInt32, limits: SessionLimits) -> any GatewaySession {
        FaultyGatewaySession(sound.makeSession(connection: connection, limits: limits), fault, dialect)
    }
    public func makeReverseSession(
        to account: GatewayAccount, connection: UInt32, limits: SessionLimits
    ) -> (any GatewaySession)? {
        sound.makeReverseSession(to: account, connection: connection, limits: limits).map {
            FaultyGatewaySession($0, fault, dialect)
        }
    }
}

/// A protocol as a client with a deliberate fault speaks it.
public struct FaultyClientAdapter: ClientAdapter {
    private let sound: any ClientAdapter
    private let fault: PeerFault
    private let dialect: WireDialect

    /// The adapter with a fault in every session; nil for a dialect without cases.
    public init?(_ sound: any ClientAdapter, _ fault: PeerFault, speaking dialect: String) {
        guard let dialect = ConformanceSuite.dialect(named: dialect) else { return nil }
        (self.sound, self.fault, self.dialect) = (sound, fault, dialect)
    }

    public var name: String { sound.name }
    public var account: String { sound.account }
    public var segmentLimits: SegmentLimits { sound.segmentLimits }
    public var sessionLimits: SessionLimits { sound.sessionLimits }
    public var malformedReportCode: UInt32 { sound.malformedReportCode }
    public var writesRelativeTimes: Bool { sound.writesRelativeTimes }
    public var hasReverseConnection: Bool { sound.hasReverseConnection }
    public func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int {
        sound.maximumRecipients(reporting: report)
    }
    public func validate(_ message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError] {
        sound.validate(message, segments)
    }
    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        sound.id(base, advancedBy: steps)
    }
    public func meaning(of code: UInt32) -> String { sound.meaning(of: code) }
    public func meaning(ofLogin status: UInt32) -> String { sound.meaning(ofLogin: status) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { sound.meaning(of: report) }
    public func text(of id: CarrierMessageID) -> String { sound.text(of: id) }
    public func makeSession(traffic: ChannelTraffic, connection: UInt32, limits: SessionLimits) -> any ClientSession {
        FaultyClientSession(
            sound.makeSession(traffic: traffic, connection: connection, limits: limits), fault, dialect)
    }
    public func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)? {
        sound.makeReverseSession(connection: connection, limits: limits).map {
            FaultyClientSession($0, fault, dialect)
        }
    }
}
