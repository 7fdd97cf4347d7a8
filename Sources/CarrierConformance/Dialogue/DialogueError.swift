/// A mistake in the text of a case: where it is, what it is, and what would be right.
public struct DialogueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name, as the caller gave it.
    public var file: String
    /// The line, counted from 1.
    public var line: Int
    /// The character within the line, counted from 1.
    public var column: Int
    /// What is wrong, and what would be right.
    public var reason: String

    /// Says what is wrong where.
    public init(file: String, line: Int, column: Int, reason: String) {
        (self.file, self.line) = (file, line)
        (self.column, self.reason) = (column, reason)
    }

    /// `file:line:column: reason`.
    public var description: String { "\(file):\(line):\(column): \(reason)" }
}
