import CarrierWire

/// What the fields of a sound frame hold where that depends on no account, number or moment (cmpp.md 3, smgp.md 3,
/// sgip.md 3).
///
/// The only such table: drafts and the frames of the conformance suite are completed from it.
package struct UsualValues: Sendable {
    private let family: Substring
    /// The version as logins write it, two halves of an octet; nil for a name without one.
    package let versionOctet: UInt8?

    /// The usual values of a dialect.
    package init(_ dialect: WireDialect) {
        let parts = dialect.name.split(separator: "-")
        family = parts.first ?? ""
        let halves = parts.dropFirst().first?.split(separator: ".").compactMap { UInt8($0) } ?? []
        versionOctet = halves.count == 2 && halves.allSatisfy { $0 < 16 } ? halves[0] << 4 | halves[1] : nil
    }

    /// What a field of a command usually holds; nil where nothing is usual.
    package func value(of field: String, in command: String) -> FieldValue? {
        switch (family, field) {
        case ("cmpp", "Pk_total"), ("cmpp", "Pk_number"): .number(1)
        case ("cmpp", "Registered_Delivery"): .number(command == "CMPP_SUBMIT" ? 1 : 0)
        case ("cmpp", "Fee_UserType"): .number(2)
        case ("cmpp", "FeeType"): .string("01")
        case ("cmpp", "FeeCode"), ("smgp", "FeeCode"), ("smgp", "FixedFee"): .string("000000")
        case ("cmpp", "Version"), ("smgp", "ClientVersion"), ("smgp", "ServerVersion"):
            versionOctet.map { .number(Int64($0)) }
        case ("smgp", "MsgType"): .number(6)
        case ("smgp", "NeedReport"), ("smgp", "Priority"): .number(1)
        case ("smgp", "LoginMode"): .number(2)
        case ("smgp", "FeeType"): .string("00")
        case ("sgip", "Sequence Number"): .list([.number(0), .number(0), .number(1)])
        case ("sgip", "LoginType"), ("sgip", "ReportFlag"), ("sgip", "FeeType"): .number(1)
        case ("sgip", "ChargeNumber"): .string("000000000000000000000")
        case ("sgip", "FeeValue"), ("sgip", "GivenValue"): .string("0")
        case ("sgip", "MorelatetoMTFlag"): .number(2)
        default: nil
        }
    }

    /// A value without a meaning, of the field's kind.
    package static func empty(_ field: LayoutField) -> FieldValue {
        switch field.kind {
        case .unsigned where field.size == 8: .string("0x0000000000000000")
        case .unsigned where field.measure != nil: .list([])
        case .unsigned where field.size == 12: .list([.number(0), .number(0), .number(0)])
        case .unsigned, .signed: .number(0)
        case .text: field.measure == nil ? .string("") : .list([])
        case .octets: .string(FieldNotation.octets([UInt8](repeating: 0, count: field.measure == nil ? field.size : 0)))
        case .group, .parameters: .list([])
        }
    }
}
