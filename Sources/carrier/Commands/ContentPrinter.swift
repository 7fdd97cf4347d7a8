import CarrierFixtures
import CarrierWire

/// What content without a frame is to be read as.
enum ContentKind: Sendable {
    case report
    case text
}

/// Prints a message's content that stands alone.
struct ContentPrinter {
    let kind: ContentKind
    let choice: DialectChoice
    let dataCoding: UInt8?
    let hasHeader: Bool
    let asJSON: Bool

    /// Prints it; false where it is damaged.
    ///
    /// - Throws: when the octets are no report.
    func print(_ octets: [UInt8], _ name: String, on console: Console) throws(UsageError) -> Bool {
        guard !octets.isEmpty else { throw UsageError("\(name) holds no octets", mend: "give the content's octets") }
        switch kind {
        case .report: return try printReport(octets, name, on: console)
        case .text: return printText(octets, on: console)
        }
    }

    private func printReport(_ octets: [UInt8], _ name: String, on console: Console) throws(UsageError) -> Bool {
        guard let report = BareContent.report(octets, among: choice.dialects) else {
            throw UsageError(
                "\(name): \(octets.count) octets are no report: CMPP's have 60 or 71, SMGP's begin with id:",
                mend: "give Msg_Content or MsgContent alone; SGIP's report is a frame of its own")
        }
        if asJSON {
            var members: [(String, JSONValue)] = [
                ("content", .string("report")), ("protocol", .string(report.protocolName)),
                ("hex", .string(HexText.encode(octets))), ("report", .fields(report.fields)),
            ]
            if !report.meanings.isEmpty {
                members.append(
                    ("meanings", .object(report.meanings.map { ($0.field, .string($0.meaning.description)) })))
            }
            console.emit(.object(members))
            return true
        }
        let rows = report.fields.map { field in
            let meaning = report.meanings.first { $0.field == field.name }?.meaning.description ?? ""
            return [field.name, Console.printable(ExchangeFrame.words(of: field.value)), meaning]
        }
        console.print("# report of \(report.protocolName)\n" + TextTable(rows).text)
        return true
    }

    private func printText(_ octets: [UInt8], on console: Console) -> Bool {
        let content = BareContent.text(octets, coding: dataCoding, hasHeader: hasHeader)
        let isSound = !content.isHeaderMalformed && content.readings.allSatisfy(\.anomalies.isEmpty)
        if asJSON {
            var members: [(String, JSONValue)] = [
                ("content", .string("text")), ("hex", .string(HexText.encode(octets))),
            ]
            if let first = content.readings.first {
                members += [("coding", .integer(first.coding)), ("text", .string(first.text))]
                if !first.anomalies.isEmpty { members.append(("textAnomalies", .strings(first.anomalies))) }
            }
            if let header = content.header { members.append(("udh", header)) }
            if content.isHeaderMalformed { members.append(("udh", .object([("malformed", .bool(true))]))) }
            let others = content.readings.dropFirst().map { reading in
                JSONValue.object([("coding", .integer(reading.coding)), ("text", .string(reading.text))])
            }
            if !others.isEmpty { members.append(("others", .array(others))) }
            console.emit(.object(members))
            return isSound
        }
        var notes: [(String, String)] = []
        if let words = content.headerWords { notes.append(("header", words)) }
        if content.isHeaderMalformed { notes.append(("header", "announced, and the content does not hold it")) }
        for reading in content.readings {
            notes.append(("coding \(reading.coding)", reading.text))
            notes += reading.anomalies.map { ("", "(\($0))") }
        }
        if content.readings.isEmpty { notes.append(("binary", HexText.encode(octets))) }
        console.print(TextTable(notes.map { [$0.0, Console.printable($0.1)] }).text)
        return isSound
    }
}
