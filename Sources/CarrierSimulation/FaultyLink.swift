import CarrierSession
import CarrierWire

/// One direction of a connection in memory: octets go in at one moment and come out at later ones, in order.
///
/// Frames are split, joined, delayed, stalled and doubled as the plan says; octets are never changed.
package struct FaultyLink: Sendable {
    private struct Packet: Sendable {
        var arrival: Moment
        var octets: [UInt8]
    }

    private let plan: FaultPlan
    private var random: SeededGenerator
    private var splitter: FrameSplitter
    /// The first frame is never doubled: a doubled login breaks most protocols' order and ends the session.
    private var isFirst = true
    private var packets: [Packet] = []
    private var head = 0
    private var lastArrival = Moment(nanoseconds: .min)
    private var endArrival: Moment?

    /// - Parameters:
    ///   - rules: The shape of the frames, since whole frames are doubled.
    ///   - direction: A number that lets the two directions of a connection have different luck.
    package init(plan: FaultPlan, rules: FrameRules, direction: UInt64) {
        self.plan = plan
        random = SeededGenerator(seed: plan.seed &* 2 &+ direction &+ 1)
        splitter = FrameSplitter(rules: rules)
    }

    /// True when everything that was sent has been received.
    package var isEmpty: Bool { head == packets.count }

    /// When the next octets, or the end, come out; nil when nothing is under way.
    package var nextArrival: Moment? {
        head < packets.count ? packets[head].arrival : endArrival
    }

    /// Puts octets in. Octets that do not form frames travel too, without doubling.
    package mutating func send(_ octets: [UInt8], at moment: Moment) {
        octets.withUnsafeBytes { splitter.append($0) }
        do throws(WireError) {
            while let frame = try splitter.nextFrame({ [UInt8]($0) }) {
                dispatch(frame, at: moment)
                if !isFirst, hits(plan.duplicateOneIn) { dispatch(frame, at: moment) }
                isFirst = false
            }
        } catch {
            dispatch(octets, at: moment)
        }
    }

    /// The sender closes its end: that comes out behind everything it sent.
    package mutating func end(at moment: Moment) {
        if endArrival == nil { endArrival = max(lastArrival, moment + plan.latency) }
    }

    /// The connection breaks: what has not come out by now is lost, and the end comes out at once.
    package mutating func cut(at moment: Moment) {
        let arrived = packets[head...].prefix { $0.arrival <= moment }.count
        packets.removeSubrange((head + arrived)...)
        endArrival = min(endArrival ?? moment, moment)
    }

    /// The octets of the next packet that has arrived; nil when none has.
    package mutating func receive(at moment: Moment) -> [UInt8]? {
        guard head < packets.count, packets[head].arrival <= moment else { return nil }
        let octets = packets[head].octets
        head += 1
        if head == packets.count {
            packets.removeAll(keepingCapacity: true)
            head = 0
        }
        return octets
    }

    /// True when everything has come out and the end has arrived.
    package func hasEnded(at moment: Moment) -> Bool {
        guard let endArrival else { return false }
        return isEmpty && endArrival <= moment
    }

    private mutating func hits(_ oneIn: Int) -> Bool { oneIn > 0 && random.below(oneIn) == 0 }

    private mutating func dispatch(_ frame: [UInt8], at moment: Moment) {
        var arrival = moment + plan.latency
        arrival = arrival + .microseconds(Int64(random.below(Int(plan.jitter.nanoseconds / 1000) + 1)))
        if hits(plan.delayOneIn) { arrival = arrival + plan.delay }
        if hits(plan.stallOneIn) { arrival = arrival + plan.stall }
        arrival = max(arrival, lastArrival)
        lastArrival = arrival
        var rest = frame[...]
        if hits(plan.splitOneIn) {
            while rest.count > 1, random.below(4) != 0 {
                let size = 1 + random.below(rest.count - 1)
                packets.append(Packet(arrival: arrival, octets: Array(rest.prefix(size))))
                rest = rest.dropFirst(size)
                arrival = arrival + .microseconds(Int64(random.below(500)))
            }
            lastArrival = arrival
        } else if hits(plan.mergeOneIn), head < packets.count, let last = packets.last, last.arrival >= moment {
            packets[packets.count - 1].octets += frame
            packets[packets.count - 1].arrival = arrival
            return
        }
        packets.append(Packet(arrival: arrival, octets: Array(rest)))
    }
}
