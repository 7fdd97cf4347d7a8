extension WireFrame {
    /// Every field in wire order, header first, with its octets' place; surplus octets are not fields.
    public func described(in dialect: Dialect) -> [DescribedField] {
        var none = NoState()
        let command = message.commandID
        let size = UInt32(clamping: encodedSize(dialect))
        let header = Header(totalLength: size, commandID: command, sequence: sequence).described(in: dialect)
            .map { field in
                guard field.name == Header.names.command else { return field }
                let number = FieldValue.word(UInt64(command.rawValue), octets: 4)
                return DescribedField(field.name, number, offset: field.offset, length: field.length)
            }
        return header + message.visit(BodyDescriber<Self>(dialect: dialect, deviations: deviations), &none)
    }

    /// The command's name, `unknown` for one that the version does not define.
    public func commandName(in dialect: Dialect) -> String {
        var none = NoState()
        let isUnknown = message.visit(UnknownTest<Message>(), &none)
        return isUnknown ? "unknown" : message.commandID.name(in: dialect) ?? "unknown"
    }

    /// The frame as annotated hex: a title, each deviation as a comment, then offset, octets, field and value a line.
    ///
    /// Fields of more than sixteen octets go on in lines of octets alone. Line ends are `\n`.
    /// - Throws: what encoding the frame throws.
    public func listing(in dialect: Dialect) throws(WireError) -> String {
        let octets = try _encodePrecisely(in: dialect, limit: Int(Int32.max))
        return FrameListing.text(
            of: octets, fields: described(in: dialect), title: "\(dialect.title) \(commandName(in: dialect))",
            comments: deviationList.map(\.description),
            command: (Header.names.command, message.commandID.name(in: dialect)))
    }

    // Not on a hot way, hence not specialised.
    private func encodedSize(_ dialect: Dialect) -> Int { _encodedSize(in: dialect) }
}

/// True for a command that the version does not define.
private struct UnknownTest<Message: WireMessage>: BodyVisitor {
    func visit<Body: WireBody>(_ body: Body, _ state: inout NoState) -> Bool where Body.Message == Message { false }
    func visit(_ unknown: UnknownMessage<Message.CommandID>, _ state: inout NoState) -> Bool { true }
}

private struct BodyDescriber<Frame: WireFrame>: BodyVisitor {
    typealias Message = Frame.Message
    let dialect: Frame.Dialect
    let deviations: FrameDeviations

    func visit<Body: WireBody>(_ body: Body, _ state: inout NoState) -> [DescribedField] where Body.Message == Message {
        let layout = Frame.layout(of: Body.self, in: dialect, deviations)
        return body.described(in: layout, origin: Frame.Header.length, departure: deviations.departure)
    }

    func visit(_ unknown: UnknownMessage<Message.CommandID>, _ state: inout NoState) -> [DescribedField] {
        [DescribedField("Body", .octets(unknown.body), offset: Frame.Header.length, length: unknown.body.count)]
    }
}
