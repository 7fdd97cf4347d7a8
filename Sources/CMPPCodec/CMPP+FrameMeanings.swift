import CarrierWire

extension CMPP.Frame {
    /// What the codes of a response and the words of a report mean, under their fields' names.
    public func meanings(in version: CMPP.Version) -> [(field: FieldName, meaning: CodeMeaning)] {
        switch message {
        case .connectResponse(let response): [("Status", response.status.meaning)]
        case .submitResponse(let response): [("Result", response.result.meaning(in: .submit, version))]
        case .deliverResponse(let response): [("Result", response.result.meaning(in: .deliver, version))]
        case .forwardResponse(let response): [("Result", response.result.meaning(in: .forward, version))]
        case .cancelResponse(let response): Self.named("Success_Id", response.outcome.meaning)
        case .deliver(let deliver): Self.named("Stat", (try? deliver.report())?.words)
        case .forward(let forward):
            Self.named(
                "Stat",
                (try? forward.report())?.words
                    ?? (try? forward.moReport()).map { CMPP.words(for: StatusWord($0.status)) })
        default: Self.named("Result", routeResult.flatMap { $0.result.meaning(in: $0.response, version) })
        }
    }

    private static func named(_ field: FieldName, _ meaning: CodeMeaning?) -> [(field: FieldName, meaning: CodeMeaning)]
    {
        meaning.map { [(field, $0)] } ?? []
    }

    private var routeResult: (result: CMPP.RouteResult, response: CMPP.RouteResult.Response)? {
        switch message {
        case .mtRouteResponse(let response): (response.result, .query)
        case .moRouteResponse(let response): (response.result, .query)
        case .getRouteResponse(let response): (response.result, .query)
        case .getMTRouteResponse(let response): (response.result, .query)
        case .getMORouteResponse(let response): (response.result, .query)
        case .mtRouteUpdateResponse(let response): (response.result, .update)
        case .moRouteUpdateResponse(let response): (response.result, .update)
        case .pushMTRouteUpdateResponse(let response): (response.result, .push)
        case .pushMORouteUpdateResponse(let response): (response.result, .push)
        default: nil
        }
    }
}
