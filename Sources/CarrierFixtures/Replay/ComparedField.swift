import CarrierWire
import SMSText

/// What a field is to a comparison of two frames.
enum FieldTreatment: Hashable, Sendable {
    /// Must be the same.
    case compared
    /// Made anew by whoever sends the frame: never compared.
    case assigned
    /// An id: another one each time, but always the same for the same thing.
    case id(ReplayID.Kind)
    /// The account of a login.
    case account
}

/// An id that one side gave: octets as they stand in frames.
struct ReplayID: Hashable, Sendable {
    /// What has the id.
    enum Kind: Hashable, Sendable {
        /// A submit: Msg_Id of SUBMIT_RESP and of its report; in SGIP the submit's sequence number.
        case submit
        /// A DELIVER of its own: what DELIVER_RESP repeats.
        case deliver
    }

    var kind: Kind
    var octets: OctetString
}

/// One field of a frame, flat: groups, lists and the report inside content in parts.
struct ComparedField: Sendable {
    /// The specification's name; `Dest_terminal_Id[2]`, `report.Stat`.
    var name: String
    /// The first octet and those behind it, counted from the frame's first one.
    var range: Range<Int>
    var value: FieldValue
    var treatment: FieldTreatment
    /// Octets within the range that are assigned: the reference number of a long message.
    var hole: Range<Int>?

    /// True when an option that names `Field`, `report.Field` or `COMMAND.Field` means this one.
    func isNamed(by names: Set<String>, in command: String) -> Bool {
        if names.isEmpty { return false }
        let plain = name.prefix { $0 != "[" }.lowercased()
        let last = plain.split(separator: ".").last.map(String.init) ?? plain
        return [plain, last, command.lowercased() + "." + plain].contains { names.contains($0) }
    }
}

extension WireDialect {
    /// The fields of a frame's body, flat.
    ///
    /// - Throws: what is structurally wrong with the octets.
    func comparedFields(of octets: [UInt8]) throws(WireError) -> [ComparedField] {
        let described = try describing(octets)
        let header = frameRules.headerLength
        let command = octets.word(at: 4)
        var flag: Int64 = 0
        var hasUserDataHeader = false
        var fields: [ComparedField] = []
        for field in described where field.offset >= header {
            let name = field.name.description
            if case .number(let number) = field.value {
                if WireDialect.reportFlags.contains(name) { flag = number }
                if name.lowercased() == "tp_udhi" { hasUserDataHeader = number & 0x41 != 0 }
            }
            if WireDialect.contentFields.contains(name) {
                // In SMGP the indicator is an optional parameter, which stands behind the content.
                let indicator = described.flatMap(\.parts).first { $0.name.description == "TP_udhi" }
                if case .number(let number)? = indicator?.value { hasUserDataHeader = number & 0x41 != 0 }
                add(content: field, of: octets, command, isReport: flag != 0, hasUserDataHeader, to: &fields)
            } else {
                add(field, name, command, to: &fields)
            }
        }
        let end = max(header, described.map { $0.offset &+ $0.length }.max() ?? 0)
        if end < octets.count {
            fields.append(
                ComparedField(
                    name: "surplus", range: end..<octets.count, value: .octets(Array(octets[end...])),
                    treatment: .compared))
        }
        return fields
    }

    private static let contentFields: Set = ["Msg_Content", "MsgContent", "MessageContent"]
    /// Say that content is a report. SUBMIT has a field of the same name, but no report.
    private static let reportFlags: Set = ["Registered_Delivery", "IsReport"]

    private func add(_ field: DescribedField, _ name: String, _ command: UInt32, to fields: inout [ComparedField]) {
        let range = field.offset..<field.offset &+ max(0, field.length)
        guard field.parts.isEmpty else {
            var seen: [String: Int] = [:]
            for part in field.parts {
                let inner = "\(name).\(part.name)"
                seen[inner, default: 0] += 1
                add(part, "\(inner)[\(seen[inner] ?? 1)]", command, to: &fields)
            }
            return
        }
        guard case .list(let values) = field.value, !values.isEmpty, field.length > 0,
            field.length % values.count == 0, field.name != "SubmitSequenceNumber"
        else {
            fields.append(
                ComparedField(name: name, range: range, value: field.value, treatment: treatment(of: name, command)))
            return
        }
        let width = field.length / values.count
        for (index, value) in values.enumerated() {
            let start = field.offset &+ index &* width
            fields.append(
                ComparedField(
                    name: "\(name)[\(index + 1)]", range: start..<start &+ width, value: value,
                    treatment: treatment(of: name, command)))
        }
    }

