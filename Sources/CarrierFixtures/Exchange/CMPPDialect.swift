import CMPPCodec
import CarrierWire

extension WireDialect {
    /// CMPP 2.0 and 3.0.
    static let cmpp: [WireDialect] = CMPP.Version.allCases.map { version in
        WireDialect(
            name: version.rawValue, title: version.title, frameRules: CMPP.frameRules,
            commands: CMPP.CommandID.all(in: version).compactMap { $0.name(in: version) },
            commandNumbers: CMPP.CommandID.all(in: version).filter { $0.name(in: version) != nil }.map(\.rawValue),
            decoding: { octets throws(WireError) in try ExchangeFrame(octets, in: version) },
            encoding: { draft throws(ExchangeError) in try draft.octets(in: version) },
            listing: { octets throws(WireError) in
                try CMPP.Frame(decoding: octets, in: version).listing(in: version)
            },
            describing: { octets throws(WireError) in
                try CMPP.Frame(decoding: octets, in: version).described(in: version)
            },
            linting: { octets throws(WireError) in try CMPP.Frame(decoding: octets, in: version).lint(in: version) },
            layouts: { CMPP.layouts(in: version) })
    }
}

extension ExchangeFrame {
    fileprivate init(_ octets: [UInt8], in version: CMPP.Version) throws(WireError) {
        let frame = try CMPP.Frame(decoding: octets, in: version)
        self.init(frame, of: octets, in: version, protocolName: version.rawValue)
        meanings = frame.meanings(in: version).map { ($0.field.description, $0.meaning) }
        switch frame.message {
        case .submit(let submit):
            readText(
                of: submit.content, dataCoding: submit.dataCoding.rawValue, hasHeader: submit.hasUserDataHeader)
        case .deliver(let deliver) where deliver.isReport:
            report = ExchangeFrame.fields(of: try? deliver.report())
        case .deliver(let deliver):
            readText(
                of: deliver.content, dataCoding: deliver.dataCoding.rawValue, hasHeader: deliver.hasUserDataHeader)
        case .forward(let forward):
            switch forward.forwardType {
            case .mtReport: report = ExchangeFrame.fields(of: try? forward.report())
            case .moReport:
                report = (try? forward.moReport())?.described(in: version).map {
                    NamedValue($0.name.description, $0.value)
                }
            default:
                readText(
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
        let frame = try frame(CMPP.Frame.self, in: version)
        do throws(WireError) { return try frame.encoded(in: version) } catch { throw .wire(error) }
    }
}
