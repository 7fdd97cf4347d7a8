import CarrierWire

extension CMPP.Frame {
    /// Every deviation of the frame, in a fixed order; empty for a lawful one.
    public var deviationList: [CMPP.Deviation] {
        var list: [CMPP.Deviation] = []
        if deviations.hasOtherVersionLayout { list.append(.otherVersionLayout) }
        if deviations.reportOctets > 0 { list.append(.reportLayout(octets: Int(deviations.reportOctets))) }
        if let announced = deviations.announcedLength {
            var actual = 0
            if case .deliver(let deliver) = message { actual = deliver.content.count }
            list.append(.reportLength(announced: announced, actual: actual))
        }
        if let octets = deviations.tailLength { list.append(.shortTail(octets: octets)) }
        if !surplus.isEmpty { list.append(.surplus(octets: surplus.count)) }
        return list
    }

    /// Every field in wire order, header first, with its octets' place; surplus octets are not fields.
    public func described(in version: CMPP.Version) -> [DescribedField] {
        var none: Void = ()
        let header = [
            DescribedField("Total_Length", .number(Int64(encodedSize(in: version))), offset: 0, length: 4),
            DescribedField("Command_Id", .word(UInt64(message.commandID.rawValue), octets: 4), offset: 4, length: 4),
            DescribedField("Sequence_Id", .number(Int64(sequence)), offset: 8, length: 4),
        ]
        return header + message.visit(BodyDescriber(version: version, deviations: deviations), &none)
    }

    /// The command's name, `unknown` for one that the version does not define.
    public func commandName(in version: CMPP.Version) -> String {
        if case .unknown = message { return "unknown" }
        return message.commandID.name(in: version) ?? "unknown"
    }
}

private struct BodyDescriber: BodyVisitor {
    let version: CMPP.Version
    let deviations: CMPP.Deviations

    func visit<Body: CMPP.Body>(_ body: Body, _ state: inout Void) -> [DescribedField] {
        let layout = deviations.hasOtherVersionLayout && Body.isToldByLength ? version.other : version
        return body.described(in: layout, origin: 12, departure: deviations.departure)
    }

    func visit(_ unknown: CMPP.Unknown, _ state: inout Void) -> [DescribedField] {
        [DescribedField("Body", .octets(unknown.body), offset: 12, length: unknown.body.count)]
    }
}
