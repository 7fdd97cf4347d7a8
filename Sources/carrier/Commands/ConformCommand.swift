import CarrierConformance
import CarrierHarness
import CarrierSession
import CarrierTransport

/// `carrier conform`: judges a gateway or an SP, clause by clause.
struct ConformCommand: Command {
    private static let protocolName = OptionSpec.value(
        "--protocol", "P", required: true, ConformanceSuite.dialectNames.joined(separator: ", "))
    private static let connect = OptionSpec.value(
        "--connect", "HOST:PORT", otherwise: "none", "judge the gateway (网关) that listens there")
    private static let listen = OptionSpec.value(
        "--listen", "HOST:PORT", otherwise: "none", "judge the SP that connects to there")
    private static let account = OptionSpec.value("--account", "ID", otherwise: "none", "the account that logs in")
    private static let secret: OptionSpec = {
        var option = OptionSpec.value("--secret", "S", otherwise: "none", "the account's shared secret; never printed")
        option.variable = "CARRIER_SECRET"
        return option
    }()
    private static let exec = OptionSpec.value(
        "--exec", "COMMAND", otherwise: "the peer runs by itself",
        "start the peer for each case: split into words as a shell does, {host} {port} {account} {secret} {from} {to} "
            + "{text} {back} filled in; no shell runs")
    private static let cases = OptionSpec.list("--case", "ID", "only this case, or all whose names begin so")
    private static let list = OptionSpec.flag("--list", "print the cases with levels and requirements; needs no peer")
    private static let strict = OptionSpec.flag("--strict", "status 1 where a case is not strict, too")
    private static let slow = OptionSpec.flag("--slow", "also the cases that wait for timers at their real length")
    private static let timers = OptionSpec.value(
        "--timers", "D", otherwise: "60s, cases that wait for them are left out",
        "how long the peer waits for a response; its other timers are shortened alike")
    private static let userCases = OptionSpec.list(
        "--cases", "FILE", "add cases of one's own, in the form of the suite's")
    private static let skip = OptionSpec.value(
        "--skip", "FILE", otherwise: "none", "cases that are not tried: a line is a name and the reason")
    private static let html = OptionSpec.value("--html", "F", otherwise: "none", "write one page with everything to F")
    private static let compare = OptionSpec.value(
        "--compare", "FILE", otherwise: "none", "tell what differs from an earlier run, which --json printed")
    private static let junit = OptionSpec.value("--junit", "F", otherwise: "none", "write JUnit XML to F")
    private static let capture = OptionSpec.list(
        "--capture", "FILE",
        "judge a recorded session (抓包) instead, both sides: a .capture, a pcap, a directory; with --secret digests too"
    )
    private static let listenBack = OptionSpec.value(
        "--listen-back", "HOST:PORT", otherwise: "none", "SGIP: where the suite listens as the SP")
    private static let connectBack = OptionSpec.value(
        "--connect-back", "HOST:PORT", otherwise: "none", "SGIP: where the SP under test listens")
    private static let node = OptionSpec.value(
        "--node", "N", otherwise: "made from the company's code", "SGIP: the SP's node number (节点编号)")
    private static let corporation = OptionSpec.value(
        "--corp-id", "ID", otherwise: "the node number's last five digits", "SGIP: the SP's company (企业代码)")
    private static let from = OptionSpec.value(
        "--from", "N", default: "10690001", "the service's number (接入号)")
    private static let to = OptionSpec.value("--to", "N", default: "13800138000", "a subscriber's number")
    private static let service = OptionSpec.value("--service-id", "C", default: "TEST", "the service's code (业务代码)")

    static let spec = CommandSpec(
        name: "conform", purpose: "Judges a gateway or an SP by the conformance suite, clause by clause.",
        options: [
            protocolName, connect, listen, account, secret, exec, cases, list, strict, slow, timers, userCases, skip,
            html, compare, junit, .json, capture, listenBack, connectBack, node, corporation, from, to, service,
        ],
        examples: [
            "carrier conform --protocol cmpp-3.0 --connect 127.0.0.1:7890 --account 901234 --secret s --html page.html",
            "carrier conform --protocol smgp-3.0 --list",
        ])

    let dialect: String
    let role: JudgedRole?
    private(set) var addresses = PeerAddresses()
    private(set) var setting: CaseSetting
    let selections: [String]
    let isList: Bool
    let isStrict: Bool
    let isSlow: Bool
    let asJSON: Bool
    let caseFiles: [String]
    let skipFile: String?
    let htmlFile: String?
    let junitFile: String?
    let compareFile: String?
    let captures: [String]
    var interruption: @Sendable () -> Interruption = { Interruption.watch() }

