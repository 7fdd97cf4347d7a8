/// What a client's store is to keep, so that nothing is lost when the process ends.
///
/// A core with ``ClientOptions/usesStore`` makes these in the order of what happened and waits for
/// ``ClientCore/stored(upTo:at:)`` where a promise depends on it: a message is sent, and a report or an incoming
/// message acknowledged, only after its record is safe.
public enum ClientStoreRecord: Sendable {
    /// Messages were taken; the caller may be told when this is safe.
    case accepted(MessageContent, numbers: Range<UInt64>)
    /// A request was answered: `recipients` are indices, `id` is the first one's.
    case answered(number: UInt64, segment: Int, recipients: Range<Int>, id: CarrierMessageID?, code: UInt32)
    /// A message is settled at one recipient.
    case settled(number: UInt64, recipient: Int, RecipientOutcome.Result)
    /// Messages are settled at all their recipients: none of it was sent.
    case withdrawn(numbers: Range<UInt64>)
    /// A status report came; it is acknowledged when this is safe.
    case report(DeliveryReport)
    /// An incoming segment came; it is acknowledged when this is safe.
    case segment(InboundSegment)
}
