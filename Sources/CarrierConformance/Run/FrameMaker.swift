import CarrierFixtures
import CarrierSession
import CarrierWire

/// Makes frames of dialogues: what a case does not say has its usual, sound value.
struct FrameMaker {
    private(set) var facts: ProtocolFacts
    let setting: CaseSetting
    /// The run's version as logins write it.
    private let version: UInt64
    /// Counts the ids of messages that the suite makes as a gateway.
    var lastID: UInt32 = 0

    init(_ dialect: WireDialect, _ setting: CaseSetting) {
        facts = ProtocolFacts(dialect)
        self.setting = setting
        version = UInt64(UsualValues(dialect).versionOctet ?? 0)
    }

    /// What a frame is made for.
    struct Purpose {
        /// The octets of the sequence number.
        var sequence: [UInt8]
        /// The request that it responds to.
        var request: SeenFrame?
        /// Frames that were named before.
        var frames: [String: SeenFrame] = [:]
        var now: Moment
        /// True for a login that the suite makes as a gateway (SGIP).
        var isGatewaysLogin = false
    }

    static let codings: Set<String> = ["Msg_Fmt", "MsgFormat", "MessageCoding"]

    func resolver(_ frames: [String: SeenFrame], now: Moment) -> ValueResolver {
        ValueResolver(
            setting: setting, frames: frames, timestamp: CivilTime(now).monthToSecond, version: version)
    }

    /// The octets of a frame.
    ///
    /// - Throws: when the case says something that no frame can hold.
    mutating func make(_ sending: DialogueStep.Sending, _ purpose: Purpose) throws(BrokenStep) -> [UInt8] {
        let own = facts
        defer { facts = own }
        if let layout = sending.layout { facts = ProtocolFacts(layout) }
        var resolver = resolver(purpose.frames, now: purpose.now)
        var given: [String: ResolvedValue] = [:]
        var report: [String: ResolvedValue] = [:]
        var parameters: [(String, ResolvedValue)] = []
        resolver.coding = try coding(of: sending, resolver)
        for field in sending.fields {
            let value = try resolver.resolve(field.value)
            switch (field.path[0], field.path.count) {
            case ("report", 2): report[field.path[1]] = value
            case ("TLVs", 2): parameters.append((field.path[1], value))
            case (let name, 1): given[name] = value
            default: throw BrokenStep("\(field.path.joined(separator: ".")) cannot be set")
            }
        }
        if sending.fields.contains(where: { FrameMaker.usesText($0.value) }) {
            for name in FrameMaker.codings where given[name] == nil { given[name] = .number(UInt64(resolver.coding)) }
        }
        if !report.isEmpty { try fillReport(report, into: &given, purpose) }
        guard let layout = FieldNames.layout(of: sending.command, in: facts.dialect) else {
            throw BrokenStep("\(facts.dialect.name) has no layout of \(sending.command)")
        }
        let secret = try sending.secret.map { value throws(BrokenStep) in try resolver.resolve(value) }
        var octets = try encode(sending.command, layout, given, parameters, secret, purpose)
        for distortion in sending.distortions { try distort(&octets, distortion, resolver) }
        return octets
    }

    private func coding(of sending: DialogueStep.Sending, _ resolver: ValueResolver) throws(BrokenStep) -> UInt8 {
        for field in sending.fields where FrameMaker.codings.contains(field.path[0]) {
            if case .number(let number) = try resolver.resolve(field.value) { return UInt8(truncatingIfNeeded: number) }
        }
        let isASCII = sending.fields.allSatisfy { FrameMaker.isASCII($0.value) }
        return isASCII ? 0 : 8
    }

    private static func usesText(_ value: DialogueValue) -> Bool {
        switch value {
        case .encodedText: true
        case .sum(let parts): parts.contains { usesText($0) }
        case .repeated(let value, _): usesText(value)
        default: false
        }
    }

    private static func isASCII(_ value: DialogueValue) -> Bool {
        switch value {
        case .encodedText(let text): text.utf8.allSatisfy { $0 < 0x80 }
        case .sum(let parts): parts.allSatisfy { isASCII($0) }
        case .repeated(let value, _): isASCII(value)
        default: true
        }
    }

