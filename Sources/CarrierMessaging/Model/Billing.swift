/// Who pays for a message, and how much: the fields that every carrier's protocol has in some form.
public struct Billing: Hashable, Sendable {
    /// Who pays.
    public enum Payer: UInt8, Hashable, Sendable {
        /// The recipient (目的终端).
        case destination = 0
        /// The sender's phone (源终端).
        case source = 1
        /// The service provider.
        case provider = 2
        /// The subscriber in `chargedNumber`.
        case chargedNumber = 3
    }

    /// How the price applies (资费类别).
    public enum FeeType: Hashable, Sendable {
        /// Nothing is charged.
        case free
        /// For each message.
        case perMessage
        /// For each month.
        case monthly
        /// For each message up to a monthly limit (封顶).
        case capped
        /// The provider charges by itself.
        case collectedByProvider
        /// Something else, in the digits of the protocol it was read from; no other protocol takes it.
        case other(String)
    }

    /// Who pays.
    public var payer: Payer = .provider
    /// The subscriber who pays where `payer` is `chargedNumber`; empty otherwise.
    public var chargedNumber = ""
    /// True when `chargedNumber` is a pseudonym (伪码).
    public var chargedNumberIsPseudonym = false
    /// How the price applies.
    public var feeType = FeeType.free
    /// The price in fen (分), in digits.
    public var feeCode = "000000"

    public init() {}

    /// Free for the recipient, the provider pays.
    public static let free = Billing()
}
