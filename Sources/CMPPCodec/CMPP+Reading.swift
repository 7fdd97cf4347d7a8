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
        let header = HeaderFields(fields, command: "Command_Id", header: ["Total_Length", "Command_Id", "Sequence_Id"])
        let number = try header.commandNumber(named: command) { CMPP.CommandID(name: $0, in: version)?.rawValue }
        let commandID = CMPP.CommandID(rawValue: number)
        let sequence = try header.number("Sequence_Id", offset: 8) ?? 0
        let builder = BodyReader(fields: header.rest, version: version, deviations: names)
        if command == "unknown" {
            self.init(
                sequence: sequence,
                message: .unknown(CMPP.Unknown(commandID: commandID, body: try header.unknownBody(offset: 12))))
        } else {
            self = try commandID.visitBody(in: version, builder).get()
            self.sequence = sequence
        }
        self.surplus = surplus
        guard let announced = try header.number("Total_Length", offset: 0).map({ Int($0) }) else { return }
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
