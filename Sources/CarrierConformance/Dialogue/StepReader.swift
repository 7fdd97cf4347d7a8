import CarrierFixtures
import CarrierSession
import CarrierWire

/// Reads one line of a case, and checks the commands and fields in it against the layouts.
struct StepReader {
    let dialects: [WireDialect]
    let role: JudgedRole
    /// The names that frames were given so far.
    private(set) var frames: Set<String>
    private(set) var hasExpectation = false

    private static let verbs = [
        "connect", "login", "reverse", "send", "expect", "expectClosed", "expectNothing", "within", "wait", "hold",
        "release", "meanwhile", "close", "reset", "text", "sound",
    ]

    init(dialects: [WireDialect], role: JudgedRole, frames: Set<String>) {
        (self.dialects, self.role, self.frames) = (dialects, role, frames)
    }

    mutating func step(_ scanner: inout LineScanner) throws(DialogueError) -> DialogueStep {
        let text = scanner.trimmed
        var connection: String?
        if let word = scanner.nextWord, word.hasSuffix(":"), word.count > 1 {
            _ = scanner.take(word: word)
            connection = String(word.dropLast())
        }
        scanner.skipBlanks()
        let start = scanner.index
        let word = try scanner.word("a verb")
        let verb = try verb(word, at: start, &scanner)
        try scanner.expectEnd()
        return DialogueStep(connection: connection, verb: verb, line: scanner.line, text: text)
    }

    private mutating func verb(_ word: String, at start: Int, _ scanner: inout LineScanner) throws(DialogueError)
        -> DialogueStep.Verb
    {
        switch word {
        case "connect": return .connect(name: try connectionName(&scanner), login: false, isReverse: false)
        case "login": return .connect(name: try connectionName(&scanner), login: true, isReverse: false)
        case "reverse":
            guard dialects.allSatisfy({ $0.name.hasPrefix("sgip") }) else {
                throw scanner.error("reverse connections are SGIP's alone", at: start)
            }
            let login = scanner.take(word: "login")
            return .connect(name: try connectionName(&scanner), login: login, isReverse: true)
        case "send": return try send(&scanner)
        case "expect": return try expect(&scanner)
        case "expectClosed":
            hasExpectation = true
            let limit = scanner.take(word: "within") ? try scanner.duration("the limit") : nil
            return .expect([.init(what: .closed, isNotStrict: false)], count: 1, limit: limit)
        case "expectNothing":
            hasExpectation = true
            guard scanner.take(word: "for") else { throw scanner.error("for is missing: expectNothing for 2s") }
            return .expectNothing(try scanner.duration("the time"))
        case "within": return .within(try scanner.duration("the limit"))
        case "wait": return .wait(try scanner.duration("the time"))
        case "hold": return .hold(try command(&scanner))
        case "release": return .release(scanner.isAtEnd ? nil : try command(&scanner))
        case "meanwhile": return .meanwhile([])
        case "close": return .close
        case "reset": return .reset
        case "text": return try message(at: start, &scanner)
        case "sound":
            hasExpectation = true
            return .sound
        default:
            throw scanner.error("\"\(word)\" is no verb: \(StepReader.verbs.joined(separator: ", "))", at: start)
        }
    }

    private func message(at start: Int, _ scanner: inout LineScanner) throws(DialogueError) -> DialogueStep.Verb {
        guard role == .sp else { throw scanner.error("text is what an SP under test sends", at: start) }
        var text = try scanner.quoted("the text")
        if scanner.take(word: "times") {
            text = String(repeating: text, count: try scanner.count("the number of repetitions", upTo: 100))
        }
        var recipients: [String] = []
        if scanner.take(word: "to") {
            repeat {
                let number = try scanner.word("a number")
                guard number.count <= 32, number.allSatisfy({ $0.isASCII && $0.isNumber }) else {
                    throw scanner.error("a number is made of digits", at: scanner.index - number.count)
                }
                recipients.append(number)
            } while scanner.take(",")
        }
        return .text(text, recipients: recipients)
    }

    private func connectionName(_ scanner: inout LineScanner) throws(DialogueError) -> String {
        scanner.take(word: "as") ? try scanner.name("the connection's name") : ""
    }

