import CarrierWire
import SMSText

extension UserDataHeader {
    /// The header in the exchange format: reference, number and total of a long message's part, ports, other elements.
    var json: JSONValue {
        var members: [(String, JSONValue)] = []
        if isIgnored { members.append(("ignored", .bool(true))) }
        if let concatenation {
            switch concatenation.reference {
            case .octet(let reference): members.append(("reference", .integer(reference)))
            case .wide(let reference): members += [("reference", .integer(reference)), ("wide", .bool(true))]
            }
            members.append(("number", .integer(concatenation.number)))
            members.append(("total", .integer(concatenation.total)))
        }
        if let ports { members.append(("ports", .object(ports.map { ($0.name, .integer($0.port)) }))) }
        let others = elements.filter { !$0.isPorts }.map { element in
            JSONValue.object([
                ("identifier", .string(HexText.word(UInt64(element.identifier), octets: 1))),
                ("data", .string(FieldNotation.octets(element.data))),
            ])
        }
        if !others.isEmpty { members.append(("elements", .array(others))) }
        return .object(members)
    }

    /// The header in words: `reference 42, segment 1 of 2; ports 2948 from 9200`.
    var words: String {
        if isIgnored { return "\(length) octets that are no elements" }
        var words: [String] = []
        if let concatenation {
            let reference =
                switch concatenation.reference {
                case .octet(let reference): "\(reference)"
                case .wide(let reference): "\(reference) of 16 bits"
                }
            words.append("reference \(reference), segment \(concatenation.number) of \(concatenation.total)")
        }
        if let ports, ports.count == 2 { words.append("port \(ports[0].port) from \(ports[1].port)") }
        for element in elements where !element.isPorts {
            let identifier = HexText.word(UInt64(element.identifier), octets: 1)
            words.append("element \(identifier): \(HexText.encode(element.data))")
        }
        return words.isEmpty ? "empty" : words.joined(separator: "; ")
    }

    /// Destination and source port of the first element that holds both in its width.
    private var ports: [(name: String, port: Int)]? {
        for element in elements where element.isPorts {
            let half = element.data.count / 2
            guard half == (element.identifier == 0x05 ? 2 : 1), element.data.count == half * 2 else { continue }
            let number = { (octets: ArraySlice<UInt8>) in octets.reduce(0) { $0 << 8 | Int($1) } }
            return [("destination", number(element.data[..<half])), ("source", number(element.data[half...]))]
        }
        return nil
    }
}
