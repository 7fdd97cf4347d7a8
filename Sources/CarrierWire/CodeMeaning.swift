/// What a code or a word on the wire means, for a person.
public struct CodeMeaning: Hashable, Sendable, CustomStringConvertible {
    /// In English.
    public var english: String
    /// In Chinese, after the specification where it has words.
    public var chinese: String

    /// A meaning in both languages.
    public init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    /// The English words, the Chinese ones behind them: `flow control (流量控制错)`.
    public var description: String { chinese.isEmpty ? english : "\(english) (\(chinese))" }

    /// This meaning with another one that says why behind it.
    public func because(of reason: CodeMeaning?) -> CodeMeaning {
        guard let reason else { return self }
        return CodeMeaning("\(english): \(reason.english)", "\(chinese):\(reason.chinese)")
    }
}
