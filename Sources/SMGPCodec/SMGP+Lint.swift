import CarrierWire

extension SMGP.Frame {
    /// What the octets allow and the specification does not: never an error of decoding.
    ///
    /// Empty for a frame without such values. Some findings are remarks on what is easily misunderstood.
    public func lint(in version: SMGP.Version) -> [LintFinding] {
        var notes = LintNotes(fields: described(in: version))
        for rule in SMGP.largestValues { notes.expect(rule.field, atMost: rule.maximum, rule.section) }
        notes.expect("Priority", atMost: version.isV3 ? 3 : 9, "3.4")
        notes.lookAtStatus()
        switch message {
        case .login(let login): notes.look(at: login)
        case .loginResponse(let response):
            let isEmpty = response.status != .authentication || response.authenticator.isZero
            notes.expect(isEmpty, "AuthenticatorServer", "not empty after an authentication error", "3.2")
        case .submit(let submit): notes.look(at: submit)
        case .submitResponse(let response):
            let isLawful = response.status == .ok || response.messageID.isZero
            notes.expect(isLawful, "MsgID", "given although the message was refused", "3.5")
        case .deliver(let deliver): notes.look(at: deliver)
        case .forward(let forward): notes.look(at: forward)
        case .forwardResponse(let response): notes.look(at: response.parameters, of: .forward.response)
        case .query(let query): notes.look(atDigits: query.time, 8, "QueryTime", "3.10")
        case .queryResponse(let response):
            notes.look(atDigits: response.time, 8, "QueryTime", "3.10")
            notes.look(atReserve: response.reserve, "Reserve", "3.10")
        default: notes.lookAtRoutes()
        }
        return notes.findings
    }
}

extension SMGP {
    /// Fields that hold small numbers, whatever the command.
    fileprivate static let largestValues: [(field: FieldName, maximum: Int64, section: String)] = [
        ("LoginMode", 2, "3.1"), ("NeedReport", 1, "3.4"), ("IsReport", 1, "3.6"), ("ReportFlag", 2, "3.8"),
        ("QueryType", 1, "3.10"), ("UpdateType", 2, "3.11"), ("SPAccessType", 1, "3.11"), ("SPType", 1, "3.11"),
    ]
}

// MARK: - Commands

extension LintNotes {
    fileprivate mutating func lookAtStatus() {
        guard case .number(let number) = field("Status")?.value else { return }
        let status = SMGP.Status(rawValue: UInt32(clamping: number))
        expect(status.isSpecified || (128...255).contains(number), "Status", "\(number) is reserved", "7.1")
    }

    fileprivate mutating func look(at login: SMGP.Login) {
        expect(!login.clientID.isEmpty, "ClientID", "empty", "3.1")
        let isTime = SMGP.Timestamp(login.timestamp) != nil
        expect(isTime, "TimeStamp", "\(login.timestamp) is no time MMDDHHMMSS", "8")
        let known: [SMGP.VersionNumber] = [.v1_3, .v2_0, .v3_0, .v3_1]
        let number = HexText.word(UInt64(login.version.rawValue), octets: 1)
        expect(known.contains(login.version), "ClientVersion", "\(number) is no version", "0")
    }

    fileprivate mutating func look(at submit: SMGP.Submit) {
        look(atType: submit.messageType, "3.4")
        let count = submit.destinationTerminalIDs.count
        expect((1...100).contains(count), "DestTermIDCount", "\(count) is not in 1...100", "3.4")
        look(atPrice: submit.feeType, submit.feeCode, submit.fixedFee)
        look(atTime: submit.validTime, "ValidTime", "8")
        look(atTime: submit.atTime, "AtTime", "8")
        look(atContent: submit.content, submit.dataCoding, submit.parameters, atMost: 140)
        look(atReserve: submit.reserve, "Reserve", "3.4")
        look(at: submit.parameters, of: .submit)
        look(atPseudonyms: submit.parameters, receivers: submit.destinationTerminalIDs)
    }

    fileprivate mutating func look(at deliver: SMGP.Deliver) {
        let isTime = SMGP.CalendarTime(deliver.receiveTime) != nil
        expect(isTime, "RecvTime", "no time YYYYMMDDHHMMSS", "8")
        if deliver.isReport == 0 {
            look(atContent: deliver.content, deliver.dataCoding, deliver.parameters, atMost: 252)
        } else {
            expect(deliver.dataCoding == .ascii, "MsgFormat", "not 0 in a report", "6.3")
            look(atReport: deliver.report)
        }
        look(atReserve: deliver.reserve, "Reserve", "3.6")
        look(at: deliver.parameters, of: .deliver)
    }

