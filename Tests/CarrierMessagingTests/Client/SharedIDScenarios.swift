// Gateways that give one id to several segments, or to everybody: a report settles the oldest open segment that holds
// its id and number, the next report the next one.
extension ReportScenario {
    /// The field's captures: one Msg_Id for all segments (field case fc41).
    static let oneIdForTheSegmentsOfAMessage: [ReportScenario] = [
        ReportScenario(
            "both reports behind both responses", .gatewayIDs,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            answer 1.2 7
            > accepted 1.2 A 7
            report 7 A delivered
            > report 1.1 A delivered
            report 7 A delivered
            > report 1.2 A delivered
            > outcome 1 A delivered
            report 7 A delivered
            > duplicate 1.1 A delivered
            """),
        ReportScenario(
            "a failure counts for one segment", .gatewayIDs,
            """
            submit 3 A
            answer 1.1 7
            > accepted 1.1 A 7
            answer 1.2 7
            > accepted 1.2 A 7
            answer 1.3 7
            > accepted 1.3 A 7
            report 7 A delivered
            > report 1.1 A delivered
            report 7 A expired
            > report 1.2 A expired
            report 7 A delivered
            > report 1.3 A delivered
            > outcome 1 A failed
            """),
    ]

    static let reportsBetweenAndBeforeTheResponses: [ReportScenario] = [
        ReportScenario(
            "the second report comes before the second response", .gatewayIDs,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            report 7 A delivered
            > report 1.1 A delivered
            report 7 A delivered
            answer 1.2 7
            > accepted 1.2 A 7
            > report 1.2 A delivered
            > outcome 1 A delivered
            """),
        ReportScenario(
            "both reports come before both responses", .gatewayIDs,
            """
            submit 2 A
            report 7 A delivered
            report 7 A delivered
            answer 1.1 7
            > accepted 1.1 A 7
            > report 1.1 A delivered
            answer 1.2 7
            > accepted 1.2 A 7
            > report 1.2 A delivered
            > outcome 1 A delivered
            """),
        ReportScenario(
            "the second response brings another id: the repetition was one", .gatewayIDs,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            report 7 A delivered
            > report 1.1 A delivered
            report 7 A delivered
            answer 1.2 8
            > accepted 1.2 A 8
            > duplicate 1.1 A delivered
            report 8 A delivered
            > report 1.2 A delivered
            > outcome 1 A delivered
            """),
        ReportScenario(
            "the second response never comes", .gatewayIDs,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            report 7 A delivered
            > report 1.1 A delivered
            report 7 A delivered
            lose 1.2
            > unanswered 1.2 A
            > duplicate 1.1 A delivered
            > outcome 1 A unknown
            """),
        ReportScenario(
            "nobody waits longer than 180 seconds", .gatewayIDs,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            report 7 A delivered
            > report 1.1 A delivered
            report 7 A delivered
            wait 179
            wait 1
            > duplicate 1.1 A delivered
            """),
    ]

    /// go_cmpp answers Msg_Id 0, always.
    static let oneIdForEverybody: [ReportScenario] = [
        ReportScenario(
            "numbers tell messages apart, age the messages to one number", .gatewayIDs,
            """
            submit 1 A
            submit 1 B
            submit 1 A
            answer 1.1 0
            > accepted 1.1 A 0
            answer 2.1 0
            > accepted 2.1 B 0
            answer 3.1 0
            > accepted 3.1 A 0
            report 0 B delivered
            > report 2.1 B delivered
            > outcome 2 B delivered
            report 0 A delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            report 0 A expired
            > report 3.1 A expired
            > outcome 3 A failed
            report 0 B delivered
            > duplicate 2.1 B delivered
            """),
        ReportScenario(
            "a report before its response does not go to another number's message", .gatewayIDs,
            """
            submit 1 A
            answer 1.1 0
            > accepted 1.1 A 0
            submit 1 B
            report 0 B delivered
            answer 2.1 0
            > accepted 2.1 B 0
            > report 2.1 B delivered
            > outcome 2 B delivered
            report 0 A delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            """),
        ReportScenario(
            "a report before its response does not go to a finished message", .gatewayIDs,
            """
            submit 1 A
            answer 1.1 0
            > accepted 1.1 A 0
            report 0 A delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            submit 1 A
            report 0 A expired
            answer 2.1 0
            > accepted 2.1 A 0
            > report 2.1 A expired
            > outcome 2 A failed
            """),
        ReportScenario(
            "a message whose time is over gives way, and has its report when no other waits", .gatewayIDs,
            """
            submit 1 A
            answer 1.1 0
            > accepted 1.1 A 0
            wait 172800
            > outcome 1 A unknown
            submit 1 A
            answer 2.1 0
            > accepted 2.1 A 0
            report 0 A delivered
            > report 2.1 A delivered
            > outcome 2 A delivered
            report 0 A delivered
            > late 1.1 A delivered
            report 0 A delivered
            > duplicate 1.1 A delivered
            """),
    ]

    static let reportsWithoutAUsefulNumber: [ReportScenario] = [
        ReportScenario(
            "the id alone decides, oldest first", .gatewayIDs,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            report 7 ? delivered
            > report 1.1 A delivered
            report 7 - delivered
            answer 1.2 7
            > accepted 1.2 A 7
            > report 1.2 A delivered
            > outcome 1 A delivered
            report 7 ? delivered
            > duplicate 1.1 A delivered
            """),
        ReportScenario(
            "two messages", .gatewayIDs,
            """
            submit 1 A
            submit 1 B
            answer 1.1 7
            > accepted 1.1 A 7
            answer 2.1 7
            > accepted 2.1 B 7
            report 7 - delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            report 7 - delivered
            > report 2.1 B delivered
            > outcome 2 B delivered
            report 7 - expired
            > contradiction 2.1 B expired
            """),
    ]

