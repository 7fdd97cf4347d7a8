/// What a receiver was sent and what became of it: the counters that prove that nothing was lost on its side.
public struct ReceiverLedger: Hashable, Sendable {
    /// Connections taken or dialled.
    public var connections = 0
    /// Connections turned away: refused when they were made, or taken and displaced before a login.
    public var turnedAway = 0
    /// Logins let in.
    public var logins = 0
    /// Logins refused.
    public var loginsRefused = 0

    /// Submits read, without repetitions.
    public var submits = 0
    /// Submits answered, with whatever result.
    public var answered = 0
    /// Submits accepted.
    public var accepted = 0
    /// Submits refused; those above the rate among them.
    public var refused = 0
    /// Submits refused because of the rate, or for want of room.
    public var throttled = 0
    /// Submits that got no answer on purpose and were not repeated since.
    public var dropped = 0
    /// Submits whose connection went before their answer.
    public var cutOff = 0
    /// Submits that wait for their answer now.
    public var awaitingAnswer = 0
    /// Repetitions of submits, answered like the first.
    public var repeated = 0
    /// Other requests, answered as not served.
    public var otherRequests = 0

    /// Whole messages put together.
    public var messages = 0
    /// Messages given up with segments missing.
    public var incompleteMessages = 0
    /// Segments that came again under another submit, and went into no message.
    public var repeatedSegments = 0
    /// Messages that `messages` had no room for, because nobody took them.
    public var messagesNotTaken = 0

    /// Reports that came to be owed, copies included.
    public var reportsOwed = 0
    /// Reports sent at least once.
    public var reports = 0
    /// Pushed segments that came to be owed.
    public var deliversOwed = 0
    /// Pushed segments sent at least once.
    public var delivers = 0
    /// Reports and pushed segments that the provider took.
    public var acknowledged = 0
    /// Reports and pushed segments that the provider refused.
    public var refusedByPeer = 0
    /// Reports and pushed segments that were sent and never answered.
    public var unacknowledged = 0
    /// Reports and pushed segments that were never sent; each was told.
    public var undeliverable = 0
    /// Reports and pushed segments that wait now, for their time, a connection or their answer.
    public var waiting = 0

    public init() {}

    /// Requests of either side that have no answer, other than on purpose.
    public var unanswered: Int { cutOff + awaitingAnswer + unacknowledged }

    /// What does not add up, a sentence each; empty when every submit and every report is accounted for.
    public var findings: [String] {
        var findings: [String] = []
        let ends = answered + dropped + cutOff + awaitingAnswer
        if submits != ends { findings.append("\(submits) submits were read, \(ends) are accounted for") }
        if accepted + refused < answered {
            findings.append("\(answered) submits were answered, \(accepted + refused) were judged")
        }
        let owed = reportsOwed + deliversOwed
        let fates = acknowledged + refusedByPeer + unacknowledged + undeliverable + waiting
        if owed != fates { findings.append("\(owed) reports and delivers were owed, \(fates) are accounted for") }
        return findings
    }

    /// True when nothing waits, nothing is missing and the provider took everything.
    public var isSettled: Bool {
        findings.isEmpty && unanswered == 0 && waiting == 0 && undeliverable == 0 && refusedByPeer == 0
    }
}
