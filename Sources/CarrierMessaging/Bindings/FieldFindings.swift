/// Collects what a protocol cannot say, so that a binding builds its records once and can name every field that does
/// not fit, not only the first.
struct FieldFindings {
    private(set) var all: [MessagingError] = []

    /// The value, or `substitute` and a finding.
    mutating func take<Value>(
        _ substitute: Value, _ value: @autoclosure () throws(MessagingError) -> Value
    ) -> Value {
        do throws(MessagingError) { return try value() } catch {
            all.append(error)
            return substitute
        }
    }

    /// Adds a finding.
    mutating func add(_ error: MessagingError) { all.append(error) }

    /// Refuses when there is a finding.
    func check() throws(MessagingError) {
        if let first = all.first { throw first }
    }
}
