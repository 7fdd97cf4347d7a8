import CarrierFixtures
import Foundation

/// Both streams of a command that serves connections, each behind a queue: a reader that stops reading holds up
/// neither the connections nor the end of the run.
struct LiveOutput: Sendable {
    let output: OutputQueue
    let diagnostics: OutputQueue

    /// Nil where the console's streams are no descriptors.
    init?(of console: Console, asJSON: Bool, limits: OutputQueue.Limits = OutputQueue.Limits()) {
        guard let (output, diagnostics) = console.descriptors else { return nil }
        self.output = OutputQueue(
            limits: limits, lossLine: { Self.lossLine($0, asJSON: asJSON) }, write: { Console.write($0, to: output) })
        self.diagnostics = OutputQueue(
            limits: limits, lossLine: { Self.lossLine($0, asJSON: false) },
            write: { Console.write($0, to: diagnostics) })
    }

    private static func lossLine(_ lines: UInt64, asJSON: Bool) -> [UInt8] {
        guard asJSON else { return Array("\(lines) lines are missing here: nobody read them in time\n".utf8) }
        var line = EventLines()
        line.line("notWritten") { $0.number("lines", lines) }
        return line.octets
    }

    /// The console with its streams behind the queues.
    func console(from console: Console) -> Console {
        var console = console
        let (output, diagnostics) = (output, diagnostics)
        console.output = { output.append($0) }
        console.diagnostics = { diagnostics.append($0) }
        console.live = self
        return console
    }

    /// Stops all waiting for readers: the run is to end.
    func hurry() {
        output.hurry()
        diagnostics.hurry()
    }

    /// Waits until everything is written that anybody reads, says what is missing, and gives the run's status.
    func finish(_ status: ExitStatus, in command: String, on console: Console) async -> ExitStatus {
        let console = self.console(from: console)
        let balance = await output.finish()
        var status = status
        if let fault = balance.fault {
            status = console.status(after: fault, in: command)
        } else {
            if balance.lostLines > 0 {
                console.note(
                    "carrier \(command): \(balance.lostLines) lines were not written: nobody read standard output; "
                        + "read it to its end, or write it into a file")
                // Standard error may lead to the same place.
                diagnostics.hurry()
                if status == .done { status = .differs }
            }
            if balance.isHurried { status = .interrupted }
        }
        _ = await diagnostics.finish()
        return status
    }
}

extension Console {
    /// The status of a run whose output broke; a full disk is told, a reader that left knows.
    func status(after fault: OutputFault, in command: String?) -> ExitStatus {
        guard case .unwritable(let number) = fault else { return .interrupted }
        let place = command.map { "carrier \($0)" } ?? "carrier"
        note(
            "\(place): standard output cannot be written: \(String(cString: strerror(number))); "
                + "what was printed is not complete; mend that and run it again")
        return .differs
    }
}
