// Several receivers in one request: the range of ids, one id for all, and how gateways of one kind are told from those
// of the other (text-and-long-sms.md 7.5).
extension ReportScenario {
    static let ranges: [ReportScenario] = [
        ReportScenario(
            "an id for each receiver", .ranges,
            """
            submit 2 A B
            answer 1.1 10
            > accepted 1.1 A 10
            > accepted 1.1 B 11
            answer 1.2 12
            > accepted 1.2 A 12
            > accepted 1.2 B 13
            report 11 B delivered
            > report 1.1 B delivered
            report 13 B expired
            > report 1.2 B expired
            > outcome 1 B failed
            report 12 A delivered
            > report 1.2 A delivered
            report 10 A delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            report 11 B delivered
            > duplicate 1.1 B delivered
            """),
        ReportScenario(
            "reports before the response", .ranges,
            """
            submit 1 A B C
            report 12 C delivered
            report 10 A delivered
            answer 1.1 10
            > accepted 1.1 A 10
            > accepted 1.1 B 11
            > accepted 1.1 C 12
            > report 1.1 A delivered
            > outcome 1 A delivered
            > report 1.1 C delivered
            > outcome 1 C delivered
            report 11 B delivered
            > report 1.1 B delivered
            > outcome 1 B delivered
            """),
        ReportScenario(
            "a number that nobody has: the id decides", .ranges,
            """
            submit 1 A B
            answer 1.1 10
            > accepted 1.1 A 10
            > accepted 1.1 B 11
            report 11 ? delivered
            > report 1.1 B delivered
            > outcome 1 B delivered
            report 10 - delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            """),
        ReportScenario(
            "a number that is named twice", .ranges,
            """
            submit 1 A A
            answer 1.1 10
            > accepted 1.1 A 10
            > accepted 1.1 A 11
            report 10 A delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            report 10 A delivered
            > duplicate 1.1 A delivered
            report 11 A expired
            > report 1.1 A expired
            > outcome 1 A failed
            """),
    ]

    static let oneIdForAllReceivers: [ReportScenario] = [
        ReportScenario(
            "the number decides", .ranges,
            """
            submit 2 A B
            answer 1.1 10
            > accepted 1.1 A 10
            > accepted 1.1 B 11
            answer 1.2 20
            > accepted 1.2 A 20
            > accepted 1.2 B 21
            report 20 B delivered
            > report 1.2 B delivered
            report 10 B delivered
            > report 1.1 B delivered
            > outcome 1 B delivered
            report 10 A delivered
            > report 1.1 A delivered
            report 20 A delivered
            > report 1.2 A delivered
            > outcome 1 A delivered
            """),
        ReportScenario(
            "in the protocol that has no ranges, a number that is named twice too", .sequenceIDs,
            """
            submit 1 A B A
            answer 1.1 10
            > accepted 1.1 A 10
            > accepted 1.1 B 10
            > accepted 1.1 A 10
            report 10 A delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            report 10 A undelivered
            > report 1.1 A undelivered
            > outcome 1 A failed
            report 10 B delivered
            > report 1.1 B delivered
            > outcome 1 B delivered
            """),
    ]

    /// The fault that was found: one id for each request, counted by one.
    static let anIdThatAResponseNamedWins: [ReportScenario] = [
        ReportScenario(
            "ids 3, 4 and 5 for three requests to two receivers each", .ranges,
            """
            submit 1 A B
            submit 1 C D
            submit 1 A B
            answer 1.1 3
            > accepted 1.1 A 3
            > accepted 1.1 B 4
            answer 2.1 4
            > accepted 2.1 C 4
            > accepted 2.1 D 4
            answer 3.1 5
            > accepted 3.1 A 5
            > accepted 3.1 B 5
            report 4 D delivered
            > report 2.1 D delivered
            > outcome 2 D delivered
            report 5 B expired
            > report 3.1 B expired
            > outcome 3 B failed
            report 3 B delivered
            > report 1.1 B delivered
            > outcome 1 B delivered
            report 4 C delivered
            > report 2.1 C delivered
            > outcome 2 C delivered
            report 3 A delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            report 5 A delivered
            > report 3.1 A delivered
            > outcome 3 A delivered
            """),
        ReportScenario(
            "the same number in two messages: a report on the named id is the later message's", .ranges,
            """
            submit 1 A B
            submit 1 A B
            answer 1.1 3
            > accepted 1.1 A 3
            > accepted 1.1 B 4
            answer 2.1 4
            > accepted 2.1 A 4
            > accepted 2.1 B 4
            report 4 B expired
            > report 2.1 B expired
            > outcome 2 B failed
            report 3 B delivered
            > report 1.1 B delivered
            > outcome 1 B delivered
            report 4 B expired
            > duplicate 2.1 B expired
            """),
        ReportScenario(
            "responses in another order", .ranges,
            """
            submit 1 A B
            submit 1 A B
            answer 2.1 4
            > accepted 2.1 A 4
            > accepted 2.1 B 5
            answer 1.1 3
            > accepted 1.1 A 3
            > accepted 1.1 B 4
            report 4 B expired
            > report 2.1 B expired
            > outcome 2 B failed
            report 3 B delivered
            > report 1.1 B delivered
            > outcome 1 B delivered
            """),
        ReportScenario(
            "a single receiver's message behind one with two", .ranges,
            """
            submit 1 A B
            submit 1 B
            answer 1.1 3
            > accepted 1.1 A 3
            > accepted 1.1 B 4
            answer 2.1 4
            > accepted 2.1 B 4
            report 4 B delivered
            > report 2.1 B delivered
            > outcome 2 B delivered
            report 3 B expired
            > report 1.1 B expired
            > outcome 1 B failed
            """),
    ]

