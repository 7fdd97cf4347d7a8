import CarrierSession
import SMSText

/// A subscriber's message, ready to be handed on to an account of a gateway, and the list of what is lost on the way.
///
/// Kept: the numbers, octets and coding, service code, LinkID, protocol identifier; it is cut into segments anew.
public struct RelayedIncomingMessage: Hashable, Sendable {
    /// What to deliver.
    public var message: IncomingMessage
    /// What the message says and its onward form does not; empty when nothing is lost.
    public var losses: [MessagingError] = []

    /// A subscriber's message on its way to an account, whose numbers stay as they are.
    public init(_ inbound: InboundMessage) {
        message = IncomingMessage(
            from: inbound.source, to: inbound.destination, binary: inbound.octets, coding: inbound.coding)
        if !inbound.parts.allSatisfy({ $0.coding == inbound.coding }) {
            // Segments of one message share their coding; the text stays, in the alphabet that has every character.
            losses.append(MessagingError(.unsupported, field: "coding of each segment"))
            let reading = inbound.reading
            message.content = .text(reading?.text ?? "", coding: .ucs2)
            if reading?.anomalies.isEmpty == false { losses.append(MessagingError(.outOfRange, field: "text")) }
        }
        message.serviceID = inbound.serviceID
        message.linkID = inbound.linkID
        message.protocolID = inbound.protocolID
        if !inbound.headerElements.isEmpty {
            losses.append(MessagingError(.unsupported, field: "user data header elements"))
        }
        if inbound.hasMalformedHeader { losses.append(MessagingError(.outOfRange, field: "user data header")) }
    }
}
