import CarrierWire

extension CMPP.Frame {
    /// What the octets allow and the specification does not: never an error of decoding.
    ///
    /// Empty for a frame without such values. Some findings are remarks on what is easily misunderstood.
    public func lint(in version: CMPP.Version) -> [LintFinding] {
        var notes = LintNotes(fields: described(in: version))
        for rule in CMPP.largestValues { notes.expect(rule.field, atMost: rule.maximum, rule.section) }
        switch message {
        case .connect(let connect): notes.look(at: connect)
        case .connectResponse(let response):
            let isEmpty = response.status != .authentication || response.authenticator.isZero
            notes.expect(isEmpty, "AuthenticatorISMG", "not empty after an authentication error", "4.2")
        case .submit(let submit): notes.look(at: submit, in: version)
        case .deliver(let deliver): notes.look(at: deliver, in: version)
        case .query(let query):
            notes.look(atDigits: query.time, 8, "Time", "3.7")
            notes.look(atReserve: query.reserve, "Reserve", "3.7")
        case .queryResponse(let response): notes.look(atDigits: response.time, 8, "Time", "3.7")
        case .activeTestResponse(let response):
            notes.expect(response.reserved == 0, "Reserved", "\(response.reserved) where 0 belongs", "3.12")
        case .forward(let forward): notes.look(at: forward, in: version)
        default: notes.lookAtRoutes()
        }
        return notes.findings
    }
}

extension CMPP {
    /// Fields that hold small numbers, whatever the command.
    fileprivate static let largestValues: [(field: FieldName, maximum: Int64, section: String)] = [
        ("Fee_UserType", 3, "3.5"), ("Fee_terminal_type", 1, "3.5"), ("Dest_terminal_type", 1, "3.5"),
        ("TP_udhi", 1, "9.3"), ("Query_Type", 1, "3.7"), ("Src_terminal_type", 1, "3.8"), ("Success_Id", 1, "3.11"),
        ("Msg_Fwd_Type", 3, "3.13"), ("Fee_terminal_UserType", 1, "3.13"), ("Src_UserType", 1, "3.13"),
        ("Src_type", 1, "3.13"), ("Dest_UserType", 1, "3.13"), ("Update_type", 2, "3.16"), ("User_type", 2, "3.16"),
        ("SP_AcessType", 1, "3.16"),
    ]
}

// MARK: - Commands

extension LintNotes {
    fileprivate mutating func look(at connect: CMPP.Connect) {
        expect(connect.sourceAddress.count == 6, "Source_Addr", "not six characters", "3.2")
        let known: [CMPP.VersionNumber] = [.v2_0, .v2_1, .v3_0]
        let number = HexText.word(UInt64(connect.version.rawValue), octets: 1)
        expect(known.contains(connect.version), "Version", "\(number) is no version", "4.3")
        let isTime = CMPP.Timestamp(connect.timestamp) != nil
        expect(isTime, "Timestamp", "\(connect.timestamp) is no time MMDDHHMMSS", "4.1")
    }

    fileprivate mutating func look(at submit: CMPP.Submit, in version: CMPP.Version) {
        expect(submit.messageID.rawValue == 0, "Msg_Id", "given, the gateway assigns it", "3.5")
        look(atSegment: submit.segmentNumber, of: submit.segmentCount, "3.5")
        look(atReportWanted: submit.registeredDelivery, highest: version.isV3 ? 1 : 2, "3.5")
        let count = submit.destinationIDs.count
        expect((1...99).contains(count), "DestUsr_tl", "\(count) is not in 1...99", "3.5")
        if !version.isV3, count > 1 {
            let wanted = submit.registeredDelivery
            expect(wanted != .wanted, "Registered_Delivery", "a report is wanted of \(count) receivers at once", "8.5")
            expect(wanted != .billing, "Registered_Delivery", "a billing message to \(count) receivers", "8.5")
        }
        if submit.destinationType == .real {
            for number in submit.destinationIDs { look(atNumber: number, "Dest_terminal_Id") }
        }
        look(atPayer: submit.feeUserType, submit.feeTerminalID)
        look(atPrice: submit.feeCode, submit.feeType, from: 1, to: version.isV3 ? 3 : 5, "3.5")
        look(atTime: submit.validTime, "ValId_Time", "7")
        look(atTime: submit.atTime, "At_Time", "7")
        look(atCoding: submit.dataCoding, "3.5")
        look(
            atContent: submit.content, submit.dataCoding, hasHeader: submit.hasUserDataHeader, longestASCII: 159, "3.5")
        look(
            atHeaderOf: submit.content, hasHeader: submit.hasUserDataHeader, number: submit.segmentNumber,
            count: submit.segmentCount)
        if !version.isV3 { look(atReserve: submit.linkID, "Reserve", "3.5") }
    }

