/// A value that several connections share, entered by one call at a time.
///
/// Handlers run under their connection's lock, those of different connections at the same time; what they share lives
/// here. The body must be short and must not call into a connection.
/// Invariant behind `@unchecked Sendable`: `value` is touched under `lock` only.
package final class Guarded<Value: Sendable>: @unchecked Sendable {
    @usableFromInline let lock = Lock()
    @usableFromInline var value: Value

    /// Shares `value`.
    @inlinable package init(_ value: Value) { self.value = value }

    /// Works with the value while nobody else does.
    @inlinable package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
