import CarrierWire

/// A field in which a frame differs from the one that was expected.
public struct FrameDifference: Equatable, Sendable, CustomStringConvertible {
    /// The specification's name: `Result`, `Dest_terminal_Id[2]`, `report.Stat`; `surplus` for octets behind the last
    /// field, and the header's name of the command for another command.
    public var field: String
    /// The field's first octet, counted from the first one of the frame that was seen; of the one that was expected
    /// where the field is in that one only.
    public var offset: Int
    /// The value that was expected, in the notation of the exchange format; nil where there is no such field.
    public var recorded: JSONValue?
    /// The value that was seen; nil where there is no such field.
    public var seen: JSONValue?

    /// `Result at octet 20: 8 instead of 0`.
    public var description: String {
        let place = "\(field) at octet \(offset): "
        let wanted = recorded.map(FrameDifference.text)
        guard let seen = seen.map(FrameDifference.text) else { return place + "missing, instead of \(wanted ?? "")" }
        return place + (wanted.map { "\(seen) instead of \($0)" } ?? "\(seen), which was not expected")
    }

    /// A value for a person: texts in quotes only where they are empty.
    static func text(_ value: JSONValue) -> String {
        guard let text = value.text else { return value.line }
        return text.isEmpty ? "\"\"" : text
    }
}

extension WireDialect {
    /// The fields in which a frame differs from the one that was expected, in the order of the frame; empty when it
    /// says the same.
    ///
    /// What the sender assigns is not compared: sequence numbers, ids, login digests and passwords, time stamps of
    /// logins, times of receipt and the times in reports, the reference number of a long message.
    ///
    /// - Parameters:
    ///   - recorded: the whole frame that was expected.
    ///   - seen: the whole frame that came.
    ///   - ignored: names of more fields that do not matter, in letters of either case: `Field` or `COMMAND.Field`.
    public func differences(
        recorded: [UInt8], seen: [UInt8], ignoring ignored: Set<String> = []
    ) -> [FrameDifference] {
        let names = Set(ignored.map { $0.lowercased() })
        let comparison = ExpectedFrame(recorded, in: self, ignoring: names).compare(seen, identities: nil)
        return comparison.differences
    }
}

/// What a comparison of a frame with the expected one found.
struct FrameComparison {
    var differences: [FrameDifference] = []
    /// Ids that were seen for the first time, each with the recorded one.
    var bindings: [(recorded: ReplayID, seen: ReplayID)] = []
    /// An id is not the one that belongs to the recorded one.
    var hasIDConflict = false
}

/// A frame that is awaited, prepared for many comparisons.
struct ExpectedFrame: Sendable {
    let dialect: WireDialect
    let octets: [UInt8]
    let command: UInt32
    let commandName: String
    /// The ids in the frame; empty in one that cannot be read.
    private(set) var ids: [(id: ReplayID, range: Range<Int>)] = []
    /// Octets that are not compared, in order.
    private var open: [Range<Int>] = []
    private let isReadable: Bool
    private let ignored: Set<String>
    private let account: [UInt8]?

    /// - Parameters:
    ///   - ignored: names in small letters.
    ///   - account: stands where the recorded login has its account; nil for the recorded one itself.
    ///   - name: the command's name; nil to find it.
    init(
        _ recorded: [UInt8], in dialect: WireDialect, ignoring ignored: Set<String>, account: [UInt8]? = nil,
        name: String? = nil
    ) {
        self.dialect = dialect
        self.ignored = ignored
        self.account = account
        command = recorded.word(at: 4)
        var octets = recorded
        let name = name ?? dialect.commandName(of: recorded)
        commandName = name
        let fields = try? dialect.comparedFields(of: recorded)
        isReadable = fields != nil
        open = [0..<4, 8..<dialect.frameRules.headerLength]
        for field in fields ?? [] {
            if field.isNamed(by: ignored, in: name) {
                open.append(field.range)
                continue
            }
            switch field.treatment {
            case .compared: if let hole = field.hole { open.append(hole) }
            case .assigned: open.append(field.range)
            case .account: if let account { octets.fill(field.range, with: account) }
            case .id(let kind):
                open.append(field.range)
                guard let id = OctetString(Array(recorded[field.range])), !id.isEmpty else { continue }
                ids.append((ReplayID(kind: kind, octets: id), field.range))
            }
        }
        self.octets = octets
    }

    /// Compares a frame; `identities` nil compares no ids.
    func compare(_ seen: [UInt8], identities: IdentityTable?) -> FrameComparison {
        var comparison = FrameComparison()
        if isAlike(seen) {
            for (id, range) in ids {
                check(id, seen, range, identities, "", &comparison)
            }
            if !comparison.hasIDConflict { return comparison }
            comparison = FrameComparison()
        }
        compareFields(seen, identities, &comparison)
        return comparison
    }

