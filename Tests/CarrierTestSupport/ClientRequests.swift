import CarrierMessaging
import CarrierSession
import XCTest

/// A client's core with one open channel.
public func openClient(_ adapter: some ClientAdapter, at moment: Moment) -> ClientCore {
    var core = ClientCore(speaking: adapter, channels: .primary("gateway:1"), seed: 1, at: moment)
    core.dialSucceeded(ChannelID(1), at: moment)
    let login = LoginSummary(identity: adapter.account, version: "", warnings: [])
    core.handle(.opened(login, carries: .all), on: ChannelID(1), at: moment)
    return core
}

/// What a client puts on the wire for a message: cut by the core, said by the protocol's mapping.
///
/// - Throws: the first field that does not fit.
package func submits<Mapping: ClientMapping>(
    of message: OutboundMessage, speaking adapter: some ClientAdapter, as mapping: Mapping, at moment: Moment
) throws -> [Mapping.Message] {
    var core = openClient(adapter, at: moment)
    _ = try core.submit(message, at: moment)
    var requests: [SegmentRequest] = []
    core.takeRequests(for: ChannelID(1), capacity: 100_000, into: &requests, at: moment)
    return try requests.map { request in
        let submits = try XCTUnwrap(mapping.submits(of: request.content, to: request.recipients))
        return try XCTUnwrap(submits.indices.contains(request.segment) ? submits[request.segment] : nil)
    }
}

/// The refusal of a message that does not fit: nothing is counted of it. Nil when it fits.
public func refusal(
    of message: OutboundMessage, speaking adapter: some ClientAdapter, at moment: Moment
) -> MessagingError? {
    var core = openClient(adapter, at: moment)
    let before = core.counters
    do throws(MessagingError) {
        _ = try core.submit(message, at: moment)
        return nil
    } catch {
        XCTAssertEqual(core.counters, before)
        return error
    }
}

/// Everything in a message that the protocol cannot say.
public func issues(
    in message: OutboundMessage, speaking adapter: some ClientAdapter, at moment: Moment
) -> [MessagingError] {
    openClient(adapter, at: moment).validate(message, at: moment)
}
