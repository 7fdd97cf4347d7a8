import CarrierWire

extension SGIP {
    /// Command ID (section 2): a response is its command with bit 31 set. Any number is a value.
    ///
    /// The text's 0x0000000e for ModifySMG_Resp is a misprint.
    public struct CommandID: WireCommand {
        /// The number on the wire.
        public var rawValue: UInt32

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt32) { self.rawValue = rawValue }
    }
}

extension SGIP.CommandID {
    /// Bind: login.
    public static let bind = Self(rawValue: 0x01)
    /// Unbind: closing.
    public static let unbind = Self(rawValue: 0x02)
    /// Submit: a message to phones.
    public static let submit = Self(rawValue: 0x03)
    /// Deliver: a message from a phone.
    public static let deliver = Self(rawValue: 0x04)
    /// Report: what became of a message.
    public static let report = Self(rawValue: 0x05)
    /// AddSP: a route to a provider.
    public static let addSP = Self(rawValue: 0x06)
    /// ModifySP.
    public static let modifySP = Self(rawValue: 0x07)
    /// DeleteSP.
    public static let deleteSP = Self(rawValue: 0x08)
    /// QueryRoute.
    public static let queryRoute = Self(rawValue: 0x09)
    /// AddTeleSeg: a route to a segment of numbers (号段).
    public static let addTelephoneSegment = Self(rawValue: 0x0A)
    /// ModifyTeleSeg.
    public static let modifyTelephoneSegment = Self(rawValue: 0x0B)
    /// DeleteTeleSeg.
    public static let deleteTelephoneSegment = Self(rawValue: 0x0C)
    /// AddSMG: a gateway.
    public static let addSMG = Self(rawValue: 0x0D)
    /// ModifySMG.
    public static let modifySMG = Self(rawValue: 0x0E)
    /// DeleteSMG.
    public static let deleteSMG = Self(rawValue: 0x0F)
    /// CheckUser: asks the billing centre.
    public static let checkUser = Self(rawValue: 0x10)
    /// UserRpt: a subscriber's state.
    public static let userReport = Self(rawValue: 0x11)
    /// Trace: the way of a message.
    public static let trace = Self(rawValue: 0x1000)

    private static let names: [(command: Self, name: String)] = [
        (.bind, "Bind"), (.unbind, "Unbind"), (.submit, "Submit"), (.deliver, "Deliver"), (.report, "Report"),
        (.addSP, "AddSP"), (.modifySP, "ModifySP"), (.deleteSP, "DeleteSP"), (.queryRoute, "QueryRoute"),
        (.addTelephoneSegment, "AddTeleSeg"), (.modifyTelephoneSegment, "ModifyTeleSeg"),
        (.deleteTelephoneSegment, "DeleteTeleSeg"), (.addSMG, "AddSMG"), (.modifySMG, "ModifySMG"),
        (.deleteSMG, "DeleteSMG"), (.checkUser, "CheckUser"), (.userReport, "UserRpt"), (.trace, "Trace"),
    ]

    /// Every command, in the order of section 2; both editions have all.
    public static func requests(in version: SGIP.Version) -> [SGIP.CommandID] { names.map(\.command) }

    /// The command of that name, nil when there is none: `"Submit_Resp"`.
    public init?(name: String) { self.init(name: name, in: .v1_2) }

    /// The specification's name; nil for a command that it does not define.
    public func name(in version: SGIP.Version) -> String? { name }

    /// The specification's name; nil for a command that it does not define.
    public var name: String? {
        guard let name = Self.names.first(where: { $0.command == request })?.name else { return nil }
        return isResponse ? name + "_Resp" : name
    }
}

extension SGIP.CommandID: CustomStringConvertible {}
