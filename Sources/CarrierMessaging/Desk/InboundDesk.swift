import CarrierSession
import SMSText

/// The incoming half of the desk: segments in, whole messages out, every segment counted once.
struct InboundDesk: Sendable {
    private var assembler: InboundAssembler

    init(options: MessengerOptions) { assembler = InboundAssembler(limits: options.reassembly) }

    var nextDeadline: Moment? { assembler.nextDeadline }

    mutating func take(
        _ segment: InboundSegment, connection: UInt64, at moment: Moment, counters: inout MessengerCounters,
        events: inout Queue<MessengerEvent>
    ) {
        counters.inboundSegments += 1
        assembler.receive(segment, connection: connection, at: moment)
        report(&counters, &events)
    }

    mutating func advance(
        to moment: Moment, counters: inout MessengerCounters, events: inout Queue<MessengerEvent>
    ) {
        assembler.advance(to: moment)
        report(&counters, &events)
    }

    mutating func finish(counters: inout MessengerCounters, events: inout Queue<MessengerEvent>) {
        assembler.finish()
        report(&counters, &events)
    }

    private mutating func report(_ counters: inout MessengerCounters, _ events: inout Queue<MessengerEvent>) {
        while let event = assembler.nextEvent() {
            switch event {
            case .message(let message):
                counters.incoming += 1
                counters.emittedSegments += message.parts.count
                events.append(.incoming(message))
            case .incomplete(let incomplete):
                counters.incomplete += 1
                counters.emittedSegments += incomplete.message.parts.count
                events.append(.incomplete(incomplete))
            case .repeated(let segment):
                counters.repeatedSegments += 1
                events.append(.repeatedSegment(segment))
            case .submitted, .incompleteSubmission: break
            }
        }
    }
}
