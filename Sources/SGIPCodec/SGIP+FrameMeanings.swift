import CarrierWire

extension SGIP.Frame {
    /// What the Result of a response and the codes of a Report mean, under their fields' names.
    public func meanings(in version: SGIP.Version) -> [(field: FieldName, meaning: CodeMeaning)] {
        if case .report(let report) = message {
            var meanings: [(field: FieldName, meaning: CodeMeaning)] = [("ErrorCode", report.errorCode.words)]
            if let state = report.state.meaning { meanings.insert(("State", state), at: 0) }
            return meanings
        }
        guard message.isResponse else { return [] }
        let result = described(in: version).first { $0.name == "Result" }
        guard case .number(let number)? = result?.value, let code = UInt8(exactly: number) else { return [] }
        return [("Result", SGIP.Result(rawValue: code).words)]
    }
}

extension SGIP.Result {
    /// True when an edition, or the one vendor that uses it, gives the code a meaning.
    public var isKnown: Bool {
        SGIP.Result.vendors[rawValue] != nil || SGIP.Version.allCases.contains { meaning(in: $0) != nil }
    }

    /// The meaning in either edition, both where they differ (section 6.2).
    public var words: CodeMeaning { CodeMeaning(meaningInWords, chineseInWords) }
}
