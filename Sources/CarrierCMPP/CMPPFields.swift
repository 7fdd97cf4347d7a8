import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire

/// Values as CMPP's fields hold them: what does not fit is refused by name, nothing is cut.
enum CMPPField {
    /// FeeType (section 3.5): 3.0 dropped 04 and 05.
    static func feeType(
        _ type: Billing.FeeType, in version: CMPP.Version
    ) throws(MessagingError) -> OctetString {
        switch type {
        case .free: return "01"
        case .perMessage: return "02"
        case .monthly: return "03"
        case .capped where !version.isV3: return "04"
        case .collectedByProvider where !version.isV3: return "05"
        case .capped, .collectedByProvider: throw MessagingError(.unsupported, field: "FeeType")
        case .other(let digits): return try MessageField.text(digits, width: 2, "FeeType")
        }
    }

    /// What a FeeType says; digits that the specification has no word for are kept.
    static func feeType(_ digits: OctetString) -> Billing.FeeType {
        switch digits {
        case "01": .free
        case "02": .perMessage
        case "03": .monthly
        case "04": .capped
        case "05": .collectedByProvider
        default: .other(digits.text)
        }
    }
}
