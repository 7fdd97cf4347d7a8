import CMPPCodec
import CarrierWire
import SGIPCodec
import SMGPCodec

/// All codes and status words with their meanings, printed from the declarations: `Docs/codes.md` is this text.
public enum CodeManual {
    /// The page, as Markdown.
    public static var page: String {
        let lines = [
            "# Codes and status words", "",
            "Printed from the declarations by `UPDATE_GOLDEN=1 swift test --filter ManualTests`; a test compares.",
            "Meanings are the specifications', in Chinese after their texts; what is met in the field alone says so.",
            "`carrier decode --json`, `send` and `receive` print them beside the codes.", "",
        ]
        return (lines + statusWords + cmpp + smgp + sgip).joined(separator: "\n") + "\n"
    }

    private static func table(_ title: String, _ heads: [String], _ rows: [[String]]) -> [String] {
        func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        return ["### \(title)", "", row(heads), "|" + String(repeating: "---|", count: heads.count)] + rows.map(row)
            + [""]
    }

    // MARK: Status words

    private static var statusWords: [String] {
        func cells(_ word: String, _ entry: StatusWordTable.Entry) -> [String] {
            let isFinal = entry.state != .accepted && entry.state != .enroute
            return [
                word, entry.isSpecified ? "yes" : "no", "\(entry.state)" + (isFinal ? "" : ", not final"),
                entry.meaning.english, entry.meaning.chinese,
            ]
        }
        let heads = ["Word", "Specified", "State", "English", "Chinese"]
        let words = StatusWordTable.words.sorted { $0.key < $1.key }.map { cells($0.key, $0.value) }
        let beginnings = StatusWordTable.beginnings.map { cells($0.beginning + "…", $0.entry) }
        let families = StatusWordTable.families.sorted { $0.key < $1.key }.map { cells($0.key, $0.value) }
        let common = StatusWordTable.commonReasons.sorted { $0.key < $1.key }.map { ("every", $0.key, $0.value) }
        let own = StatusWordTable.reasons.sorted { $0.key < $1.key }.flatMap { family, reasons in
            reasons.sorted { $0.key < $1.key }.map { (family, $0.key, $0.value) }
        }
        let reasons = (common + own).map { family, number, meaning in
            [family, DecimalDigits.text(UInt64(number), width: 4), meaning.english, meaning.chinese]
        }
        return [
            "## Status words of reports", "",
            "Stat of CMPP, stat of SMGP and what bridges put into Reserve of SGIP's Report: one table for all.",
            "A family is two letters and a reason, `MI:0024` or `MI00024`. A word in none of the tables has failed",
            "for an unknown reason; only DELIVRD is a success. In SMGP every state is final, and ACCEPTD is accepted",
            "by the end user.",
            "",
        ] + table("Words", heads, words + beginnings) + table("Families", heads, families)
            + table("Reasons of families", ["Family", "Reason", "English", "Chinese"], reasons)
    }

    // MARK: CMPP

    private static var cmpp: [String] {
        let results = (0...13).map { code in
            let result = CMPP.Result(rawValue: UInt32(code))
            let submit = result.meaning(in: .submit, .v3_0)
            return [
                "\(code)", submit.english, result.meaning(in: .submit, .v2_0).english,
                result.meaning(in: .deliver, .v3_0).english, result.meaning(in: .forward, .v3_0).english,
                submit.chinese,
            ]
        }
        let kinds: [(String, CMPP.RouteResult.Response, CMPP.Version)] = [
            ("2.0, query", .query, .v2_0), ("2.0, update", .update, .v2_0), ("2.0, push", .push, .v2_0),
            ("3.0", .query, .v3_0),
        ]
        let routes = kinds.flatMap { name, response, version in
            (UInt8(0)...255).compactMap { code -> [String]? in
                CMPP.RouteResult(rawValue: code).meaning(in: response, version).map {
                    [name, "\(code)", $0.english, $0.chinese]
                }
            }
        }
        let forward = CMPP.Result(rawValue: 9).meaning(in: .forward, .v3_0)
        return ["## CMPP", ""]
            + table("Status of CONNECT_RESP", heads, (0...5).map { row($0, CMPP.ConnectStatus(rawValue: $0).meaning) })
            + table(
                "Result of SUBMIT_RESP, DELIVER_RESP and FWD_RESP",
                ["Code", "SUBMIT_RESP, 3.0", "SUBMIT_RESP, 2.0", "DELIVER_RESP", "FWD_RESP", "Chinese, SUBMIT_RESP"],
                results)
            + table("Result 9 of FWD_RESP", heads, [row(9, forward)])
            + table(
                "Success_Id of CANCEL_RESP", heads,
                (0...1).compactMap { code in CMPP.CancelOutcome(rawValue: code).meaning.map { row(code, $0) } })
            + table("Result of the name server", ["Version", "Code", "English", "Chinese"], routes)
    }

    private static let heads = ["Code", "English", "Chinese"]

    private static func row(_ code: some BinaryInteger, _ meaning: CodeMeaning) -> [String] {
        ["\(code)", meaning.english, meaning.chinese]
    }

    // MARK: SMGP

    private static var smgp: [String] {
        let status = (UInt32(0)...255).map { SMGP.Status(rawValue: $0) }.filter(\.isKnown).map { status in
            [
                "\(status.rawValue)", status.isSpecified ? "yes" : "no", status.meaning.english,
                status.meaning.chinese,
            ]
        }
        let errors = (0...999).compactMap { number -> [String]? in
            let code = DecimalDigits.text(UInt64(number), width: 3)
            let meaning = OctetString(code).flatMap { SMGP.ReportErrorCode($0).meaning }
            return meaning.map { [code, $0.english, $0.chinese] }
        }
        return ["## SMGP", ""] + table("Status", ["Code", "Specified", "English", "Chinese"], status)
            + table("err of a report", heads, errors)
    }

    // MARK: SGIP

    private static var sgip: [String] {
        let results = (UInt8(0)...255).map { SGIP.Result(rawValue: $0) }
        let listed = results.compactMap { result -> [String]? in
            let (old, new) = (result.meaning(in: .v1_2), result.meaning(in: .v1_3))
            guard old != nil || new != nil else { return nil }
            return [
                "\(result.rawValue)", old?.english ?? "", new?.english ?? "", old?.chinese ?? "",
                old == new ? "" : new?.chinese ?? "",
            ]
        }
        let vendors = results.filter { result in
            result.isKnown && SGIP.Version.allCases.allSatisfy { result.meaning(in: $0) == nil }
        }
        let states = (UInt8(0)...2).compactMap { code in SGIP.State(rawValue: code).meaning.map { row(code, $0) } }
        return ["## SGIP", ""]
            + table(
                "Result, and ErrorCode of Report", ["Code", "1.2", "1.3", "Chinese", "Chinese, 1.3 where it differs"],
                listed)
            + table("Codes of vendors", heads, vendors.map { row($0.rawValue, $0.words) })
            + table("State of Report", heads, states)
    }
}
