import CarrierWire

// What is to be said of optional parameters (section 4).

extension SMGP {
    /// Numbers that parameters may hold at most.
    fileprivate static let largestNumbers: [Tag: UInt8] = [
        .userDataHeaderIndicator: 1, .chargeUserType: 3, .chargeTerminalType: 1, .destinationTerminalType: 1,
        .submitMessageType: 5, .providerResult: 1, .sourceTerminalType: 1, .sourceType: 1,
    ]

    /// The parameters that the table of section 4 gives to each command.
    fileprivate static let allowedTags: [CommandID: Set<Tag>] = [
        .submit: Set((0x0001...0x000C).map { Tag(rawValue: $0) } + [.messageSource, .mobileServiceID]),
        .deliver: [
            .protocolID, .userDataHeaderIndicator, .linkID, .sourceTerminalType, .sourceTerminalPseudonym,
            .submitMessageType, .providerResult,
        ],
        .forward: [
            .protocolID, .userDataHeaderIndicator, .linkID, .chargeUserType, .nodesCount, .messageSource,
            .chargeTerminalPseudonym, .sourceTerminalPseudonym, .destinationTerminalPseudonym, .sourceType,
            .segmentCount, .segmentNumber, .submitMessageType, .providerResult, .mobileServiceID,
        ],
        .forward.response: [.segmentCount, .segmentNumber],
    ]
}

extension LintNotes {
    /// The first octet of the last parameter of that tag.
    func place(of tag: SMGP.Tag, in parameters: SMGP.Parameters) -> Int? {
        parameters.list.lastIndex { $0.tag == tag.rawValue }.flatMap { place(ofParameter: $0) }
    }

    private func place(ofParameter index: Int) -> Int? {
        guard let parts = field("TLVs")?.parts, parts.indices.contains(index) else { return nil }
        return parts[index].offset
    }

    mutating func look(at parameters: SMGP.Parameters, of command: SMGP.CommandID) {
        var seen: Set<UInt16> = []
        for (index, parameter) in parameters.list.enumerated() {
            let tag = SMGP.Tag(rawValue: parameter.tag)
            let name = tag.name ?? "TLVs"
            let place = place(ofParameter: index)
            expect(seen.insert(parameter.tag).inserted, name, at: place, "given again: the last one counts", "4.1")
            guard let kind = tag.kind else {
                expect(
                    false, name, at: place,
                    "tag \(HexText.word(UInt64(parameter.tag), octets: 2)) is not specified", "4")
                continue
            }
            expect(parameter.count > 0, name, at: place, "without a value", "4.2")
            look(at: parameter, tag, kind, place)
            let isAllowed = SMGP.allowedTags[command]?.contains(tag) ?? false
            expect(isAllowed, name, at: place, "does not belong to this command", "4")
        }
        lookAtSegment(of: parameters)
    }

    private mutating func look(at parameter: WireParameter, _ tag: SMGP.Tag, _ kind: SMGP.Tag.Kind, _ place: Int?) {
        let name = tag.name ?? "TLVs"
        switch kind {
        case .number where parameter.count > 1:
            expect(false, name, at: place, "\(parameter.count) octets where 1 belongs", "4.1")
        case .number:
            guard let maximum = SMGP.largestNumbers[tag], let number = parameter.value.first else { return }
            expect(number <= maximum, name, at: place, "\(number) is above \(maximum)", "4")
        case .text(let width):
            expect(parameter.count <= width, name, at: place, "\(parameter.count) octets, at most \(width)", "4")
        case .variableText: break
        }
    }

    private mutating func lookAtSegment(of parameters: SMGP.Parameters) {
        let isPair = (parameters[.segmentCount] == nil) == (parameters[.segmentNumber] == nil)
        let lone: SMGP.Tag = parameters[.segmentCount] == nil ? .segmentNumber : .segmentCount
        let loneName = lone.name ?? "TLVs"
        expect(isPair, loneName, at: place(of: lone, in: parameters), "PkTotal and PkNumber belong together", "10.7")
        guard let count = parameters.segmentCount, let number = parameters.segmentNumber else { return }
        let place = place(of: .segmentNumber, in: parameters)
        expect(number >= 1 && number <= count, "PkNumber", at: place, "part \(number) of \(count)", "4")
    }
}
