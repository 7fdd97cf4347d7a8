import CarrierWire
import SGIPCodec

extension WireDialect {
    /// SGIP 1.2 and 1.3.
    static let sgip: [WireDialect] = SGIP.Version.allCases.map { version in
        WireDialect(
            name: version.rawValue, title: version.title, frameRules: SGIP.frameRules,
            commands: SGIP.CommandID.all(in: version).compactMap(\.name),
            commandNumbers: SGIP.CommandID.all(in: version).filter { $0.name != nil }.map(\.rawValue),
            decoding: { octets throws(WireError) in try ExchangeFrame(octets, in: version) },
            encoding: { draft throws(ExchangeError) in try draft.octets(in: version) },
            listing: { octets throws(WireError) in
                try SGIP.Frame(decoding: octets, in: version).listing(in: version)
            },
            describing: { octets throws(WireError) in
                try SGIP.Frame(decoding: octets, in: version).described(in: version)
            },
            linting: { octets throws(WireError) in try SGIP.Frame(decoding: octets, in: version).lint(in: version) },
            layouts: { SGIP.layouts(in: version) })
    }
}

extension ExchangeFrame {
    fileprivate init(_ octets: [UInt8], in version: SGIP.Version) throws(WireError) {
        let frame = try SGIP.Frame(decoding: octets, in: version)
        self.init(frame, of: octets, in: version, protocolName: version.rawValue)
        meanings = frame.meanings(in: version).map { ($0.field.description, $0.meaning) }
        switch frame.message {
        case .submit(let submit):
            readText(
                of: submit.content, dataCoding: submit.dataCoding.rawValue, hasHeader: submit.hasUserDataHeader)
        case .deliver(let deliver):
            readText(
                of: deliver.content, dataCoding: deliver.dataCoding.rawValue, hasHeader: deliver.hasUserDataHeader)
        default: break
        }
    }
}

extension FrameDraft {
    fileprivate func octets(in version: SGIP.Version) throws(ExchangeError) -> [UInt8] {
        let frame = try frame(SGIP.Frame.self, in: version)
        do throws(WireError) { return try frame.encoded(in: version) } catch { throw .wire(error) }
    }
}

extension SGIP {
    /// The layouts of a version: every command's body.
    fileprivate static func layouts(in version: Version) -> [(title: String, fields: [LayoutField])] {
        bodyTypes.map { type in
            let name = type.commandID.name ?? ""
            let title = type == QueryRouteEnd.self ? name + " at the end of a list" : name
            return (title, layout(of: type, in: version))
        }
    }

    private static let bodyTypes: [any Body.Type] = [
        Bind.self, BindResponse.self, Unbind.self, UnbindResponse.self, Submit.self, SubmitResponse.self, Deliver.self,
        DeliverResponse.self, Report.self, ReportResponse.self, AddSP.self, AddSPResponse.self, ModifySP.self,
        ModifySPResponse.self, DeleteSP.self, DeleteSPResponse.self, QueryRoute.self, QueryRouteResponse.self,
        QueryRouteEnd.self, AddTelephoneSegment.self, AddTelephoneSegmentResponse.self, ModifyTelephoneSegment.self,
        ModifyTelephoneSegmentResponse.self, DeleteTelephoneSegment.self, DeleteTelephoneSegmentResponse.self,
        AddSMG.self, AddSMGResponse.self, ModifySMG.self, ModifySMGResponse.self, DeleteSMG.self,
        DeleteSMGResponse.self, CheckUser.self, CheckUserResponse.self, UserReport.self, UserReportResponse.self,
        Trace.self, TraceResponse.self,
    ]

    private static func layout(of type: any Body.Type, in version: Version) -> [LayoutField] {
        func open<Opened: Body>(_ type: Opened.Type) -> [LayoutField] { type.layout(in: version, origin: headerLength) }
        return open(type)
    }
}
