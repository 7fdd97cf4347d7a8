import CarrierFixtures
import CarrierWire
import Foundation

extension DecodeCommand {
    /// What is asked of recordings.
    struct CaptureOptions: Sendable {
        var isVerbose: Bool
        var countsOnly: Bool
        var filter: ConversationFilter
        var html: String?
    }

    /// Prints a recording; false where some of it is missing or cannot be read.
    func showRecording(_ input: DecodeInput, on console: Console) throws(UsageError) -> Bool {
        let text = try input.text()
        let capture: Capture
        do throws(FixtureError) {
            capture = try Capture(text, file: input.name)
        } catch {
            throw UsageError(error.description, mend: "a line is > or <, a time and hex")
        }
        if captures.countsOnly {
            var counter = FrameCounter(choice.named ?? capture["protocol"].flatMap(WireDialect.named))
            counter.take(capture)
            CountPrinter(counter: counter, connections: 1).show(on: console, asJSON: asJSON)
            return counter.isWhole
        }
        var run = try ConversationRun(self, capture["title"] ?? input.name, console: console)
        run.conversation.take(capture)
        run.show()
        return try run.finish(remarks: [])
    }

    /// Prints what a capture file holds; false where some of it is missing or cannot be read.
    ///
    /// - Parameter form: the form of the file; nil for packets out of hex.
    func showCapture(
        _ name: String, _ form: CaptureFileReader.Form?, on console: Console,
        _ next: () throws(UsageError) -> [UInt8]?
    ) throws(UsageError) -> Bool {
        if captures.countsOnly { return try count(name, on: console, next) }
        var reader = CaptureFileReader(name: name)
        var run = try ConversationRun(self, Self.title(name, form), console: console)
        var fault: FixtureError?
        var progress = ProgressLine(on: console)
        do throws(FixtureError) {
            while !run.isUnheard, let piece = try Self.piece(next) {
                try reader.take(piece, &run.conversation)
                run.show()
                let counts = reader.counts
                progress.show { "\(counts.packets) packets, \(counts.fileOctets >> 20) MiB" }
            }
        } catch { fault = error }
        progress.clear()
        do throws(FixtureError) { try reader.finish(&run.conversation) } catch { fault = fault ?? error }
        if let fault, reader.counts.packets == 0 {
            throw UsageError(fault.description, mend: "give a whole capture file")
        }
        return try run.finish(remarks: (fault.map { [$0.reason] } ?? []) + reader.counts.remarks)
    }

    private static func title(_ name: String, _ form: CaptureFileReader.Form?) -> String {
        "\(name) (\(form.map { "a \($0.rawValue) file" } ?? "packets in hex"))"
    }

    /// Counts what a capture file holds.
    private func count(
        _ name: String, on console: Console, _ next: () throws(UsageError) -> [UInt8]?
    ) throws(UsageError) -> Bool {
        let start = DispatchTime.now().uptimeNanoseconds
        var reader = CaptureFileReader(name: name)
        var counter = FrameCounter(choice.named)
        var fault: FixtureError?
        var progress = ProgressLine(on: console)
        do throws(FixtureError) {
            while let piece = try Self.piece(next) {
                try reader.take(piece, &counter)
                let counts = reader.counts
                progress.show { "\(counts.packets) packets, \(counts.fileOctets >> 20) MiB" }
            }
        } catch { fault = error }
        progress.clear()
        do throws(FixtureError) { try reader.finish(&counter) } catch { fault = fault ?? error }
        if let fault, reader.counts.packets == 0 {
            throw UsageError(fault.description, mend: "give a whole capture file")
        }
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
        let counts = reader.counts
        CountPrinter(counter: counter, connections: counts.flows, packets: counts.packets, seconds: seconds)
            .show(on: console, asJSON: asJSON)
        let remarks = (fault.map { [$0.reason] } ?? []) + counts.remarks
        for remark in remarks { console.note("carrier decode: \(remark)") }
        return remarks.isEmpty && counter.isWhole
    }

    /// The next piece; what keeps a file from being read as an error of the file.
    private static func piece(_ next: () throws(UsageError) -> [UInt8]?) throws(FixtureError) -> [UInt8]? {
        do throws(UsageError) { return try next() } catch { throw FixtureError(error.what) }
    }
}

/// A recording while it is printed.
struct ConversationRun {
    var conversation: Conversation
    private let console: Console
    private let title: String
    private var filter: ConversationFilter
    private var printer: ConversationPrinter
    private var page: (page: ConversationPage, file: PageFile)?

