import CarrierWire

extension CMPP.Message {
    /// Command_Id of the message.
    public var commandID: CMPP.CommandID {
        switch self {
        case .submit: .submit
        case .submitResponse: .submit.response
        case .deliver: .deliver
        case .deliverResponse: .deliver.response
        case .unknown(let unknown): unknown.commandID
        default:
            {
                var none: Void = ()
                return visit(CommandReader(), &none)
            }()
        }
    }

    /// True for a response, known or unknown: bit 31 of Command_Id.
    public var isResponse: Bool { commandID.isResponse }

    /// True when `version` defines the message's command with this body; unknown commands always pass.
    public func exists(in version: CMPP.Version) -> Bool {
        switch self {
        case .getRoute, .getRouteResponse: !version.isV3
        case .getMTRoute, .getMTRouteResponse, .getMORoute, .getMORouteResponse: version.isV3
        default: true
        }
    }
}

private struct CommandReader: BodyVisitor {
    func visit<Body: CMPP.Body>(_ body: Body, _ state: inout Void) -> CMPP.CommandID { Body.commandID }
    func visit(_ unknown: CMPP.Unknown, _ state: inout Void) -> CMPP.CommandID { unknown.commandID }
}
