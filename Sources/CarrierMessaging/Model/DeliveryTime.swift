import CarrierSession

/// When a message expires or is to be delivered.
public enum DeliveryTime: Hashable, Sendable {
    /// So long after the carrier takes the message.
    case after(Moment.Span)
    /// At this moment.
    case at(Moment)
}
