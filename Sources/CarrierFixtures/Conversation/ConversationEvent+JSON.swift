import CarrierWire

extension ConversationEvent {
    /// The event as `carrier decode --json` writes it: times in seconds since the recording began.
    public var json: JSONValue {
        switch self {
        case .flow(let flow): flow.json
        case .frame(let frame): frame.json
        case .fault(let fault):
            .object(
                fault.fault.members + [
                    ("flow", .integer(fault.flow)), ("time", .seconds(fault.time)), ("from", .string(fault.from)),
                ] + (fault.isLast ? [("last", .bool(true))] : []))
        case .gap(let gap):
            .object([
                ("event", .string(gap.isRecorded ? "skipped" : "gap")), ("flow", .integer(gap.flow)),
                ("time", .seconds(gap.time)), ("from", .string(gap.from)), ("octets", .integer(gap.octets)),
            ])
        case .incomplete(let message, let time):
            .object([("event", .string("incomplete")), ("time", .seconds(time))] + message.members)
        case .end(let end):
            .object([
                ("event", .string("end")), ("flow", .integer(end.flow)), ("time", .seconds(end.time)),
                ("reason", .string(end.reason.rawValue)), ("frames", .integer(end.frames)),
                ("unanswered", .integer(end.unanswered)),
            ])
        }
    }
}

extension ConversationFlow {
    fileprivate var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("event", .string("flow")), ("flow", .integer(number)), ("time", .seconds(time)),
            ("client", .string(client)), ("server", .string(server)),
            ("protocol", protocolName.map { .string($0) } ?? .null),
        ]
        members += detection?.members ?? []
        if let remark { members.append(("remark", .string(remark))) }
        if !isFromStart { members.append(("beganBefore", .bool(true))) }
        return .object(members)
    }
}

extension ConversationFrame {
    fileprivate var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("flow", .integer(flow)), ("frame", .integer(number)), ("time", .seconds(time)), ("from", .string(from)),
            ("to", .string(to)),
        ]
        members += frame.json.members?.members.map { ($0.key, $0.value) } ?? []
        if let answers {
            members += [("answers", .integer(answers.frame)), ("latency", .seconds(answers.after))]
        }
        if let reports {
            members.append(
                ("reports", .object([("frame", .integer(reports.frame)), ("after", .seconds(reports.after))])))
        }
        if let whole { members.append(("whole", .object(whole.members))) }
        return .object(members)
    }
}

extension ConversationMessage {
    fileprivate var members: [(String, JSONValue)] {
        [
            ("source", .string(source)), ("destination", .string(destination)), ("text", .string(text)),
            ("segments", .integer(frames.count)), ("of", .integer(total)),
            ("frames", .array(frames.map { .integer($0) })),
        ] + (anomalies.isEmpty ? [] : [("textAnomalies", .strings(anomalies))])
    }
}

extension JSONValue {
    /// Nanoseconds as seconds.
    fileprivate static func seconds(_ nanoseconds: Int64) -> JSONValue {
        .decimal(Double(nanoseconds) / 1e9, places: 9)
    }
}
