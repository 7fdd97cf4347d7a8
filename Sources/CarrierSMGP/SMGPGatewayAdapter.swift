import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec
import SMSText

/// SMGP as a gateway speaks it: every version up to one on the same port.
public struct SMGPGatewayAdapter: GatewayAdapter {
    /// The highest version that is spoken; lower ones are too.
    public let highest: SMGP.Version
    /// Refuses a login that was overheard and is replayed; nil to let every proven login in. See ``LoginMemory``.
    public var isReplay: ReplayCheck?

    public init(upTo highest: SMGP.Version = .v3_0) {
        self.highest = highest
    }

    public var name: String { highest.isV3 ? "smgp" : highest.rawValue }
    public var segmentLimits: SegmentLimits { .standard }
    public var sessionLimits: SessionLimits { .standard }
    public var codes: CarrierCodes { SMGPMeaning.codes }
    public var hasReverseConnection: Bool { false }
    public var idCapacity: IDCapacity { IDCapacity(serials: 1_000_000, seconds: 60) }

    public func meaning(of code: UInt32) -> String { SMGPMeaning.of(code) }
    public func meaning(ofLogin status: UInt32) -> String { SMGPMeaning.of(status) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { SMGPMeaning.of(report) }
    public func text(of id: CarrierMessageID) -> String { SMGPIDs.text(of: id) }

    public func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        SMGPIDs.make(at: moment, serial: serial, gateway: gateway)
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        SMGPIDs.id(base, advancedBy: steps)
    }

    public func word(for state: DeliveryState) -> String { state.statusWord }
    public func reportTime(_ moment: Moment) -> String { MessageField.reportTime(moment) }

    public func makeSession(connection: UInt32, limits: SessionLimits) -> any GatewaySession {
        SMGPGatewaySession(
            speaking: SMGPSessionRules(upTo: highest, accounts: [], isReplay: isReplay), role: .server, limits: limits,
            mapping: SMGPGatewayMapping(highest))
    }

    public func makeReverseSession(
        to account: GatewayAccount, connection: UInt32, limits: SessionLimits
    ) -> (any GatewaySession)? { nil }
}

extension GatewayAdapter where Self == SMGPGatewayAdapter {
    /// SMGP (中国电信) for a gateway, every version.
    public static var smgp: SMGPGatewayAdapter { SMGPGatewayAdapter() }

    /// SMGP (中国电信) for a gateway, up to a version.
    public static func smgp(upTo version: SMGP.Version) -> SMGPGatewayAdapter { SMGPGatewayAdapter(upTo: version) }
}
