import CarrierWire

extension CMPP {
    /// One message: the body of a frame, by command. The large ones live behind a reference.
    public enum Message: Hashable, Sendable {
        indirect case connect(Connect)
        case connectResponse(ConnectResponse)
        case terminate(Terminate)
        case terminateResponse(TerminateResponse)
        indirect case submit(Submit)
        case submitResponse(SubmitResponse)
        indirect case deliver(Deliver)
        case deliverResponse(DeliverResponse)
        indirect case query(Query)
        indirect case queryResponse(QueryResponse)
        case cancel(Cancel)
        case cancelResponse(CancelResponse)
        case activeTest(ActiveTest)
        case activeTestResponse(ActiveTestResponse)
        indirect case forward(Forward)
        case forwardResponse(ForwardResponse)
        indirect case mtRoute(MTRoute)
        indirect case mtRouteResponse(MTRouteResponse)
        indirect case moRoute(MORoute)
        indirect case moRouteResponse(MORouteResponse)
        indirect case getRoute(GetRoute)
        indirect case getRouteResponse(GetRouteResponse)
        indirect case getMTRoute(GetMTRoute)
        indirect case getMTRouteResponse(GetMTRouteResponse)
        indirect case mtRouteUpdate(MTRouteUpdate)
        indirect case mtRouteUpdateResponse(MTRouteUpdateResponse)
        indirect case moRouteUpdate(MORouteUpdate)
        indirect case moRouteUpdateResponse(MORouteUpdateResponse)
        indirect case pushMTRouteUpdate(PushMTRouteUpdate)
        case pushMTRouteUpdateResponse(PushMTRouteUpdateResponse)
        indirect case pushMORouteUpdate(PushMORouteUpdate)
        case pushMORouteUpdateResponse(PushMORouteUpdateResponse)
        indirect case getMORoute(GetMORoute)
        indirect case getMORouteResponse(GetMORouteResponse)
        /// A command that the version does not define.
        case unknown(Unknown)
    }

    /// A command that the version does not define, kept as it came.
    public typealias Unknown = UnknownMessage<CommandID>
}

extension CMPP.Message: WireMessage {
    /// Visits the body.
    @inline(__always)
    public func visit<Visitor: BodyVisitor>(_ visitor: Visitor, _ state: inout Visitor.State) -> Visitor.Outcome
    where Visitor.Message == Self {
        switch self {
        case .connect(let body): visitor.visit(body, &state)
        case .connectResponse(let body): visitor.visit(body, &state)
        case .terminate(let body): visitor.visit(body, &state)
        case .terminateResponse(let body): visitor.visit(body, &state)
        case .submit(let body): visitor.visit(body, &state)
        case .submitResponse(let body): visitor.visit(body, &state)
        case .deliver(let body): visitor.visit(body, &state)
        case .deliverResponse(let body): visitor.visit(body, &state)
        case .query(let body): visitor.visit(body, &state)
        case .queryResponse(let body): visitor.visit(body, &state)
        case .cancel(let body): visitor.visit(body, &state)
        case .cancelResponse(let body): visitor.visit(body, &state)
        case .activeTest(let body): visitor.visit(body, &state)
        case .activeTestResponse(let body): visitor.visit(body, &state)
        case .forward(let body): visitor.visit(body, &state)
        case .forwardResponse(let body): visitor.visit(body, &state)
        case .mtRoute(let body): visitor.visit(body, &state)
        case .mtRouteResponse(let body): visitor.visit(body, &state)
        case .moRoute(let body): visitor.visit(body, &state)
        case .moRouteResponse(let body): visitor.visit(body, &state)
        case .getRoute(let body): visitor.visit(body, &state)
        case .getRouteResponse(let body): visitor.visit(body, &state)
        case .getMTRoute(let body): visitor.visit(body, &state)
        case .getMTRouteResponse(let body): visitor.visit(body, &state)
        case .mtRouteUpdate(let body): visitor.visit(body, &state)
        case .mtRouteUpdateResponse(let body): visitor.visit(body, &state)
        case .moRouteUpdate(let body): visitor.visit(body, &state)
        case .moRouteUpdateResponse(let body): visitor.visit(body, &state)
        case .pushMTRouteUpdate(let body): visitor.visit(body, &state)
        case .pushMTRouteUpdateResponse(let body): visitor.visit(body, &state)
        case .pushMORouteUpdate(let body): visitor.visit(body, &state)
        case .pushMORouteUpdateResponse(let body): visitor.visit(body, &state)
        case .getMORoute(let body): visitor.visit(body, &state)
        case .getMORouteResponse(let body): visitor.visit(body, &state)
        case .unknown(let unknown): visitor.visit(unknown, &state)
        }
    }

