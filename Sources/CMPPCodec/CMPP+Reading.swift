import CarrierWire

extension CMPP.Frame {
    /// A frame made of named fields: the counterpart of ``described(in:)``.
    ///
    /// - Parameters:
    ///   - fields: the fields under their specification names, in any order. Total_Length, Command_Id, lengths and
    ///     counts may be missing; where they are given they are checked.
    ///   - command: the specification's name of the command, or `unknown` together with a `Body`.
    ///   - version: the layouts.
    ///   - deviations: strings that begin with the names of deviations; they permit what they name.
    ///   - surplus: octets behind the last field.
    /// - Throws: a ``CarrierWire/ReadingError`` for the field that is missing, strange, or does not fit or agree.
    public init(
        reading fields: [NamedValue], command: String, in version: CMPP.Version, deviations: [String] = [],
        surplus: [UInt8] = []
    ) throws(ReadingError) {
        let names = Set(deviations.map { String($0.prefix { $0 != ":" }) })
        let header = HeaderReader(fields)
        let commandID = try header.commandID(named: command, in: version)
        let sequence = try header.number("Sequence_Id", offset: 8, default: 0)
        let builder = BodyReader(fields: header.rest, version: version, deviations: names)
        if command == "unknown" {
            self.init(sequence: sequence, message: .unknown(try header.unknown(commandID)))
        } else {
            self = try commandID.visitBody(in: version, builder).get()
            self.sequence = sequence
        }
        self.surplus = surplus
        guard header.has("Total_Length") else { return }
        let announced = Int(try header.number("Total_Length", offset: 0, default: 0))
        if names.contains("short-tail") { shortenTail(to: announced, in: version) }
        let actual = encodedSize(in: version)
        guard announced == actual else {
            throw ReadingError(
                field: WireError(
                    .lengthMismatch(announced: announced, actual: actual), field: "Total_Length", offset: 0))
        }
    }

    /// Leaves out as many octets of the last field as make the frame `size` octets long.
    private mutating func shortenTail(to size: Int, in version: CMPP.Version) {
        let missing = encodedSize(in: version) &- size
        guard missing > 0, case .deliver(let deliver) = message else { return }
        let width = deliver.tailWidth(in: version)
        guard missing <= width else { return }
        deviations.departure = LayoutDeparture(
            announcedPayload: deviations.departure.announcedPayload, tailLength: width &- missing)
    }
}

/// Takes the header's fields out of named values.
private struct HeaderReader {
    private let fields: [NamedValue]

    init(_ fields: [NamedValue]) { self.fields = fields }

    var rest: [NamedValue] {
        fields.filter { !["Total_Length", "Command_Id", "Sequence_Id"].contains($0.name) }
    }

    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    func number(_ name: FieldName, offset: Int, default missing: UInt32) throws(ReadingError) -> UInt32 {
        guard let value = fields.first(where: { $0.name == name.description })?.value else { return missing }
        switch value.plain {
        case .number(let number):
            if let exact = UInt32(exactly: number) { return exact }
            throw ReadingError(field: WireError(.tooLong(limit: 4, actual: 8), field: name, offset: offset))
        case .string(let text):
            if text.hasPrefix("0x"), let word = UInt32(text.dropFirst(2), radix: 16) { return word }
        default: break
        }
        throw ReadingError(field: WireError(.malformed, field: name, offset: offset))
    }

    func commandID(named command: String, in version: CMPP.Version) throws(ReadingError) -> CMPP.CommandID {
        let fault = ReadingError(field: WireError(.malformed, field: "Command_Id", offset: 4))
        if command == "unknown" {
            guard has("Command_Id") else { throw fault }
            return CMPP.CommandID(rawValue: try number("Command_Id", offset: 4, default: 0))
        }
        guard let known = CMPP.CommandID(name: command, in: version) else { throw fault }
        guard try number("Command_Id", offset: 4, default: known.rawValue) == known.rawValue else { throw fault }
        return known
    }

    func unknown(_ commandID: CMPP.CommandID) throws(ReadingError) -> CMPP.Unknown {
        var body: [UInt8] = []
        for field in rest {
            guard field.name == "Body" else { throw ReadingError(unknownField: field.name) }
            guard case .string(let text) = field.value.plain, text.hasPrefix(FieldNotation.mark),
                let octets = FieldNotation.read(text)
            else { throw ReadingError(field: WireError(.malformed, field: "Body", offset: 12)) }
            body = octets
        }
        return CMPP.Unknown(commandID: commandID, body: body)
    }
}

/// Reads the body of the command that it visits from named values.
private struct BodyReader: BodyTypeVisitor {
    let fields: [NamedValue]
    let version: CMPP.Version
    let deviations: Set<String>

    func visit<Body: CMPP.Body>(_ type: Body.Type) -> Result<CMPP.Frame, ReadingError> {
        Result { () throws(ReadingError) in try read(type) }
    }

    func visitUnknown() -> Result<CMPP.Frame, ReadingError> {
        .failure(ReadingError(field: WireError(.malformed, field: "Command_Id", offset: 4)))
    }

    private func read<Body: CMPP.Body>(_ type: Body.Type) throws(ReadingError) -> CMPP.Frame {
        let isOther = Body.isToldByLength && deviations.contains("other-version-layout")
        var departure = LayoutDeparture()
        let body = try Body(
            reading: fields, in: isOther ? version.other : version, origin: 12,
            allowsOtherLength: deviations.contains("report-length"),
            allowsMissingTail: deviations.contains("short-tail"), departure: &departure)
        var frame = CMPP.Frame(sequence: 0, message: body.message)
        frame.deviations.hasOtherVersionLayout = isOther
        frame.deviations.departure = departure
        if case .deliver(let deliver) = frame.message { frame.nameReportLayout(of: deliver, in: version) }
        return frame
    }
}