    fileprivate mutating func look(at forward: SMGP.Forward) {
        look(atType: forward.messageType, "3.8")
        look(atTime: forward.validTime, "ValidTime", "8")
        look(atTime: forward.atTime, "AtTime", "8")
        if forward.reportFlag == .report {
            look(atReport: forward.report)
        } else {
            look(atPrice: forward.feeType, forward.feeCode, forward.fixedFee)
            look(atContent: forward.content, forward.dataCoding, forward.parameters, atMost: 252)
        }
        look(atReserve: forward.reserve, "Reserve", "3.8")
        look(at: forward.parameters, of: .forward)
    }

    /// Routing: what is written as text, in whichever of its messages.
    fileprivate mutating func lookAtRoutes() {
        if case .text(let text, _) = field("RouteType")?.value {
            expect(["TE", "SP"].contains(text), "RouteType", "neither TE nor SP", "3.11")
        }
        if case .text(let text, _) = field("Time")?.value { look(atDigits: text, 14, "Time", "8") }
        if case .number(0) = field("UpdateType")?.value, case .number(let route) = field("RouteID")?.value,
            field("Time") == nil
        {
            expect(route == 0, "RouteID", "\(route) in an update that adds", "3.11")
        }
        if case .number(let number) = field("RouteNumber")?.value, case .number(let total) = field("RouteTotal")?.value
        {
            expect((1...max(1, total)).contains(number), "RouteNumber", "route \(number) of \(total)", "3.11")
        }
    }
}

// MARK: - Values

extension LintNotes {
    private mutating func look(atType type: SMGP.MessageType, _ section: String) {
        expect([0, 6, 7].contains(type.rawValue), "MsgType", "\(type.rawValue) is reserved", "10.3")
    }

    private mutating func look(atPrice type: OctetString, _ code: OctetString, _ fixed: OctetString) {
        expect(["00", "01", "02", "03"].contains(type), "FeeType", "not 00 to 03", "10.4")
        for (price, field) in [(code, FieldName("FeeCode")), (fixed, "FixedFee")] {
            let isPrice = price.isEmpty || DecimalDigits.number(price.octets) != nil
            expect(isPrice, field, "no price in digits", "10.4")
        }
    }

    private mutating func look(
        atContent content: [UInt8], _ coding: SMGP.DataCoding, _ parameters: SMGP.Parameters, atMost limit: Int
    ) {
        let known: [SMGP.DataCoding] = [.ascii, .cardWrite, .binary, .ucs2, .gb, .cardMessage]
        expect(known.contains(coding), "MsgFormat", "\(coding.rawValue) is reserved", "10.1")
        expect(content.count <= limit, "MsgLength", "\(content.count) octets, at most \(limit)", "10.2")
        let header = parameters.hasUserDataHeader ? 1 + Int(content.first ?? 0) : 0
        let text = content.dropFirst(header)
        if coding == .ascii {
            expect(text.allSatisfy { $0 < 0x80 }, "MsgContent", "not ASCII although MsgFormat is 0", "10.1")
        }
        if coding == .ucs2 {
            expect(text.count % 2 == 0, "MsgContent", "\(text.count) octets of text cannot be UCS-2", "10.1")
        }
        guard parameters.hasUserDataHeader else { return }
        guard header > 1, header <= content.count else {
            return expect(
                false, "TP_udhi", at: place(of: .userDataHeaderIndicator, in: parameters),
                "set, and the content has no header", "10.7")
        }
        guard let count = parameters.segmentCount, let number = parameters.segmentNumber,
            let part = LintNotes.concatenation(in: content[1..<header])
        else { return }
        let agree = part.number == number && part.count == count
        expect(
            agree, "PkNumber", at: place(of: .segmentNumber, in: parameters),
            "part \(number) of \(count), the header says \(part.number) of \(part.count)", "10.7")
    }

    private mutating func look(atReport report: SMGP.StatusReport?) {
        guard let report else { return expect(false, "MsgContent", "a report begins with id: and ten octets", "6.3") }
        expect(report.state.isSpecified, "MsgContent", "stat \(report.state.text) is not specified", "7.3")
        let code = report.errorCode
        expect(code.text.count == 3, "MsgContent", "err \(code.text) has not three characters", "7.4")
        for (date, name) in [(report.submitDate, "submit date"), (report.doneDate, "done date")] {
            expect(SMGP.ReportTime(date) != nil, "MsgContent", "\(name) is no time YYMMDDhhmm", "8")
        }
    }

    private mutating func look(atPseudonyms parameters: SMGP.Parameters, receivers: OctetStringList) {
        guard let joined = parameters.destinationTerminalPseudonym, !receivers.isEmpty else { return }
        expect(
            joined.count % receivers.count == 0, "DestTermPseudo",
            at: place(of: .destinationTerminalPseudonym, in: parameters),
            "\(joined.count) octets cannot be \(receivers.count) pseudonyms of one length", "4")
    }
}
