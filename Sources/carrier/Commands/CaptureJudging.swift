import CarrierConformance
import CarrierFixtures

/// `carrier conform --capture`: recorded sessions judged from outside.
struct CaptureJudging {
    private let command: ConformCommand
    private let console: Console

    init(_ command: ConformCommand, _ console: Console) { (self.command, self.console) = (command, console) }

    func run() throws(UsageError) -> ExitStatus {
        let files = ReplayFiles(
            paths: command.captures, dialect: WireDialect.named(command.dialect), console: console)
        let recording = try files.recording()
        for remark in recording.remarks { console.note("carrier conform: \(remark)") }
        let secret = command.setting.secret.isEmpty ? nil : command.setting.secret
        let judge = PassiveJudge(recording, secret: secret)
        for finding in judge.findings where !show(finding) { break }
        let failed = judge.findings.count { $0.outcome == .fail }
        let notStrict = judge.findings.count - failed
        if command.asJSON {
            console.emit(
                .object([
                    ("event", .string("summary")), ("protocol", .string(command.dialect)),
                    ("connections", .integer(recording.flows.count)), ("frames", .integer(recording.frames.count)),
                    ("rules", .integer(PassiveRule.all.count)), ("fail", .integer(failed)),
                    ("notStrict", .integer(notStrict)), ("leftOut", .integer(judge.leftOut)),
                ]))
        } else {
            console.print(
                "\(recording.frames.count) frames of \(recording.flows.count) connections, "
                    + "\(PassiveRule.all.count) rules: \(failed) failed, \(notStrict) not strict")
        }
        return judge.isPassed(strict: command.isStrict) ? .done : .differs
    }

    private func show(_ finding: PassiveFinding) -> Bool {
        if command.asJSON { return console.emit(finding.json) }
        let word = console.verdict(HelpText.padded(finding.outcome.rawValue, to: 9), good: false)
        let side = finding.side == .sp ? "SP" : "gateway"
        return console.print(
            """
            \(word) \(side), frame \(finding.frame) of connection \(finding.flow), \(finding.entry.command)
                rule      \(finding.rule.name): \(finding.rule.requirement)
                seen      \(Console.printable(finding.seen))
            """)
    }
}
