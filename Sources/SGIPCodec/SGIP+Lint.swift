import CarrierWire

extension SGIP.Frame {
    /// What the octets allow and the specification, or practice, does not: never an error of decoding.
    ///
    /// Empty for a frame without such values. Some findings are remarks on what is easily misunderstood.
    public func lint(in version: SGIP.Version) -> [LintFinding] {
        var notes = LintNotes(fields: described(in: version))
        let size = encodedSize(in: version)
        notes.expect(
            size <= SGIP.specifiedFrameLength, "Message Length",
            "\(size) octets, the text allows \(SGIP.specifiedFrameLength)", "1.3")
        notes.expect(sequence.timestamp != nil, "Sequence Number", "\(sequence.time) is no time MMDDhhmmss", "1.4")
        switch message {
        case .bind(let bind): notes.look(at: bind)
        case .submit(let submit): notes.look(at: submit, in: version)
        case .deliver(let deliver): notes.look(at: deliver)
        case .report(let report): notes.look(at: report)
        case .userReport(let report):
            notes.expect(report.userCondition.rawValue <= 2, "UserCondition", "not 0, 1 or 2", "3.7")
            notes.look(atNumber: report.userNumber, "UserNumber")
        case .checkUserResponse(let response):
            notes.expect(response.status.rawValue <= 2, "Status", "not 0, 1 or 2", "3.10")
        case .queryRoute(let query): notes.expect(query.queryType.rawValue <= 4, "QueryType", "above 4", "3.20")
        case .queryRouteResponse(let response):
            notes.expect(response.routes.count <= 20, "Count", "more than 20 entries in one frame", "3.20")
        case .addTelephoneSegment(let add):
            notes.expect(["0", "1"].contains(add.telephoneType), "TeleType", "neither 0 nor 1 in ASCII", "3.14")
        case .modifyTelephoneSegment(let modify):
            notes.expect(
                ["0", "1"].contains(modify.newTelephoneType), "NewTeleType", "neither 0 nor 1 in ASCII", "3.15")
        default: break
        }
        return notes.findings
    }
}

extension LintNotes {
    // MARK: Commands

    fileprivate mutating func look(at bind: SGIP.Bind) {
        let type = bind.loginType.rawValue
        expect((1...6).contains(type) || type == 11, "LoginType", "\(type) is reserved", "3.1")
    }

    fileprivate mutating func look(at submit: SGIP.Submit, in version: SGIP.Version) {
        expect(!submit.spNumber.isEmpty, "SPNumber", "empty", "8.4")
        look(atReceiversOf: submit, in: version)
        look(atPriceOf: submit)
        let cause = submit.cause.rawValue
        expect(cause <= 3, "MorelatetoMTFlag", "\(cause) is above 3", "3.4")
        expect(version != .v1_3 || cause != 3, "MorelatetoMTFlag", "3 is forbidden to SPs since 1.3 (result 40)", "3.4")
        expect(submit.priority <= 9, "Priority", "\(submit.priority) is above 9", "3.4")
        look(atTime: submit.expireTime, "ExpireTime")
        look(atTime: submit.scheduleTime, "ScheduleTime")
        let flag = submit.reportFlag
        expect(flag.rawValue <= 3, "ReportFlag", "\(flag.rawValue) is reserved", "9.7")
        expect(flag != .onFailure, "ReportFlag", "0 asks for a report on failure; 2 asks for none", "9.7")
        expect(submit.messageType == 0, "MessageType", "\(submit.messageType) is undefined", "3.4")
        look(atContent: submit.content, submit.dataCoding, submit.userDataHeaderIndicator)
        look(atReserve: submit.reserve, "a LinkID, which no table defines", "11 Q9")
    }

