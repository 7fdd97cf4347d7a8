import CMPPCodec
import CarrierFixtures
import CarrierWire
import SGIPCodec
import SMGPCodec

/// What a run has to know of a protocol besides its layouts.
struct ProtocolFacts: Sendable {
    enum Family: Sendable { case cmpp, smgp, sgip }

    let dialect: WireDialect
    let family: Family

    init(_ dialect: WireDialect) {
        self.dialect = dialect
        switch dialect.name.prefix(4) {
        case "cmpp": family = .cmpp
        case "smgp": family = .smgp
        default: family = .sgip
        }
    }

    var headerLength: Int { dialect.frameRules.headerLength }
    /// The octets that pair a request with its response.
    var sequenceRange: Range<Int> { 8..<headerLength }
    var login: String { family == .cmpp ? "CMPP_CONNECT" : family == .smgp ? "Login" : "Bind" }
    var closing: String { family == .cmpp ? "CMPP_TERMINATE" : family == .smgp ? "Exit" : "Unbind" }
    var submit: String { family == .cmpp ? "CMPP_SUBMIT" : "Submit" }
    var deliver: String { family == .cmpp ? "CMPP_DELIVER" : "Deliver" }
    /// The field of a response that says how it went, zero for well.
    func status(of response: String) -> String {
        switch family {
        case .cmpp: response == "CMPP_CONNECT_RESP" ? "Status" : "Result"
        case .smgp: "Status"
        case .sgip: "Result"
        }
    }

    /// The field that tells a report from an incoming message; of SGIP, where both have commands of their own, none.
    var reportMark: String { family == .cmpp ? "Registered_Delivery" : family == .smgp ? "IsReport" : "" }

    /// The field of a submit that asks for a report, and its value for none.
    var reportWish: (field: String, none: UInt64) {
        switch family {
        case .cmpp: ("Registered_Delivery", 0)
        case .smgp: ("NeedReport", 0)
        case .sgip: ("ReportFlag", 2)
        }
    }

    /// The name of the response to a request; nil for a command that is none.
    func response(to command: String) -> String? {
        let name = command + (family == .cmpp ? "_RESP" : "_Resp")
        return dialect.commands.contains(name) ? name : nil
    }

    /// The request that a response answers; nil for a request.
    func request(of response: String) -> String? {
        response.uppercased().hasSuffix("_RESP") ? String(response.dropLast(5)) : nil
    }

    /// The commands that the peer may send whenever it likes.
    func anytime(from role: JudgedRole) -> Set<String> {
        switch (family, role) {
        case (.cmpp, .gateway): ["CMPP_ACTIVE_TEST", "CMPP_DELIVER"]
        case (.cmpp, .sp): ["CMPP_ACTIVE_TEST", "CMPP_SUBMIT", "CMPP_QUERY", "CMPP_CANCEL"]
        case (.smgp, .gateway): ["Active_Test", "Deliver"]
        case (.smgp, .sp): ["Active_Test", "Submit", "Query"]
        case (.sgip, .gateway): ["Deliver", "Report", "UserRpt"]
        case (.sgip, .sp): ["Submit"]
        }
    }

    /// The command of a frame by its number; nil for one that the dialect does not define.
    func command(of frame: [UInt8]) -> String? {
        guard frame.count >= 8 else { return nil }
        let number = frame[4..<8].reduce(0) { $0 << 8 | UInt32($1) }
        switch family {
        case .cmpp:
            return CMPP.Version(rawValue: dialect.name).flatMap { CMPP.CommandID(rawValue: number).name(in: $0) }
        case .smgp:
            return SMGP.Version(rawValue: dialect.name).flatMap { SMGP.CommandID(rawValue: number).name(in: $0) }
        case .sgip: return SGIP.CommandID(rawValue: number).name
        }
    }

    /// The tag of an optional parameter by its name, and the octets that a number takes in it.
    static func tag(named name: String) -> SMGP.Tag? {
        if name.hasPrefix("0x"), let number = UInt16(name.dropFirst(2), radix: 16) { return SMGP.Tag(rawValue: number) }
        return (0...0x40).map { SMGP.Tag(rawValue: $0) }.first { $0.name?.description == name }
    }
}