    /// A command that every dialect of the case has.
    private func command(_ scanner: inout LineScanner) throws(DialogueError) -> String {
        scanner.skipBlanks()
        let start = scanner.index
        let word = try scanner.word("a command")
        for dialect in dialects where !dialect.commands.contains(word) {
            let near = dialect.commands.first { $0.lowercased() == word.lowercased() }
            let hint = near.map { ", but \($0)" } ?? ""
            throw scanner.error("\(dialect.name) has no command \(word)\(hint)", at: start)
        }
        return word
    }

    // MARK: - send

    private mutating func send(_ scanner: inout LineScanner) throws(DialogueError) -> DialogueStep.Verb {
        if let word = scanner.nextWord, word.hasPrefix("hex:") {
            let octets = try scanner.value()
            guard scanner.next == ".", scanner.nextWord == ".pieces" else { return .octets(octets, pieces: nil) }
            _ = scanner.take(word: ".pieces")
            guard scanner.take("=") else { throw scanner.error("= is missing") }
            return .octets(octets, pieces: try scanner.count("octets a write", upTo: 65_536))
        }
        var sending = DialogueStep.Sending(command: try command(&scanner))
        while !scanner.isAtEnd {
            switch scanner.nextWord {
            case "as":
                _ = scanner.take(word: "as")
                sending.name = try scanner.name("the frame's name")
            case "to":
                _ = scanner.take(word: "to")
                sending.responds = try knownFrame(&scanner)
            case "times":
                _ = scanner.take(word: "times")
                sending.times = try scanner.count("the number of frames", upTo: 10_000)
            case .some(let word) where word.hasPrefix("."): try distortion(&sending, &scanner)
            case .some:
                scanner.skipBlanks()
                let column = scanner.index
                let path = try fieldPath(of: sending.command, in: sending.layout, &scanner, isSent: true)
                guard scanner.take("=") else {
                    throw scanner.error("= is missing behind \(path.joined(separator: "."))")
                }
                let value = try checked(try scanner.value(), scanner)
                if let distortion = StepReader.header(path, value, dialects) {
                    sending.distortions.append(distortion)
                } else {
                    sending.fields.append(.init(path: path, value: value, column: column + 1))
                }
            case nil: try scanner.expectEnd()
            }
        }
        if let name = sending.name {
            frames.insert(name)
            if sending.times > 1 { for number in 1...sending.times { frames.insert("\(name)\(number)") } }
        }
        return .send(sending)
    }

    private func distortion(_ sending: inout DialogueStep.Sending, _ scanner: inout LineScanner) throws(DialogueError) {
        scanner.skipBlanks()
        let start = scanner.index
        let word = try scanner.word("a part of the frame")
        guard scanner.take("=") else { throw scanner.error("= is missing behind \(word)") }
        switch word {
        case ".layout": sending.layout = try layout(of: sending, &scanner)
        case ".pieces": sending.pieces = try scanner.count("octets a write", upTo: 65_536)
        case ".cut": sending.distortions.append(.cut(try scanner.count("the number of octets", upTo: 65_536)))
        case ".short": sending.distortions.append(.short(try scanner.count("the number of octets", upTo: 65_536)))
        case ".length": sending.distortions.append(.length(try checked(try scanner.value(), scanner)))
        case ".command": sending.distortions.append(.command(try checked(try scanner.value(), scanner)))
        case ".sequence": sending.distortions.append(.sequence(try checked(try scanner.value(), scanner)))
        case ".extra": sending.distortions.append(.extra(try checked(try scanner.value(), scanner)))
        case ".secret": sending.secret = try checked(try scanner.value(), scanner)
        default:
            guard word.hasPrefix(".octet@"), let offset = Int(word.dropFirst(7)), (0..<65_536).contains(offset) else {
                throw scanner.error(
                    "\(word) is none of .layout, .length, .command, .sequence, .cut, .short, .extra, .secret, "
                        + ".pieces, .octet@OFFSET",
                    at: start)
            }
            sending.distortions.append(.octet(offset, try checked(try scanner.value(), scanner)))
        }
    }