    private mutating func look(atReceiversOf submit: SGIP.Submit, in version: SGIP.Version) {
        let count = submit.userNumbers.count
        expect((1...100).contains(count), "UserCount", "\(count) is not in 1...100", "3.4")
        expect(version != .v1_3 || count == 1, "UserCount", "\(count) where 1.3 wants 1 (result 19)", "3.4")
        for number in submit.userNumbers { look(atNumber: number, "UserNumber") }
        let charged = submit.chargeNumber
        if charged.isEmpty {
            expect(count > 1, "ChargeNumber", "empty, which is for several receivers", "3.4")
        } else if charged != SGIP.Submit.providerPays {
            look(atNumber: charged, "ChargeNumber")
        }
    }

    private mutating func look(atPriceOf submit: SGIP.Submit) {
        let isCode = submit.corporationID.count <= 5 && DecimalDigits.number(submit.corporationID.octets) != nil
        expect(isCode, "CorpId", "no number of five digits", "3.4")
        expect(submit.feeType.rawValue <= 4, "FeeType", "\(submit.feeType.rawValue) is above 4", "9.6")
        for (value, name) in [(submit.feeValue, FieldName("FeeValue")), (submit.givenValue, "GivenValue")] {
            // Empty counts as zero.
            let number = value.isEmpty ? 0 : DecimalDigits.number(value.octets)
            expect(number.map { $0 <= 99_999 } ?? false, name, "no number up to 99999", "3.4")
        }
        expect(submit.agentFlag.rawValue <= 1, "AgentFlag", "\(submit.agentFlag.rawValue) is above 1", "3.4")
    }

    fileprivate mutating func look(at deliver: SGIP.Deliver) {
        look(atNumber: deliver.userNumber, "UserNumber")
        look(atContent: deliver.content, deliver.dataCoding, deliver.userDataHeaderIndicator)
        look(atReserve: deliver.reserve, "a LinkID, which no table defines", "11 Q9")
    }

    fileprivate mutating func look(at report: SGIP.Report) {
        expect(report.reportType.rawValue <= 1, "ReportType", "\(report.reportType.rawValue) is undefined", "3.6")
        look(atNumber: report.userNumber, "UserNumber")
        expect(report.state.rawValue <= 2, "State", "\(report.state.rawValue) is above 2", "5")
        let code = report.errorCode.rawValue
        expect(report.state == .failed || code == 0, "ErrorCode", "\(code) although the state is not 2", "3.6")
        expect(report.state != .failed || code != 0, "ErrorCode", "0 although the state is 2", "3.6")
        look(atReserve: report.reserve, "a status word of the gateway's own", "11 Q11")
    }

    // MARK: Values

    fileprivate mutating func look(atNumber number: OctetString, _ field: FieldName) {
        let octets = number.octets
        let isLawful = octets.starts(with: "86".utf8) && DecimalDigits.number(octets) != nil
        expect(isLawful, field, "not digits that begin with 86 (result 6)", "9.3")
    }

    private mutating func look(atTime time: OctetString, _ field: FieldName) {
        if time.isEmpty { return }
        guard let parsed = SMPPTime(time) else {
            return expect(false, field, "no time yymmddhhmmsstnnp (result 5)", "7")
        }
        expect(parsed.reference != .now, field, "a relative time is not allowed", "7")
        expect(time.octets.suffix(4).elementsEqual("032+".utf8), field, "does not end in 032+", "7")
    }

    private mutating func look(atContent content: [UInt8], _ coding: SGIP.DataCoding, _ indicator: UInt8) {
        expect(indicator <= 1, "TP_udhi", "\(indicator) where 0 or 1 belongs", "10")
        if indicator & 0x41 != 0 {
            let header = content.first.map { Int($0) } ?? 0
            expect(header > 0 && header < content.count, "TP_udhi", "set, and the content has no header", "10")
        }
        let limit = coding == .ascii && indicator & 0x41 == 0 ? 160 : 140
        expect(content.count <= limit, "MessageLength", "\(content.count) octets, \(limit) are usual", "9.2")
    }

    private mutating func look(atReserve reserve: OctetString, _ what: String, _ section: String) {
        expect(reserve.isEmpty, "Reserve", "carries \(what)", section)
    }
}
