import CarrierSession
import SMSText

/// The incoming half of the desk: segments in, whole messages out.
struct InboundDesk: Sendable {
    init(options: MessengerOptions) {}

    var nextDeadline: Moment? { nil }

    mutating func take(
        _ segment: InboundSegment, connection: UInt64, at moment: Moment, counters: inout MessengerCounters,
        events: inout Queue<MessengerEvent>
    ) {
        counters.inboundSegments += 1
        let data = UserData(content: segment.content, hasHeader: segment.hasHeader)
        let part = InboundPart(
            id: segment.id, number: Int(data.header?.concatenation?.number ?? 1), coding: segment.coding,
            arrivedAt: moment, connection: connection)
        let isText = Alphabet(dataCoding: segment.coding) != .binary
        counters.emittedSegments += 1
        counters.incoming += 1
        events.append(
            .incoming(
                InboundMessage(
                    source: segment.source, destination: segment.destination,
                    text: isText ? TextDecoder.text(of: data.payload, dataCoding: segment.coding) : nil,
                    octets: data.payload, coding: segment.coding, serviceID: segment.serviceID,
                    linkID: segment.linkID, parts: [part])))
    }

    mutating func advance(
        to moment: Moment, counters: inout MessengerCounters, events: inout Queue<MessengerEvent>
    ) {}
    mutating func finish(counters: inout MessengerCounters, events: inout Queue<MessengerEvent>) {}
}

/// References of long messages, one counter for the account.
struct ReferenceAllocator: Sendable {
    private var counter: UInt16
    init(seed: UInt64) { counter = UInt16(truncatingIfNeeded: seed) }
    mutating func next(wide: Bool) -> ConcatenationReference {
        counter &+= 1
        return wide ? .wide(counter) : .octet(UInt8(truncatingIfNeeded: counter))
    }
}
