import CarrierWire

// What the exchange format does alike with the frames of every protocol.

extension ExchangeFrame {
    /// The frame under its names, without text and report.
    init<Frame: WireFrame>(_ frame: Frame, of octets: [UInt8], in version: Frame.Dialect, protocolName: String) {
        self.init(
            protocolName: protocolName, command: frame.commandName(in: version), octets: octets,
            fields: frame.described(in: version).map { NamedValue($0.name.description, $0.value) },
            deviations: frame.deviationList.map(\.description), surplus: frame.surplus)
    }
}

extension FrameDraft {
    /// The frame that the draft names.
    func frame<Frame: WireFrame>(
        _ type: Frame.Type, in version: Frame.Dialect
    ) throws(ExchangeError) -> Frame {
        do throws(ReadingError) {
            return try Frame(
                reading: fields, command: command, in: version, deviations: deviations, surplus: surplus)
        } catch {
            throw ExchangeError(error, given: fields, command: Frame.Header.names.command)
        }
    }
}

extension ExchangeError {
    /// The error of named fields that make no frame; `command` is the header's field for the command.
    init(_ error: ReadingError, given: [NamedValue], command: FieldName) {
        if let stranger = error.unknownField {
            self = .field(stranger, reason: "unknownField")
            return
        }
        guard let wire = error.wireError else {
            self = .field("", reason: "malformed")
            return
        }
        let name = wire.field.description
        let isMissing = wire.reason == .malformed && wire.field != command && !given.contains { $0.name == name }
        self = isMissing ? .field(name, reason: "missing") : .wire(wire)
    }
}
