import CarrierWire

extension SMGP.Frame {
    /// What the Status of a response and the words of a report mean, under their fields' names.
    public func meanings(in version: SMGP.Version) -> [(field: FieldName, meaning: CodeMeaning)] {
        let report: SMGP.StatusReport?
        switch message {
        case .deliver(let deliver): report = deliver.report
        case .forward(let forward): report = forward.report
        default:
            guard message.isResponse else { return [] }
            let status = described(in: version).first { $0.name == "Status" }
            guard case .number(let number)? = status?.value, let code = UInt32(exactly: number) else { return [] }
            return [("Status", SMGP.Status(rawValue: code).meaning)]
        }
        guard let report else { return [] }
        var meanings: [(field: FieldName, meaning: CodeMeaning)] = [
            ("stat", report.state.meaning ?? report.state.word.words)
        ]
        if let error = report.errorCode.meaning { meanings.append(("err", error)) }
        return meanings
    }
}
