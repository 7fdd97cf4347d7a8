import CarrierFixtures
import CarrierWire
import SMSText

/// `carrier split`: how a text becomes segments, and what it costs.
struct SplitCommand: Command {
    private static let protocolName = OptionSpec.value(
        "--protocol", "P", default: "cmpp-3.0", "whose limits: CMPP allows 159 octets of ASCII, the others 140")
    private static let coding = OptionSpec.value(
        "--coding", "CODING", default: "auto",
        "auto, ascii, ucs2, gbk or binary (then TEXT is hex); auto takes ASCII when the text is ASCII and short")
    private static let reference = OptionSpec.value(
        "--reference", "N", default: "0", "the number that the segments of one message share, 0 to 255 (wide: 65535)")
    private static let wideReference = OptionSpec.flag(
        "--wide-reference", "a reference of 16 bits: 66 instead of 67 UCS-2 units a segment")
    private static let prefix = OptionSpec.value(
        "--reserve-prefix", "N", default: "0",
        "UTF-16 units that the gateway puts in front of the first segment (signature)")
    private static let suffix = OptionSpec.value(
        "--reserve-suffix", "N", default: "0", "UTF-16 units that the gateway puts behind the last segment (opt-out)")

    static let spec = CommandSpec(
        name: "split", purpose: "Shows how a text becomes segments (长短信拆分), and what it costs.",
        options: [protocolName, coding, reference, wideReference, prefix, suffix, .json], operands: .one("TEXT"),
        examples: [
            "carrier split --coding ucs2 \"您的验证码是 1234\"",
            "carrier split --protocol smgp-3.0 --reserve-prefix 6 --json \"hello\"",
        ])

    private enum Coding: Sendable {
        case text(TextCoding)
        case binary
    }

    private var text: String
    private var coding: Coding
    private var reference: ConcatenationReference
    private var segmenter: Segmenter
    private var asJSON: Bool

    init(_ arguments: Arguments) throws(UsageError) {
        text = arguments.operands.first ?? ""
        asJSON = arguments.flag(.json)
        let name = try ProtocolName.canonical(
            arguments.requiredText(Self.protocolName), among: ProtocolName.everyName, Self.protocolName)
        coding =
            try arguments.choice(
                Self.coding,
                among: [
                    ("auto", Coding.text(.automatic)), ("ascii", .text(.ascii)), ("ucs2", .text(.ucs2)),
                    ("gbk", .text(.gb18030)), ("binary", .binary),
                ]) ?? .text(.automatic)
        let isWide = arguments.flag(Self.wideReference)
        let number = try arguments.integer(Self.reference, in: 0...(isWide ? 0xFFFF : 0xFF)) ?? 0
        reference =
            isWide ? .wide(UInt16(truncatingIfNeeded: number)) : .octet(UInt8(truncatingIfNeeded: number))
        segmenter = Segmenter(
            limits: SegmentLimits(
                asciiOctets: name.hasPrefix("cmpp") ? 159 : 140,
                reservedPrefixUnits: try arguments.integer(Self.prefix, in: 0...70) ?? 0,
                reservedSuffixUnits: try arguments.integer(Self.suffix, in: 0...70) ?? 0))
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        let message = try segmented()
        if asJSON {
            console.emit(json(of: message))
        } else {
            console.print(table(of: message))
        }
        return .done
    }

    private func segmented() throws(UsageError) -> SegmentedMessage {
        var octets: [UInt8] = []
        if case .binary = coding {
            guard let read = HexText.decode(text) else {
                throw UsageError("TEXT is not hex", mend: "write two hex digits an octet")
            }
            octets = read
        }
        do throws(SMSTextError) {
            switch coding {
            case .text(let coding): return try segmenter.segment(text, coding: coding, reference: reference)
            case .binary: return try segmenter.segment(octets: octets, reference: reference)
            }
        } catch {
            throw UsageError(error)
        }
    }

    private func json(of message: SegmentedMessage) -> JSONValue {
        let warnings = message.warnings.map(\.description)
        let members: [(String, JSONValue)] = [
            ("event", .string("segments")), ("coding", .integer(message.dataCoding)),
            ("units", .integer(message.units)), ("count", .integer(message.segmentCount)),
            ("nominalCount", .integer(message.nominalCount)),
            (
                "segments",
                .array(
                    message.segments.map { segment in
                        .object([
                            ("number", .integer(segment.number)), ("udh", .string(HexText.encode(segment.header))),
                            ("units", .integer(segment.units)), ("octets", .integer(segment.content.count)),
                            ("content", .string(HexText.encode(segment.content))),
                        ])
                    })
            ),
        ]
        return .object(warnings.isEmpty ? members : members + [("warnings", .strings(warnings))])
    }

    private func table(of message: SegmentedMessage) -> String {
        let count = message.segmentCount == 1 ? "1 segment" : "\(message.segmentCount) segments"
        let unit = message.alphabet == .binary ? "octets" : "units"
        var head = "\(message.units) \(unit) as \(message.alphabet) (coding \(message.dataCoding)): \(count)"
        if message.nominalCount != message.segmentCount { head += ", \(message.nominalCount) by the length formula" }
        var rows = [["segment", "units", "octets", "header", "content"]]
        for segment in message.segments {
            let content =
                message.alphabet == .binary
                ? HexText.encode(segment.payload)
                : Console.printable(TextDecoder.text(of: segment.payload, dataCoding: message.dataCoding))
            let header = segment.headerLength == 0 ? "-" : HexText.encode(segment.header)
            rows.append(["\(segment.number)", "\(segment.units)", "\(segment.content.count)", header, content])
        }
        let warnings = message.warnings.map { "\nwarning: " + Console.printable($0.description) }.joined()
        return head + "\n" + TextTable(rows, rightAligned: [0, 1, 2]).text + warnings
    }
}

extension UsageError {
    /// A text that cannot become segments.
    fileprivate init(_ error: SMSTextError) {
        let mend: String
        switch error.reason {
        case .unencodable: mend = "use --coding auto, ucs2 or gbk"
        case .tooManySegments: mend = "shorten the text"
        case .noCapacity: mend = "reserve fewer units"
        default: mend = "see carrier split --help"
        }
        self.init(error.description, mend: mend)
    }
}
