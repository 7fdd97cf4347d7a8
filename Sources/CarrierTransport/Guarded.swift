/// A value that several threads share, entered by one call at a time.
///
/// The body must be short and must not enter the same value again, nor call what might.
///
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
