/// Collects what a protocol cannot say, so that a binding builds its records once and can name every field that does
/// not fit, not only the first.
public struct FieldFindings: Sendable {
    /// What does not fit, in the order in which it was found.
    public private(set) var all: [MessagingError] = []

    /// Without a finding.
    public init() {}

    /// The value, or `substitute` and a finding.
    public mutating func take<Value>(
        _ substitute: Value, _ value: @autoclosure () throws(MessagingError) -> Value
    ) -> Value {
        do throws(MessagingError) { return try value() } catch {
            all.append(error)
            return substitute
        }
    }

    /// Adds a finding.
    public mutating func add(_ error: MessagingError) { all.append(error) }

    /// Refuses when there is a finding.
    ///
    /// - Throws: the first one.
    public func check() throws(MessagingError) {
        if let first = all.first { throw first }
    }
}