    init(_ command: DecodeCommand, _ title: String, console: Console) throws(UsageError) {
        if let path = command.captures.html {
            page = (ConversationPage(title: title), try PageFile(path))
        }
        self.console = console
        self.title = title
        conversation = Conversation(command.choice, lints: command.lints)
        filter = command.captures.filter
        printer = ConversationPrinter(
            console: console, asJSON: command.asJSON, isVerbose: command.captures.isVerbose)
    }

    /// Nobody reads the output any more.
    var isUnheard: Bool { printer.isUnheard }

    /// Prints what has happened.
    mutating func show() {
        var events = conversation.drain()
        if !filter.isOpen { events = events.flatMap { filter.take($0) } }
        show(events)
    }

    private mutating func show(_ events: [ConversationEvent]) {
        guard page != nil else { return printer.show(events) }
        for event in events { page?.page.take(event) }
    }

    /// Prints the rest; false where something is missing.
    mutating func finish(remarks: [String]) throws(UsageError) -> Bool {
        if isUnheard { return false }
        conversation.finish()
        show()
        show(filter.finish())
        if let (page, file) = page {
            try file.write(page.html)
            if page.bareFrames + page.leftOut > 0 {
                console.note(
                    "carrier decode: \(page.bareFrames) frames stand in the page without their octets, "
                        + "\(page.leftOut) are not in it; narrow it with --number, --message or --errors")
            }
        } else if !filter.isOpen, !printer.hasShown {
            console.note("carrier decode: nothing in the recording is like that")
        }
        for remark in remarks { console.note("carrier decode: \(remark)") }
        guard conversation.flowCount > 0 else {
            let others = conversation.foreignFlows
            console.note(
                "carrier decode: no connection of CMPP, SMGP or SGIP"
                    + (others > 0 ? " among \(others) of other protocols" : ": no TCP connection carried octets")
                    + " in \(title)")
            return false
        }
        return remarks.isEmpty && !conversation.isIncomplete
    }
}

/// Prints how many frames there are.
struct CountPrinter {
    let counter: FrameCounter
    let connections: Int
    /// Packets of a capture file, and how long they took.
    var packets: Int?
    var seconds: Double?

    func show(on console: Console, asJSON: Bool) {
        let rows = counter.counts.sorted { left, right in
            (left.key.family.rawValue, left.key.number & 0x7FFF_FFFF, left.key.number)
                < (right.key.family.rawValue, right.key.number & 0x7FFF_FFFF, right.key.number)
        }
        let frames = rows.reduce(0) { $0 + $1.value.frames }
        let octets = rows.reduce(0) { $0 + $1.value.octets }
        guard asJSON else {
            let heads = ["protocol", "command", "frames", "octets"]
            let cells = rows.map { [$0.key.family.rawValue, $0.key.name, "\($0.value.frames)", "\($0.value.octets)"] }
            console.print(TextTable([heads] + cells, rightAligned: [2, 3]).text)
            console.print(
                "\(frames) frames of \(octets) octets on \(connections) connections"
                    + (packets.map { " in \($0) packets" } ?? "")
                    + "; \(counter.otherOctets) octets are no frames, \(counter.cutFrames) frames have no end")
            return
        }
        for (command, count) in rows {
            console.emit(
                .object([
                    ("event", .string("count")), ("protocol", .string(command.family.rawValue)),
                    ("command", .string(command.name)), ("frames", .integer(count.frames)),
                    ("octets", .integer(count.octets)),
                ]))
        }
        var members: [(String, JSONValue)] = [
            ("event", .string("summary")), ("connections", .integer(connections)), ("frames", .integer(frames)),
            ("octets", .integer(octets)), ("otherOctets", .integer(counter.otherOctets)),
            ("cutFrames", .integer(counter.cutFrames)),
        ]
        if let packets { members.append(("packets", .integer(packets))) }
        if let seconds { members.append(("seconds", .decimal(seconds, places: 3))) }
        console.emit(.object(members))
    }
}

/// A file that is written as a whole.
final class PageFile {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws(UsageError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.error(path, errno) }
    }

    deinit { close(descriptor) }

    func write(_ octets: [UInt8]) throws(UsageError) {
        if let fault = Console.write(octets[...], to: descriptor) {
            if case .unwritable(let number) = fault { throw Self.error(path, number) }
            throw Self.error(path, EPIPE)
        }
    }

    private static func error(_ path: String, _ number: Int32) -> UsageError {
        UsageError(
            "--html \(UsageError.quoted(path)) cannot be written: \(String(cString: strerror(number)))",
            mend: "name another file")
    }
}
