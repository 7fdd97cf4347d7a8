import CMPPCodec
import CarrierFixtures
import CarrierSession
import CarrierWire
import SGIPCodec
import SMGPCodec

// What fields hold that the run's parties and moment decide, and the digests of logins (cmpp.md 4, smgp.md 5); what
// fields hold besides stands in `UsualValues`.
extension FrameMaker {
    mutating func usualValues(of command: String, _ purpose: Purpose) -> [String: FieldValue] {
        switch facts.family {
        case .cmpp: usualCMPP(command, purpose)
        case .smgp: usualSMGP(command, purpose)
        case .sgip: usualSGIP(command, purpose)
        }
    }

    private var content: FieldValue { .string(FieldNotation.octets(Array(setting.text.utf8))) }

    private static func field(_ name: String, of frame: SeenFrame?) -> FieldValue? { frame?.value(at: [name]) }

    private mutating func usualCMPP(_ command: String, _ purpose: Purpose) -> [String: FieldValue] {
        let date = CivilTime(purpose.now)
        switch command {
        case "CMPP_CONNECT":
            return [
                "Source_Addr": .string(setting.account), "Timestamp": .number(Int64(date.monthToSecond)),
            ]
        case "CMPP_SUBMIT":
            return [
                "Service_Id": .string(setting.serviceID), "Msg_src": .string(setting.account),
                "Src_Id": .string(setting.from), "Dest_terminal_Id": .list([.string(setting.to)]),
                "Msg_Content": content,
            ]
        case "CMPP_SUBMIT_RESP", "CMPP_DELIVER":
            let id = ["Msg_Id": FieldValue.string(HexText.word(nextMessageID(purpose.now), octets: 8))]
            guard command == "CMPP_DELIVER" else { return id }
            return id.merging([
                "Dest_Id": .string(setting.from), "Service_Id": .string(setting.serviceID),
                "Src_terminal_Id": .string(setting.to), "Msg_Content": content,
            ]) { $1 }
        case "CMPP_DELIVER_RESP":
            return FrameMaker.field("Msg_Id", of: purpose.request).map { ["Msg_Id": $0] } ?? [:]
        case "CMPP_QUERY": return ["Time": .string(FrameMaker.day(date))]
        case "CMPP_QUERY_RESP":
            var fields: [String: FieldValue] = [:]
            for name in ["Time", "Query_Type", "Query_Code"] {
                if let value = FrameMaker.field(name, of: purpose.request) { fields[name] = value }
            }
            return fields
        default: return [:]
        }
    }

    private mutating func usualSMGP(_ command: String, _ purpose: Purpose) -> [String: FieldValue] {
        let date = CivilTime(purpose.now)
        switch command {
        case "Login":
            return [
                "ClientID": .string(setting.account), "TimeStamp": .number(Int64(date.monthToSecond)),
            ]
        case "Submit":
            return [
                "ServiceID": .string(setting.serviceID), "SrcTermID": .string(setting.from),
                "DestTermID": .list([.string(setting.to)]), "MsgContent": content,
            ]
        case "Submit_Resp", "Deliver":
            let id = ["MsgID": FieldValue.string(FieldNotation.octets(nextShortID(purpose.now)))]
            guard command == "Deliver" else { return id }
            let clock = FrameMaker.digits([date.hour, date.minute, date.second])
            return id.merging([
                "RecvTime": .string(FrameMaker.day(date) + clock), "SrcTermID": .string(setting.to),
                "DestTermID": .string(setting.from), "MsgContent": content,
            ]) { $1 }
        case "Deliver_Resp": return FrameMaker.field("MsgID", of: purpose.request).map { ["MsgID": $0] } ?? [:]
        case "Query": return ["QueryTime": .string(FrameMaker.day(date))]
        case "Query_Resp":
            var fields: [String: FieldValue] = [:]
            for name in ["QueryTime", "QueryType", "QueryCode"] {
                if let value = FrameMaker.field(name, of: purpose.request) { fields[name] = value }
            }
            return fields
        default: return [:]
        }
    }