    /// What a field is, by name and command.
    private func treatment(of name: String, _ command: UInt32) -> FieldTreatment {
        let request = command & 0x7FFF_FFFF
        switch name {
        case "Msg_Id":
            if command == 0x8000_0004 || request == 7 { return .id(.submit) }
            return request == 5 ? .id(.deliver) : .compared
        case "MsgID":
            if command == 0x8000_0002 { return .id(.submit) }
            return request == 3 ? .id(.deliver) : .compared
        case "SubmitSequenceNumber": return .id(.submit)
        case "Source_Addr", "ClientID", "LoginName": return request == 1 ? .account : .compared
        case "AuthenticatorSource", "AuthenticatorISMG", "AuthenticatorClient", "AuthenticatorServer",
            "LoginPassword", "Timestamp", "TimeStamp", "RecvTime":
            return .assigned
        default: return .compared
        }
    }

    /// Content: a report in parts, or octets of which a reference number is assigned.
    private func add(
        content field: DescribedField, of octets: [UInt8], _ command: UInt32, isReport: Bool, _ hasHeader: Bool,
        to fields: inout [ComparedField]
    ) {
        let range = (field.offset..<field.offset &+ max(0, field.length)).clamped(to: 0..<octets.count)
        let isDeliver = command == (name.hasPrefix("cmpp") ? 5 : 3)
        if isReport, isDeliver, let report = ReportPlaces(in: octets, range) {
            return fields += report.fields
        }
        var content = ComparedField(
            name: field.name.description, range: range, value: field.value, treatment: .compared)
        if hasHeader { content.hole = WireDialect.reference(in: octets, range) }
        fields.append(content)
    }

    /// Where the reference number of a long message stands.
    private static func reference(in octets: [UInt8], _ content: Range<Int>) -> Range<Int>? {
        guard let first = content.first else { return nil }
        let end = min(content.upperBound, first &+ 1 &+ Int(octets[first]))
        var place = first + 1
        while place + 2 < end {
            let (element, length) = (octets[place], Int(octets[place + 1]))
            let data = place + 2..<place + 2 + length
            guard data.upperBound <= end else { return nil }
            if element == 0, length == 3 { return data.lowerBound..<data.lowerBound + 1 }
            if element == 8, length == 4 { return data.lowerBound..<data.lowerBound + 2 }
            place = data.upperBound
        }
        return nil
    }
}

/// The parts of a report inside the content of a DELIVER, with their places.
private struct ReportPlaces {
    private(set) var fields: [ComparedField] = []
    private let octets: [UInt8]
    private var place: Int

    /// Nil for what is no report of CMPP (60 or 71 octets) or SMGP (labels).
    init?(in octets: [UInt8], _ content: Range<Int>) {
        self.octets = octets
        place = content.lowerBound
        if octets[content].starts(with: Array("id:".utf8)), content.count >= 13 {
            labelled(content)
            return
        }
        guard content.count == 60 || content.count == 71 else { return nil }
        take("Msg_Id", 8, .id(.submit))
        take("Stat", 7, .compared)
        take("Submit_time", 10, .assigned)
        take("Done_time", 10, .assigned)
        take("Dest_terminal_Id", content.count == 60 ? 21 : 32, .compared)
        take("SMSC_sequence", 4, .assigned)
    }

    private mutating func take(_ name: String, _ count: Int, _ treatment: FieldTreatment) {
        let range = place..<place + count
        place = range.upperBound
        let part = Array(octets[range])
        let value: FieldValue =
            treatment == .compared
            ? .text(OctetString(part) ?? OctetString(), width: count) : .octets(part)
        fields.append(ComparedField(name: "report.\(name)", range: range, value: value, treatment: treatment))
    }

    /// `id:`, ten octets, then ` label:value` up to the end; dates are ten octets behind `date:`.
    private mutating func labelled(_ content: Range<Int>) {
        place = content.lowerBound + 3
        take("id", 10, .id(.submit))
        let labels = [" sub:", " dlvrd:", " submit date:", " done date:", " stat:", " err:", " text:"]
        var found: [(label: String, start: Int, value: Int)] = []
        var from = place
        for label in labels {
            let wanted = Array(label.utf8)
            guard let start = find(wanted, from: from, to: content.upperBound) else { continue }
            found.append((label, start, start + wanted.count))
            from = start + wanted.count
        }
        for (index, entry) in found.enumerated() {
            let end = index + 1 < found.count ? found[index + 1].start : content.upperBound
            let range = entry.value..<max(entry.value, end)
            let isDate = entry.label.hasSuffix("date:")
            fields.append(
                ComparedField(
                    name: "report." + entry.label.dropFirst().dropLast(), range: range,
                    value: .octets(Array(octets[range])), treatment: isDate ? .assigned : .compared))
        }
    }

    /// The label in letters of either case.
    private func find(_ label: [UInt8], from: Int, to end: Int) -> Int? {
        guard from + label.count <= end else { return nil }
        return (from...end - label.count).first { start in
            label.indices.allSatisfy { index in
                let octet = octets[start + index]
                return (0x41...0x5A).contains(octet) ? octet | 0x20 == label[index] : octet == label[index]
            }
        }
    }
}

extension [UInt8] {
    /// Four octets, big-endian; 0 where they are not all there.
    func word(at place: Int) -> UInt32 {
        guard place >= 0, place <= count - 4 else { return 0 }
        return self[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
