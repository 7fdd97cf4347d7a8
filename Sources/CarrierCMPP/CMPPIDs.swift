import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire

/// Msg_Id as the neutral model holds it (section 5).
enum CMPPIDs {
    /// A new id of a gateway.
    static func make(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        let time = CivilTime(moment)
        let parts = CMPP.MessageID.Parts(
            month: UInt8(clamping: time.month), day: UInt8(clamping: time.day), hour: UInt8(clamping: time.hour),
            minute: UInt8(clamping: time.minute), second: UInt8(clamping: time.second), gateway: gateway,
            sequence: UInt16(truncatingIfNeeded: serial))
        return CarrierMessageID(CMPP.MessageID(parts).rawValue)
    }

    /// The id `steps` further in the range of one SUBMIT.
    static func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        guard steps != 0, let number = base.number else { return base }
        return CarrierMessageID(CMPP.MessageID(rawValue: number).advanced(by: steps).rawValue)
    }

    /// The Msg_Id of an id; zero for one that is not eight octets long.
    static func messageID(_ id: CarrierMessageID) -> CMPP.MessageID { CMPP.MessageID(rawValue: id.number ?? 0) }
}