    private func usualSGIP(_ command: String, _ purpose: Purpose) -> [String: FieldValue] {
        let number = FieldValue.string("86" + setting.to)
        switch command {
        case "Bind":
            let names: [String: FieldValue] = [
                "LoginName": .string(setting.account), "LoginPassword": .string(setting.secret),
            ]
            return purpose.isGatewaysLogin ? names.merging(["LoginType": .number(2)]) { $1 } : names
        case "Submit":
            return [
                "SPNumber": .string(setting.from), "UserNumber": .list([number]),
                "CorpId": .string(setting.corporation), "ServiceType": .string(setting.serviceID),
                "MessageContent": content,
            ]
        case "Deliver":
            return ["UserNumber": number, "SPNumber": .string(setting.from), "MessageContent": content]
        case "Report", "UserRpt":
            return ["UserNumber": number, "SPNumber": .string(setting.from)]
        default: return [:]
        }
    }

    // MARK: - Ids and times

    /// Month to second, gateway 1, and a counter (cmpp.md 5).
    private mutating func nextMessageID(_ now: Moment) -> UInt64 {
        lastID &+= 1
        let date = CivilTime(now)
        let parts: [(Int, UInt64)] = [
            (date.month, 60), (date.day, 55), (date.hour, 50), (date.minute, 44), (date.second, 38), (1, 16),
        ]
        return parts.reduce(UInt64(lastID & 0xFFFF)) { $0 | UInt64($1.0) << $1.1 }
    }

    /// Gateway code, month to minute and a counter, two decimal digits an octet (smgp.md 6.1).
    private mutating func nextShortID(_ now: Moment) -> [UInt8] {
        lastID &+= 1
        let date = CivilTime(now)
        let text =
            "000001" + FrameMaker.digits([date.month, date.day, date.hour, date.minute])
            + DecimalDigits.text(UInt64(lastID % 1_000_000), width: 6)
        return HexText.decode(text) ?? [UInt8](repeating: 0, count: 10)
    }

    private static func digits(_ numbers: [Int]) -> String {
        numbers.map { DecimalDigits.text(UInt64(clamping: $0), width: 2) }.joined()
    }

    private static func day(_ date: CivilTime) -> String {
        DecimalDigits.text(UInt64(clamping: date.year), width: 4) + digits([date.month, date.day])
    }

    // MARK: - Reports

    /// Makes content of a status report's fields.
    func fillReport(
        _ report: [String: ResolvedValue], into given: inout [String: ResolvedValue], _ purpose: Purpose
    ) throws(BrokenStep) {
        let date = CivilTime(purpose.now)
        let minute = FrameMaker.digits([date.year % 100, date.month, date.day, date.hour, date.minute])
        let fields: [(name: String, label: String, width: Int, usual: ResolvedValue)]
        func text(_ text: String) -> ResolvedValue { .octets(Array(text.utf8), isText: true) }
        switch facts.family {
        case .cmpp:
            fields = [
                ("Msg_Id", "", 8, .number(0)), ("Stat", "", 7, text("DELIVRD")), ("Submit_time", "", 10, text(minute)),
                ("Done_time", "", 10, text(minute)),
                ("Dest_terminal_Id", "", facts.dialect.name == "cmpp-3.0" ? 32 : 21, text(setting.to)),
                ("SMSC_sequence", "", 4, .number(0)),
            ]
            if given["Registered_Delivery"] == nil { given["Registered_Delivery"] = .number(1) }
        case .smgp:
            fields = [
                ("id", "id:", 10, .octets([UInt8](repeating: 0, count: 10), isText: false)),
                ("sub", " sub:", 3, text("001")),
                ("dlvrd", " dlvrd:", 3, text("001")), ("submit_date", " submit date:", 10, text(minute)),
                ("done_date", " done date:", 10, text(minute)), ("stat", " stat:", 7, text("DELIVRD")),
                ("err", " err:", 3, text("000")), ("text", " text:", 20, text("")),
            ]
            if given["IsReport"] == nil { given["IsReport"] = .number(1) }
        case .sgip: throw BrokenStep("reports are a command of their own in SGIP")
        }
        if let stranger = report.keys.first(where: { key in !fields.contains { $0.name == key } }) {
            throw BrokenStep("a report has no field \(stranger)")
        }
        var content: [UInt8] = []
        for field in fields {
            content += field.label.utf8
            content += try FrameMaker.octets(report[field.name] ?? field.usual, width: field.width, field.name)
        }
        given[facts.family == .cmpp ? "Msg_Content" : "MsgContent"] = .octets(content, isText: false)
    }

