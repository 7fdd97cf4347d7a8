import CarrierSession

extension SessionAnomaly {
    /// One clause for an operator.
    public var words: String {
        switch self {
        case .lateResponse(let sequence): "a response too late, sequence \(sequence.words)"
        case .duplicateResponse(let sequence): "a second response, sequence \(sequence.words)"
        case .unexpectedResponse(let sequence, _): "a response to nothing, sequence \(sequence.words)"
        case .repeatedRequest(let sequence): "a request again, sequence \(sequence.words)"
        case .damagedFrame(let error, true): "a damaged frame, answered: \(error)"
        case .damagedFrame(let error, false): "a damaged frame: \(error)"
        case .otherVersion(let name): "a frame in another version's layout: it fits \(name) exactly"
        case .unknownCommand(let kind, let sequence): "unknown command \(kind), sequence \(sequence.words)"
        case .deviation(let names, let sequence):
            "deviates, sequence \(sequence.words): \(names.joined(separator: "; "))"
        case .refusedRequest(let sequence, let reason): "a request refused, \(reason), sequence \(sequence.words)"
        case .retransmission(let sequence, let attempt): "sent again, attempt \(attempt), sequence \(sequence.words)"
        case .repliesForgotten(let octets):
            "more than \(octets) octets of responses to remember: a late repetition may be taken for new"
        case .lateReply(let sequence): "an answer to nothing, sequence \(sequence.words)"
        }
    }
}

extension SequenceKey {
    /// The words of the number, with a hyphen between them.
    var words: String { prefix == 0 ? "\(counter)" : "\(prefix >> 32)-\(prefix & 0xFFFF_FFFF)-\(counter)" }
}
