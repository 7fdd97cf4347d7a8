import CarrierConformance
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import CarrierWire

/// `carrier receive`: the reference receiver.
struct ReceiveCommand: Command {
    static let spec = CommandSpec(
        name: "receive",
        purpose: "Listens as a gateway, answers and reports submits, and pushes incoming messages.",
        options: [
            protocolName, listen, account, secret, accounts, report, reportAfter, reportLatency, seed, refuse, rate,
            throttleCode, window, allow, maximumConnections, deliver, fault, refuseReplays, connectBack, node,
            corporation, repush, repushFor, .trace, .tracePcap, .stats, duration, .json,
        ],
        servesConnections: true,
        examples: [
            "carrier receive --protocol cmpp-3.0 --listen 127.0.0.1:7890 --account 901234 --secret s3cret",
            "carrier receive --protocol cmpp-2.0 --listen 127.0.0.1:0 --account 901234 --refuse 8/10 \\\n"
                + "    --report-latency 85@5s,95@10s,99@15s --fault drop-response:100 --for 3m --json",
        ])

    var protocolName: String
    var endpoint: Endpoint
    /// What accounts have where nothing else is said about them.
    /// A fault on purpose in the frames.
    var peerFault: PeerFault?
    var accountDefaults = GatewayAccount(id: "", secret: "")
    var accountsPath: String?
    var refusesReplays: Bool
    var script = ReceiverScript()
    var settings = GatewaySettings.deciding
    var duration: Moment.Span?
    var watching: WatchOptions
    var asJSON: Bool
    /// Where signals come from.
    var interruption: @Sendable () -> Interruption = { Interruption.watch() }
    /// What has its argument done with every SIGHUP, as long as the result is kept.
    var hangups: @Sendable (@escaping @Sendable () -> Void) -> HangupWatch = { HangupWatch($0) }

    init(_ arguments: Arguments) throws(UsageError) {
        protocolName = try ProtocolName.canonical(
            arguments.requiredText(Self.protocolName), among: GatewayProtocols.names, Self.protocolName)
        endpoint = try Self.endpoint(arguments.requiredText(Self.listen), Self.listen)
        refusesReplays = arguments.flag(Self.refuseReplays)
        duration = try arguments.duration(Self.duration)
        watching = try WatchOptions(arguments)
        asJSON = arguments.flag(.json)
        try takeAccount(arguments)
        try takeReports(arguments)
        try takeLimits(arguments)
        for text in arguments.texts(Self.deliver) { script.pushes.append(try Self.push(text)) }
        for text in arguments.texts(Self.fault) {
            if PeerFault.named(text, of: .gateway) != nil {
                peerFault = try PeerFault.read(text, of: .gateway, in: protocolName, Self.fault)
            } else {
                try ReceiveFaults.add(text, to: &script.faults, Self.fault)
            }
        }
    }

    private mutating func takeAccount(_ arguments: Arguments) throws(UsageError) {
        accountsPath = arguments.text(Self.accounts)
        accountDefaults.node = try arguments.integer(Self.node, in: 0...Int(UInt32.max)).map { UInt32($0) }
        if let text = arguments.text(Self.corporation) {
            guard let node = GatewayProtocols.node(ofCorporation: text) else {
                throw UsageError("corp-id: not a number of up to five digits", mend: "see carrier receive --help")
            }
            accountDefaults.node = accountDefaults.node ?? node
        }
        accountDefaults.reverseAddress = try arguments.text(Self.connectBack).map { text throws(UsageError) in
            "\(try Self.endpoint(text, Self.connectBack))"
        }
        if accountsPath != nil {
            guard !arguments.has(Self.account) else {
                throw UsageError("--account and --accounts are both given", mend: "give one of them")
            }
            return
        }
        guard let id = arguments.text(Self.account) else {
            throw UsageError("--account is missing", mend: "add --account ID or --accounts FILE")
        }
        guard let secret = arguments.text(Self.secret) else {
            throw UsageError("--secret is missing", mend: "add --secret S or set CARRIER_SECRET")
        }
        (accountDefaults.id, accountDefaults.secret) = (id, secret)
        if let objection = GatewayProtocols.objection(to: accountDefaults, as: protocolName) {
            throw UsageError(objection, mend: "see carrier receive --help")
        }
    }

    private mutating func takeReports(_ arguments: Arguments) throws(UsageError) {
        let states: [(String, DeliveryState?)] = [
            ("delivered", .delivered), ("undelivered", .undelivered), ("expired", .expired), ("rejected", .rejected),
            ("none", nil),
        ]
        script.report = try arguments.choice(Self.report, among: states) ?? nil
        script.reportDelay = .fixed(try arguments.duration(Self.reportAfter) ?? .milliseconds(50))
        let latency = try arguments.value(
            Self.reportLatency, mend: "write growing shares and times, as in 85@5s,95@10s,99@15s", Self.distribution)
        if let latency {
            guard !arguments.has(Self.reportAfter) else {
                throw UsageError("--report-after and --report-latency are both given", mend: "give one of them")
            }
            script.reportDelay = .distributed(latency)
        }
        script.seed = UInt64(try arguments.integer(Self.seed, in: 0...Int.max) ?? 0)
        script.refusal = try arguments.value(
            Self.refuse, mend: "write a code above 0 and how often, as in 8 or 8/10", Self.refusal)
    }

    private mutating func takeLimits(_ arguments: Arguments) throws(UsageError) {
        accountDefaults.segmentsPerSecond = try arguments.integer(Self.rate, in: 1...10_000_000).map(Double.init)
        accountDefaults.windowSize = try arguments.integer(Self.window, in: 1...65_536)
        accountDefaults.maximumConnections = try arguments.integer(Self.maximumConnections, in: 1...1024) ?? 16
        settings.options.throttleCode = try arguments.integer(Self.throttleCode, in: 1...Int(UInt32.max)).map {
            UInt32($0)
        }
        settings.listener.allowedPeers = try arguments.values(
            Self.allow, mend: "write an address or a block such as 127.0.0.0/8", AddressBlock.init)
        settings.options.repushAfter = try arguments.duration(Self.repush) ?? settings.options.repushAfter
        settings.options.deliverFor = try arguments.duration(Self.repushFor) ?? settings.options.deliverFor
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        try await ReceiveRun(command: self, console: console).run()
    }
}
