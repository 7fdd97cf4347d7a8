import CarrierWire
import SMSText

/// Why a message cannot be sent; nothing of it was.
public struct MessagingError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// A value is longer than its field; nothing is ever cut.
        case tooLong(limit: Int, actual: Int)
        /// A field that holds ASCII was given something else.
        case notASCII
        /// A value outside what the field may hold.
        case outOfRange
        /// The message has no recipient.
        case noRecipient
        /// The text or the octets cannot be encoded or cut.
        case content(SMSTextError)
        /// Segments times recipient groups exceed what one message may need.
        case tooManyRequests(limit: Int, actual: Int)
        /// The protocol has no such feature.
        case unsupported
        /// So many messages wait already; take it back to the caller until some have gone.
        case queueFull(limit: Int)
        /// The client takes nothing more: it is shutting down, or its channels have been given up.
        case shutDown
    }

    /// Why.
    public var reason: Reason
    /// The field, under its specification name where it has one.
    public var field: FieldName

    public init(_ reason: Reason, field: FieldName) {
        self.reason = reason
        self.field = field
    }
}

extension MessagingError: CustomStringConvertible {
    /// One sentence for a person: the field and the reason.
    public var description: String {
        switch reason {
        case .tooLong(let limit, let actual): "\(field): \(actual) octets where \(limit) fit"
        case .notASCII: "\(field): only ASCII is allowed"
        case .outOfRange: "\(field): out of range"
        case .noRecipient: "\(field): no receiver"
        case .content(let error): "\(field): \(error)"
        case .tooManyRequests(let limit, let actual): "\(field): \(actual) requests where \(limit) are allowed"
        case .unsupported: "\(field): the protocol has no such feature"
        case .queueFull(let limit): "\(field): \(limit) messages wait already"
        case .shutDown: "\(field): the client takes nothing more"
        }
    }
}
