import CarrierSession

/// The number of a record that a store is to write; steps by one, from 1.
public struct StoreNumber: Hashable, Comparable, Sendable {
    /// The number.
    public var rawValue: UInt64

    public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (left: StoreNumber, right: StoreNumber) -> Bool { left.rawValue < right.rawValue }
}

/// What a gateway's store is told: a submit is accepted before its SP is told so, then answered; what is owed to an
/// account is settled in the end.
@nonexhaustive
public enum GatewayRecord: Sendable {
    /// A submit was accepted; its SP is told when the record is stored.
    case accepted(CarrierMessageID, account: String, ReportedSubmit, wantsReport: Bool, at: Moment)
    /// The answer to an accepted submit was handed to its session.
    case answered(CarrierMessageID)
    /// A report is owed to an account.
    case reportOwed(DeliveryNumber, account: String, DeliveryReport, on: ReportedSubmit)
    /// An incoming message is owed to an account.
    case messageOwed(DeliveryNumber, account: String, IncomingMessage, key: String?)
    /// A delivery was acknowledged or handed back.
    case settled(DeliveryNumber)
}
