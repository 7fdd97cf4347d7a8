/// What went through a `Messenger`, so that nothing can be lost unseen.
///
/// A *part* is one segment at one receiver; an *outcome* is owed for each message and receiver.
public struct MessengerCounters: Hashable, Sendable {
    /// Messages prepared.
    public var messages = 0
    /// Requests handed out by `prepare`.
    public var requests = 0
    /// Parts prepared: every one ends as accepted, refused or unanswered.
    public var parts = 0
    /// Parts that the carrier accepted.
    public var acceptedParts = 0
    /// Parts that the carrier refused.
    public var refusedParts = 0
    /// Parts whose response never came, and parts that were cancelled before they were sent.
    public var unansweredParts = 0
    /// Times that a part was postponed because of the rate.
    public var postponements = 0
    /// Responses to what was answered or given up before.
    public var lateResponses = 0
    /// Responses with a tag that is not, or no longer, known.
    public var strayResponses = 0

    /// Outcomes owed: messages times receivers.
    public var outcomesOwed = 0
    /// Outcomes given: every segment reached the receiver.
    public var delivered = 0
    /// Outcomes given: a segment was refused or will not arrive.
    public var failed = 0
    /// Outcomes given: nobody knows, the window for reports is over or a response was lost.
    public var unknown = 0
    /// Outcomes of messages without report that were accepted.
    public var acceptedMessages = 0

    /// Readable reports received.
    public var reports = 0
    /// Reports that counted, whether final or not.
    public var matchedReports = 0
    /// Reports that came after their outcome.
    public var lateReports = 0
    /// Repetitions of reports that had counted.
    public var duplicateReports = 0
    /// Reports that say otherwise than the one that had counted.
    public var contradictoryReports = 0
    /// Reports that no part was found for.
    public var orphanReports = 0
    /// Reports that could not be read; not among `reports`.
    public var malformedReports = 0

    /// Segments received.
    public var inboundSegments = 0
    /// Repetitions of segments received, which went into no message; each is told.
    public var repeatedSegments = 0
    /// Segments that went out in messages, whole or incomplete.
    public var emittedSegments = 0
    /// Whole messages.
    public var incoming = 0
    /// Messages that will not be completed.
    public var incomplete = 0
    /// Requests of the carrier that are nothing of the above.
    public var otherRequests = 0

    /// Counters at zero.
    public init() {}

    /// Outcomes given.
    public var outcomes: Int { delivered + failed + unknown + acceptedMessages }
    /// Outcomes still owed.
    public var openOutcomes: Int { outcomesOwed - outcomes }
    /// Parts without response.
    public var openParts: Int { parts - acceptedParts - refusedParts - unansweredParts }
    /// Reports that wait for a response, to bring their id or to tell whose it is.
    public var parkedReports: Int {
        reports - matchedReports - lateReports - duplicateReports - contradictoryReports - orphanReports
    }
    /// Segments that wait for the rest of their message.
    public var waitingSegments: Int { inboundSegments - repeatedSegments - emittedSegments }
}
