import CarrierWire

extension SGIP {
    /// One message: the body of a frame, by command. The large ones live behind a reference.
    public enum Message: Hashable, Sendable {
        indirect case bind(Bind)
        case bindResponse(BindResponse)
        case unbind(Unbind)
        case unbindResponse(UnbindResponse)
        indirect case submit(Submit)
        case submitResponse(SubmitResponse)
        indirect case deliver(Deliver)
        case deliverResponse(DeliverResponse)
        indirect case report(Report)
        case reportResponse(ReportResponse)
        indirect case addSP(AddSP)
        case addSPResponse(AddSPResponse)
        indirect case modifySP(ModifySP)
        case modifySPResponse(ModifySPResponse)
        indirect case deleteSP(DeleteSP)
        case deleteSPResponse(DeleteSPResponse)
        indirect case queryRoute(QueryRoute)
        case queryRouteResponse(QueryRouteResponse)
        /// The empty response that ends a list of several frames.
        case queryRouteEnd(QueryRouteEnd)
        indirect case addTelephoneSegment(AddTelephoneSegment)
        case addTelephoneSegmentResponse(AddTelephoneSegmentResponse)
        indirect case modifyTelephoneSegment(ModifyTelephoneSegment)
        case modifyTelephoneSegmentResponse(ModifyTelephoneSegmentResponse)
        indirect case deleteTelephoneSegment(DeleteTelephoneSegment)
        case deleteTelephoneSegmentResponse(DeleteTelephoneSegmentResponse)
        indirect case addSMG(AddSMG)
        case addSMGResponse(AddSMGResponse)
        indirect case modifySMG(ModifySMG)
        case modifySMGResponse(ModifySMGResponse)
        case deleteSMG(DeleteSMG)
        case deleteSMGResponse(DeleteSMGResponse)
        indirect case checkUser(CheckUser)
        case checkUserResponse(CheckUserResponse)
        indirect case userReport(UserReport)
        case userReportResponse(UserReportResponse)
        indirect case trace(Trace)
        case traceResponse(TraceResponse)
        /// A command that the specification does not define.
        case unknown(Unknown)
    }

    /// A command that the specification does not define, kept as it came.
    public typealias Unknown = UnknownMessage<CommandID>
}

extension SGIP.Message: WireMessage {
    /// Visits the body.
    @inline(__always)
    public func visit<Visitor: BodyVisitor>(_ visitor: Visitor, _ state: inout Visitor.State) -> Visitor.Outcome
    where Visitor.Message == Self {
        switch self {
        case .bind(let body): visitor.visit(body, &state)
        case .bindResponse(let body): visitor.visit(body, &state)
        case .unbind(let body): visitor.visit(body, &state)
        case .unbindResponse(let body): visitor.visit(body, &state)
        case .submit(let body): visitor.visit(body, &state)
        case .submitResponse(let body): visitor.visit(body, &state)
        case .deliver(let body): visitor.visit(body, &state)
        case .deliverResponse(let body): visitor.visit(body, &state)
        case .report(let body): visitor.visit(body, &state)
        case .reportResponse(let body): visitor.visit(body, &state)
        case .addSP(let body): visitor.visit(body, &state)
        case .addSPResponse(let body): visitor.visit(body, &state)
        case .modifySP(let body): visitor.visit(body, &state)
        case .modifySPResponse(let body): visitor.visit(body, &state)
        case .deleteSP(let body): visitor.visit(body, &state)
        case .deleteSPResponse(let body): visitor.visit(body, &state)
        case .queryRoute(let body): visitor.visit(body, &state)
        case .queryRouteResponse(let body): visitor.visit(body, &state)
        case .queryRouteEnd(let body): visitor.visit(body, &state)
        case .addTelephoneSegment(let body): visitor.visit(body, &state)
        case .addTelephoneSegmentResponse(let body): visitor.visit(body, &state)
        case .modifyTelephoneSegment(let body): visitor.visit(body, &state)
        case .modifyTelephoneSegmentResponse(let body): visitor.visit(body, &state)
        case .deleteTelephoneSegment(let body): visitor.visit(body, &state)
        case .deleteTelephoneSegmentResponse(let body): visitor.visit(body, &state)
        case .addSMG(let body): visitor.visit(body, &state)
        case .addSMGResponse(let body): visitor.visit(body, &state)
        case .modifySMG(let body): visitor.visit(body, &state)
        case .modifySMGResponse(let body): visitor.visit(body, &state)
        case .deleteSMG(let body): visitor.visit(body, &state)
        case .deleteSMGResponse(let body): visitor.visit(body, &state)
        case .checkUser(let body): visitor.visit(body, &state)
        case .checkUserResponse(let body): visitor.visit(body, &state)
        case .userReport(let body): visitor.visit(body, &state)
        case .userReportResponse(let body): visitor.visit(body, &state)
        case .trace(let body): visitor.visit(body, &state)
        case .traceResponse(let body): visitor.visit(body, &state)
        case .unknown(let unknown): visitor.visit(unknown, &state)
        }
    }

