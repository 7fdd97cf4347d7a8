import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

/// CMPP as a gateway speaks it: every version up to one on the same port.
public struct CMPPGatewayAdapter: GatewayAdapter {
    /// The highest version that is spoken; lower ones are too.
    public let highest: CMPP.Version
    /// The layout of reports where it is not the version's own: 60 octets, as early 3.0 texts have it (section 3.9).
    public var reportLayout: CMPP.Version?
    /// Refuses a login that was overheard and is replayed; nil to let every proven login in. See ``LoginMemory``.
    public var isReplay: ReplayCheck?

    public init(upTo highest: CMPP.Version = .v3_0) {
        self.highest = highest
    }

    public var name: String { highest.isV3 ? "cmpp" : highest.rawValue }
    public var segmentLimits: SegmentLimits { .longASCII }
    public var sessionLimits: SessionLimits { .standard }
    public var codes: CarrierCodes { CMPPMeaning.codes }
    public var hasReverseConnection: Bool { false }
    public var idCapacity: IDCapacity { IDCapacity(serials: 65_536) }

    public func meaning(of code: UInt32) -> String { CMPPMeaning.of(code, highest) }
    public func meaning(ofLogin status: UInt32) -> String { CMPPMeaning.of(login: status) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { CMPPMeaning.of(report) }
    public func text(of id: CarrierMessageID) -> String { id.description }

    public func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        CMPPIDs.make(at: moment, serial: serial, gateway: gateway)
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        CMPPIDs.id(base, advancedBy: steps)
    }

    public func word(for state: DeliveryState) -> String { state.statusWord }
    public func reportTime(_ moment: Moment) -> String { MessageField.reportTime(moment) }

    public func makeSession(connection: UInt32, limits: SessionLimits) -> any GatewaySession {
        var mapping = CMPPGatewayMapping(highest)
        mapping.reportLayout = reportLayout
        return CMPPGatewaySession(
            speaking: CMPPSessionRules(upTo: highest, accounts: [], isReplay: isReplay), role: .server, limits: limits,
            mapping: mapping)
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
