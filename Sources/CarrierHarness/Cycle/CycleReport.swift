import CarrierSession

/// What a cycle found out about one protocol.
public struct CycleReport: Sendable {
    /// The protocol's name as the command line spells it.
    public var protocolName: String
    /// Messages sent.
    public var messages = 0
    /// Segments, times recipients.
    public var segments = 0
    /// Segments that the gateway took, times recipients.
    public var accepted = 0
    /// Segments that the gateway refused, times recipients.
    public var refused = 0
    /// Outcomes: delivered.
    public var delivered = 0
    /// Outcomes: failed, those refused among them.
    public var failed = 0
    /// Outcomes: nobody knows.
    public var unknown = 0
    /// Subscribers' messages that arrived whole.
    public var incoming = 0
    /// Signs of life that the gateway answered; nil where the protocol has none.
    public var signsOfLife: Int?
    /// What is not as it must be, a sentence each; empty when every message is accounted for.
    public var problems: [String] = []
    /// How long it took.
    public var duration = Moment.Span.zero

    /// True when every message went as it must.
    public var isSound: Bool { problems.isEmpty }

    init(_ protocolName: String) { self.protocolName = protocolName }
}
