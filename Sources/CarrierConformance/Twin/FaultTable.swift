import CarrierSession

extension PeerFault {
    /// Every fault, those of gateways first.
    package static let all: [PeerFault] = gatewayFaults + spFaults

    /// The fault of that name and role; nil when there is none.
    package static func named(_ name: String, of role: JudgedRole) -> PeerFault? {
        all.first { $0.name == name && $0.role == role }
    }

    private typealias Row = (name: String, target: FrameKind, change: FaultChange, meaning: String)

    private static func faults(of role: JudgedRole, _ rows: [Row]) -> [PeerFault] {
        rows.map { PeerFault(name: $0.name, role: role, meaning: $0.meaning, target: $0.target, change: $0.change) }
    }

    private static func field(_ cmpp: FieldPlace?, _ smgp: FieldPlace?, _ sgip: FieldPlace?)
        -> [ProtocolFacts.Family: FieldPlace]
    {
        var places: [ProtocolFacts.Family: FieldPlace] = [:]
        places[.cmpp] = cmpp
        places[.smgp] = smgp
        places[.sgip] = sgip
        return places
    }

    private static let status = field(FieldPlace("Result"), FieldPlace("Status"), FieldPlace("Result"))
    private static let loginStatus = field(FieldPlace("Status"), FieldPlace("Status"), FieldPlace("Result"))
    private static let messageID = field(FieldPlace("Msg_Id"), FieldPlace("MsgID"), nil)
    private static let reportWish = field(
        FieldPlace("Registered_Delivery"), FieldPlace("NeedReport"), FieldPlace("ReportFlag"))
    private static let content = field(
        FieldPlace("Msg_Content"), FieldPlace("MsgContent"), FieldPlace("MessageContent"))
    private static let nines = [UInt8](repeating: 0x39, count: 32)
    private static let zeros = [UInt8](repeating: 0, count: 32)

    /// What can go wrong with any response, as rows.
    private static func responseRows(_ name: String, _ target: FrameKind, _ what: String) -> [Row] {
        [
            ("\(name)-missing", target, .drop, "\(what) is never sent"),
            ("\(name)-twice", target, .double, "\(what) is sent twice"),
            ("\(name)-wrong-sequence", target, .nextSequence, "\(what) has the next sequence number"),
            ("\(name)-too-long", target, .announced(1000), "\(what) announces 1000 octets more than it has"),
            ("\(name)-too-short", target, .announced(-1), "\(what) announces an octet less than it has"),
            ("\(name)-unknown", target, .rename, "\(what) has a command that does not exist"),
            ("\(name)-ends", target, .endInstead, "the connection ends in place of \(what)"),
        ]
    }

