import CarrierConformance
import CarrierFixtures
import CarrierSession
import CarrierTransport
import CarrierWire
import Foundation

/// One run of the conformance suite against a peer on the network.
struct ConformRun {
    private let command: ConformCommand
    private let suite: ConformanceSuite
    private let console: Console

    init(_ command: ConformCommand, _ suite: ConformanceSuite, _ console: Console) {
        (self.command, self.suite, self.console) = (command, suite, console)
    }

    func run() async throws(UsageError) -> ExitStatus {
        guard let role = command.role else { return .unusable }
        let cases = BasicFindings.order(try command.wanted(in: suite, judging: role))
        var findings = BasicFindings()
        let skips = try skipList(for: suite.cases(in: command.dialect, judging: role))
        let earlier = try earlierRun()
        let judge: SocketJudge
        do {
            judge = try await SocketJudge.open(role, command.addresses, command.setting)
        } catch {
            console.note("carrier conform: \(error)")
            return .unreachable
        }
        let interruption = command.interruption()
        let isInterrupted = Guarded(false)
        interruption.whenInterrupted {
            isInterrupted.withLock { $0 = true }
            judge.interrupt()
        }
        if role == .sp, let address = judge.address { tell(address) }
        var report = ConformanceReport(dialect: command.dialect, role: role)
        let begin = MonotonicClock.now()
        guard await isReachable(judge, role) else {
            await judge.close()
            return isInterrupted.withLock { $0 } ? .interrupted : .unreachable
        }
        var progress = ProgressLine(on: console)
        for (index, tried) in cases.enumerated() {
            if isInterrupted.withLock({ $0 }) { break }
            progress.show { "\(index + 1) of \(cases.count): \(tried.id), \(report.count(.fail)) failed" }
            let result = findings.take(await result(of: tried, judge, skips, after: findings), of: tried)
            if isInterrupted.withLock({ $0 }) { break }
            report.add(result)
            progress.clear()
            if !show(result) { break }
        }
        progress.clear()
        await judge.close()
        report.duration = MonotonicClock.now() - begin
        let isWritten = finish(report, earlier)
        if isInterrupted.withLock({ $0 }) { return .interrupted }
        return isWritten && report.isPassed(strict: command.isStrict) ? .done : .differs
    }

    // MARK: - Before

    private func skipList(for cases: [ConformanceCase]) throws(UsageError) -> SkipList {
        guard let file = command.skipFile else { return SkipList() }
        let text = try InputFile(file, on: console).text()
        do throws(DialogueError) {
            let list = try SkipList(text, file: file)
            if let stale = list.unmatched(in: cases).first {
                throw DialogueError(
                    file: file, line: stale.line, column: 1, reason: "\(stale.selection) matches no case; take it out")
            }
            return list
        } catch {
            throw UsageError("\(error)", mend: nil)
        }
    }

    private func earlierRun() throws(UsageError) -> EarlierRun? {
        guard let file = command.compareFile else { return nil }
        let text = try InputFile(file, on: console).text()
        do throws(FixtureError) {
            return try EarlierRun(text, file: file)
        } catch {
            throw UsageError("\(error)", mend: nil)
        }
    }

    /// A sound login before anything else: where it fails, every case would fail for one reason.
    private func isReachable(_ judge: SocketJudge, _ role: JudgedRole) async -> Bool {
        guard let probe = try? ConformanceSuite.login(in: command.dialect, judging: role) else { return false }
        let result = await judge.judge(probe)
        if result.outcome == .pass || result.outcome == .notStrict { return true }
        let whom = role == .gateway ? "the gateway" : "the SP"
        console.note(
            "carrier conform: no sound login with \(whom): \(Console.printable(result.seen)); no case was tried"
        )
        return false
    }

    private func tell(_ address: SocketAddress) {
        if !command.asJSON { console.print("listening at \(Endpoint(address))") }
        guard command.asJSON else { return }
        console.emit(
            .object([
                ("event", .string("listening")), ("protocol", .string(command.dialect)),
                ("address", .string("\(Endpoint(address))")),
            ]))
    }

    // MARK: - Each case

    private func result(
        of tried: ConformanceCase, _ judge: SocketJudge, _ skips: SkipList, after findings: BasicFindings
    ) async -> CaseResult {
        if let reason = skips.reason(for: tried.id) { return CaseResult(of: tried, .skipped, seen: reason) }
        if tried.isSlow, !command.isSlow, command.setting.replyTimeout == nil {
            return CaseResult(of: tried, .skipped, seen: "it waits for timers: give --slow or --timers")
        }
        return await judge.judge(tried, after: findings)
    }

    /// Prints a result; false when nobody reads.
    private func show(_ result: CaseResult) -> Bool {
        if command.asJSON { return console.emit(result.json) }
        let isGood = ![CaseOutcome.fail, .notStrict].contains(result.outcome)
        let word = HelpText.padded(result.outcome.rawValue, to: 13)
        var lines = [
            "\(console.verdict(word, good: isGood)) \(result.id)  \(Console.printable(result.requirement))"
        ]
        if !isGood {
            if !result.expected.isEmpty { lines.append("    expected  \(Console.printable(result.expected))") }
            lines.append("    seen      \(Console.printable(result.seen))")
            if !result.step.isEmpty { lines.append("    line      \(Console.printable(result.step))") }
        } else if result.outcome != .pass {
            lines.append("    \(Console.printable(result.seen))")
        }
        return console.print(lines.joined(separator: "\n"))
    }

    // MARK: - Afterwards

    /// Prints the summary and writes the files; false where one cannot be written.
    private func finish(_ report: ConformanceReport, _ earlier: EarlierRun?) -> Bool {
        if command.asJSON {
            console.emit(report.summary)
        } else {
            let counts = CaseOutcome.allCases.filter { report.count($0) > 0 }.map {
                "\(report.count($0)) \($0.rawValue)"
                    + ($0 == .unsupported && report.blocked > 0 ? " (\(report.blocked) stand on what failed)" : "")
            }
            console.print("\(report.results.count) cases: " + counts.joined(separator: ", "))
        }
        for change in earlier?.differences(to: report) ?? [] {
            if command.asJSON {
                console.emit(
                    .object([
                        ("event", .string("change")), ("id", .string(change.id)), ("then", .string(change.then)),
                        ("now", .string(change.now)),
                    ]))
            } else {
                console.print(
                    "differs: \(Console.printable(change.id)) \(Console.printable(change.then)) → \(change.now)")
            }
        }
        var isWritten = true
        if let file = command.htmlFile, !write(report.html(comparedTo: earlier), to: file) { isWritten = false }
        if let file = command.junitFile, !write(report.junit, to: file) { isWritten = false }
        return isWritten
    }

    private func write(_ text: String, to file: String) -> Bool {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
            return true
        } catch {
            console.note("carrier conform: \(file) cannot be written: \(error.localizedDescription)")
            return false
        }
    }
}

extension ConformanceCase {
    /// The case as `--list` prints it.
    var row: [String] { [id.description, level.rawValue, isSlow ? "slow" : "", requirement] }

    /// The same as an object.
    var json: JSONValue {
        .object([
            ("event", .string("listed")), ("id", .string(id.description)), ("level", .string(level.rawValue)),
            ("requirement", .string(requirement)), ("slow", .bool(isSlow)), ("needs", .strings(needs)),
        ])
    }
}