    init(_ arguments: Arguments) throws(UsageError) {
        dialect = try ProtocolName.canonical(
            arguments.requiredText(Self.protocolName), among: ConformanceSuite.dialectNames, Self.protocolName)
        isList = arguments.flag(Self.list)
        selections = arguments.texts(Self.cases)
        (isStrict, isSlow) = (arguments.flag(Self.strict), arguments.flag(Self.slow))
        asJSON = arguments.flag(.json)
        caseFiles = arguments.texts(Self.userCases)
        (skipFile, htmlFile) = (arguments.text(Self.skip), arguments.text(Self.html))
        (junitFile, compareFile) = (arguments.text(Self.junit), arguments.text(Self.compare))
        captures = arguments.texts(Self.capture)
        addresses.connect = try Self.endpoint(arguments, Self.connect)
        addresses.listen = try Self.endpoint(arguments, Self.listen)
        addresses.listenBack = try Self.endpoint(arguments, Self.listenBack)
        addresses.connectBack = try Self.endpoint(arguments, Self.connectBack)
        role = addresses.connect != nil ? .gateway : addresses.listen != nil ? .sp : nil
        setting = CaseSetting(
            account: arguments.text(Self.account) ?? "", secret: arguments.text(Self.secret) ?? "")
        setting.from = try arguments.requiredText(Self.from)
        setting.to = try arguments.requiredText(Self.to)
        setting.serviceID = try arguments.requiredText(Self.service)
        setting.node = try arguments.integer(Self.node, in: 0...Int(UInt32.max)).map { UInt32($0) }
        setting.corporationID = arguments.text(Self.corporation)
        setting.replyTimeout = try arguments.duration(Self.timers)
        if let text = arguments.text(Self.exec) {
            do throws(PeerCommand.SyntaxFault) {
                addresses.command = try PeerCommand(text)
            } catch {
                throw UsageError("--exec: \(error.reason)", mend: "write a command as in a shell")
            }
        }
        try check(arguments)
    }

    private func check(_ arguments: Arguments) throws(UsageError) {
        if addresses.connect != nil, addresses.listen != nil {
            throw UsageError("--connect and --listen are both given", mend: "give one of them")
        }
        if !captures.isEmpty, role != nil {
            throw UsageError("--capture and a peer are both given", mend: "give one of them")
        }
        if isList || !captures.isEmpty { return }
        guard role != nil else {
            throw UsageError(
                "--connect or --listen is missing", mend: "add --connect HOST:PORT for a gateway, --listen for an SP")
        }
        guard !setting.account.isEmpty else { throw UsageError("--account is missing", mend: "add --account ID") }
        guard arguments.text(Self.secret) != nil else {
            throw UsageError("--secret is missing", mend: "add --secret S or set CARRIER_SECRET")
        }
        do throws(CredentialsError) {
            var credentials = HarnessCredentials(account: setting.account, secret: setting.secret)
            (credentials.node, credentials.corporationID) = (setting.node, setting.corporationID)
            _ = try ClientProtocols.adapter(dialect, credentials)
        } catch {
            throw UsageError("\(error)", mend: "see carrier conform --help")
        }
    }

    private static func endpoint(_ arguments: Arguments, _ option: OptionSpec) throws(UsageError) -> Endpoint? {
        guard let text = arguments.text(option) else { return nil }
        do throws(EndpointSyntaxError) {
            return try Endpoint(text)
        } catch {
            throw UsageError("\(option.name) \(error)", mend: nil)
        }
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        let suite = try suite(on: console)
        if isList { return show(suite, on: console) }
        if !captures.isEmpty { return try CaptureJudging(self, console).run() }
        return try await ConformRun(self, suite, console).run()
    }

    /// The suite's cases and the user's.
    private func suite(on console: Console) throws(UsageError) -> ConformanceSuite {
        do throws(DialogueError) {
            var suite = try ConformanceSuite.own()
            for file in caseFiles { try add(file, to: &suite, console) }
            return suite
        } catch {
            throw UsageError("\(error)", mend: nil)
        }
    }

    private func add(_ file: String, to suite: inout ConformanceSuite, _ console: Console) throws(DialogueError) {
        let text: String
        do throws(UsageError) {
            text = try InputFile(file, on: console).text()
        } catch {
            throw DialogueError(file: file, line: 1, column: 1, reason: error.what)
        }
        try suite.add(text, file: file)
    }

    /// The cases that are asked for.
    func wanted(in suite: ConformanceSuite, judging role: JudgedRole) throws(UsageError) -> [ConformanceCase] {
        let all = suite.cases(in: dialect, judging: role)
        if selections.isEmpty { return all }
        for selection in selections where !suite.cases.contains(where: { $0.id.isSelected(by: selection) }) {
            throw UsageError("--case \(UsageError.quoted(selection)): no case is named so", mend: "see --list")
        }
        return all.filter { one in selections.contains { one.id.isSelected(by: $0) } }
    }

    private func show(_ suite: ConformanceSuite, on console: Console) -> ExitStatus {
        var rows: [[String]] = []
        for role in JudgedRole.allCases where self.role == nil || self.role == role {
            for one in (try? wanted(in: suite, judging: role)) ?? [] {
                if asJSON { console.emit(one.json) } else { rows.append(one.row) }
            }
        }
        if !asJSON, !rows.isEmpty { console.print(TextTable(rows).text) }
        if !asJSON { console.print("\(rows.count) cases") }
        return .done
    }
}