    /// Another version of the case's protocol; the fields behind it are those of its layout.
    private func layout(
        of sending: DialogueStep.Sending, _ scanner: inout LineScanner
    ) throws(DialogueError) -> WireDialect {
        let start = scanner.index
        let name = try scanner.word("a version")
        guard let layout = ConformanceSuite.dialect(named: name), layout.commands.contains(sending.command),
            dialects.allSatisfy({ $0.name.prefix(4) == name.prefix(4) })
        else {
            let family = dialects.first?.name.prefix(4) ?? ""
            let known = ConformanceSuite.dialectNames.filter { $0.hasPrefix(family) }.joined(separator: ", ")
            throw scanner.error("\"\(name)\" is none of \(known), or has no \(sending.command)", at: start)
        }
        if !sending.fields.isEmpty { throw scanner.error(".layout stands in front of the fields", at: start) }
        return layout
    }

    /// The header's fields by their names.
    private static func header(_ path: [String], _ value: DialogueValue, _ dialects: [WireDialect])
        -> DialogueStep.Distortion?
    {
        switch path.first {
        case "Total_Length", "PacketLength", "Message_Length": .length(value)
        case "Command_Id", "RequestID", "Command_ID": .command(value)
        case "Sequence_Id", "SequenceID", "Sequence_Number": .sequence(value)
        default: nil
        }
    }

    // MARK: - expect

    private mutating func expect(_ scanner: inout LineScanner) throws(DialogueError) -> DialogueStep.Verb {
        hasExpectation = true
        var count = 1
        if let word = scanner.nextWord, Int(word) != nil {
            count = try scanner.count("the number of frames", upTo: 10_000)
        }
        var alternatives: [DialogueStep.Alternative] = []
        var isNotStrict = false
        var limit: Moment.Span?
        repeat {
            if scanner.take(word: "notStrict") { isNotStrict = true }
            if scanner.take(word: "closed") {
                alternatives.append(.init(what: .closed, isNotStrict: isNotStrict))
            } else if scanner.take(word: "nothing") {
                alternatives.append(.init(what: .nothing, isNotStrict: isNotStrict))
            } else if scanner.take(word: "no") {
                alternatives.append(.init(what: .absence(try frame(&scanner)), isNotStrict: isNotStrict))
            } else {
                alternatives.append(.init(what: .frame(try frame(&scanner)), isNotStrict: isNotStrict))
            }
            if scanner.take(word: "within") { limit = try scanner.duration("the limit") }
        } while scanner.take(word: "or")
        return .expect(alternatives, count: count, limit: limit)
    }

    private mutating func frame(_ scanner: inout LineScanner) throws(DialogueError) -> DialogueStep.FrameExpectation {
        var frame = DialogueStep.FrameExpectation(command: try command(&scanner))
        while let word = scanner.nextWord {
            switch word {
            case "or", "within": return frame
            case "as":
                _ = scanner.take(word: word)
                let name = try scanner.name("the frame's name")
                frame.name = name
                frames.insert(name)
            case "to":
                _ = scanner.take(word: word)
                frame.responds = try knownFrame(&scanner)
            default: frame.conditions.append(try condition(of: frame.command, &scanner))
            }
        }
        return frame
    }

    private func condition(of command: String, _ scanner: inout LineScanner) throws(DialogueError)
        -> DialogueStep.Condition
    {
        scanner.skipBlanks()
        let start = scanner.index
        let path = try fieldPath(of: command, in: nil, &scanner, isSent: false)
        let test: DialogueStep.Condition.Test
        if scanner.take("=") {
            test = .equal(try checked(try scanner.value(), scanner))
        } else if scanner.take("!") {
            guard scanner.take("=") else { throw scanner.error("! is followed by =") }
            test = .notEqual(try checked(try scanner.value(), scanner))
        } else if scanner.take("~") {
            test = .prefix(try checked(try scanner.value(), scanner))
        } else if scanner.take(word: "in") {
            if scanner.next == "{" {
                test = .oneOf(try scanner.list(from: "{", to: "}"))
            } else {
                test = try range(&scanner)
            }
        } else {
            throw scanner.error("=, !=, ~ or in is missing behind \(path.joined(separator: "."))")
        }
        return .init(path: path, test: test, text: scanner.text(from: start))
    }

    private func range(_ scanner: inout LineScanner) throws(DialogueError) -> DialogueStep.Condition.Test {
        let word = try scanner.word("a range such as 1..9")
        let start = scanner.index - word.count
        let ends = word.split(separator: "..", omittingEmptySubsequences: false).map { StepReader.number($0) }
        guard ends.count == 2, let low = ends[0], let high = ends[1], low <= high else {
            throw scanner.error("a range is written like 1..9, not \"\(word)\"", at: start)
        }
        return .range(.number(low), .number(high))
    }

