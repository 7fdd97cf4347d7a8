import CarrierFixtures
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

/// A protocol as a gateway with a deliberate fault speaks it.
package struct FaultyGatewayAdapter: GatewayAdapter {
    private let sound: any GatewayAdapter
    private let fault: PeerFault
    private let dialect: WireDialect

    /// The adapter with a fault in every session of one dialect; nil for a dialect without cases.
    package init?(_ sound: any GatewayAdapter, _ fault: PeerFault, speaking dialect: String) {
        guard let dialect = ConformanceSuite.dialect(named: dialect) else { return nil }
        (self.sound, self.fault, self.dialect) = (sound, fault, dialect)
    }

    package var name: String { sound.name }
    package var segmentLimits: SegmentLimits { sound.segmentLimits }
    package var sessionLimits: SessionLimits { sound.sessionLimits }
    package var codes: CarrierCodes { sound.codes }
    package var hasReverseConnection: Bool { sound.hasReverseConnection }
    package var idCapacity: IDCapacity { sound.idCapacity }
    package func meaning(of code: UInt32) -> String { sound.meaning(of: code) }
    package func meaning(ofLogin status: UInt32) -> String { sound.meaning(ofLogin: status) }
    package func text(of id: CarrierMessageID) -> String { sound.text(of: id) }
    package func meaning(of report: DeliveryReport) -> CodeMeaning { sound.meaning(of: report) }
    package func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        sound.makeID(at: moment, serial: serial, gateway: gateway)
    }
    package func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        sound.id(base, advancedBy: steps)
    }
    package func word(for state: DeliveryState) -> String { sound.word(for: state) }
    package func reportTime(_ moment: Moment) -> String { sound.reportTime(moment) }
    package func makeSession(connection: UInt32, limits: SessionLimits) -> any GatewaySession {
        FaultyGatewaySession(sound.makeSession(connection: connection, limits: limits), fault, dialect)
    }
    package func makeReverseSession(
        to account: GatewayAccount, connection: UInt32, limits: SessionLimits
    ) -> (any GatewaySession)? {
        sound.makeReverseSession(to: account, connection: connection, limits: limits).map {
            FaultyGatewaySession($0, fault, dialect)
        }
    }
}

/// A protocol as a client with a deliberate fault speaks it.
package struct FaultyClientAdapter: ClientAdapter {
    private let sound: any ClientAdapter
    private let fault: PeerFault
    private let dialect: WireDialect

    /// The adapter with a fault in every session; nil for a dialect without cases.
    package init?(_ sound: any ClientAdapter, _ fault: PeerFault, speaking dialect: String) {
        guard let dialect = ConformanceSuite.dialect(named: dialect) else { return nil }
        (self.sound, self.fault, self.dialect) = (sound, fault, dialect)
    }

    package var name: String { sound.name }
    package var account: String { sound.account }
    package var segmentLimits: SegmentLimits { sound.segmentLimits }
    package var sessionLimits: SessionLimits { sound.sessionLimits }
    package var malformedReportCode: UInt32 { sound.malformedReportCode }
    package var writesRelativeTimes: Bool { sound.writesRelativeTimes }
    package var hasReverseConnection: Bool { sound.hasReverseConnection }
    package func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int {
        sound.maximumRecipients(reporting: report)
    }
    package func validate(_ message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError] {
        sound.validate(message, segments)
    }
    package func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        sound.id(base, advancedBy: steps)
    }
    package func meaning(of code: UInt32) -> String { sound.meaning(of: code) }
    package func meaning(ofLogin status: UInt32) -> String { sound.meaning(ofLogin: status) }
    package func meaning(of report: DeliveryReport) -> CodeMeaning { sound.meaning(of: report) }
    package func text(of id: CarrierMessageID) -> String { sound.text(of: id) }
    package func makeSession(traffic: ChannelTraffic, connection: UInt32, limits: SessionLimits) -> any ClientSession {
        FaultyClientSession(
            sound.makeSession(traffic: traffic, connection: connection, limits: limits), fault, dialect)
    }
    package func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)? {
        sound.makeReverseSession(connection: connection, limits: limits).map {
            FaultyClientSession($0, fault, dialect)
        }
    }
}
