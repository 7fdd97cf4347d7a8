import CarrierMessaging

/// Keeps what a gateway accepted and what it owes, so that nothing is lost when the process ends.
public protocol GatewayStore: Sendable {
    /// Makes the records safe, in order; returns when they are.
    ///
    /// - Throws: when that is impossible; the gateway then stops, for what is not safe must not be promised.
    func append(_ records: [GatewayRecord]) async throws
}
