import CarrierWire

extension ConversationFrame {
    /// What matters of the frame in one line: numbers, text, code with its meaning, id, the way back of a report.
    ///
    /// What a peer wrote stands in it as it came, texts up to `textLimit` characters and then `…`.
    public func words(textLimit: Int = 60) -> String {
        var words = summary.isResponse ? responseWords : requestWords(textLimit)
        if let reports { words.append("on frame \(reports.frame) after \(ConversationFrame.seconds(reports.after))") }
        if let whole {
            let text = ConversationFrame.short(whole.text, textLimit)
            words.append("whole message of frames \(whole.frames.map(String.init).joined(separator: ", ")): \(text)")
        }
        if let hint = frame.hint { words.append("(\(hint))") }
        words += frame.deviations.map { "(\($0))" }
        return words.joined(separator: " ")
    }

    /// How long the answer took, where the frame is one.
    public var latencyWords: String? { answers.map { ConversationFrame.seconds($0.after) } }

    private func requestWords(_ textLimit: Int) -> [String] {
        var words: [String] = []
        switch summary.kind {
        case .login: words = [summary.account.map { "account \($0)" }, versionWords].compactMap { $0 }
        case .submit, .message:
            words = [summary.source ?? "?", "→", recipientWords]
            if let segment = summary.segment { words.append("\(segment.number)/\(segment.total)") }
            if let text = frame.text {
                words.append(ConversationFrame.short(text, textLimit))
            } else if let count = summary.content?.octets.count, count > 0 {
                words.append("\(count) octets")
            }
        case .report:
            words = ["report", summary.messageID ?? "?", recipientWords, summary.state ?? "?"]
            if let meaning = frame.meanings.first?.meaning { words.append("\(meaning)") }
            if let reason = frame.meanings.dropFirst().first?.meaning, summary.isFailure { words.append("\(reason)") }
        case .keepAlive, .closing: break
        case .other: if let id = summary.messageID { words.append(id) }
        }
        return words
    }

    private var responseWords: [String] {
        var words: [String] = []
        if let id = summary.messageID, !summary.isFailure { words.append(id) }
        if let code = summary.code {
            let meaning = frame.meanings.first?.meaning.description ?? ""
            words.append(code == 0 ? "ok" : "\(code) \(meaning)")
        }
        if summary.kind == .login, let version = versionWords { words.append(version) }
        return words
    }

    private var versionWords: String? { summary.version.map { "version \($0 >> 4).\($0 & 15)" } }

    private var recipientWords: String {
        let first = summary.recipients.prefix(3).joined(separator: ",")
        let others = summary.recipients.count - 3
        return others > 0 ? "\(first) and \(others) more" : first.isEmpty ? "?" : first
    }

    private static func short(_ text: String, _ limit: Int) -> String {
        let start = text.prefix(max(1, limit))
        return "\"\(start)\(start.endIndex < text.endIndex ? "…" : "")\""
    }

    /// A length of time in the unit that suits it.
    public static func seconds(_ nanoseconds: Int64) -> String {
        let time = max(0, nanoseconds)
        switch time {
        case ..<1_000_000: return "\(time / 1000) µs"
        case ..<10_000_000: return "\(tenths(time / 100_000)) ms"
        case ..<1_000_000_000: return "\(time / 1_000_000) ms"
        case ..<600_000_000_000: return "\(tenths(time / 100_000_000)) s"
        default: return "\(time / 60_000_000_000) min"
        }
    }

    private static func tenths(_ count: Int64) -> String { "\(count / 10).\(count % 10)" }
}
