import CarrierSession
import CarrierWire

/// What a client proved its account with, for an owner that refuses to see the same proof twice.
public struct LoginProof: Hashable, Sendable {
    /// The account's name.
    public var account: String
    /// The digest on the wire: of the account, the secret and the time stamp.
    public var digest: Digest
    /// The time stamp, MMDDHHMMSS as a decimal number, China time.
    public var timestamp: UInt32
    /// When the login came in.
    public var moment: Moment

    public init(account: String, digest: Digest, timestamp: UInt32, moment: Moment) {
        self.account = account
        self.digest = digest
        self.timestamp = timestamp
        self.moment = moment
    }
}

/// Asked once for each account that proved itself: true refuses the login as a replay of an earlier one.
public typealias ReplayCheck = @Sendable (LoginProof) -> Bool

/// Remembers the digests of logins as long as their time stamps count, so that a login that was overheard cannot be
/// replayed.
///
/// A value for one owner: a gateway with several connections keeps it under its lock. Clients that open several
/// connections within one second send the same digest for each, and clients without a clock a wrong time stamp; both
/// are refused, which is why this is a choice and not the rule. Logins without a digest (SGIP) cannot be told apart.
public struct LoginMemory: Sendable {
    /// How far a time stamp may lie from the time of its login, on either side.
    public let window: Moment.Span
    /// Digests remembered; above it the oldest are forgotten.
    public static let capacity = 65_536

    private var expiries: [Digest: Moment] = [:]
    private var order: [(digest: Digest, expiry: Moment)] = []

    /// - Parameter window: ten minutes unless given.
    public init(window: Moment.Span = .seconds(600)) { self.window = max(window, .zero) }

    /// True when the digest was seen before, or its time stamp is too far from now to tell; otherwise it is remembered.
    public mutating func isReplay(_ proof: LoginProof) -> Bool {
        forget(at: proof.moment)
        guard let stamped = LoginMemory.moment(of: proof.timestamp, near: proof.moment),
            stamped <= proof.moment + window, proof.moment <= stamped + window, expiries[proof.digest] == nil
        else { return true }
        // Later than that, the time stamp is refused.
        let expiry = stamped + window
        expiries[proof.digest] = expiry
        order.append((proof.digest, expiry))
        return false
    }

    private mutating func forget(at moment: Moment) {
        // Time stamps come in no order; what is not the oldest goes a little later.
        let gone = order.prefix { $0.expiry < moment }.count
        let surplus = max(gone, order.count - LoginMemory.capacity + 1)
        guard surplus > 0 else { return }
        for entry in order.prefix(surplus) { expiries[entry.digest] = nil }
        order.removeFirst(min(surplus, order.count))
    }

    /// The moment of a time stamp without a year, in the year that brings it nearest; nil when there is no such time.
    private static func moment(of timestamp: UInt32, near moment: Moment) -> Moment? {
        let parts = Int(timestamp)
        let year = CivilTime(moment).year
        let readings = [year - 1, year, year + 1].compactMap { year in
            CivilTime(
                year: year, month: parts / 100_000_000, day: parts / 1_000_000 % 100, hour: parts / 10_000 % 100,
                minute: parts / 100 % 100, second: parts % 100
            ).moment()
        }
        return readings.min { left, right in
            max(left - moment, moment - left) < max(right - moment, moment - right)
        }
    }
}
