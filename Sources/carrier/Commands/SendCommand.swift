import CarrierConformance
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport
import SMSText

/// `carrier send`: the reference sender.
struct SendCommand: Command {
    private static let protocolName = OptionSpec.value(
        "--protocol", "P", required: true,
        "protocol and version: \(ClientProtocols.everyName.joined(separator: ", "))")
    private static let connect = OptionSpec.value("--connect", "HOST:PORT", required: true, "where the gateway listens")
    private static let account = OptionSpec.value("--account", "ID", required: true, "the account to log in with")
    private static let from = OptionSpec.value(
        "--from", "N", required: true, "the number that the message comes from: digits, with a + in front or none")
    private static let to = OptionSpec.value(
        "--to", "N[,N…]", required: true, "the recipients' numbers, written alike, with commas between them")
    private static let text = OptionSpec.value("--text", "T", "the text; this or --text-file")
    private static let textFile = OptionSpec.value(
        "--text-file", "F", "a file with the text, - for standard input; one line end at its end does not count")
    private static let coding = OptionSpec.value(
        "--coding", "CODING", default: "auto", "auto, ascii, ucs2 or gbk, as in carrier split")
    private static let count = OptionSpec.value(
        "--count", "N", default: "1",
        "send the message so many times; where more than 20 outcomes are to come, only incoming messages and the "
            + "summary are printed, unless --json is given")
    private static let rate = OptionSpec.value(
        "--rate", "N", otherwise: "as fast as the window allows",
        "submits a second over all connections, each segment of a long message counted")
    private static let window = OptionSpec.value(
        "--window", "N", otherwise: "the protocol's own", "requests in flight per connection (滑动窗口)")
    private static let connections = OptionSpec.value(
        "--connections", "N", default: "1", "connections of the account")
    private static let noReport = OptionSpec.flag("--no-report", "do not ask for reports (状态报告)")
    private static let validFor = OptionSpec.value(
        "--valid-for", "D", otherwise: "the gateway's own", "how long the gateway may try to deliver")
    private static let at = OptionSpec.value(
        "--at", "TIME", otherwise: "now",
        "when to deliver: 2026-11-26T08:00:00 in Beijing time, with Z or +08:00 behind it another zone, or a duration")
    private static let wait = OptionSpec.value(
        "--wait", "D", default: "60s", "how long to wait for the reports on a message after its last response")
    private static let stay = OptionSpec.value(
        "--stay", "D", default: "0s", "stay logged in for incoming messages after the last outcome")
    private static let replyTimeout = OptionSpec.value(
        "--reply-timeout", "D", otherwise: "the protocol's own",
        "how long a response may take before the request is sent again")
    private static let throttleRetries = OptionSpec.value(
        "--throttle-retries", "N", default: "0",
        "submit a segment that was refused because of the rate so often again, a second apart, before it counts as "
            + "refused")
    private static let exactVersion = OptionSpec.flag(
        "--exact-version", "CMPP: give up when the gateway answers in another version, instead of going on in that")
    private static let backup = OptionSpec.list(
        "--backup", "HOST:PORT",
        "where to go (备用地址) when the primary and the backups named before it are down, as many connections; back "
            + "again after the primary was sound for --probe")
    private static let probe = OptionSpec.value(
        "--probe", "D", default: "30s", "how long an address that is back must be sound before it is used again")
    private static let reconnectFor = OptionSpec.value(
        "--reconnect-for", "D", otherwise: "0s, with --backup 60s",
        "how long to go on dialling (断线重连) while there is no connection, before the run ends; meanwhile what was "
            + "never sent waits")
    private static let resend = OptionSpec.flag(
        "--resend-unanswered",
        "submit again what was sent and not answered, at the price that it may arrive twice; otherwise it becomes "
            + "unknown")
    private static let node = OptionSpec.value("--node", "N", "SGIP: the node number of this SP")
    private static let corporation = OptionSpec.value(
        "--corp-id", "ID", otherwise: "the node number's last five digits", "SGIP: the company's code")
    private static let listen = OptionSpec.value(
        "--listen", "HOST:PORT", otherwise: "127.0.0.1:0", "SGIP: where the gateway connects for Deliver and Report")