    /// Visits the type of the body that `command` has in `version`.
    @inline(__always)
    public static func visitBody<Visitor: BodyTypeVisitor>(
        of command: CMPP.CommandID, in version: CMPP.Version, _ visitor: Visitor
    ) -> Visitor.Outcome where Visitor.Message == Self {
        switch command.rawValue {
        case 0x01: visitor.visit(CMPP.Connect.self)
        case 0x8000_0001: visitor.visit(CMPP.ConnectResponse.self)
        case 0x02: visitor.visit(CMPP.Terminate.self)
        case 0x8000_0002: visitor.visit(CMPP.TerminateResponse.self)
        case 0x04: visitor.visit(CMPP.Submit.self)
        case 0x8000_0004: visitor.visit(CMPP.SubmitResponse.self)
        case 0x05: visitor.visit(CMPP.Deliver.self)
        case 0x8000_0005: visitor.visit(CMPP.DeliverResponse.self)
        case 0x06: visitor.visit(CMPP.Query.self)
        case 0x8000_0006: visitor.visit(CMPP.QueryResponse.self)
        case 0x07: visitor.visit(CMPP.Cancel.self)
        case 0x8000_0007: visitor.visit(CMPP.CancelResponse.self)
        case 0x08: visitor.visit(CMPP.ActiveTest.self)
        case 0x8000_0008: visitor.visit(CMPP.ActiveTestResponse.self)
        case 0x09: visitor.visit(CMPP.Forward.self)
        case 0x8000_0009: visitor.visit(CMPP.ForwardResponse.self)
        case 0x10: visitor.visit(CMPP.MTRoute.self)
        case 0x8000_0010: visitor.visit(CMPP.MTRouteResponse.self)
        case 0x11: visitor.visit(CMPP.MORoute.self)
        case 0x8000_0011: visitor.visit(CMPP.MORouteResponse.self)
        case 0x12 where !version.isV3: visitor.visit(CMPP.GetRoute.self)
        case 0x8000_0012 where !version.isV3: visitor.visit(CMPP.GetRouteResponse.self)
        case 0x12 where version.isV3: visitor.visit(CMPP.GetMTRoute.self)
        case 0x8000_0012 where version.isV3: visitor.visit(CMPP.GetMTRouteResponse.self)
        case 0x13: visitor.visit(CMPP.MTRouteUpdate.self)
        case 0x8000_0013: visitor.visit(CMPP.MTRouteUpdateResponse.self)
        case 0x14: visitor.visit(CMPP.MORouteUpdate.self)
        case 0x8000_0014: visitor.visit(CMPP.MORouteUpdateResponse.self)
        case 0x15: visitor.visit(CMPP.PushMTRouteUpdate.self)
        case 0x8000_0015: visitor.visit(CMPP.PushMTRouteUpdateResponse.self)
        case 0x16: visitor.visit(CMPP.PushMORouteUpdate.self)
        case 0x8000_0016: visitor.visit(CMPP.PushMORouteUpdateResponse.self)
        case 0x17 where version.isV3: visitor.visit(CMPP.GetMORoute.self)
        case 0x8000_0017 where version.isV3: visitor.visit(CMPP.GetMORouteResponse.self)
        default: visitor.visitUnknown()
        }
    }
}