    // MARK: - Encoding

    private mutating func encode(
        _ command: String, _ layout: [LayoutField], _ given: [String: ResolvedValue],
        _ parameters: [(String, ResolvedValue)], _ secret: ResolvedValue?, _ purpose: Purpose
    ) throws(BrokenStep) -> [UInt8] {
        let measures = Set(layout.compactMap { $0.measure?.field.description })
        let table = UsualValues(facts.dialect)
        var usual = usualValues(of: command, purpose)
        var fields: [NamedValue] = []
        for field in layout where !measures.contains(field.name.description) {
            let name = field.name.description
            if field.kind == .parameters {
                fields.append(NamedValue(name, try FrameMaker.list(of: parameters)))
                continue
            }
            if let value = given[FieldNames.dialogueName(name)] {
                if value == .digest { continue }
                let written = try FrameMaker.written(value, as: field)
                usual[name] = written
                fields.append(NamedValue(name, written))
            } else {
                fields.append(
                    NamedValue(name, usual[name] ?? table.value(of: name, in: command) ?? UsualValues.empty(field)))
            }
        }
        fillDigest(of: command, &fields, given, secret, purpose)
        var octets: [UInt8]
        do throws(ExchangeError) {
            octets = try facts.dialect.encode(FrameDraft(command: command, fields: header(purpose) + fields))
        } catch {
            throw BrokenStep("\(command) cannot be written: \(FrameMaker.words(error))")
        }
        for name in measures {
            guard let value = given[FieldNames.dialogueName(name)] else { continue }
            try patch(&octets, field: name, value)
        }
        return octets
    }

    private static func words(_ error: ExchangeError) -> String {
        (error.members ?? []).map { "\($0.0) \($0.1.text ?? $0.1.kind)" }.joined(separator: ", ")
    }

    private func header(_ purpose: Purpose) -> [NamedValue] {
        let words = stride(from: 0, to: purpose.sequence.count, by: 4).map { start in
            FieldValue.number(
                purpose.sequence[start..<min(start + 4, purpose.sequence.count)].reduce(0) { $0 << 8 | Int64($1) })
        }
        switch facts.family {
        case .cmpp: return [NamedValue("Sequence_Id", words.first ?? .number(0))]
        case .smgp: return [NamedValue("SequenceID", words.first ?? .number(0))]
        case .sgip: return [NamedValue("Sequence Number", .list(words))]
        }
    }

    /// A value in the form that the field takes.
    private static func written(_ value: ResolvedValue, as field: LayoutField) throws(BrokenStep) -> FieldValue {
        switch (field.kind, value) {
        case (.unsigned, .number(let number)) where field.size == 8:
            return .string(HexText.word(number, octets: 8))
        case (.unsigned, .number(let number)), (.signed, .number(let number)):
            guard let number = Int64(exactly: number) else {
                throw BrokenStep("\(field.name): the number is too large")
            }
            return .number(number)
        case (.unsigned, .octets(let octets, false)), (.signed, .octets(let octets, false)):
            guard let number = ResolvedValue.number(octets) else { throw BrokenStep("\(field.name) is a number") }
            return try written(.number(number), as: field)
        case (.text, .number(let number)): return .string(String(number))
        case (.text, .list(let elements)), (.unsigned, .list(let elements)):
            var list: [FieldValue] = []
            for element in elements {
                switch element {
                case .number(let number) where field.kind == .unsigned: list.append(.number(Int64(clamping: number)))
                case .number(let number): list.append(.string(String(number)))
                case .octets(let octets, let isText): list.append(string(octets, isText))
                default: throw BrokenStep("\(field.name) is a list of texts or numbers")
                }
            }
            return .list(list)
        case (.text, .octets(let octets, let isText)):
            return field.measure == nil ? string(octets, isText) : .list([string(octets, isText)])
        case (.octets, .octets(let octets, _)): return .string(FieldNotation.octets(octets))
        case (.octets, .number(let number)) where (1...8).contains(field.size):
            return .string(HexText.word(number, octets: field.size).replacingPrefix("0x", with: FieldNotation.mark))
        default: throw BrokenStep("\(field.name) cannot be \(value.words)")
        }
    }