    private static let fault = OptionSpec.value(
        "--fault", "NAME", otherwise: "none", "a fault on purpose, for testing testers: one of Docs/faults.md, role sp")

    static let spec = CommandSpec(
        name: "send",
        purpose: "Logs in as an SP, submits a message, awaits its reports and prints what became of it.",
        options: [
            protocolName, connect, account, .secret, from, to, text, textFile, coding, count, rate, window, connections,
            noReport, validFor, at,
        ] + SendFields.options + [
            wait, stay, replyTimeout, throttleRetries, backup, probe, reconnectFor, resend, exactVersion, node,
            corporation, listen, fault, .trace, .tracePcap, .stats, .json,
        ],
        servesConnections: true,
        examples: [
            "carrier send --protocol cmpp-3.0 --connect 127.0.0.1:7890 --account 901234 --secret s3cret \\\n"
                + "    --from 10690001 --to 13800138000 --text hello",
            "carrier send --protocol cmpp-2.0 --connect 127.0.0.1:7890 --account 901234 --from 10690001 \\\n"
                + "    --to 13800138000,13800138001 --text-file long.txt --count 1000 --rate 50 --json",
        ])

    var protocolName: String
    /// A fault on purpose.
    var peerFault: PeerFault?
    var endpoint: Endpoint
    var credentials: HarnessCredentials
    var from: String
    var recipients: [String]
    var fields: SendFields
    var text: String?
    var textFile: String?
    var coding: TextCoding
    var count: Int
    var wantsReport: Bool
    var expiry: DeliveryTime?
    var schedule: DeliveryTime?
    var stay: Moment.Span
    var connections: Int
    var backups: [Endpoint]
    var options = ClientOptions.standard
    var window: Int?
    var replyTimeout: Moment.Span?
    var listen: Endpoint?
    var watching: WatchOptions
    var asJSON: Bool
    /// Where signals come from.
    var interruption: @Sendable () -> Interruption = { Interruption.watch() }

    init(_ arguments: Arguments) throws(UsageError) {
        protocolName = try ProtocolName.canonical(
            arguments.requiredText(Self.protocolName), among: ClientProtocols.everyName, Self.protocolName)
        endpoint = try Self.endpoint(arguments.requiredText(Self.connect), Self.connect)
        credentials = HarnessCredentials(
            account: try arguments.requiredText(Self.account), secret: try arguments.requiredText(.secret),
            node: try arguments.integer(Self.node, in: 0...Int(UInt32.max)).map { UInt32($0) },
            corporationID: arguments.text(Self.corporation))
        credentials.followsGatewayVersion = !arguments.flag(Self.exactVersion)
        from = try NumberText.number(arguments.requiredText(Self.from), Self.from)
        recipients = try NumberText.numbers(arguments.requiredText(Self.to), Self.to)
        fields = try SendFields(arguments)
        (text, textFile) = (arguments.text(Self.text), arguments.text(Self.textFile))
        if (text == nil) == (textFile == nil) {
            throw UsageError(
                text == nil ? "--text is missing" : "--text and --text-file are both given",
                mend: "give --text or --text-file")
        }
        coding =
            try arguments.choice(
                Self.coding, among: [("auto", .automatic), ("ascii", .ascii), ("ucs2", .ucs2), ("gbk", .gb18030)])
            ?? .automatic
        count = try arguments.integer(Self.count, in: 1...1_000_000_000_000) ?? 1
        wantsReport = !arguments.flag(Self.noReport)
        expiry = try arguments.duration(Self.validFor).map { .after($0) }
        schedule = try arguments.value(
            Self.at, mend: "write a time such as 2026-11-26T08:00:00 or a duration such as 10m", TimeText.deliveryTime)
        stay = try arguments.duration(Self.stay) ?? .zero
        asJSON = arguments.flag(.json)
        connections = try arguments.integer(Self.connections, in: 1...1024) ?? 1
        backups = try arguments.texts(Self.backup).map { text throws(UsageError) in
            try Self.endpoint(text, Self.backup)
        }
        window = try arguments.integer(Self.window, in: 1...65_536)
        replyTimeout = try arguments.duration(Self.replyTimeout)
        if replyTimeout == .zero { throw UsageError(Self.replyTimeout, "0s", mend: "give a duration above zero") }
        listen = try arguments.text(Self.listen).map { text throws(UsageError) in
            try Self.endpoint(text, Self.listen)
        }
        watching = try WatchOptions(arguments)
        peerFault = try arguments.text(Self.fault).map { text throws(UsageError) in
            try PeerFault.read(text, of: .sp, in: protocolName, Self.fault)
        }
        try takeOptions(arguments)
    }

