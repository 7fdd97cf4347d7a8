import CarrierWire

extension SMGP {
    /// One message: the body of a frame, by command. The large ones live behind a reference.
    public enum Message: Hashable, Sendable {
        indirect case login(Login)
        case loginResponse(LoginResponse)
        indirect case submit(Submit)
        case submitResponse(SubmitResponse)
        indirect case deliver(Deliver)
        case deliverResponse(DeliverResponse)
        case activeTest(ActiveTest)
        case activeTestResponse(ActiveTestResponse)
        indirect case forward(Forward)
        indirect case forwardResponse(ForwardResponse)
        case exit(Exit)
        case exitResponse(ExitResponse)
        indirect case query(Query)
        indirect case queryResponse(QueryResponse)
        indirect case paymentRequest(PaymentRequest)
        case paymentRequestResponse(PaymentRequestResponse)
        indirect case queryUserState(QueryUserState)
        indirect case queryUserStateResponse(QueryUserStateResponse)
        indirect case queryTERoute(QueryTERoute)
        indirect case queryTERouteResponse(QueryTERouteResponse)
        indirect case querySPRoute(QuerySPRoute)
        indirect case querySPRouteResponse(QuerySPRouteResponse)
        indirect case getAllTERoute(GetAllTERoute)
        indirect case getAllTERouteResponse(GetAllTERouteResponse)
        indirect case getAllSPRoute(GetAllSPRoute)
        indirect case getAllSPRouteResponse(GetAllSPRouteResponse)
        indirect case updateTERoute(UpdateTERoute)
        indirect case updateTERouteResponse(UpdateTERouteResponse)
        indirect case updateSPRoute(UpdateSPRoute)
        indirect case updateSPRouteResponse(UpdateSPRouteResponse)
        indirect case pushUpdateTERoute(PushUpdateTERoute)
        case pushUpdateTERouteResponse(PushUpdateTERouteResponse)
        indirect case pushUpdateSPRoute(PushUpdateSPRoute)
        case pushUpdateSPRouteResponse(PushUpdateSPRouteResponse)
        /// A command that the version does not define, or a billing one whose body is not known.
        case unknown(Unknown)
    }

    /// A command that the version does not define, kept as it came.
    public typealias Unknown = UnknownMessage<CommandID>
}

extension SMGP.Message: WireMessage {
    /// RequestID of the message.
    public var commandID: SMGP.CommandID {
        switch self {
        case .submit: return .submit
        case .submitResponse: return .submit.response
        case .deliver: return .deliver
        case .deliverResponse: return .deliver.response
        case .unknown(let unknown): return unknown.commandID
        default:
            var none = NoState()
            return visit(CommandReader<Self>(), &none)
        }
    }

    /// True when `version` defines the message's command with this body; unknown commands always pass.
    public func exists(in version: SMGP.Version) -> Bool {
        if version.isV3 { return true }
        switch self {
        case .queryTERoute, .queryTERouteResponse, .querySPRoute, .querySPRouteResponse, .getAllTERoute,
            .getAllTERouteResponse, .getAllSPRoute, .getAllSPRouteResponse, .updateTERoute,
            .updateTERouteResponse, .updateSPRoute, .updateSPRouteResponse, .pushUpdateTERoute,
            .pushUpdateTERouteResponse, .pushUpdateSPRoute, .pushUpdateSPRouteResponse:
            return false
        default: return true
        }
    }

    /// Visits the body.
    @inline(__always)
    public func visit<Visitor: BodyVisitor>(_ visitor: Visitor, _ state: inout Visitor.State) -> Visitor.Outcome
    where Visitor.Message == Self {
        switch self {
        case .login(let body): visitor.visit(body, &state)
        case .loginResponse(let body): visitor.visit(body, &state)
        case .submit(let body): visitor.visit(body, &state)
        case .submitResponse(let body): visitor.visit(body, &state)
        case .deliver(let body): visitor.visit(body, &state)
        case .deliverResponse(let body): visitor.visit(body, &state)
        case .activeTest(let body): visitor.visit(body, &state)
        case .activeTestResponse(let body): visitor.visit(body, &state)
        case .forward(let body): visitor.visit(body, &state)
        case .forwardResponse(let body): visitor.visit(body, &state)
        case .exit(let body): visitor.visit(body, &state)
        case .exitResponse(let body): visitor.visit(body, &state)
        case .query(let body): visitor.visit(body, &state)
        case .queryResponse(let body): visitor.visit(body, &state)
        case .paymentRequest(let body): visitor.visit(body, &state)
        case .paymentRequestResponse(let body): visitor.visit(body, &state)
        case .queryUserState(let body): visitor.visit(body, &state)
        case .queryUserStateResponse(let body): visitor.visit(body, &state)
        case .queryTERoute(let body): visitor.visit(body, &state)
        case .queryTERouteResponse(let body): visitor.visit(body, &state)
        case .querySPRoute(let body): visitor.visit(body, &state)
        case .querySPRouteResponse(let body): visitor.visit(body, &state)
        case .getAllTERoute(let body): visitor.visit(body, &state)
        case .getAllTERouteResponse(let body): visitor.visit(body, &state)
        case .getAllSPRoute(let body): visitor.visit(body, &state)
        case .getAllSPRouteResponse(let body): visitor.visit(body, &state)
        case .updateTERoute(let body): visitor.visit(body, &state)
        case .updateTERouteResponse(let body): visitor.visit(body, &state)
        case .updateSPRoute(let body): visitor.visit(body, &state)
        case .updateSPRouteResponse(let body): visitor.visit(body, &state)
        case .pushUpdateTERoute(let body): visitor.visit(body, &state)
        case .pushUpdateTERouteResponse(let body): visitor.visit(body, &state)
        case .pushUpdateSPRoute(let body): visitor.visit(body, &state)
        case .pushUpdateSPRouteResponse(let body): visitor.visit(body, &state)
        case .unknown(let unknown): visitor.visit(unknown, &state)
        }
    }

