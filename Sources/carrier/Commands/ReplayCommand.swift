import CarrierFixtures
import CarrierSession
import CarrierTransport
import CarrierWire

/// `carrier replay`: a recorded session against a live peer.
struct ReplayCommand: Command {
    private static let protocolName = OptionSpec.value(
        "--protocol", "P", otherwise: "what the recording says, or what fits its frames",
        "protocol and version of the recording: \(WireDialect.all.map(\.name).joined(separator: ", "))")
    private static let connect = OptionSpec.value(
        "--connect", "HOST:PORT", "play the client's side (SP) against the gateway that listens there")
    private static let listen = OptionSpec.value(
        "--listen", "HOST:PORT", "play the gateway's side for the client that connects there")
    private static let connectBack = OptionSpec.value(
        "--connect-back", "HOST:PORT", "SGIP, the gateway's side: where the client listens for Deliver and Report")
    private static let listenBack = OptionSpec.value(
        "--listen-back", "HOST:PORT", "SGIP, the client's side: where the gateway connects for Deliver and Report")
    private static let account = OptionSpec.value("--account", "ID", required: true, "the account to log in with")
    private static let side = OptionSpec.value(
        "--side", "SIDE", otherwise: "client with --connect, server with --listen",
        "client or server: for a recording of SGIP's second connection alone, which the gateway opens")
    private static let ignore = OptionSpec.list(
        "--ignore", "FIELD", "do not compare this field: Field, report.Field or COMMAND.Field")
    private static let speed = OptionSpec.value(
        "--speed", "N|recorded|answers", default: "answers",
        "send each frame as soon as what was recorded before it has come, or keep the recorded pauses, divided by N")
    private static let timeout = OptionSpec.value(
        "--timeout", "D", default: "10s", "how long a recorded frame of the peer (报文) is waited for")

    static let spec = CommandSpec(
        name: "replay",
        purpose:
            "Plays one side of a recorded session (抓包回放) against a live peer and prints, field by field, what differs.",
        options: [
            protocolName, connect, listen, connectBack, listenBack, account, .secret, side, ignore, speed, timeout,
            .json,
        ],
        operands: .many("FILE"), servesConnections: true,
        examples: [
            "carrier replay production.pcap --connect 127.0.0.1:7890 --account 901234 --secret s3cret",
            "carrier replay Fixtures/captures/cmpp-3.0-session.capture --listen 127.0.0.1:0 --account 901234 \\\n"
                + "    --secret s3cret --json",
        ])

    var paths: [String]
    var dialect: WireDialect?
    var connect: Endpoint?
    var listen: Endpoint?
    var connectBack: Endpoint?
    var listenBack: Endpoint?
    var side: ReplayOptions.Side?
    var options: ReplayOptions
    var asJSON: Bool
    /// Where signals come from.
    var interruption: @Sendable () -> Interruption = { Interruption.watch() }

    init(_ arguments: Arguments) throws(UsageError) {
        paths = arguments.operands
        guard !paths.isEmpty else { throw UsageError("FILE is missing", mend: "see carrier replay --help") }
        dialect = arguments.has(Self.protocolName) ? try arguments.dialect(Self.protocolName) : nil
        connect = try Self.endpoint(Self.connect, arguments)
        listen = try Self.endpoint(Self.listen, arguments)
        connectBack = try Self.endpoint(Self.connectBack, arguments)
        listenBack = try Self.endpoint(Self.listenBack, arguments)
        if (connect == nil) == (listen == nil) {
            throw UsageError(
                connect == nil ? "--connect is missing" : "--connect and --listen are both given",
                mend: "give --connect to play the client's side or --listen to play the gateway's")
        }
        side = try arguments.choice(Self.side, among: [("client", .client), ("server", .server)])
        options = ReplayOptions(
            account: try arguments.requiredText(Self.account), secret: try arguments.requiredText(.secret))
        options.ignored = Set(arguments.texts(Self.ignore))
        options.timeout = try arguments.duration(Self.timeout)?.nanoseconds ?? options.timeout
        options.speed =
            try arguments.value(Self.speed, mend: "write answers, recorded or a number such as 10", Self.speed)
            ?? .answers
        asJSON = arguments.flag(.json)
        options.tellsEachFrame = asJSON
    }

