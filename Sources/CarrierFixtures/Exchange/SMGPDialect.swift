import CarrierWire
import SMGPCodec

extension WireDialect {
    /// SMGP 3.0, 2.0, and 1.3 with and without FixedFee.
    static let smgp: [WireDialect] = SMGP.Version.allCases.map { version in
        WireDialect(
            name: version.rawValue, title: version.title, frameRules: SMGP.frameRules,
            commands: SMGP.CommandID.all(in: version).compactMap { $0.name(in: version) },
            commandNumbers: SMGP.CommandID.all(in: version).filter { $0.name(in: version) != nil }.map(\.rawValue),
            decoding: { octets throws(WireError) in try ExchangeFrame(octets, in: version) },
            encoding: { draft throws(ExchangeError) in try draft.octets(in: version) },
            listing: { octets throws(WireError) in
                try SMGP.Frame(decoding: octets, in: version).listing(in: version)
            },
            describing: { octets throws(WireError) in
                try SMGP.Frame(decoding: octets, in: version).described(in: version)
            },
            linting: { octets throws(WireError) in try SMGP.Frame(decoding: octets, in: version).lint(in: version) },
            layouts: { SMGP.layouts(in: version) },
            originName: version == .v1_3WithoutFixedFee ? SMGP.Version.v1_3.rawValue : nil)
    }
}

extension ExchangeFrame {
    fileprivate init(_ octets: [UInt8], in version: SMGP.Version) throws(WireError) {
        let frame = try SMGP.Frame(decoding: octets, in: version)
        self.init(frame, of: octets, in: version, protocolName: version.rawValue)
        meanings = frame.meanings(in: version).map { ($0.field.description, $0.meaning) }
        switch frame.message {
        case .submit(let submit):
            readText(
                of: submit.content, dataCoding: submit.dataCoding.rawValue, hasHeader: submit.hasUserDataHeader)
        case .deliver(let deliver) where deliver.isReport != 0:
            report = deliver.report?.items
        case .deliver(let deliver):
            readText(
                of: deliver.content, dataCoding: deliver.dataCoding.rawValue, hasHeader: deliver.hasUserDataHeader)
        case .forward(let forward) where forward.reportFlag == .report:
            report = forward.report?.items
        case .forward(let forward):
            readText(
                of: forward.content, dataCoding: forward.dataCoding.rawValue, hasHeader: forward.hasUserDataHeader)
        default: break
        }
    }
}

extension FrameDraft {
    fileprivate func octets(in version: SMGP.Version) throws(ExchangeError) -> [UInt8] {
        let frame = try frame(SMGP.Frame.self, in: version)
        do throws(WireError) { return try frame.encoded(in: version) } catch { throw .wire(error) }
    }
}

extension SMGP {
    /// The layouts of a version: every command's body, and the report inside content.
    fileprivate static func layouts(in version: Version) -> [(title: String, fields: [LayoutField])] {
        CommandID.all(in: version).map { command in
            (command.name(in: version) ?? "", Message.visitBody(of: command, in: version, BodyLayout(version: version)))
        } + [("Status report in Deliver and Forward", StatusReport.layout)]
    }
}

/// The layout of the body whose type it visits.
private struct BodyLayout: BodyTypeVisitor {
    typealias Message = SMGP.Message
    let version: SMGP.Version

    func visit<Body: WireBody>(_ type: Body.Type) -> [LayoutField] where Body.Message == Message {
        type.layout(in: version, origin: SMGP.headerLength)
    }

    func visitUnknown() -> [LayoutField] { [] }
}
