import CarrierFixtures
import CarrierWire

/// `carrier encode`: fields to octets.
struct EncodeCommand: Command {
    private static let draft = OptionSpec.flag(
        "--draft",
        "give missing fields their usual values, and make the content (短信内容) of \"text\" by Msg_Fmt, MsgFormat or "
            + "MessageCoding")

    static let spec = CommandSpec(
        name: "encode",
        purpose: "Prints the octets of frames (编码报文) that are given as JSON Lines, one hex line a frame.",
        options: [draft], operands: .many("FILE"),
        examples: [
            "carrier decode --protocol cmpp-2.0 --json frames.hex | carrier encode",
            "echo '{\"protocol\":\"cmpp-2.0\",\"command\":\"CMPP_ACTIVE_TEST\",\"fields\":{}}' | carrier encode",
        ])

    private var isDraft: Bool
    private var files: [String]

    init(_ arguments: Arguments) throws(UsageError) {
        isDraft = arguments.flag(Self.draft)
        files = arguments.operands.isEmpty ? ["-"] : arguments.operands
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        var status = ExitStatus.done
        for file in files {
            let input = try InputFile(file, on: console)
            var lines = LineReader()
            var number = 0
            var isOpen = true
            while isOpen {
                let piece = try input.next()
                if let piece { lines.append(piece) } else { lines.finish() }
                isOpen = piece != nil
                while let line = lines.next() {
                    number += 1
                    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
                    let place = files.count > 1 ? "\(input.name):\(number)" : "line \(number)"
                    guard let isDone = try encode(line, at: place, number: number, file: file, on: console) else {
                        return status
                    }
                    if !isDone { status = .differs }
                }
            }
        }
        return status
    }

    /// Encodes one line: true when its octets were printed, false when its error was, nil when nobody listens.
    private func encode(
        _ line: [UInt8], at place: String, number: Int, file: String, on console: Console
    ) throws(UsageError) -> Bool? {
        let mend = "write {\"protocol\":…,\"command\":…,\"fields\":{…}} on one line"
        let json: JSONValue
        do throws(JSONReader.Failure) {
            json = try JSONReader.value(of: line)
        } catch {
            if Self.isListing(line) {
                throw UsageError("\(place): a listing of decode", mend: "use decode --json, whose lines encode reads")
            }
            throw UsageError("\(place): not JSON: \(error.reason), octet \(error.offset)", mend: mend)
        }
        if let event = json.members?["event"]?.text, Self.framelessEvents.contains(event) { return true }
        do throws(ExchangeError) {
            let octets = try ExchangeLine(json).encoded(isDraft: isDraft)
            return console.print(HexText.encode(octets)) ? true : nil
        } catch {
            guard case .shape(let reason) = error else {
                var members: [(String, JSONValue)] = [("event", .string("error"))]
                members += error.members ?? []
                members.append(("line", .integer(number)))
                if files.count > 1 { members.append(("file", .string(file))) }
                return console.emit(.object(members)) ? false : nil
            }
            throw UsageError("\(place): \(reason)", mend: mend)
        }
    }
}

extension EncodeCommand {
    /// What decode says of a capture besides its frames: connections and what is not there.
    fileprivate static let framelessEvents: Set = ["flow", "gap", "skipped", "incomplete", "end"]

    /// Whether a line is what decode prints for a person: a comment, or octets behind an offset of four digits.
    fileprivate static func isListing(_ line: [UInt8]) -> Bool {
        if line.first == UInt8(ascii: "#") { return true }
        return line.count > 6 && HexText.decode(String(decoding: line.prefix(4), as: UTF8.self)) != nil
            && line[4] == 0x20 && line[5] == 0x20
    }
}

/// Cuts octets into lines.
struct LineReader {
    private var octets: [UInt8] = []
    private var start = 0
    private var searched = 0
    private var isFinished = false

    /// Takes in more octets.
    mutating func append(_ more: [UInt8]) {
        octets.removeFirst(start)
        searched -= start
        start = 0
        octets += more
    }

    /// Says that nothing follows: what is left is the last line.
    mutating func finish() { isFinished = true }

    /// The next line without its line feed; nil when no whole line is there.
    mutating func next() -> [UInt8]? {
        while searched < octets.count {
            if octets[searched] == 0x0A {
                let line = Array(octets[start..<searched])
                searched += 1
                start = searched
                return line
            }
            searched += 1
        }
        guard isFinished, start < octets.count else { return nil }
        defer { start = octets.count }
        return Array(octets[start...])
    }
}