    private static func speed(_ text: String) -> ReplayOptions.Speed? {
        switch text.lowercased() {
        case "answers": return .answers
        case "recorded": return .recorded(dividedBy: 1)
        default:
            guard let number = Double(text), number.isFinite, number >= 0.001, number <= 1e9 else { return nil }
            return .recorded(dividedBy: number)
        }
    }

    private static func endpoint(_ option: OptionSpec, _ arguments: Arguments) throws(UsageError) -> Endpoint? {
        guard let text = arguments.text(option) else { return nil }
        do throws(EndpointSyntaxError) {
            return try Endpoint(text)
        } catch {
            throw UsageError("\(option.name) \(error.reason.rawValue)", mend: "write HOST:PORT")
        }
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        let recording = try ReplayFiles(paths: paths, dialect: dialect, console: console).recording()
        for remark in recording.remarks { console.note("carrier replay: \(remark)") }
        var options = options
        // A recording of SGIP's second connection alone: whoever dials is the gateway.
        let isReverse = recording.flows.allSatisfy(\.isReverse)
        options.side = side ?? ((connect != nil) != isReverse ? .client : .server)
        let run = ReplayRun(command: self, recording: recording, options: options, console: console)
        try run.check()
        return await run.run()
    }
}

/// One run of `carrier replay`.
struct ReplayRun: Sendable {
    var command: ReplayCommand
    var recording: ReplayRecording
    var options: ReplayOptions
    var console: Console

    /// Where a recorded connection is dialled.
    private func dialled(_ isReverse: Bool) -> Endpoint? {
        isReverse ? command.connectBack ?? command.connect : command.connect
    }

    /// Where a recorded connection is awaited.
    private func awaited(_ isReverse: Bool) -> Endpoint? {
        isReverse ? command.listenBack ?? command.listen : command.listen
    }

    /// The recorded connections that this side opens, or waits for, by kind.
    private func has(dialled: Bool, isReverse: Bool) -> Bool {
        let replay = Replay(recording, options: options)
        return recording.flows.indices.contains { flow in
            replay.dials(flow) == dialled && recording.flows[flow].isReverse == isReverse
        }
    }

    /// Every recorded connection needs an address.
    func check() throws(UsageError) {
        for isReverse in [false, true] {
            let back = isReverse ? "-back" : ""
            if has(dialled: true, isReverse: isReverse), dialled(isReverse) == nil {
                throw UsageError(
                    "the recording has a connection to be opened", mend: "add --connect\(back) HOST:PORT")
            }
            if has(dialled: false, isReverse: isReverse), awaited(isReverse) == nil {
                throw UsageError(
                    "the recording has a connection that the peer opens", mend: "add --listen\(back) HOST:PORT")
            }
        }
    }

    func run() async -> ExitStatus {
        let interruption = command.interruption()
        console.live?.output.whenBroken { interruption.interrupt() }
        if let live = console.live { interruption.whenInterrupted { live.hurry() } }
        let printer = ReplayPrinter(console: console, asJSON: command.asJSON)
        let player = ReplayPlayer(
            Replay(recording, options: options), dialling: { dialled($0) }, events: { printer.take($0) })
        var listeners: [SocketListener] = []
        do {
            for isReverse in [false, true] where has(dialled: false, isReverse: isReverse) {
                guard let endpoint = awaited(isReverse) else { continue }
                let listener = try await SocketListener.bind(to: endpoint) { socket in
                    player.accept(socket, isReverse: isReverse)
                }
                listeners.append(listener)
                printer.listening(at: "\(listener.address)", isReverse: isReverse)
            }
        } catch {
            for listener in listeners { await listener.stop() }
            console.note("carrier replay: \(error)")
            return .unreachable
        }
        let work = Task { await player.play() }
        let watcher = Task { () -> Bool in
            guard await interruption.wait() != nil else { return false }
            work.cancel()
            return true
        }
        let replay = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
        watcher.cancel()
        let isInterrupted = await watcher.value
        for listener in listeners { await listener.stop() }
        printer.summary(replay.summary)
        if isInterrupted { return .interrupted }
        if let reason = replay.unreachable {
            console.note("carrier replay: no peer: \(reason)")
            return .unreachable
        }
        if let code = replay.refusal {
            console.note("carrier replay: the peer refuses the login with \(code); see --account and --secret")
            return .unreachable
        }
        return replay.summary.isSound ? .done : .differs
    }
}