    private static func octets(_ value: ResolvedValue, width: Int, _ name: String) throws(BrokenStep) -> [UInt8] {
        switch value {
        case .number(let number) where width <= 8:
            return (0..<width).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
        case .octets(let octets, _) where octets.count <= width:
            return octets + [UInt8](repeating: 0, count: width - octets.count)
        default: throw BrokenStep("report.\(name) does not fit \(width) octets")
        }
    }

    // MARK: - Digests

    /// Puts the digest into a login or its response, unless the case gives one.
    func fillDigest(
        of command: String, _ fields: inout [NamedValue], _ given: [String: ResolvedValue], _ secret: ResolvedValue?,
        _ purpose: Purpose
    ) {
        guard let name = FrameMaker.digestField(of: command) else { return }
        if let value = given[name], value != .digest { return }
        var key = Array(setting.secret.utf8)
        if case .octets(let octets, _) = secret { key = octets }
        let frame = fields.reduce(into: [String: FieldValue]()) { $0[$1.name] = $1.value }
        let digest = digest(of: command, key, purpose.request) { name in frame[name].flatMap { ResolvedValue($0) } }
        fields.removeAll { $0.name == name }
        fields.append(NamedValue(name, .string(FieldNotation.octets(digest))))
    }

    static func digestField(of command: String) -> String? {
        switch command {
        case "CMPP_CONNECT": "AuthenticatorSource"
        case "CMPP_CONNECT_RESP": "AuthenticatorISMG"
        case "Login": "AuthenticatorClient"
        case "Login_Resp": "AuthenticatorServer"
        default: nil
        }
    }

    /// The digest that a login or its response has to bear.
    func digest(
        of command: String, _ secret: [UInt8], _ request: SeenFrame?, _ field: (String) -> ResolvedValue?
    ) -> [UInt8] {
        func octets(_ name: String) -> [UInt8] {
            if case .octets(let octets, _) = field(name) { return octets }
            return []
        }
        func number(_ name: String) -> UInt32 {
            if case .number(let number) = field(name) { return UInt32(truncatingIfNeeded: number) }
            return 0
        }
        func asked(_ name: String) -> Digest {
            guard let value = request?.value(at: [name]), case .octets(let octets, _) = ResolvedValue(value) else {
                return Digest()
            }
            return Digest(octets) ?? Digest()
        }
        switch command {
        case "CMPP_CONNECT":
            return CMPP.Authenticator.source(
                account: octets("Source_Addr"), secret: secret, timestamp: number("Timestamp")
            ).octets
        case "CMPP_CONNECT_RESP":
            // Of a refused login it is empty (cmpp.md 4.2).
            if number("Status") != 0 { return Digest().octets }
            return CMPP.Authenticator.server(
                status: .ok, source: asked("AuthenticatorSource"), secret: secret,
                statusOctets: facts.dialect.name == "cmpp-3.0" ? 4 : 1
            ).octets
        case "Login":
            return SMGP.Authenticator.client(
                account: octets("ClientID"), secret: secret, timestamp: number("TimeStamp")
            ).octets
        case "Login_Resp":
            // Of a refused login it is empty (smgp.md 3.2).
            let status = SMGP.Status(rawValue: number("Status"))
            if status != .ok { return Digest().octets }
            return SMGP.Authenticator.server(status: status, client: asked("AuthenticatorClient"), secret: secret)
                .octets
        default: return Digest().octets
        }
    }
}
