import CarrierFixtures
import CarrierSession
import CarrierWire

/// Stands between a session and its connection, and does what a fault says.
struct FaultFilter {
    private let change: FaultChange
    private let target: FrameKind
    private let commands: Set<String>
    private let facts: ProtocolFacts
    private var outgoing: FrameSplitter
    private var incoming: FrameSplitter
    private var isRawIncoming = false
    /// The numbers that requests had before they all got the same one, the oldest first.
    private var replaced: [[UInt8]] = []
    /// The sequence numbers of requests that were reports, where messages and reports have one command.
    private var reports: Set<[UInt8]> = []
    /// What is to be sent now.
    var output: [UInt8] = []
    private var delayed: [(at: Moment, octets: [UInt8])] = []
    /// True when the connection is to end once `output` is sent.
    private(set) var isCut = false

    init(_ fault: PeerFault, _ dialect: WireDialect) {
        facts = ProtocolFacts(dialect)
        change = fault.change
        target = fault.target
        commands = target.commands(in: facts.family)
        outgoing = FrameSplitter(rules: dialect.frameRules)
        incoming = FrameSplitter(rules: dialect.frameRules)
    }

    var staysOpen: Bool { if case .staysOpen = change { true } else { false } }
    var nextDeadline: Moment? { delayed.first?.at }

    mutating func advance(to now: Moment) {
        while let first = delayed.first, first.at <= now {
            output += first.octets
            delayed.removeFirst()
        }
    }

    // MARK: - What the session sends

    mutating func send(_ octets: UnsafeRawBufferPointer, at now: Moment) {
        if isCut { return }
        outgoing.append(octets)
        do throws(WireError) {
            while !isCut, let frame = try outgoing.nextFrame({ [UInt8]($0) }) { send(frame: frame, now) }
        } catch {
            // Our own sessions send whole frames only.
            isCut = true
        }
    }

    private mutating func send(frame: [UInt8], _ now: Moment) {
        note(frame)
        guard !change.isIncoming, isMeant(frame) else {
            output += frame
            return
        }
        var frame = frame
        switch change {
        case .drop: return
        case .double: frame += frame
        case .nextSequence: add(1, at: facts.headerLength - 4, to: &frame)
        case .sameSequence:
            if replaced.count < 10_000 { replaced.append(sequence(of: frame)) }
            frame.replaceSubrange(facts.sequenceRange, with: sameSequence(for: sequence(of: frame)))
        case .announced(let difference): add(difference, at: 0, to: &frame)
        case .shorten(let count):
            frame.removeLast(min(count, frame.count - facts.headerLength))
            write(UInt64(frame.count), at: 0..<4, of: &frame)
        case .lengthen(let count):
            frame += [UInt8](repeating: 0, count: count)
            write(UInt64(frame.count), at: 0..<4, of: &frame)
        case .rename: frame[6] = 0x7F
        case .delay(let span): return delayed.append((now + span, frame))
        case .endInstead:
            isCut = true
            return
        case .endBehind: isCut = true
        case .set(let fields, let number):
            if isOfDialect(frame), let place = place(fields, in: frame) { write(number, at: place, of: &frame) }
        case .overwrite(let fields, let octets):
            guard isOfDialect(frame), let place = place(fields, in: frame) else { break }
            for (index, octet) in zip(place, octets) { frame[index] = octet }
        case .ignore, .endOnReceipt, .staysOpen: break
        }
        output += frame
    }

    /// False for a frame in the layout of another version, to which the session may have gone over.
    private func isOfDialect(_ frame: [UInt8]) -> Bool {
        guard let read = try? facts.dialect.decode(frame) else { return false }
        return read.deviations.isEmpty && read.surplus.isEmpty
    }

    private func place(_ fields: [ProtocolFacts.Family: FieldPlace], in frame: [UInt8]) -> Range<Int>? {
        guard let wanted = fields[facts.family],
            let field = try? facts.dialect.described(frame).first(where: { $0.name.description == wanted.field })
        else { return nil }
        let end = min(field.offset + field.length, frame.count)
        let start = min(field.offset + wanted.offset, end)
        return start..<end
    }

    private func add(_ difference: Int, at offset: Int, to frame: inout [UInt8]) {
        guard frame.count >= offset + 4 else { return }
        let number = frame[offset..<offset + 4].reduce(0) { $0 << 8 | UInt64($1) }
        write(number &+ UInt64(bitPattern: Int64(difference)), at: offset..<offset + 4, of: &frame)
    }

    private func write(_ number: UInt64, at range: Range<Int>, of frame: inout [UInt8]) {
        for (count, index) in range.reversed().enumerated() where frame.indices.contains(index) {
            frame[index] = count < 8 ? UInt8(truncatingIfNeeded: number >> UInt64(count * 8)) : 0
        }
    }

    // MARK: - What the session receives

    /// What of received octets reaches the session.
    mutating func receive(_ octets: [UInt8]) -> [UInt8] {
        guard !isRawIncoming else { return octets }
        octets.withUnsafeBytes { incoming.append($0) }
        var passed: [UInt8] = []
        do throws(WireError) {
            while let frame = try incoming.nextFrame({ [UInt8]($0) }) {
                note(frame)
                let frame = restored(frame)
                if change.isIncoming, isMeant(frame) {
                    if case .endOnReceipt = change { isCut = true }
                } else {
                    passed += frame
                }
            }
        } catch {
            isRawIncoming = true
            passed += incoming.withWaitingOctets { [UInt8]($0) }
        }
        // A fault in what is sent leaves what is received as it came, octet by octet.
        if case .sameSequence = change { return passed }
        return change.isIncoming ? passed : octets
    }

    private func sameSequence(for sequence: [UInt8]) -> [UInt8] {
        sequence.dropLast(4) + [7, 7, 7, 7]
    }

    /// A response to the one number with that of its request, so that the session goes on as without the fault.
    private mutating func restored(_ frame: [UInt8]) -> [UInt8] {
        guard case .sameSequence = change, let first = replaced.first,
            facts.command(of: frame).flatMap({ facts.request(of: $0) }).map({ commands.contains($0) }) == true,
            sequence(of: frame).suffix(4) == [7, 7, 7, 7]
        else { return frame }
        var restored = frame
        restored.replaceSubrange(facts.sequenceRange, with: first)
        replaced.removeFirst()
        return restored
    }

    // MARK: - Which frames are meant

    private func isMeant(_ frame: [UInt8]) -> Bool {
        guard let command = facts.command(of: frame), commands.contains(command) else { return false }
        if facts.family == .sgip { return true }
        switch target {
        case .report: return isReport(frame)
        case .deliver: return !isReport(frame)
        case .reportResponse: return reports.contains(sequence(of: frame))
        case .deliverResponse: return !reports.contains(sequence(of: frame))
        default: return true
        }
    }

    private mutating func note(_ frame: [UInt8]) {
        guard target == .reportResponse || target == .deliverResponse, facts.command(of: frame) == facts.deliver else {
            return
        }
        let number = sequence(of: frame)
        if isReport(frame), reports.count < 100_000 { reports.insert(number) } else { reports.remove(number) }
    }

    private func sequence(of frame: [UInt8]) -> [UInt8] { Array(frame[facts.sequenceRange]) }

    private func isReport(_ frame: [UInt8]) -> Bool {
        let mark = [
            ProtocolFacts.Family.cmpp: FieldPlace("Registered_Delivery"), .smgp: FieldPlace("IsReport"),
        ]
        return place(mark, in: frame).map { frame[$0].contains { $0 != 0 } } ?? false
    }
}
