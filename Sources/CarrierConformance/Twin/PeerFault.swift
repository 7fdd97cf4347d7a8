import CarrierSession
import CarrierWire

/// A deliberate fault of a peer: the suite is tested by peers that have one each.
package struct PeerFault: Sendable {
    /// The name, as `--fault` takes it: `submit-response-wrong-sequence`.
    package let name: String
    /// Whose fault it is.
    package let role: JudgedRole
    /// What goes wrong, in one clause.
    package let meaning: String

    let target: FrameKind
    let change: FaultChange

    /// True when the fault can be made in a dialect: not every protocol has every frame and field.
    package func exists(in dialect: String) -> Bool {
        guard let dialect = ConformanceSuite.dialect(named: dialect) else { return false }
        let family = ProtocolFacts(dialect).family
        guard !target.commands(in: family).isEmpty || target == .any else { return false }
        switch change {
        case .set(let fields, _), .overwrite(let fields, _): return fields[family] != nil
        default: return true
        }
    }
}

/// The frames that faults are about, in no protocol's words.
enum FrameKind: String, Sendable, CaseIterable {
    case login, loginResponse, submit, submitResponse, keepAlive, keepAliveResponse, closing, closingResponse, any
    /// Incoming messages and reports apart, also where both have one command.
    case deliver, deliverResponse, report, reportResponse
    /// The response to either.
    case anyDeliverResponse

    func commands(in family: ProtocolFacts.Family) -> Set<String> {
        if self == .anyDeliverResponse {
            return FrameKind.deliverResponse.commands(in: family).union(FrameKind.reportResponse.commands(in: family))
        }
        return command(in: family).map { [$0] } ?? []
    }

    private func command(in family: ProtocolFacts.Family) -> String? {
        switch self {
        case .login: family.named("CMPP_CONNECT", "Login", "Bind")
        case .loginResponse: family.named("CMPP_CONNECT_RESP", "Login_Resp", "Bind_Resp")
        case .submit: family.named("CMPP_SUBMIT", "Submit", "Submit")
        case .submitResponse: family.named("CMPP_SUBMIT_RESP", "Submit_Resp", "Submit_Resp")
        case .deliver: family.named("CMPP_DELIVER", "Deliver", "Deliver")
        case .deliverResponse: family.named("CMPP_DELIVER_RESP", "Deliver_Resp", "Deliver_Resp")
        case .report: family.named("CMPP_DELIVER", "Deliver", "Report")
        case .reportResponse: family.named("CMPP_DELIVER_RESP", "Deliver_Resp", "Report_Resp")
        case .keepAlive: family.named("CMPP_ACTIVE_TEST", "Active_Test", nil)
        case .keepAliveResponse: family.named("CMPP_ACTIVE_TEST_RESP", "Active_Test_Resp", nil)
        case .closing: family.named("CMPP_TERMINATE", "Exit", "Unbind")
        case .closingResponse: family.named("CMPP_TERMINATE_RESP", "Exit_Resp", "Unbind_Resp")
        case .any, .anyDeliverResponse: nil
        }
    }
}

extension ProtocolFacts.Family {
    fileprivate func named(_ cmpp: String, _ smgp: String, _ sgip: String?) -> String? {
        switch self {
        case .cmpp: cmpp
        case .smgp: smgp
        case .sgip: sgip
        }
    }
}

/// A place in a frame: a field, and an offset within it.
struct FieldPlace: Sendable {
    var field: String
    var offset = 0

    init(_ field: String, _ offset: Int = 0) { (self.field, self.offset) = (field, offset) }
}

/// What goes wrong with a frame.
enum FaultChange: Sendable {
    /// It is never sent.
    case drop
    /// It is sent twice.
    case double
    /// Its sequence number is one too high.
    case nextSequence
    /// Its sequence number is always the same.
    case sameSequence
    /// The announced length is off by so many octets.
    case announced(Int)
    /// So many octets are missing at the end, and the length says so.
    case shorten(Int)
    /// So many zeros follow, and the length says so.
    case lengthen(Int)
    /// It has a command that nobody knows.
    case rename
    /// It comes so much later.
    case delay(Moment.Span)
    /// The connection ends in its place.
    case endInstead
    /// The connection ends behind it.
    case endBehind
    /// A field has this number.
    case set([ProtocolFacts.Family: FieldPlace], UInt64)
    /// Octets of a field are these.
    case overwrite([ProtocolFacts.Family: FieldPlace], [UInt8])
    /// A frame of the other side's is not seen.
    case ignore
    /// A frame of the other side's ends the connection.
    case endOnReceipt
    /// The peer never ends a connection.
    case staysOpen

    /// True when it is about frames that the other side sends.
    var isIncoming: Bool {
        switch self {
        case .ignore, .endOnReceipt: true
        default: false
        }
    }
}
