/// What went through a ``ClientCore``, so that nothing can be lost unseen.
///
/// A *place* is one segment at one recipient; an *outcome* is owed for each message and recipient.
public struct ClientCounters: Hashable, Sendable {
    /// Messages taken by `submit`, copies counted one by one.
    public var messages: UInt64 = 0
    /// Outcomes owed: messages times recipients.
    public var outcomesOwed: UInt64 = 0
    /// Outcomes given: every segment reached the recipient.
    public var delivered: UInt64 = 0
    /// Outcomes given: a segment was refused or will not arrive.
    public var failed: UInt64 = 0
    /// Outcomes given: nobody knows.
    public var unknown: UInt64 = 0
    /// Outcomes of messages without report that were accepted.
    public var accepted: UInt64 = 0
    /// Outcomes of messages of which nothing was sent.
    public var notSent: UInt64 = 0

    /// Requests handed to channels, repetitions included.
    public var requests: UInt64 = 0
    /// Requests that a channel handed back unsent.
    public var returnedRequests: UInt64 = 0
    /// Requests sent again because the first time stayed unanswered.
    public var resentRequests: UInt64 = 0
    /// Places that the carrier accepted.
    public var acceptedPlaces: UInt64 = 0
    /// Places that the carrier refused.
    public var refusedPlaces: UInt64 = 0
    /// Places that were sent and never answered.
    public var unansweredPlaces: UInt64 = 0
    /// Times that a place was postponed because of the rate.
    public var postponements: UInt64 = 0
    /// Responses to what was answered or given up before.
    public var lateResponses: UInt64 = 0
    /// Ends of requests that are not, or no longer, known.
    public var strayEnds: UInt64 = 0

    /// Readable reports received.
    public var reports: UInt64 = 0
    /// Reports that counted, whether final or not.
    public var matchedReports: UInt64 = 0
    /// Reports that came after their outcome.
    public var lateReports: UInt64 = 0
    /// Repetitions of reports.
    public var duplicateReports: UInt64 = 0
    /// Reports that contradict an earlier one.
    public var contradictions: UInt64 = 0
    /// Reports that no place was found for, those on messages that are forgotten among them.
    public var orphanReports: UInt64 = 0
    /// Reports that could not be read; not among `reports`.
    public var malformedReports: UInt64 = 0

    /// Segments of incoming messages received.
    public var inboundSegments: UInt64 = 0
    /// Repetitions of them, dropped.
    public var repeatedSegments: UInt64 = 0
    /// Segments that went out in messages, whole or incomplete.
    public var emittedSegments: UInt64 = 0
    /// Whole incoming messages.
    public var incoming: UInt64 = 0
    /// Incoming messages that will not be completed.
    public var incomplete: UInt64 = 0

    /// Counters at zero.
    public init() {}

    /// Outcomes given.
    public var outcomes: UInt64 { delivered &+ failed &+ unknown &+ accepted &+ notSent }
    /// Outcomes still owed.
    public var openOutcomes: UInt64 { outcomesOwed &- outcomes }
    /// Reports that wait for a response to bring their id.
    public var waitingReports: UInt64 {
        reports &- matchedReports &- lateReports &- duplicateReports &- contradictions &- orphanReports
    }
}