    private mutating func takeOptions(_ arguments: Arguments) throws(UsageError) {
        options.segmentsPerSecond = try arguments.integer(Self.rate, in: 1...10_000_000).map { Double($0) }
        options.reportWindow = try arguments.duration(Self.wait) ?? .seconds(60)
        options.throttleRetries = try arguments.integer(Self.throttleRetries, in: 0...1000) ?? 0
        options.probe = try arguments.duration(Self.probe) ?? .seconds(30)
        options.reconnectFor =
            try arguments.duration(Self.reconnectFor) ?? (backups.isEmpty ? .zero : .seconds(60))
        if arguments.flag(Self.resend) { options.unanswered = .sendAgain }
        // One more than the sessions' own, so that their orderly end comes first.
        options.closingTimeout = Moment.Span(Interruption.closingTimeout.duration + .seconds(1))
        let owed = count.multipliedReportingOverflow(by: recipients.count)
        let isTalkative = !owed.overflow && owed.partialValue <= SendPrinter.talkative
        // No event is made that nobody sees.
        options.tellsSegments = asJSON || isTalkative
        options.tellsOutcomeSegments = !asJSON && isTalkative
    }

    /// Where to dial: the primary's connections, and as many to each backup.
    var channels: ChannelPlan {
        backups.reduce(.primary(endpoint.description, connections: connections)) { plan, backup in
            plan.backup(backup.description, connections: connections)
        }
    }

    /// The sessions' limits: the protocol's own but for what the options say.
    func limits(of adapter: any ClientAdapter) -> SessionLimits {
        var limits = adapter.sessionLimits
        if let window { limits.windowSize = window }
        if let replyTimeout { limits.replyTimeout = replyTimeout }
        limits.closingTimeout = Interruption.closingTimeout
        return limits
    }

    private static func endpoint(_ text: String, _ option: OptionSpec) throws(UsageError) -> Endpoint {
        do throws(EndpointSyntaxError) {
            return try Endpoint(text)
        } catch {
            throw UsageError("\(option.name) \(error.reason.rawValue)", mend: "write HOST:PORT")
        }
    }

    /// The message, with the text from wherever it comes.
    private func message(on console: Console) throws(UsageError) -> OutboundMessage {
        var text = self.text ?? ""
        if let textFile {
            let octets = try InputFile(textFile, on: console).octets()
            text = String(decoding: octets, as: UTF8.self)
            // Bad octets were replaced.
            guard text.utf8.elementsEqual(octets) else {
                throw UsageError("\(UsageError.quoted(textFile)) is not UTF-8", mend: "convert it to UTF-8")
            }
            // A line end of either kind is one character.
            if text.last?.isNewline == true { text.removeLast() }
        }
        if let signature = fields.signature { text = signature.signing(text) }
        var message = OutboundMessage(
            from: from, to: recipients, text: text, coding: coding, report: wantsReport ? .requested : .none)
        message.expiry = expiry
        message.schedule = schedule
        fields.fill(&message)
        return message
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        var adapter: any ClientAdapter
        do throws(CredentialsError) {
            adapter = try ClientProtocols.adapter(protocolName, credentials)
            if let peerFault { adapter = FaultyClientAdapter(adapter, peerFault, speaking: protocolName) ?? adapter }
        } catch {
            throw UsageError(error.description, mend: "see carrier send --help")
        }
        let run = SendRun(command: self, adapter: adapter, message: try message(on: console), console: console)
        return try await run.run()
    }
}