    static let namedIdsAndReportsBeforeTheResponse: [ReportScenario] = [
        ReportScenario(
            "the response that names the id is still to come", .ranges,
            """
            submit 1 A B
            submit 1 A B
            answer 1.1 3
            > accepted 1.1 A 3
            > accepted 1.1 B 4
            report 4 B expired
            answer 2.1 4
            > accepted 2.1 A 4
            > accepted 2.1 B 4
            > report 2.1 B expired
            > outcome 2 B failed
            report 3 B delivered
            > report 1.1 B delivered
            > outcome 1 B delivered
            """),
        ReportScenario(
            "the response that is to come names another id: the range holds", .ranges,
            """
            submit 1 A B
            submit 1 A B
            answer 1.1 3
            > accepted 1.1 A 3
            > accepted 1.1 B 4
            report 4 B expired
            answer 2.1 5
            > accepted 2.1 A 5
            > accepted 2.1 B 6
            > report 1.1 B expired
            > outcome 1 B failed
            """),
        ReportScenario(
            "the response that is to come is a refusal", .ranges,
            """
            submit 1 A B
            submit 1 B
            answer 1.1 3
            > accepted 1.1 A 3
            > accepted 1.1 B 4
            report 4 B delivered
            refuse 2.1 8
            > refused 2.1 B 8
            > report 1.1 B delivered
            > outcome 1 B delivered
            > outcome 2 B failed
            """),
        ReportScenario(
            "the run ends first", .ranges,
            """
            submit 1 A B
            submit 1 B
            answer 1.1 3
            > accepted 1.1 A 3
            > accepted 1.1 B 4
            report 4 B delivered
            finish
            > unanswered 2.1 B
            > report 1.1 B delivered
            > outcome 1 B delivered
            > outcome 1 A unknown
            > outcome 2 B unknown
            """),
        ReportScenario(
            "ranges are disproved: an id that nobody named waits, and is nobody's", .ranges,
            """
            submit 1 A B
            submit 1 C D
            answer 1.1 3
            > accepted 1.1 A 3
            > accepted 1.1 B 4
            answer 2.1 4
            > accepted 2.1 C 4
            > accepted 2.1 D 4
            report 5 D delivered
            wait 180
            > orphan 5 D delivered
            """),
    ]

    /// One id for everybody, with several receivers in a request: the id is inside every range.
    static let oneIdForSeveralRequestsDisprovesRanges: [ReportScenario] = [
        ReportScenario(
            "the segments of a message to two receivers", .ranges,
            """
            submit 2 A B
            answer 1.1 10
            > accepted 1.1 A 10
            > accepted 1.1 B 11
            answer 1.2 10
            > accepted 1.2 A 10
            > accepted 1.2 B 11
            report 10 B delivered
            > report 1.1 B delivered
            report 10 A delivered
            > report 1.1 A delivered
            report 10 B expired
            > report 1.2 B expired
            > outcome 1 B failed
            report 10 A delivered
            > report 1.2 A delivered
            > outcome 1 A delivered
            """)
    ]

    /// A request to two receivers that was sent twice and accepted twice.
    static let rangesOfARequestAnsweredTwice: [ReportScenario] = [
        ReportScenario(
            "two ranges: a delivery in either counts", .ranges,
            """
            submit 1 A B
            answer 1.1 10
            > accepted 1.1 A 10
            > accepted 1.1 B 11
            answer 1.1 12
            report 13 B expired
            > report 1.1 B expired
            report 11 B delivered
            > report 1.1 B delivered
            > outcome 1 B delivered
            report 12 A delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            """),
        ReportScenario(
            "one id for each: the second lies in the range of the first", .ranges,
            """
            submit 1 A B
            answer 1.1 10
            > accepted 1.1 A 10
            > accepted 1.1 B 11
            answer 1.1 11
            report 11 B expired
            > report 1.1 B expired
            report 11 A expired
            > report 1.1 A expired
            report 11 A expired
            > duplicate 1.1 A expired
            report 10 B delivered
            > report 1.1 B delivered
            > outcome 1 B delivered
            report 10 A undelivered
            > report 1.1 A undelivered
            > outcome 1 A failed
            """),
    ]
}
