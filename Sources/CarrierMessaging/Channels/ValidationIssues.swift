/// Collects what a protocol cannot say, so that a mapping builds its records once and can name every field that does
/// not fit, not only the first.
@usableFromInline package struct ValidationIssues: Sendable {
    /// What does not fit, in the order in which it was found.
    @usableFromInline package private(set) var all: [MessagingError] = []

    /// Without an issue.
    @usableFromInline package init() {}

    /// The value, or `substitute` and an issue.
    @usableFromInline package mutating func take<Value>(
        _ substitute: Value, _ value: @autoclosure () throws(MessagingError) -> Value
    ) -> Value {
        do throws(MessagingError) { return try value() } catch {
            all.append(error)
            return substitute
        }
    }

    /// Adds an issue.
    @usableFromInline package mutating func add(_ error: MessagingError) { all.append(error) }
}