    /// Visits the type of the body that `command` has in `version`.
    @inline(__always)
    public static func visitBody<Visitor: BodyTypeVisitor>(
        of command: SMGP.CommandID, in version: SMGP.Version, _ visitor: Visitor
    ) -> Visitor.Outcome where Visitor.Message == Self {
        switch command.rawValue {
        case 0x01: visitor.visit(SMGP.Login.self)
        case 0x8000_0001: visitor.visit(SMGP.LoginResponse.self)
        case 0x02: visitor.visit(SMGP.Submit.self)
        case 0x8000_0002: visitor.visit(SMGP.SubmitResponse.self)
        case 0x03: visitor.visit(SMGP.Deliver.self)
        case 0x8000_0003: visitor.visit(SMGP.DeliverResponse.self)
        case 0x04: visitor.visit(SMGP.ActiveTest.self)
        case 0x8000_0004: visitor.visit(SMGP.ActiveTestResponse.self)
        case 0x05: visitor.visit(SMGP.Forward.self)
        case 0x8000_0005: visitor.visit(SMGP.ForwardResponse.self)
        case 0x06: visitor.visit(SMGP.Exit.self)
        case 0x8000_0006: visitor.visit(SMGP.ExitResponse.self)
        case 0x07: visitor.visit(SMGP.Query.self)
        case 0x8000_0007: visitor.visit(SMGP.QueryResponse.self)
        case 0x0A: visitor.visit(SMGP.PaymentRequest.self)
        case 0x8000_000A: visitor.visit(SMGP.PaymentRequestResponse.self)
        case 0x0C: visitor.visit(SMGP.QueryUserState.self)
        case 0x8000_000C: visitor.visit(SMGP.QueryUserStateResponse.self)
        case 0x08 where version.isV3: visitor.visit(SMGP.QueryTERoute.self)
        case 0x8000_0008 where version.isV3: visitor.visit(SMGP.QueryTERouteResponse.self)
        case 0x09 where version.isV3: visitor.visit(SMGP.QuerySPRoute.self)
        case 0x8000_0009 where version.isV3: visitor.visit(SMGP.QuerySPRouteResponse.self)
        case 0x0D where version.isV3: visitor.visit(SMGP.GetAllTERoute.self)
        case 0x8000_000D where version.isV3: visitor.visit(SMGP.GetAllTERouteResponse.self)
        case 0x0E where version.isV3: visitor.visit(SMGP.GetAllSPRoute.self)
        case 0x8000_000E where version.isV3: visitor.visit(SMGP.GetAllSPRouteResponse.self)
        case 0x0F where version.isV3: visitor.visit(SMGP.UpdateTERoute.self)
        case 0x8000_000F where version.isV3: visitor.visit(SMGP.UpdateTERouteResponse.self)
        case 0x10 where version.isV3: visitor.visit(SMGP.UpdateSPRoute.self)
        case 0x8000_0010 where version.isV3: visitor.visit(SMGP.UpdateSPRouteResponse.self)
        case 0x11 where version.isV3: visitor.visit(SMGP.PushUpdateTERoute.self)
        case 0x8000_0011 where version.isV3: visitor.visit(SMGP.PushUpdateTERouteResponse.self)
        case 0x12 where version.isV3: visitor.visit(SMGP.PushUpdateSPRoute.self)
        case 0x8000_0012 where version.isV3: visitor.visit(SMGP.PushUpdateSPRouteResponse.self)
        default: visitor.visitUnknown()
        }
    }
}
