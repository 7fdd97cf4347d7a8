/// Responses and reports in an order, and the events that must follow: a transcript without any protocol's words, so
/// that whatever turns responses and reports into outcomes can be run through it.
///
/// A line is a step, the lines behind it that begin with `>` are what it makes happen, in order:
///
///     submit SEGMENTS NUMBER...     the next message, 1, 2, ...: NUMBER is a letter, A for 13800138001 and so on
///     answer M.S ID                 the gateway accepts segment S of message M under the id ID
///     answer M.S.G ID               the same of the G-th group of receivers, where they need several requests
///     refuse M.S CODE
///     lose M.S                      no response comes
///     report ID NUMBER STATE        `-` for no number, `?` for one that nobody has
///     wait SECONDS
///     finish
///
///     > accepted M.S NUMBER ID      > report, late, duplicate, contradiction M.S NUMBER STATE
///     > refused M.S NUMBER CODE     > outcome M NUMBER RESULT
///     > unanswered M.S NUMBER       > orphan ID NUMBER STATE
///
/// Ids are numbers; ID + 1 is the next one in the protocol's own arithmetic.
struct ReportScenario: Sendable {
    /// Where it can happen.
    enum Protocols: Sendable {
        /// Gateways make the ids: CMPP 2.0 and 3.0, SMGP.
        case gatewayIDs
        /// The same with several receivers in a request that are reported: CMPP 3.0, SMGP.
        case ranges
        /// The id is the request's sequence number: SGIP.
        case sequenceIDs
        /// Everywhere.
        case all
    }

    var name: String
    var protocols: Protocols
    var transcript: String

    init(_ name: String, _ protocols: Protocols, _ transcript: String) {
        self.name = name
        self.protocols = protocols
        self.transcript = transcript
    }
}