    /// A request that was sent twice and accepted twice (text-and-long-sms.md 7.4).
    static let requestsAnsweredTwice: [ReportScenario] = [
        ReportScenario(
            "two ids for one segment: the second one's report is no orphan", .gatewayIDs,
            """
            submit 1 A
            answer 1.1 7
            > accepted 1.1 A 7
            answer 1.1 8
            report 8 A expired
            > report 1.1 A expired
            report 7 A delivered
            > report 1.1 A delivered
            > outcome 1 A delivered
            """),
        ReportScenario(
            "the report on the second id comes before the second response", .gatewayIDs,
            """
            submit 1 A
            answer 1.1 7
            > accepted 1.1 A 7
            report 8 A delivered
            answer 1.1 8
            > report 1.1 A delivered
            > outcome 1 A delivered
            report 7 A delivered
            > late 1.1 A delivered
            """),
        ReportScenario(
            "the second id is that of the next segment", .gatewayIDs,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            answer 1.1 8
            answer 1.2 8
            > accepted 1.2 A 8
            report 7 A delivered
            > report 1.1 A delivered
            report 8 A delivered
            > report 1.2 A delivered
            > outcome 1 A delivered
            """),
        ReportScenario(
            "the same id twice is one", .all,
            """
            submit 1 A
            answer 1.1 7
            > accepted 1.1 A 7
            answer 1.1 7
            report 7 A undelivered
            > report 1.1 A undelivered
            > outcome 1 A failed
            """),
    ]

    static let responsesThatCameTooLate: [ReportScenario] = [
        ReportScenario(
            "the report is awaited after all", .all,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            lose 1.2
            > unanswered 1.2 A
            answer 1.2 8
            report 7 A delivered
            > report 1.1 A delivered
            report 8 A delivered
            > report 1.2 A delivered
            > outcome 1 A delivered
            """),
        ReportScenario(
            "the report was there first", .all,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            report 8 A undelivered
            lose 1.2
            > unanswered 1.2 A
            answer 1.2 8
            > report 1.2 A undelivered
            report 7 A delivered
            > report 1.1 A delivered
            > outcome 1 A failed
            """),
        ReportScenario(
            "the outcome was given: its report is late, and no orphan", .all,
            """
            submit 1 A
            lose 1.1
            > unanswered 1.1 A
            > outcome 1 A unknown
            answer 1.1 8
            report 8 A delivered
            > late 1.1 A delivered
            """),
        ReportScenario(
            "it never comes", .all,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            lose 1.2
            > unanswered 1.2 A
            report 7 A delivered
            > report 1.1 A delivered
            > outcome 1 A unknown
            """),
    ]

    static let whatSaysOtherwiseIsAContradiction: [ReportScenario] = [
        ReportScenario(
            "behind the outcome and before it", .all,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            answer 1.2 8
            > accepted 1.2 A 8
            report 7 A undelivered
            > report 1.1 A undelivered
            report 7 A undelivered
            > duplicate 1.1 A undelivered
            report 7 A delivered
            > contradiction 1.1 A delivered
            report 8 A delivered
            > report 1.2 A delivered
            > outcome 1 A failed
            report 7 A delivered
            > contradiction 1.1 A delivered
            report 8 A delivered
            > duplicate 1.2 A delivered
            report 8 A undelivered
            > contradiction 1.2 A undelivered
            """),
        ReportScenario(
            "behind a report that was late", .all,
            """
            submit 1 A
            answer 1.1 7
            > accepted 1.1 A 7
            wait 172800
            > outcome 1 A unknown
            report 7 A undelivered
            > late 1.1 A undelivered
            report 7 A delivered
            > contradiction 1.1 A delivered
            """),
        ReportScenario(
            "an id that two segments share: the one that said so, if there is one", .gatewayIDs,
            """
            submit 2 A
            answer 1.1 7
            > accepted 1.1 A 7
            answer 1.2 7
            > accepted 1.2 A 7
            report 7 A expired
            > report 1.1 A expired
            report 7 A delivered
            > report 1.2 A delivered
            > outcome 1 A failed
            report 7 A delivered
            > duplicate 1.2 A delivered
            report 7 A expired
            > duplicate 1.1 A expired
            """),
    ]
}
