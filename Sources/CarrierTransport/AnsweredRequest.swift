import CarrierSession

/// A request that has its response: what the peer said, under which number, and when.
public struct AnsweredRequest<Message: Sendable>: Sendable {
    /// The response, whatever it says.
    public var response: Message
    /// Under which number the request went, when it was sent and when answered.
    public var transmission: Transmission

    @inlinable public init(response: Message, transmission: Transmission) {
        self.response = response
        self.transmission = transmission
    }

    /// The sequence number of request and response.
    @inlinable public var sequence: SequenceKey { transmission.sequence }
    /// When the request was first sent.
    @inlinable public var sentAt: Moment { transmission.sentAt }
    /// When the response was read.
    @inlinable public var answeredAt: Moment { transmission.answeredAt }
}

extension Transmission {
    /// How a request travelled whose response was handed out as an event.
    @inlinable init<Message>(_ exchange: Exchange<Message>, answeredAt moment: Moment) {
        self.init(
            sequence: exchange.sequence ?? SequenceKey(counter: 0), sentAt: exchange.sentAt ?? moment,
            answeredAt: moment, attempts: exchange.attempts)
    }
}

extension Waiter {
    /// The response; throws what took its place.
    @inlinable func response() throws -> Message {
        switch outcome {
        case .success(let response): return response
        case .failure(.cancelled): throw CancellationError()
        case .failure(let error): throw error
        }
    }
}

extension BatchJob {
    /// The results with how each request travelled.
    @inlinable var answers: [Result<AnsweredRequest<Message>, RequestError>] {
        zip(outcomes.results, outcomes.transmissions).map { result, transmission in
            result.flatMap { response in
                guard let transmission else { return .failure(.noResponse) }
                return .success(AnsweredRequest(response: response, transmission: transmission))
            }
        }
    }
}
