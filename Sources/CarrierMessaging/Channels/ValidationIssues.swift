/// Collects what a protocol cannot say, so that a mapping builds its records once and can name every field that does
/// not fit, not only the first.
public struct ValidationIssues: Sendable {
    /// What does not fit, in the order in which it was found.
    public private(set) var all: [MessagingError] = []

    /// Without an issue.
    public init() {}

    /// The value, or `substitute` and an issue.
    public mutating func take<Value>(
        _ substitute: Value, _ value: @autoclosure () throws(MessagingError) -> Value
    ) -> Value {
        do throws(MessagingError) { return try value() } catch {
            all.append(error)
            return substitute
        }
    }

    /// Adds an issue.
    public mutating func add(_ error: MessagingError) { all.append(error) }
}
