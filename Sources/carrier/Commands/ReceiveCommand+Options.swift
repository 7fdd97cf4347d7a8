import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport

// The options of `carrier receive`, and their values.
extension ReceiveCommand {
    static let protocolName = OptionSpec.value(
        "--protocol", "P", required: true,
        "protocol and version, or a family for every version at one port: "
            + GatewayProtocols.names.joined(separator: ", "))
    static let listen = OptionSpec.value(
        "--listen", "HOST:PORT", required: true, "where providers connect; port 0 takes a free one")
    static let account = OptionSpec.value("--account", "ID", otherwise: "see --accounts", "the account that may log in")
    static let secret: OptionSpec = {
        var option = OptionSpec.secret
        option.isRequired = false
        return option
    }()
    static let accounts = OptionSpec.value(
        "--accounts", "FILE",
        "instead of --account and --secret: JSON Lines with \"account\" and \"secret\", and any of \"protocol\", "
            + "\"rate\", \"window\", \"connections\", \"allow\", \"node\", \"connectBack\"; read again on SIGHUP")
    static let report = OptionSpec.value(
        "--report", "STATE", default: "delivered",
        "the report (状态报告) for each accepted segment that asks for one: delivered, undelivered, expired, rejected or "
            + "none")
    static let reportAfter = OptionSpec.value(
        "--report-after", "D", default: "50ms", "how long after the response a report is due")
    static let reportLatency = OptionSpec.value(
        "--report-latency", "P@D[,P@D…]",
        "a distribution instead: that many percent of the reports within that time, as in 85@5s,95@10s,99@15s")
    static let seed = OptionSpec.value("--seed", "N", default: "0", "makes --report-latency repeatable")
    static let refuse = OptionSpec.value(
        "--refuse", "CODE[/N]", "answer every submit, or every N-th, with this result code")
    static let rate = OptionSpec.value(
        "--rate", "N", otherwise: "no limit", "submits a second and account (流控, 限速); above it the flow-control code")
    static let throttleCode = OptionSpec.value(
        "--throttle-code", "CODE", otherwise: "the protocol's own", "the code above --rate")
    static let window = OptionSpec.value(
        "--window", "N", otherwise: "the protocol's own", "requests of the receiver in flight per connection (滑动窗口)")
    static let allow = OptionSpec.list(
        "--allow", "CIDR", otherwise: "all", "peers that may connect; others are turned away at once, and counted")
    static let maximumConnections = OptionSpec.value(
        "--max-connections", "N", default: "16", "connections per account; above it \"too many connections\"")
    static let deliver = OptionSpec.list(
        "--deliver", "FROM,TO,TEXT", "push an incoming message (上行) to each session after its login")
    static let fault = OptionSpec.list(
        "--fault", "NAME",
        "what goes wrong: early-report, duplicate-report, report-on-other-connection, drop-response:N (every N-th), "
            + "late-response:D (each by D), split-writes (one octet at a time), close-after:N (the connection, after N "
            + "submits), or one of Docs/faults.md, role gateway")
    static let refuseReplays = OptionSpec.flag(
        "--refuse-replays",
        "refuse a login whose digest was seen before, or whose time stamp is more than ten minutes from now; clients "
            + "that open several connections within a second send one digest for all")
    static let connectBack = OptionSpec.value(
        "--connect-back", "HOST:PORT", "SGIP: where the SP listens for Deliver and Report")
    static let node = OptionSpec.value("--node", "N", "SGIP: the node number of the SP")
    static let corporation = OptionSpec.value("--corp-id", "ID", "SGIP: the company's code")
    static let repush = OptionSpec.value(
        "--repush", "D", default: "5m", "how long after a report that stayed unanswered it is sent again")
    static let repushFor = OptionSpec.value(
        "--repush-for", "D", default: "24h", "how long a report is tried before it is given up (deadLetter)")
    static let duration = OptionSpec.value("--for", "D", otherwise: "until interrupted", "stop after this long")

    // MARK: Values

    static func endpoint(_ text: String, _ option: OptionSpec) throws(UsageError) -> Endpoint {
        do throws(EndpointSyntaxError) {
            return try Endpoint(text)
        } catch {
            throw UsageError(option, text, mend: "\(error.reason.rawValue); write HOST:PORT, such as 127.0.0.1:7890")
        }
    }

    static func push(_ text: String) throws(UsageError) -> ReceiverScript.Push {
        let parts = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { throw UsageError(deliver, text, mend: "write FROM,TO,TEXT") }
        return ReceiverScript.Push(
            from: try NumberText.number(parts[0], deliver), to: try NumberText.number(parts[1], deliver),
            text: parts[2])
    }

    static func refusal(_ text: String) -> ReceiverScript.Refusal? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let code = Arguments.decimal(parts[0]).flatMap(UInt32.init(exactly:)), code > 0 else { return nil }
        if parts.count == 1 { return ReceiverScript.Refusal(code: code) }
        guard parts.count == 2, let every = Arguments.decimal(parts[1]), every > 0 else { return nil }
        return ReceiverScript.Refusal(code: code, every: every)
    }

    static func distribution(_ text: String) -> LatencyDistribution? {
        var steps: [LatencyDistribution.Step] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
            let allowed = Set("0123456789.")
            guard sides.count == 2, sides[0].allSatisfy(allowed.contains), let percent = Double(sides[0]),
                let within = Arguments.duration(sides[1])
            else { return nil }
            steps.append(LatencyDistribution.Step(percent: percent, within: within))
        }
        return LatencyDistribution(steps)
    }
}

/// The names of the faults and what they mean.
enum ReceiveFaults {
    private static let names = [
        "early-report", "duplicate-report", "report-on-other-connection", "drop-response", "late-response",
        "split-writes", "close-after",
    ]

    /// Adds the fault that `text` names.
    static func add(_ text: String, to faults: inout ReceiverFaults, _ option: OptionSpec) throws(UsageError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        let value = parts.count > 1 ? parts[1] : nil
        func refusal(_ mend: String) -> UsageError { UsageError(option, text, mend: mend) }
        func count() throws(UsageError) -> Int {
            guard let number = value.flatMap(Arguments.decimal), number > 0 else {
                throw refusal("write \(name):N with a number above 0")
            }
            return number
        }
        if value != nil,
            ["early-report", "duplicate-report", "report-on-other-connection", "split-writes"].contains(name)
        {
            throw refusal("\(name) takes no value")
        }
        switch name {
        case "early-report": faults.earlyReports = true
        case "duplicate-report": faults.duplicateReports = true
        case "report-on-other-connection": faults.reportsOnOtherConnection = true
        case "split-writes": faults.splitsWrites = true
        case "drop-response": faults.dropEvery = try count()
        case "close-after": faults.closeAfter = try count()
        case "late-response":
            guard let delay = value.flatMap(Arguments.duration), delay > .zero else {
                throw refusal("write late-response:D with a duration such as 250ms")
            }
            faults.responseDelay = delay
        default:
            throw refusal(Nearest.suggestion(for: name, among: names, help: "use " + names.joined(separator: ", ")))
        }
    }
}