    private static let gatewayFaults = faults(
        of: .gateway,
        responseRows("login-response", .loginResponse, "the login's response")
            + responseRows("submit-response", .submitResponse, "the submit's response")
            + responseRows("keep-alive-response", .keepAliveResponse, "the keep-alive's response")
            + responseRows("closing-response", .closingResponse, "the closing's response") + [
                ("login-accepts-all", .loginResponse, .set(loginStatus, 0), "every login is accepted"),
                ("login-refuses-all", .loginResponse, .set(loginStatus, 1), "every login is refused"),
                (
                    "login-digest", .loginResponse,
                    .overwrite(
                        field(FieldPlace("AuthenticatorISMG"), FieldPlace("AuthenticatorServer"), nil), nines),
                    "the login's response does not prove the secret"
                ),
                (
                    "login-version", .loginResponse,
                    .set(field(FieldPlace("Version"), FieldPlace("ServerVersion"), nil), 0x7F),
                    "the login's response names a version that does not exist"
                ),
                ("login-response-late", .loginResponse, .delay(.seconds(70)), "the login's response takes 70 s"),
                ("login-response-shortened", .loginResponse, .shorten(1), "the login's response lacks its last octet"),
                ("login-ends-behind", .loginResponse, .endBehind, "the connection ends behind the login"),
                ("login-ignored", .login, .ignore, "logins are not seen"),
                ("submit-refused", .submitResponse, .set(status, 9), "every submit is refused"),
                ("submit-response-shortened", .submitResponse, .shorten(1), "the submit's response lacks an octet"),
                ("submit-response-late", .submitResponse, .delay(.seconds(70)), "the submit's response takes 70 s"),
                ("submit-id-zero", .submitResponse, .overwrite(messageID, zeros), "every submit gets the id zero"),
                ("submit-id-same", .submitResponse, .overwrite(messageID, nines), "every submit gets the same id"),
                ("submit-ends-behind", .submitResponse, .endBehind, "the connection ends behind a submit"),
                ("submit-ignored", .submit, .ignore, "submits are not seen"),
                ("submit-ends-connection", .submit, .endOnReceipt, "a submit ends the connection"),
                ("keep-alive-ignored", .keepAlive, .ignore, "keep-alive is not seen"),
                ("keep-alive-ends-connection", .keepAlive, .endOnReceipt, "keep-alive ends the connection"),
                ("keep-alive-never", .keepAlive, .drop, "no keep-alive is ever sent"),
                ("keep-alive-same-sequence", .keepAlive, .sameSequence, "every keep-alive has the same number"),
                ("closing-ignored", .closing, .ignore, "closing requests are not seen"),
                ("closing-ends-at-once", .closing, .endOnReceipt, "a closing request ends the connection unanswered"),
                ("stays-open", .any, .staysOpen, "no connection is ever ended"),
                ("report-missing", .report, .drop, "no report is ever sent"),
                ("report-twice", .report, .double, "every report is sent twice"),
                ("report-same-sequence", .report, .sameSequence, "every report has the same sequence number"),
                (
                    "report-wrong-id", .report,
                    .overwrite(
                        field(
                            FieldPlace("Msg_Content"), FieldPlace("MsgContent", 3), FieldPlace("SubmitSequenceNumber")),
                        [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x08]),
                    "reports name a message that was never submitted"
                ),
                (
                    "report-wrong-state", .report,
                    .overwrite(
                        field(FieldPlace("Msg_Content", 8), FieldPlace("MsgContent", 81), FieldPlace("State")),
                        [0x58, 0x58, 0x58, 0x58, 0x58, 0x58, 0x58]), "reports say a state that does not exist"
                ),
                (
                    "report-not-marked", .report,
                    .set(field(FieldPlace("Registered_Delivery"), FieldPlace("IsReport"), nil), 0),
                    "reports are not marked as such"
                ),
                (
                    "report-wrong-number", .report,
                    .overwrite(
                        field(FieldPlace("Msg_Content", 35), FieldPlace("SrcTermID"), FieldPlace("UserNumber")),
                        Array("99999999999".utf8)), "reports name another recipient"
                ),
                ("report-too-long", .report, .announced(1000), "reports announce 1000 octets more than they have"),
                ("report-ends", .report, .endInstead, "the connection ends in place of a report"),
                (
                    "delivery-response-ignored", .anyDeliverResponse, .ignore,
                    "responses to reports and incoming messages are not seen"
                ),
            ])

