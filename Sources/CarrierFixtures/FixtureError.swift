/// What is wrong with a fixture, a capture or a line of exchange JSON: where, and what.
public struct FixtureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name, as the caller gave it; empty for text that has none.
    public var file: String
    /// The line, counted from 1; 0 where lines do not apply.
    public var line: Int
    /// What is wrong, in words, and what would be right.
    public var reason: String

    /// Says what is wrong where.
    public init(file: String = "", line: Int = 0, _ reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    /// `file:line: reason`, without the parts that are not known.
    public var description: String {
        let place = [file, line > 0 ? String(line) : ""].filter { !$0.isEmpty }.joined(separator: ":")
        return place.isEmpty ? reason : "\(place): \(reason)"
    }
}