    private static func string(_ octets: [UInt8], _ isText: Bool) -> FieldValue {
        let isPlain =
            isText && octets.allSatisfy { (0x20..<0x7F).contains($0) } && !octets.starts(with: FieldNotation.mark.utf8)
        return .string(isPlain ? String(decoding: octets, as: UTF8.self) : FieldNotation.octets(octets))
    }

    private static func list(of parameters: [(String, ResolvedValue)]) throws(BrokenStep) -> FieldValue {
        var list: [FieldValue] = []
        for (name, value) in parameters {
            guard let tag = ProtocolFacts.tag(named: name) else { throw BrokenStep("\(name) is no optional parameter") }
            let octets: [UInt8]
            switch value {
            case .number(let number): octets = [UInt8(truncatingIfNeeded: number)]
            case .octets(let given, _): octets = given
            default: throw BrokenStep("\(name) is a number, a text or octets")
            }
            list.append(
                .record([
                    NamedValue("Tag", .string(HexText.word(UInt64(tag.rawValue), octets: 2))),
                    NamedValue("Value", .string(FieldNotation.octets(octets))),
                ]))
        }
        return .list(list)
    }

    // MARK: - What is illegal

    /// Writes a length or count that is not what the encoder would write.
    private func patch(_ octets: inout [UInt8], field: String, _ value: ResolvedValue) throws(BrokenStep) {
        guard case .number(let number) = value,
            let place = try? facts.dialect.described(octets).first(where: { $0.name.description == field })
        else { throw BrokenStep("\(field) is a number") }
        for index in 0..<min(place.length, 8) {
            let target = place.offset + place.length - 1 - index
            if octets.indices.contains(target) {
                octets[target] = UInt8(truncatingIfNeeded: number >> UInt64(index * 8))
            }
        }
    }

    private func distort(
        _ octets: inout [UInt8], _ distortion: DialogueStep.Distortion, _ resolver: ValueResolver
    ) throws(BrokenStep) {
        switch distortion {
        case .length(let value): try write(try resolver.resolve(value), width: 4, at: 0, &octets)
        case .command(let value): try write(try resolver.resolve(value), width: 4, at: 4, &octets)
        case .sequence(let value):
            let resolved = try resolver.resolve(value)
            if case .list(let words) = resolved {
                for (index, word) in words.prefix(3).enumerated() {
                    try write(word, width: 4, at: 8 + index * 4, &octets)
                }
            } else {
                try write(resolved, width: 4, at: 8, &octets)
            }
        case .cut(let count): octets.removeLast(min(count, octets.count))
        case .short(let count):
            octets.removeLast(min(count, octets.count))
            try write(.number(UInt64(octets.count)), width: 4, at: 0, &octets)
        case .extra(let value):
            guard case .octets(let extra, _) = try resolver.resolve(value) else { throw BrokenStep(".extra is octets") }
            octets += extra
            try write(.number(UInt64(octets.count)), width: 4, at: 0, &octets)
        case .octet(let offset, let value):
            let resolved = try resolver.resolve(value)
            if case .octets(let given, _) = resolved {
                for (index, octet) in given.enumerated() where octets.indices.contains(offset + index) {
                    octets[offset + index] = octet
                }
            } else {
                try write(resolved, width: 1, at: offset, &octets)
            }
        }
    }

    private func write(
        _ value: ResolvedValue, width: Int, at offset: Int, _ octets: inout [UInt8]
    ) throws(BrokenStep) {
        guard case .number(let number) = value, octets.count >= offset + width else {
            throw BrokenStep("the frame has no number at offset \(offset)")
        }
        for index in 0..<width {
            octets[offset + width - 1 - index] = UInt8(truncatingIfNeeded: number >> UInt64(index * 8))
        }
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
