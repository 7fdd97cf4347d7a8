import CarrierFixtures
import CarrierWire

/// `carrier decode`: octets to fields.
struct DecodeCommand: Command {
    static let protocolName = OptionSpec.value(
        "--protocol", "P", otherwise: "whichever fits",
        "protocol (协议) and version of the frames, or a family: "
            + (ProtocolName.everyName + ProtocolName.families).joined(separator: ", "))
    static let binary = OptionSpec.flag("--binary", "the input is raw octets (二进制), whatever they look like")
    static let lint = OptionSpec.flag("--lint", "name values that the octets allow and the specification forbids (检查)")
    static let content = OptionSpec.value(
        "--content", "KIND", "the input is no frame but a message's content (短信内容): report (状态报告) or text")
    static let coding = OptionSpec.value(
        "--coding", "N", otherwise: "whichever fits",
        "with --content text: Msg_Fmt, MsgFormat or MessageCoding (编码): 0 ASCII, 8 UCS-2, 15 GBK …")
    static let header = OptionSpec.flag(
        "--udhi", "with --content text: it begins with a user data header (TP_udhi 1, 长短信)")

    static let verbose = OptionSpec.flag(
        "--verbose", "the listing of every frame of a recording or capture file (抓包) too; short: -v")
    static let count = OptionSpec.flag("--count", "only count the frames of a capture file, by command")
    static let message = OptionSpec.value(
        "--message", "ID", otherwise: "all", "of a recording, only what belongs to this message id (Msg_Id, 消息标识)")
    static let number = OptionSpec.value(
        "--number", "N", otherwise: "all", "of a recording, only what comes from or goes to this number (手机号, 接入号)")
    static let errors = OptionSpec.flag(
        "--errors", "of a recording, only refusals, failed reports (状态报告), deviations and what has no answer")

    static let html = OptionSpec.value(
        "--html", "FILE", otherwise: "none",
        "write recordings as one page for a browser into FILE: a ladder diagram (时序图), fields on demand")

    static let spec = CommandSpec(
        name: "decode",
        purpose: "Prints the fields of frames (解码报文): hex of any shape, raw octets, recordings, capture files.",
        options: [
            protocolName, binary, lint, content, coding, header, verbose, count, message, number, errors, html,
            .json,
        ],
        operands: .many("FILE"),
        examples: [
            "echo 0000000c00000008000000c8 | carrier decode",
            "carrier decode --number 13800138000 recorded.pcap",
        ])

    let choice: DialectChoice
    let isBinary: Bool
    let lints: Bool
    let asJSON: Bool
    private let contentKind: ContentKind?
    private let dataCoding: UInt8?
    private let hasHeader: Bool
    let captures: CaptureOptions
    let files: [String]

    init(_ arguments: Arguments) throws(UsageError) {
        choice = try arguments.dialectChoice(Self.protocolName)
        isBinary = arguments.flag(Self.binary)
        lints = arguments.flag(Self.lint)
        asJSON = arguments.flag(.json)
        contentKind = try arguments.choice(Self.content, among: [("report", .report), ("text", .text)])
        dataCoding = try arguments.integer(Self.coding, in: 0...255).map { UInt8(truncatingIfNeeded: $0) }
        hasHeader = arguments.flag(Self.header)
        captures = CaptureOptions(
            isVerbose: arguments.flag(Self.verbose), countsOnly: arguments.flag(Self.count),
            filter: ConversationFilter(
                messageID: arguments.text(Self.message), number: arguments.text(Self.number),
                errorsOnly: arguments.flag(Self.errors)), html: arguments.text(Self.html))
        files = arguments.operands.isEmpty ? ["-"] : arguments.operands
        if contentKind != .text, dataCoding != nil || hasHeader {
            let option = dataCoding != nil ? Self.coding : Self.header
            throw UsageError("\(option.name) is for a message's text", mend: "add --content text")
        }
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        var status = ExitStatus.done
        for file in files {
            let input = try DecodeInput(file, isBinary: isBinary, on: console)
            let isSound: Bool
            if let contentKind {
                let reader = ContentPrinter(
                    kind: contentKind, choice: choice, dataCoding: dataCoding, hasHeader: hasHeader, asJSON: asJSON)
                isSound = try reader.print(input.octets(), input.name, on: console)
            } else {
                isSound = try decode(input, on: console)
            }
            if !isSound { status = .differs }
            if console.outputFault() != nil { break }
        }
        return status
    }

