import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec

/// MsgID as the neutral model holds it (section 6.1).
enum SMGPIDs {
    /// A new id of a gateway.
    static func make(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        let time = CivilTime(moment)
        let parts = SMGP.MessageID.Parts(
            gateway: Int(gateway), month: time.month, day: time.day, hour: time.hour, minute: time.minute,
            sequence: Int(serial))
        return id(SMGP.MessageID(parts))
    }

    /// The id `steps` further in the range of one Submit.
    static func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        guard steps != 0, let id = SMGP.MessageID(octets: base.octets) else { return base }
        return self.id(id.advanced(by: steps))
    }

    /// Twenty digits, as gateways print an id.
    static func text(of id: CarrierMessageID) -> String {
        SMGP.MessageID(octets: id.octets)?.description ?? id.description
    }

    /// The MsgID of an id; zero for one that is not ten octets long.
    static func messageID(_ id: CarrierMessageID) -> SMGP.MessageID {
        id.ten.map { SMGP.MessageID(high: $0.first, low: $0.last) } ?? SMGP.MessageID()
    }

    static func id(_ id: SMGP.MessageID) -> CarrierMessageID { CarrierMessageID(id.high, id.low) }
}