    fileprivate mutating func look(at deliver: CMPP.Deliver, in version: CMPP.Version) {
        expect("Registered_Delivery", atMost: 1, "3.8")
        if deliver.isReport {
            look(atReport: try? deliver.report())
        } else {
            look(atCoding: deliver.dataCoding, "3.8")
            look(
                atContent: deliver.content, deliver.dataCoding, hasHeader: deliver.hasUserDataHeader,
                longestASCII: 160, "3.8")
            look(atHeaderOf: deliver.content, hasHeader: deliver.hasUserDataHeader)
        }
        if !version.isV3 { look(atReserve: deliver.linkID, "Reserved", "3.8") }
    }

    fileprivate mutating func look(at forward: CMPP.Forward, in version: CMPP.Version) {
        look(atSegment: forward.segmentNumber, of: forward.segmentCount, "3.13")
        look(atReportWanted: forward.registeredDelivery, highest: 2, "3.13")
        let count = forward.destinationIDs.count
        if version.isV3 {
            expect(count == 1, "DestUsr_tl", "\(count) where 3.0 wants 1", "3.13")
        } else {
            expect((1...99).contains(count), "DestUsr_tl", "\(count) is not in 1...99", "3.13")
        }
        look(atPayer: forward.feeUserType, forward.feeTerminalID)
        if version.isV3 {
            let isKnown = forward.feeType.isEmpty || ["01", "02", "03", "06"].contains(forward.feeType)
            expect(isKnown, "FeeType", "none of 01, 02, 03 and 06", "3.13")
        } else {
            look(atPrice: forward.feeCode, forward.feeType, from: 0, to: 5, "3.13")
        }
        look(atTime: forward.validTime, "Valid_Time", "7")
        look(atTime: forward.atTime, "At_Time", "7")
        switch forward.forwardType {
        case .mtReport: look(atReport: try? forward.report())
        case .moReport:
            let is60 = forward.content.count == CMPP.Version.v2_0.reportLength
            expect(is60, "Msg_Length", "\(forward.content.count) octets, an MO report has 60", "3.14")
        default:
            look(atCoding: forward.dataCoding, "3.13")
            look(
                atContent: forward.content, forward.dataCoding, hasHeader: forward.hasUserDataHeader,
                longestASCII: 160, "3.13")
            look(
                atHeaderOf: forward.content, hasHeader: forward.hasUserDataHeader, number: forward.segmentNumber,
                count: forward.segmentCount)
        }
        if version.isV3 {
            expect(!forward.sourceID.isEmpty, "Src_Id", "empty, 3.0 does not allow that", "3.13")
        } else {
            look(atReserve: forward.linkID, "Reserve", "3.13")
        }
    }

    /// Routing: what is written as text, in whichever of its messages.
    fileprivate mutating func lookAtRoutes() {
        if case .text(let text, _) = field("Route_type")?.value {
            expect(["MO", "MT"].contains(text), "Route_type", "neither MO nor MT", "3.16")
        }
        if case .text(let text, _) = field("Time_stamp")?.value { look(atDigits: text, 14, "Time_stamp", "7") }
        if case .number(0) = field("Update_type")?.value, case .number(let route) = field("Route_Id")?.value,
            field("Time_stamp") == nil
        {
            expect(route == 0, "Route_Id", "\(route) in an update that adds", "3.16")
        }
    }
}

// MARK: - Values

extension LintNotes {
    private mutating func look(atSegment number: UInt8, of count: UInt8, _ section: String) {
        expect(count >= 1, "Pk_total", "0, parts count from 1", section)
        expect(number >= 1, "Pk_number", "0, parts count from 1", section)
        expect(number <= count, "Pk_number", "part \(number) of \(count)", section)
    }