    private func decode(_ input: DecodeInput, on console: Console) throws(UsageError) -> Bool {
        switch input.form {
        case .capture(let form):
            return try showCapture(input.name, form, on: console) { () throws(UsageError) in try input.piece() }
        case .recording: return try showRecording(input, on: console)
        case .text, .wideText:
            let listing = try input.listing()
            if let file = PacketDump.captureFile(of: listing) {
                var rest: [UInt8]? = file
                return try showCapture(input.name, nil, on: console) { () throws(UsageError) in
                    defer { rest = nil }
                    return rest
                }
            }
            var octets: [UInt8]? = listing.octets
            return try decodeFrames(input.name, on: console) { () throws(UsageError) in
                defer { octets = nil }
                return octets
            }
        default: return try decodeFrames(input.name, on: console) { () throws(UsageError) in try input.next() }
        }
    }

    private func decodeFrames(
        _ name: String, on console: Console, _ next: () throws(UsageError) -> [UInt8]?
    ) throws(UsageError) -> Bool {
        var run = DecodingRun(
            stream: FrameStream(choice, lints: lints), asJSON: asJSON, file: files.count > 1 ? name : nil,
            console: console)
        while run.wantsMore, let piece = try next() { run.take(piece) }
        run.finish()
        return run.isSound
    }
}

/// One input of frames while it is decoded.
private struct DecodingRun {
    private let asJSON: Bool
    private let file: String?
    private let console: Console
    private var stream: FrameStream
    private var progress: ProgressLine
    private var printed = 0
    private var octets = 0
    /// Nobody reads the output any more.
    private var isUnheard = false

    init(stream: FrameStream, asJSON: Bool, file: String?, console: Console) {
        self.stream = stream
        self.asJSON = asJSON
        self.file = file
        self.console = console
        progress = ProgressLine(on: console)
    }

    /// Every frame was decoded, and none reads as what it cannot be.
    var isSound: Bool { stream.isSound }

    /// False once nothing behind can be trusted, or nobody listens.
    var wantsMore: Bool { !stream.isOver && !isUnheard }

    mutating func take(_ piece: [UInt8]) {
        octets += piece.count
        for item in stream.take(piece) where !isUnheard { show(item) }
        let (count, octets) = (printed, octets)
        progress.show { "\(count) frames, \(octets) octets" }
    }

    mutating func finish() {
        progress.clear()
        if isUnheard { return }
        for item in stream.finish() where !isUnheard { show(item) }
    }

    private mutating func show(_ item: FrameStream.Item) {
        switch item {
        case .frame(let frame, let dialect):
            guard !asJSON else {
                isUnheard = !console.emit(frame.json)
                break
            }
            let text = FrameText.text(of: frame, in: dialect)
            isUnheard = !console.print(printed > 0 ? "\n" + text : text)
        case .fault(let fault):
            var members = fault.members
            if let file { members.append(("file", .string(file))) }
            isUnheard = !console.emit(.object(members))
        }
        printed += 1
    }
}

/// A frame as a person reads it.
enum FrameText {
    /// The listing, and below it as comments what a frame is opened for.
    static func text(of frame: ExchangeFrame, in dialect: WireDialect) -> String {
        let listing = (try? dialect.list(frame.octets)) ?? ""
        return ([String(listing.dropLast())] + notes(frame.notes)).joined(separator: "\n")
    }

    /// Notes as lines that a reader of hex takes for comments.
    static func notes(_ notes: [FrameNote]) -> [String] {
        let width = notes.map(\.label.count).max() ?? 0
        return notes.map { "# \(HelpText.padded($0.label, to: width))  \(Console.printable($0.text))" }
    }
}

extension Arguments {
    /// The one dialect that an option names.
    func dialect(_ option: OptionSpec) throws(UsageError) -> WireDialect {
        let names = ProtocolName.everyName
        let name = try ProtocolName.canonical(requiredText(option), among: names, option)
        guard let dialect = WireDialect.named(name) else {
            throw UsageError(option, name, mend: "use \(names.joined(separator: ", "))")
        }
        return dialect
    }

    /// The dialects that an option names: one, those of a family, or all where it is not given.
    func dialectChoice(_ option: OptionSpec) throws(UsageError) -> DialectChoice {
        guard let text = text(option) else { return DialectChoice() }
        let name = try ProtocolName.canonical(text, among: ProtocolName.everyName + ProtocolName.families, option)
        if let dialect = WireDialect.named(name) { return DialectChoice(dialect) }
        return DialectChoice(among: WireDialect.all.filter { $0.name.hasPrefix(name + "-") })
    }
}