    /// QueryRoute_Resp has two bodies: entries, and none at all at the end of a list (section 3.20).
    @inlinable @inline(__always)
    public static func emptyBody(of command: SGIP.CommandID) -> SGIP.Message? {
        command.rawValue == 0x8000_0009 ? .queryRouteEnd(SGIP.QueryRouteEnd()) : nil
    }

    /// Visits the type of the body that `command` has.
    @inline(__always)
    public static func visitBody<Visitor: BodyTypeVisitor>(
        of command: SGIP.CommandID, in version: SGIP.Version, _ visitor: Visitor
    ) -> Visitor.Outcome where Visitor.Message == Self {
        switch command.rawValue {
        case 0x01: visitor.visit(SGIP.Bind.self)
        case 0x8000_0001: visitor.visit(SGIP.BindResponse.self)
        case 0x02: visitor.visit(SGIP.Unbind.self)
        case 0x8000_0002: visitor.visit(SGIP.UnbindResponse.self)
        case 0x03: visitor.visit(SGIP.Submit.self)
        case 0x8000_0003: visitor.visit(SGIP.SubmitResponse.self)
        case 0x04: visitor.visit(SGIP.Deliver.self)
        case 0x8000_0004: visitor.visit(SGIP.DeliverResponse.self)
        case 0x05: visitor.visit(SGIP.Report.self)
        case 0x8000_0005: visitor.visit(SGIP.ReportResponse.self)
        case 0x06: visitor.visit(SGIP.AddSP.self)
        case 0x8000_0006: visitor.visit(SGIP.AddSPResponse.self)
        case 0x07: visitor.visit(SGIP.ModifySP.self)
        case 0x8000_0007: visitor.visit(SGIP.ModifySPResponse.self)
        case 0x08: visitor.visit(SGIP.DeleteSP.self)
        case 0x8000_0008: visitor.visit(SGIP.DeleteSPResponse.self)
        case 0x09: visitor.visit(SGIP.QueryRoute.self)
        case 0x8000_0009: visitor.visit(SGIP.QueryRouteResponse.self)
        case 0x0A: visitor.visit(SGIP.AddTelephoneSegment.self)
        case 0x8000_000A: visitor.visit(SGIP.AddTelephoneSegmentResponse.self)
        case 0x0B: visitor.visit(SGIP.ModifyTelephoneSegment.self)
        case 0x8000_000B: visitor.visit(SGIP.ModifyTelephoneSegmentResponse.self)
        case 0x0C: visitor.visit(SGIP.DeleteTelephoneSegment.self)
        case 0x8000_000C: visitor.visit(SGIP.DeleteTelephoneSegmentResponse.self)
        case 0x0D: visitor.visit(SGIP.AddSMG.self)
        case 0x8000_000D: visitor.visit(SGIP.AddSMGResponse.self)
        case 0x0E: visitor.visit(SGIP.ModifySMG.self)
        case 0x8000_000E: visitor.visit(SGIP.ModifySMGResponse.self)
        case 0x0F: visitor.visit(SGIP.DeleteSMG.self)
        case 0x8000_000F: visitor.visit(SGIP.DeleteSMGResponse.self)
        case 0x10: visitor.visit(SGIP.CheckUser.self)
        case 0x8000_0010: visitor.visit(SGIP.CheckUserResponse.self)
        case 0x11: visitor.visit(SGIP.UserReport.self)
        case 0x8000_0011: visitor.visit(SGIP.UserReportResponse.self)
        case 0x1000: visitor.visit(SGIP.Trace.self)
        case 0x8000_1000: visitor.visit(SGIP.TraceResponse.self)
        default: visitor.visitUnknown()
        }
    }
}
