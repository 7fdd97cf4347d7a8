extension WireFrame {
    /// A frame made of named fields: the counterpart of ``described(in:)``.
    ///
    /// - Parameters:
    ///   - fields: the fields under their specification names, in any order. The frame's length, the command's number,
    ///     lengths and counts may be missing; where they are given they are checked.
    ///   - command: the specification's name of the command, or `unknown` together with a `Body`.
    ///   - dialect: the layouts.
    ///   - deviations: strings that begin with the names of deviations; they permit what they name.
    ///   - surplus: octets behind the last field.
    /// - Throws: a ``ReadingError`` for the field that is missing, strange, or does not fit or agree.
    public init(
        reading fields: [NamedValue], command: String, in dialect: Dialect, deviations: [String] = [],
        surplus: [UInt8] = []
    ) throws(ReadingError) {
        let allowed = Set(deviations.map { String($0.prefix { $0 != ":" }) })
        let names = Header.names
        let header = HeaderFields(
            fields, command: names.command, header: [names.length, names.command, names.sequence])
        let number = try header.commandNumber(named: command) { Header.CommandID(name: $0, in: dialect)?.rawValue }
        let commandID = Header.CommandID(rawValue: number)
        let sequence = try Header.sequence(of: header) ?? Header().sequence
        if command == "unknown" {
            let body = try header.unknownBody(offset: Header.length)
            self.init(sequence: sequence, message: .unknown(UnknownMessage(commandID: commandID, body: body)))
        } else if header.rest.isEmpty, let message = Message.emptyBody(of: commandID) {
            self.init(sequence: sequence, message: message)
        } else {
            let reader = BodyReader<Self>(
                fields: header.rest, sequence: sequence, dialect: dialect, deviations: allowed)
            self = try Message.visitBody(of: commandID, in: dialect, reader).get()
        }
        self.surplus = surplus
        guard let announced = try header.number(names.length, offset: 0).map({ Int($0) }) else { return }
        if allowed.contains("short-tail") { shortenTail(to: announced, in: dialect) }
        let actual = _encodedSize(in: dialect)
        guard announced == actual else {
            throw ReadingError(
                field: WireError(.lengthMismatch(announced: announced, actual: actual), field: names.length, offset: 0))
        }
    }

    /// Leaves out as many octets of the last field as make the frame `size` octets long.
    private mutating func shortenTail(to size: Int, in dialect: Dialect) {
        var none = NoState()
        let missing = _encodedSize(in: dialect) &- size
        let width = message.visit(TailMeter<Self>(dialect: dialect, missing: missing), &none)
        guard missing > 0, missing <= width else { return }
        deviations.departure = LayoutDeparture(
            announcedPayload: deviations.departure.announcedPayload, tailLength: width &- missing)
    }
}

/// The width of a last field that may be short by `missing` octets, in the body that it visits.
private struct TailMeter<Frame: WireFrame>: BodyVisitor {
    typealias Message = Frame.Message
    let dialect: Frame.Dialect
    let missing: Int

    func visit<Body: WireBody>(_ body: Body, _ state: inout NoState) -> Int where Body.Message == Message {
        let width = body.tailWidth(in: dialect)
        let isTolerated =
            Body.tolerances.contains(.shortTail) || Body.tolerances.contains(.missingTail) && missing == width
        return isTolerated ? width : 0
    }

    func visit(_ unknown: UnknownMessage<Message.CommandID>, _ state: inout NoState) -> Int { 0 }
}

/// Reads the body of the command that it visits from named values.
private struct BodyReader<Frame: WireFrame>: BodyTypeVisitor {
    typealias Message = Frame.Message
    let fields: [NamedValue]
    let sequence: Frame.Header.Sequence
    let dialect: Frame.Dialect
    let deviations: Set<String>

    func visit<Body: WireBody>(_ type: Body.Type) -> Result<Frame, ReadingError> where Body.Message == Message {
        Result { () throws(ReadingError) in try read(type) }
    }

    func visitUnknown() -> Result<Frame, ReadingError> {
        .failure(ReadingError(field: WireError(.malformed, field: Frame.Header.names.command, offset: 4)))
    }

    private func read<Body: WireBody>(_ type: Body.Type) throws(ReadingError) -> Frame where Body.Message == Message {
        var allowed = FrameDeviations()
        allowed.hasOtherLayout =
            Body.tolerances.contains(.otherLayout) && deviations.contains("other-version-layout")
        var departure = LayoutDeparture()
        let body = try Body(
            reading: fields, in: Frame.layout(of: type, in: dialect, allowed), origin: Frame.Header.length,
            allowsOtherLength: deviations.contains(Frame.lengthDeviation),
            allowsMissingTail: deviations.contains("short-tail"), departure: &departure)
        var frame = Frame(sequence: sequence, message: body.message)
        frame.deviations = allowed
        frame.deviations.departure = departure
        frame.deviations.reportOctets = Frame.unusualReport(in: frame.message, dialect)
        return frame
    }
}
