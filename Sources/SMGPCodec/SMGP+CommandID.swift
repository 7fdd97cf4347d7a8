import CarrierWire

extension SMGP {
    /// RequestID (section 2): a response is its request with bit 31 set. Any number is a value.
    public struct CommandID: WireCommand {
        /// The number on the wire.
        public var rawValue: UInt32

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt32) { self.rawValue = rawValue }
    }
}

extension SMGP.CommandID {
    /// Login.
    public static let login = Self(rawValue: 0x01)
    /// Submit: a message to phones.
    public static let submit = Self(rawValue: 0x02)
    /// Deliver: a message from a phone, or a status report.
    public static let deliver = Self(rawValue: 0x03)
    /// Active_Test: keep-alive.
    public static let activeTest = Self(rawValue: 0x04)
    /// Forward: gateway to gateway.
    public static let forward = Self(rawValue: 0x05)
    /// Exit: closing.
    public static let exit = Self(rawValue: 0x06)
    /// Query: a day's statistics.
    public static let query = Self(rawValue: 0x07)
    /// Query_TE_Route; MT_Route_Update before 3.0, whose body is not defined here.
    public static let queryTERoute = Self(rawValue: 0x08)
    /// Query_SP_Route; MO_Route_Update before 3.0, whose body is not defined here.
    public static let querySPRoute = Self(rawValue: 0x09)
    /// Payment_Request of the billing extension.
    public static let paymentRequest = Self(rawValue: 0x0A)
    /// Payment_Affirm of the billing extension; its body is not known.
    public static let paymentAffirm = Self(rawValue: 0x0B)
    /// Query_UserState of the billing extension.
    public static let queryUserState = Self(rawValue: 0x0C)
    /// Get_All_TE_Route.
    public static let getAllTERoute = Self(rawValue: 0x0D)
    /// Get_All_SP_Route.
    public static let getAllSPRoute = Self(rawValue: 0x0E)
    /// Update_TE_Route.
    public static let updateTERoute = Self(rawValue: 0x0F)
    /// Update_SP_Route.
    public static let updateSPRoute = Self(rawValue: 0x10)
    /// Push_Update_TE_Route.
    public static let pushUpdateTERoute = Self(rawValue: 0x11)
    /// Push_Update_SP_Route.
    public static let pushUpdateSPRoute = Self(rawValue: 0x12)

    /// Every request that a version defines with a body known here, in the order of section 2.1.
    public static func requests(in version: SMGP.Version) -> [SMGP.CommandID] {
        let all: [SMGP.CommandID] = [
            .login, .submit, .deliver, .activeTest, .forward, .exit, .query, .paymentRequest, .queryUserState,
        ]
        guard version.isV3 else { return all }
        return all + [
            .queryTERoute, .querySPRoute, .getAllTERoute, .getAllSPRoute, .updateTERoute, .updateSPRoute,
            .pushUpdateTERoute, .pushUpdateSPRoute,
        ]
    }

    /// The specification's name; nil for a command that the version does not define with a body known here.
    public func name(in version: SMGP.Version) -> String? {
        let name: String
        switch request {
        case .login: name = "Login"
        case .submit: name = "Submit"
        case .deliver: name = "Deliver"
        case .activeTest: name = "Active_Test"
        case .forward: name = "Forward"
        case .exit: name = "Exit"
        case .query: name = "Query"
        case .queryTERoute where version.isV3: name = "Query_TE_Route"
        case .querySPRoute where version.isV3: name = "Query_SP_Route"
        case .paymentRequest: name = "Payment_Request"
        case .queryUserState: name = "Query_UserState"
        case .getAllTERoute where version.isV3: name = "Get_All_TE_Route"
        case .getAllSPRoute where version.isV3: name = "Get_All_SP_Route"
        case .updateTERoute where version.isV3: name = "Update_TE_Route"
        case .updateSPRoute where version.isV3: name = "Update_SP_Route"
        case .pushUpdateTERoute where version.isV3: name = "Push_Update_TE_Route"
        case .pushUpdateSPRoute where version.isV3: name = "Push_Update_SP_Route"
        default: return nil
        }
        return isResponse ? name + "_Resp" : name
    }
}

extension SMGP.CommandID: CustomStringConvertible {}