    /// The same octets wherever they are compared.
    private func isAlike(_ seen: [UInt8]) -> Bool {
        guard seen.count == octets.count else { return false }
        var place = 0
        for range in open {
            if range.lowerBound > place, octets[place..<range.lowerBound] != seen[place..<range.lowerBound] {
                return false
            }
            place = max(place, range.upperBound)
        }
        return place >= octets.count || octets[place...] == seen[place...]
    }

    private func check(
        _ id: ReplayID, _ seen: [UInt8], _ range: Range<Int>, _ identities: IdentityTable?, _ name: String,
        _ comparison: inout FrameComparison
    ) {
        guard let identities, range.upperBound <= seen.count, let octets = OctetString(Array(seen[range])) else {
            return
        }
        let other = ReplayID(kind: id.kind, octets: octets)
        switch identities.relation(of: id, to: other) {
        case .same: break
        case .new: comparison.bindings.append((id, other))
        case .conflict(let bound):
            comparison.hasIDConflict = true
            if name.isEmpty { return }
            let wanted = FieldNotation.octets((bound ?? id).octets.octets(width: range.count))
            comparison.differences.append(
                FrameDifference(
                    field: name, offset: range.lowerBound, recorded: .string(wanted),
                    seen: .string(FieldNotation.octets(octets.octets(width: range.count)))))
        }
    }

    private func compareFields(_ seen: [UInt8], _ identities: IdentityTable?, _ comparison: inout FrameComparison) {
        guard seen.word(at: 4) == command else {
            comparison.differences.append(
                FrameDifference(
                    field: "command", offset: 4, recorded: .string(commandName),
                    seen: .string(dialect.commandName(of: seen))))
            return
        }
        guard isReadable, let wanted = try? dialect.comparedFields(of: octets),
            let found = try? dialect.comparedFields(of: seen)
        else {
            comparison.differences.append(
                FrameDifference(
                    field: "frame", offset: 0, recorded: .string(FieldNotation.octets(dialect.masked(octets))),
                    seen: .string(FieldNotation.octets(dialect.masked(seen)))))
            return
        }
        var rest = Dictionary(found.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        for field in wanted where !field.isNamed(by: ignored, in: commandName) {
            let index = rest.removeValue(forKey: field.name)
            compare(field, index.map { found[$0] }, seen, identities, &comparison)
        }
        for index in rest.values.sorted() {
            let field = found[index]
            if field.isNamed(by: ignored, in: commandName) || field.treatment == .assigned { continue }
            comparison.differences.append(
                FrameDifference(field: field.name, offset: field.range.lowerBound, seen: field.shown))
        }
        comparison.differences.sort { $0.offset < $1.offset }
    }

    private func compare(
        _ wanted: ComparedField, _ found: ComparedField?, _ seen: [UInt8], _ identities: IdentityTable?,
        _ comparison: inout FrameComparison
    ) {
        if wanted.treatment == .assigned { return }
        guard let found else {
            comparison.differences.append(
                FrameDifference(field: wanted.name, offset: wanted.range.lowerBound, recorded: wanted.shown))
            return
        }
        if case .id(let kind) = wanted.treatment {
            guard let id = OctetString(Array(octets[wanted.range])), !id.isEmpty else { return }
            check(ReplayID(kind: kind, octets: id), seen, found.range, identities, wanted.name, &comparison)
            return
        }
        if wanted.treatment == .account, account == nil { return }
        var (left, right) = (Array(octets[wanted.range]), Array(seen[found.range]))
        if let hole = wanted.hole { left.blank(hole, from: wanted.range.lowerBound) }
        if let hole = found.hole { right.blank(hole, from: found.range.lowerBound) }
        guard left != right else { return }
        comparison.differences.append(
            FrameDifference(
                field: wanted.name, offset: found.range.lowerBound, recorded: wanted.shown, seen: found.shown))
    }
}

extension ComparedField {
    /// The value in the notation of the exchange format.
    fileprivate var shown: JSONValue {
        if case .octets(let octets) = value, name.hasPrefix("report."), let text = OctetString(octets) {
            return .string(FieldNotation.text(text, width: octets.count))
        }
        return .field(value)
    }
}

extension WireDialect {
    /// The command's name, or its number where the dialect has none.
    func commandName(of octets: [UInt8]) -> String {
        let command = octets.word(at: 4)
        if let frame = try? decode(octets), frame.command != "unknown" { return frame.command }
        return HexText.word(UInt64(command), octets: 4)
    }
}

extension [UInt8] {
    /// Writes octets into a field, with NULs behind them; those that do not fit are left out.
    mutating func fill(_ range: Range<Int>, with value: [UInt8]) {
        let range = range.clamped(to: indices)
        for (index, place) in range.enumerated() { self[place] = index < value.count ? value[index] : 0 }
    }

    /// Zeros what stands in a part that began at `start`.
    fileprivate mutating func blank(_ range: Range<Int>, from start: Int) {
        for place in range where indices.contains(place - start) { self[place - start] = 0 }
    }
}
