import CarrierSession

/// What a cycle found out about one protocol.
package struct CycleReport: Sendable {
    /// The protocol's name as the command line spells it.
    package var protocolName: String
    /// Messages sent.
    package var messages = 0
    /// Segments, times recipients.
    package var segments = 0
    /// Segments that the gateway took, times recipients.
    package var accepted = 0
    /// Segments that the gateway refused, times recipients.
    package var refused = 0
    /// Outcomes: delivered.
    package var delivered = 0
    /// Outcomes: failed, those refused among them.
    package var failed = 0
    /// Outcomes: nobody knows.
    package var unknown = 0
    /// Subscribers' messages that arrived whole.
    package var incoming = 0
    /// Signs of life that the gateway answered; nil where the protocol has none.
    package var signsOfLife: Int?
    /// What is not as it must be, a sentence each; empty when every message is accounted for.
    package var problems: [String] = []
    /// How long it took.
    package var duration = Moment.Span.zero

    /// True when every message went as it must.
    package var isSound: Bool { problems.isEmpty }

    init(_ protocolName: String) { self.protocolName = protocolName }
}
