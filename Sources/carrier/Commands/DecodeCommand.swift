import CarrierFixtures
import CarrierWire
import Foundation

/// `carrier decode`: octets to fields.
struct DecodeCommand: Command {
    private static let protocolName = OptionSpec.value(
        "--protocol", "P", required: true,
        "protocol and version of the frames: \(WireDialect.all.map(\.name).joined(separator: ", "))")
    private static let binary = OptionSpec.flag(
        "--binary", "the input is raw octets instead of hex with white space and # comments")

    static let spec = CommandSpec(
        name: "decode", purpose: "Prints the fields of frames that stand back to back in files or standard input.",
        options: [protocolName, binary, .json], operands: .many("FILE"),
        examples: [
            "echo 0000000c00000008000000c8 | carrier decode --protocol cmpp-2.0",
            "carrier decode --protocol cmpp-3.0 --json --binary recorded.bin",
        ])

    private var dialect: WireDialect
    private var isBinary: Bool
    private var asJSON: Bool
    private var files: [String]

    init(_ arguments: Arguments) throws(UsageError) {
        dialect = try arguments.dialect(Self.protocolName)
        isBinary = arguments.flag(Self.binary)
        asJSON = arguments.flag(.json)
        files = arguments.operands.isEmpty ? ["-"] : arguments.operands
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        var status = ExitStatus.done
        for file in files {
            let input = try InputFile(file, on: console)
            var run = DecodingRun(
                dialect: dialect, asJSON: asJSON, file: files.count > 1 ? input.name : nil, console: console)
            if isBinary {
                while run.wantsMore, let chunk = try input.next() { run.take(chunk) }
            } else {
                let text = try input.text()
                let listing: HexListing
                do throws(FixtureError) {
                    listing = try HexListing(text, file: input.name)
                } catch {
                    throw UsageError(error.description, mend: "write two hex digits an octet, or use --binary")
                }
                run.take(listing.octets)
            }
            run.finish()
            if !run.isSound { status = .differs }
            if run.isUnheard { break }
        }
        return status
    }
}

/// One input while it is decoded.
private struct DecodingRun {
    private let dialect: WireDialect
    private let asJSON: Bool
    private let file: String?
    private let console: Console
    private var splitter: FrameSplitter
    private var progress: ProgressLine
    private var position = 0
    private var number = 0
    private var isOver = false
    /// Every frame was decoded.
    private(set) var isSound = true
    /// Nobody reads the output any more.
    private(set) var isUnheard = false

    init(dialect: WireDialect, asJSON: Bool, file: String?, console: Console) {
        self.dialect = dialect
        self.asJSON = asJSON
        self.file = file
        self.console = console
        splitter = FrameSplitter(rules: dialect.frameRules)
        progress = ProgressLine(on: console)
    }

    /// False once nothing behind can be trusted, or nobody listens.
    var wantsMore: Bool { !isOver && !isUnheard }

    mutating func take(_ octets: [UInt8]) {
        octets.withUnsafeBytes { splitter.append($0) }
        while wantsMore {
            let frame: [UInt8]?
            do throws(WireError) {
                frame = try splitter.nextFrame { [UInt8]($0) }
            } catch {
                number += 1
                fail(error)
                isOver = true
                return
            }
            guard let frame else { return }
            number += 1
            show(frame)
            position += frame.count
            let (count, octets) = (number, position)
            progress.show { "\(count) frames, \(octets) octets" }
        }
    }

    /// What is left when the input ends is a frame of which the end is missing.
    mutating func finish() {
        progress.clear()
        guard wantsMore, splitter.waitingOctets > 0 else { return }
        var rest: [UInt8] = []
        splitter.withWaitingOctets { rest = [UInt8]($0) }
        number += 1
        show(rest)
    }

    private mutating func show(_ frame: [UInt8]) {
        do throws(WireError) {
            if asJSON {
                isUnheard = !console.emit(try dialect.decode(frame).json)
            } else {
                let listing = try dialect.list(frame)
                isUnheard = !console.print(number > 1 ? "\n" + listing.dropLast() : String(listing.dropLast()))
            }
        } catch {
            fail(error)
        }
    }

    private mutating func fail(_ error: WireError) {
        isSound = false
        var members: [(String, JSONValue)] = [("event", .string("error"))]
        members += error.members
        members += [("frame", .integer(number)), ("at", .integer(position))]
        if let file { members.append(("file", .string(file))) }
        isUnheard = !console.emit(.object(members))
    }
}

extension Arguments {
    /// The dialect that an option names.
    func dialect(_ option: OptionSpec) throws(UsageError) -> WireDialect {
        let names = WireDialect.all.map(\.name)
        let name = try requiredText(option)
        guard let dialect = WireDialect.named(name) else {
            let near = Nearest.suggestion(for: name, among: names, help: "use \(names.joined(separator: ", "))")
            throw UsageError(option, name, mend: near)
        }
        return dialect
    }
}