    private static func number(_ text: Substring) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }

    // MARK: - Names

    private func knownFrame(_ scanner: inout LineScanner) throws(DialogueError) -> String {
        let name = try scanner.name("the name of a frame")
        guard frames.contains(name) else {
            throw scanner.error("no frame above is named \(name)", at: scanner.index - name.count)
        }
        return name
    }

    /// A value of which every name is known.
    private func checked(_ value: DialogueValue, _ scanner: LineScanner) throws(DialogueError) -> DialogueValue {
        switch value {
        case .reference(let name, let path):
            let isKnown = path.isEmpty ? CaseSetting.names.contains(name) : frames.contains(name)
            guard isKnown else {
                let known = CaseSetting.names.sorted().map { "$" + $0 }.joined(separator: ", ")
                throw scanner.error(
                    path.isEmpty ? "$\(name) is none of \(known)" : "no frame above is named \(name)")
            }
        case .list(let values), .sum(let values):
            for value in values { _ = try checked(value, scanner) }
        case .record(let members):
            for member in members { _ = try checked(member.1, scanner) }
        case .repeated(let value, _): _ = try checked(value, scanner)
        case .number, .text, .octets, .encodedText, .digest: break
        }
        return value
    }

    /// A field of the command; a blank in its name is written `_`.
    private func fieldPath(
        of command: String, in layout: WireDialect?, _ scanner: inout LineScanner, isSent: Bool
    ) throws(DialogueError) -> [String] {
        scanner.skipBlanks()
        let start = scanner.index
        let word = try scanner.word("a field")
        let path = word.split(separator: ".").map(String.init)
        guard let first = path.first else { throw scanner.error("a field's name is missing", at: start) }
        if word.hasPrefix(".") {
            guard [".length", ".command", ".sequence", ".deviations"].contains(word) else {
                throw scanner.error("\(word) is none of .length, .command, .sequence, .deviations", at: start)
            }
            return [word]
        }
        if !isSent, first == "report" || first == "text" { return path }
        if first == "report", path.count == 2, command == "CMPP_DELIVER" || command == "Deliver" { return path }
        for dialect in layout.map({ [$0] }) ?? dialects {
            let known = FieldNames.of(command, in: dialect)
            guard !known.contains(first) else { continue }
            let near = known.first { $0.lowercased() == first.lowercased() }
            throw scanner.error(
                "\(command) of \(dialect.name) has no field \(first)" + (near.map { ", but \($0)" } ?? ""), at: start)
        }
        return path
    }
}

/// The names of a command's fields, as dialogues write them.
enum FieldNames {
    /// Every name; blanks are `_`.
    static func of(_ command: String, in dialect: WireDialect) -> [String] {
        headers(of: dialect) + (layout(of: command, in: dialect)?.map { dialogueName($0.name.description) } ?? [])
    }

    /// A specification's name in a dialogue.
    static func dialogueName(_ name: String) -> String { String(name.map { $0 == " " ? "_" : $0 }) }

    /// The body's layout; nil for a command that the dialect does not have.
    static func layout(of command: String, in dialect: WireDialect) -> [LayoutField]? {
        layouts[dialect.name]?[command]
    }

    /// Every layout by dialect and command, made once: cases ask for one with each field and each frame.
    private static let layouts: [String: [String: [LayoutField]]] = {
        var all: [String: [String: [LayoutField]]] = [:]
        for dialect in ConformanceSuite.dialectNames.compactMap(WireDialect.named) {
            var layer: WireDialect? = dialect
            while let current = layer {
                for layout in current.ownLayouts {
                    all[dialect.name, default: [:]][layout.title] =
                        all[dialect.name]?[layout.title] ?? layout.fields
                }
                layer = current.origin
            }
        }
        return all
    }()

    private static func headers(of dialect: WireDialect) -> [String] {
        switch dialect.name.prefix(4) {
        case "cmpp": ["Total_Length", "Command_Id", "Sequence_Id"]
        case "smgp": ["PacketLength", "RequestID", "SequenceID"]
        default: ["Message_Length", "Command_ID", "Sequence_Number"]
        }
    }
}
