import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec

/// The identity of a message as the neutral model holds it: its Submit's sequence number (section 1.4).
///
/// There are no ranges: all recipients of a Submit share its number (section 5).
enum SGIPIDs {
    /// An id for what a gateway begins itself.
    static func make(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        let time = CivilTime(moment).monthToSecond
        return CarrierMessageID(SequenceKey(prefix: UInt64(gateway) << 32 | UInt64(time), counter: serial))
    }

    /// Node, time and counter: `3057112345-1120203225-1`.
    static func text(of id: CarrierMessageID) -> String {
        SGIP.SequenceNumber(octets: id.octets)?.description ?? id.description
    }
}