    private static let spFaults = faults(
        of: .sp,
        responseRows("delivery-response", .deliverResponse, "an incoming message's response")
            + responseRows("keep-alive-response", .keepAliveResponse, "the keep-alive's response")
            + responseRows("closing-response", .closingResponse, "the closing's response") + [
                (
                    "login-digest", .login,
                    .overwrite(
                        field(FieldPlace("AuthenticatorSource"), FieldPlace("AuthenticatorClient"), nil), nines),
                    "the login does not prove the secret"
                ),
                (
                    "login-password", .login, .overwrite(field(nil, nil, FieldPlace("LoginPassword")), nines),
                    "the login has another password"
                ),
                (
                    "login-account", .login,
                    .overwrite(
                        field(FieldPlace("Source_Addr"), FieldPlace("ClientID"), FieldPlace("LoginName")),
                        Array("999999".utf8)), "the login names another account"
                ),
                (
                    "login-version", .login,
                    .set(field(FieldPlace("Version"), FieldPlace("ClientVersion"), nil), 0x7F),
                    "the login names a version that does not exist"
                ),
                (
                    "login-time", .login,
                    .set(field(FieldPlace("Timestamp"), FieldPlace("TimeStamp"), nil), 1_399_999_999),
                    "the login's time stamp is no time"
                ),
                (
                    "login-type", .login,
                    .set(field(nil, FieldPlace("LoginMode"), FieldPlace("LoginType")), 9),
                    "the login is of a type that does not exist"
                ),
                ("login-twice", .login, .double, "the login is sent twice"),
                ("login-too-long", .login, .announced(1000), "the login announces 1000 octets more than it has"),
                ("login-missing", .login, .drop, "there is no login"),
                ("login-ends-behind", .login, .endBehind, "the connection ends behind the login"),
                ("login-response-ignored", .loginResponse, .ignore, "the login's response is not seen"),
                ("submit-missing", .submit, .drop, "no submit is ever sent"),
                ("submit-twice", .submit, .double, "every submit is sent twice"),
                ("submit-too-long", .submit, .announced(1000), "submits announce 1000 octets more than they have"),
                ("submit-shortened", .submit, .shorten(1), "submits lack their last octet"),
                ("submit-same-sequence", .submit, .sameSequence, "every submit has the same sequence number"),
                ("submit-ends-behind", .submit, .endBehind, "the connection ends behind a submit"),
                (
                    "submit-no-report", .submit,
                    .set(reportWish, 9),
                    "submits ask for reports in a way that does not exist"
                ),
                (
                    "submit-coding", .submit,
                    .set(field(FieldPlace("Msg_Fmt"), FieldPlace("MsgFormat"), FieldPlace("MessageCoding")), 0x77),
                    "submits have a coding that does not exist"
                ),
                (
                    "submit-source", .submit,
                    .overwrite(field(FieldPlace("Src_Id"), FieldPlace("SrcTermID"), FieldPlace("SPNumber")), zeros),
                    "submits come from no number"
                ),
                (
                    "submit-recipient", .submit,
                    .overwrite(
                        field(FieldPlace("Dest_terminal_Id"), FieldPlace("DestTermID"), FieldPlace("UserNumber")), zeros
                    ),
                    "submits go to no number"
                ),
                (
                    "submit-content", .submit,
                    .overwrite(content, nines),
                    "submits have another text"
                ),
                (
                    "submit-service", .submit,
                    .overwrite(
                        field(FieldPlace("Msg_src"), nil, FieldPlace("CorpId")), Array("777777".utf8)),
                    "submits name another provider"
                ),
                (
                    "submit-segments", .submit, .set(field(FieldPlace("Pk_total"), nil, nil), 0),
                    "submits say that they have no segment"
                ),
                (
                    "submit-header-flag", .submit,
                    .set(field(FieldPlace("TP_udhi"), nil, FieldPlace("TP_udhi")), 7),
                    "submits have a header flag that does not exist"
                ),
                ("submit-response-ignored", .submitResponse, .ignore, "responses to submits are not seen"),
                ("delivery-refused", .deliverResponse, .set(status, 9), "every incoming message is refused"),
                ("delivery-ignored", .deliver, .ignore, "incoming messages are not seen"),
                (
                    "delivery-wrong-id", .deliverResponse, .overwrite(messageID, nines),
                    "an incoming message's response names another message"
                ),
                ("delivery-ends-connection", .deliver, .endOnReceipt, "an incoming message ends the connection"),
                ("report-refused", .reportResponse, .set(status, 9), "every report is refused"),
                ("report-ignored", .report, .ignore, "reports are not seen"),
                (
                    "report-response-wrong-sequence", .reportResponse, .nextSequence,
                    "a report's response has another number"
                ),
                ("keep-alive-ignored", .keepAlive, .ignore, "keep-alive is not seen"),
                ("keep-alive-never", .keepAlive, .drop, "no keep-alive is ever sent"),
                ("closing-ignored", .closing, .ignore, "closing requests are not seen"),
                ("stays-open", .any, .staysOpen, "no connection is ever ended"),
            ])
}
