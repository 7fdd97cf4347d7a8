import CarrierMessaging

/// Keeps what a client took and has not settled, so that nothing is lost when the process ends.
public protocol ClientStore: Sendable {
    /// Makes the records safe, in order; returns when they are.
    ///
    /// - Throws: when that is impossible; the client then stops, for what is not safe must not be promised.
    func append(_ records: [ClientStoreRecord]) async throws
}