    private mutating func look(atReportWanted wanted: CMPP.RegisteredDelivery, highest: UInt8, _ section: String) {
        expect(wanted.rawValue <= highest, "Registered_Delivery", "\(wanted.rawValue) is above \(highest)", section)
    }

    private mutating func look(atNumber number: OctetString, _ field: FieldName) {
        let octets = number.octets
        let digits = octets.first == UInt8(ascii: "+") ? octets.dropFirst() : octets[...]
        expect(DecimalDigits.number(digits) != nil, field, "no telephone number in digits", "1.5")
    }

    private mutating func look(atPayer payer: CMPP.FeeUserType, _ number: OctetString) {
        let isNamed = payer == .feeTerminal
        expect(!isNamed || !number.isEmpty, "Fee_terminal_Id", "empty although Fee_UserType is 3", "3.5")
        expect(isNamed || number.isEmpty, "Fee_terminal_Id", "filled although Fee_UserType is not 3", "9.2")
    }

    private mutating func look(
        atPrice code: OctetString, _ type: OctetString, from lowest: Int, to highest: Int, _ section: String
    ) {
        let octets = type.octets
        let kind = octets.count == 2 ? DecimalDigits.number(octets) : nil
        expect(kind.map { $0 >= lowest && $0 <= highest } ?? false, "FeeType", "not 0\(lowest) to 0\(highest)", section)
        let isPrice = code.isEmpty || DecimalDigits.number(code.octets) != nil
        expect(isPrice, "FeeCode", "no price in digits", section)
    }

    private mutating func look(atCoding coding: CMPP.DataCoding, _ section: String) {
        let known: [CMPP.DataCoding] = [.ascii, .simWrite, .binary, .ucs2, .gb]
        expect(known.contains(coding), "Msg_Fmt", "\(coding.rawValue) is not specified", section)
    }

    private mutating func look(
        atContent content: [UInt8], _ coding: CMPP.DataCoding, hasHeader: Bool, longestASCII: Int, _ section: String
    ) {
        let longest = coding == .ascii ? longestASCII : 140
        expect(content.count <= longest, "Msg_Length", "\(content.count) octets, at most \(longest)", section)
        let header = hasHeader ? 1 + Int(content.first ?? 0) : 0
        let text = content.dropFirst(header)
        if coding == .ascii {
            expect(text.allSatisfy { $0 < 0x80 }, "Msg_Content", "not ASCII although Msg_Fmt is 0", "9.4")
        }
        if coding == .ucs2 {
            expect(text.count % 2 == 0, "Msg_Content", "\(text.count) octets of text cannot be UCS-2", "9.4")
        }
    }

    private mutating func look(atHeaderOf content: [UInt8], hasHeader: Bool, number: UInt8? = nil, count: UInt8? = nil)
    {
        guard hasHeader else { return }
        let length = Int(content.first ?? 0)
        guard length > 0, length < content.count else {
            return expect(false, "TP_udhi", "set, and the content has no header", "9.3")
        }
        guard let number, let count, let part = LintNotes.concatenation(in: content[1...length]) else { return }
        // One part of one is what some senders always state.
        guard number != 1 || count != 1 else { return }
        let agree = part.number == number && part.count == count
        expect(agree, "Pk_number", "part \(number) of \(count), the header says \(part.number) of \(part.count)", "9.3")
    }

    fileprivate mutating func look(atReport report: CMPP.StatusReport??) {
        guard case .some(.some(let report)) = report else {
            return expect(false, "Msg_Content", "a report has 60 or 71 octets", "3.9")
        }
        expect(report.word.isSpecified, "Msg_Content", "Stat \(report.status) is not specified", "6.7")
        expect(report.isFinal, "Msg_Content", "Stat ACCEPTD is no final state and not sent", "6.7")
        for (time, name) in [(report.submitTime, "Submit_time"), (report.doneTime, "Done_time")] {
            expect(CMPP.ReportTime(time) != nil, "Msg_Content", "\(name) is no time YYMMDDHHMM", "7")
        }
    }
}
