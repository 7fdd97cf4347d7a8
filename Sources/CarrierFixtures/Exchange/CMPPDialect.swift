import CMPPCodec
import CarrierWire

extension WireDialect {
    /// CMPP 2.0 and 3.0.
    static let cmpp: [WireDialect] = CMPP.Version.allCases.map { version in
        WireDialect(
            name: version.rawValue, title: version.title, frameRules: CMPP.frameRules,
            commands: CMPP.CommandID.all(in: version).compactMap { $0.name(in: version) },
            decoding: { octets throws(WireError) in try ExchangeFrame(octets, in: version) },
            encoding: { draft throws(ExchangeError) in try draft.octets(in: version) },
            listing: { octets throws(WireError) in
                try CMPP.Frame(decoding: octets, in: version).listing(in: version)
            },
            layouts: { CMPP.layouts(in: version) })
    }
}

extension ExchangeFrame {
    fileprivate init(_ octets: [UInt8], in version: CMPP.Version) throws(WireError) {
        let frame = try CMPP.Frame(decoding: octets, in: version)
        self.init(
            protocolName: version.rawValue, command: frame.commandName(in: version), octets: octets,
            fields: frame.described(in: version).map { NamedValue($0.name.description, $0.value) },
            deviations: frame.deviationList.map(\.description), surplus: frame.surplus)
        switch frame.message {
        case .submit(let submit):
            text = ExchangeFrame.text(
                of: submit.content, dataCoding: submit.dataCoding.rawValue, hasHeader: submit.hasUserDataHeader)
        case .deliver(let deliver) where deliver.isReport:
            report = ExchangeFrame.fields(of: try? deliver.report())
        case .deliver(let deliver):
            text = ExchangeFrame.text(
                of: deliver.content, dataCoding: deliver.dataCoding.rawValue, hasHeader: deliver.hasUserDataHeader)
        case .forward(let forward):
            switch forward.forwardType {
            case .mtReport: report = ExchangeFrame.fields(of: try? forward.report())
            case .moReport:
                report = (try? forward.moReport())?.described(in: version).map {
                    NamedValue($0.name.description, $0.value)
                }
            default:
                text = ExchangeFrame.text(
                    of: forward.content, dataCoding: forward.dataCoding.rawValue, hasHeader: forward.hasUserDataHeader)
            }
        default: break
        }
    }

    /// A report's fields; the layout follows the octets that were there and does not change the names.
    private static func fields(of report: CMPP.StatusReport??) -> [NamedValue]? {
        guard case .some(.some(let report)) = report else { return nil }
        return report.described(in: .v3_0).map { NamedValue($0.name.description, $0.value) }
    }
}

extension FrameDraft {
    fileprivate func octets(in version: CMPP.Version) throws(ExchangeError) -> [UInt8] {
        let frame: CMPP.Frame
        do throws(ReadingError) {
            frame = try CMPP.Frame(
                reading: fields, command: command, in: version, deviations: deviations, surplus: surplus)
        } catch {
            throw ExchangeError(error, given: fields)
        }
        do throws(WireError) { return try frame.encoded(in: version) } catch { throw .wire(error) }
    }
}

extension ExchangeError {
    fileprivate init(_ error: ReadingError, given: [NamedValue]) {
        if let stranger = error.unknownField {
            self = .field(stranger, reason: "unknownField")
            return
        }
        guard let wire = error.wireError else {
            self = .field("", reason: "malformed")
            return
        }
        let name = wire.field.description
        let isMissing = wire.reason == .malformed && name != "Command_Id" && !given.contains { $0.name == name }
        self = isMissing ? .field(name, reason: "missing") : .wire(wire)
    }
}
