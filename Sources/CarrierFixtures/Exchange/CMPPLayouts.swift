import CMPPCodec
import CarrierWire

extension CMPP {
    /// The layouts of a version: the header, every command's body, and the structures inside content.
    static func layouts(in version: Version) -> [(title: String, fields: [LayoutField])] {
        let ids = CommandID.all(in: version)
        var bodies: [(order: Int, title: String, fields: [LayoutField])] = []
        for type in bodyTypes {
            guard let order = ids.firstIndex(of: type.commandID), exists(type, in: version) else { continue }
            let title = type.commandID.name(in: version) ?? ""
            bodies.append((order, title, layout(of: type, in: version, origin: 12)))
        }
        return bodies.sorted { $0.order < $1.order }.map { ($0.title, $0.fields) } + [
            ("Status report in CMPP_DELIVER and CMPP_FWD", layout(of: StatusReport.self, in: version, origin: 0)),
            ("MO status report in CMPP_FWD", layout(of: MOStatusReport.self, in: version, origin: 0)),
        ]
    }

    private static let bodyTypes: [any Body.Type] = [
        Connect.self, ConnectResponse.self, Terminate.self, TerminateResponse.self, Submit.self, SubmitResponse.self,
        Deliver.self, DeliverResponse.self, Query.self, QueryResponse.self, Cancel.self, CancelResponse.self,
        ActiveTest.self, ActiveTestResponse.self, Forward.self, ForwardResponse.self, MTRoute.self,
        MTRouteResponse.self, MORoute.self, MORouteResponse.self, GetRoute.self, GetRouteResponse.self,
        GetMTRoute.self, GetMTRouteResponse.self, MTRouteUpdate.self, MTRouteUpdateResponse.self, MORouteUpdate.self,
        MORouteUpdateResponse.self, PushMTRouteUpdate.self, PushMTRouteUpdateResponse.self, PushMORouteUpdate.self,
        PushMORouteUpdateResponse.self, GetMORoute.self, GetMORouteResponse.self,
    ]

    /// CMPP_GET_ROUTE and CMPP_GET_MT_ROUTE share a number; each belongs to one version.
    private static func exists(_ type: any Body.Type, in version: Version) -> Bool {
        if type == GetRoute.self || type == GetRouteResponse.self { return !version.isV3 }
        if type == GetMTRoute.self || type == GetMTRouteResponse.self { return version.isV3 }
        return true
    }

    private static func layout(of type: any Record.Type, in version: Version, origin: Int) -> [LayoutField] {
        func open<Opened: Record>(_ type: Opened.Type) -> [LayoutField] { type.layout(in: version, origin: origin) }
        return open(type)
    }
}
