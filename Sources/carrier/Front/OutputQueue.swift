import CarrierTransport
import Foundation

/// Why a stream takes nothing more.
enum OutputFault: Hashable, Sendable {
    /// Whoever read it has gone away.
    case readerGone
    /// The system refuses it: a full disk, for instance.
    case unwritable(errno: Int32)

    init(errno: Int32) { self = errno == EPIPE ? .readerGone : .unwritable(errno: errno) }
}

/// Lines on their way to a stream, written by a thread of their own: whoever prints while connections are served does
/// not wait for a reader.
///
/// A reader that is slow slows the printing down. One that reads nothing for as long as ``Limits/patience`` while the
/// queue is full no longer does: then lines are dropped and counted until it reads again, and a line says how many.
final class OutputQueue: Sendable {
    /// How much waits, and how long.
    struct Limits: Sendable {
        /// Octets that may wait to be written.
        var octets = 8 << 20
        /// Seconds that printing waits for a reader that reads nothing.
        var patience: TimeInterval = 5
        /// Seconds that an interrupted run waits at its end for a reader that reads nothing, and twice that in all.
        var partingPatience: TimeInterval = 0.7
    }

    /// What became of it all.
    struct Balance: Sendable {
        var fault: OutputFault?
        /// Lines that nobody read.
        var lostLines: UInt64
        /// A signal cut the waiting short.
        var isHurried: Bool
    }

    private struct State: Sendable {
        var waiting: [UInt8] = []
        /// Octets and lines that are not written, those in the writer's hands included.
        var unwritten = 0
        var unwrittenLines: UInt64 = 0
        /// Grows with everything that is written.
        var progress: UInt64 = 0
        var fault: OutputFault?
        var isHurried = false
        /// Nobody has read for so long that printing does not wait.
        var isStalled = false
        /// Lines dropped, those among them that no line has told of, and whether the thread runs.
        var lost: UInt64 = 0
        var untold: UInt64 = 0
        var isStarted = false
        var whenBroken: (@Sendable () -> Void)?
    }

    private enum Taking {
        case taken(first: Bool)
        case dropped
        case broken
        case full(progress: UInt64)
    }

    private let state = Guarded(State())
    /// Wakes whoever waits for a change of `state`.
    private let change = NSCondition()
    private let limits: Limits
    private let write: @Sendable (ArraySlice<UInt8>) -> OutputFault?
    private let lossLine: @Sendable (UInt64) -> [UInt8]

    /// - Parameters:
    ///   - lossLine: the line that tells how many lines were dropped.
    ///   - write: writes all octets, waiting for the reader.
    init(
        limits: Limits = Limits(), lossLine: @escaping @Sendable (UInt64) -> [UInt8],
        write: @escaping @Sendable (ArraySlice<UInt8>) -> OutputFault?
    ) {
        self.limits = limits
        self.lossLine = lossLine
        self.write = write
    }

    /// Has `action` done, once, as soon as the stream turns out to take nothing more.
    func whenBroken(_ action: @escaping @Sendable () -> Void) {
        let isBroken = state.withLock { state in
            if state.fault == nil { state.whenBroken = action }
            return state.fault != nil
        }
        if isBroken { action() }
    }

    /// Takes whole lines in; false once the stream takes nothing more. The `last` lines of a run are never dropped.
    func append(_ lines: [UInt8], last: Bool = false) -> Bool {
        if lines.isEmpty { return true }
        let count = UInt64(lines.count { $0 == 0x0A })
        var progress: UInt64?
        var deadline = Date.distantFuture
        while true {
            switch state.withLock({ take(lines, count, last: last, &$0) }) {
            case .taken(let first):
                if first { Thread.detachNewThread { self.work() } }
                wake()
                return true
            case .dropped: return true
            case .broken: return false
            case .full(let now):
                if progress != now {
                    progress = now
                    deadline = Date(timeIntervalSinceNow: limits.patience)
                }
                if !waitForCapacity(until: deadline, progress: now) { state.withLock { $0.isStalled = true } }
            }
        }
    }

    private func take(_ lines: [UInt8], _ count: UInt64, last: Bool, _ state: inout State) -> Taking {
        if state.fault != nil { return .broken }
        if state.isStalled, state.unwritten <= limits.octets / 2 { state.isStalled = false }
        guard last || !state.isStalled && state.unwritten < limits.octets else {
            guard state.isStalled || state.isHurried else { return .full(progress: state.progress) }
            state.lost &+= count
            state.untold &+= count
            return .dropped
        }
        tellLoss(&state)
        put(lines, count, &state)
        defer { state.isStarted = true }
        return .taken(first: !state.isStarted)
    }

    private func tellLoss(_ state: inout State) {
        guard state.untold > 0 else { return }
        put(lossLine(state.untold), 1, &state)
        state.untold = 0
    }

    private func put(_ lines: [UInt8], _ count: UInt64, _ state: inout State) {
        state.waiting += lines
        state.unwritten += lines.count
        state.unwrittenLines &+= count
    }

    /// False when the deadline passed without anything written.
    private func waitForCapacity(until deadline: Date, progress: UInt64) -> Bool {
        change.lock()
        defer { change.unlock() }
        while true {
            let isChanged = state.withLock { $0.progress != progress || $0.fault != nil || $0.isHurried }
            if isChanged { return true }
            if !change.wait(until: deadline) { return false }
        }
    }

    /// Stops all waiting for a reader: the run is to end.
    func hurry() {
        state.withLock { $0.isHurried = true }
        wake()
    }

    /// Waits until everything is written; after a signal, or when lines were dropped already, only as long as the
    /// reader reads on.
    func finish() async -> Balance {
        state.withLock { tellLoss(&$0) }
        wake()
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: self.waitForEnd()) }
        }
    }

    private func waitForEnd() -> Balance {
        var progress: UInt64?
        var still = Date()
        var hurried: Date?
        change.lock()
        defer { change.unlock() }
        while true {
            let now = Date()
            let state = state.withLock { $0 }
            if state.fault != nil || state.unwritten == 0 {
                return Balance(fault: state.fault, lostLines: state.lost, isHurried: state.isHurried)
            }
            if progress != state.progress { (progress, still) = (state.progress, now) }
            if state.isHurried, hurried == nil { (hurried, still) = (now, now) }
            let patience = state.isHurried ? limits.partingPatience : limits.patience
            let isOver =
                now.timeIntervalSince(still) >= patience
                || hurried.map { now.timeIntervalSince($0) >= 2 * patience } ?? false
            if isOver, state.isHurried || state.lost > 0 {
                let lost = state.lost &+ state.unwrittenLines
                return Balance(fault: nil, lostLines: lost, isHurried: state.isHurried)
            }
            _ = change.wait(until: now.addingTimeInterval(0.1))
        }
    }

    private func wake() {
        change.lock()
        change.broadcast()
        change.unlock()
    }

    // MARK: The thread

    private func work() {
        while true {
            let batch = nextBatch()
            var rest = batch[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Self.pieceLength(of: rest))
                if let fault = write(piece) { return breakDown(fault) }
                rest = rest.dropFirst(piece.count)
                let lines = UInt64(piece.count { $0 == 0x0A })
                state.withLock { state in
                    state.unwritten -= piece.count
                    state.unwrittenLines &-= lines
                    state.progress &+= 1
                }
                wake()
            }
        }
    }

    private func nextBatch() -> [UInt8] {
        change.lock()
        defer { change.unlock() }
        while true {
            let batch = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            if !batch.isEmpty { return batch }
            change.wait()
        }
    }

    private func breakDown(_ fault: OutputFault) {
        let action = state.withLock { state in
            state.fault = fault
            defer { state.whenBroken = nil }
            return state.whenBroken
        }
        wake()
        action?()
    }

    /// Whole lines of up to 16 KiB together, or one longer line: another stream at the same place cuts no line.
    private static func pieceLength(of octets: ArraySlice<UInt8>) -> Int {
        let limit = 16_384
        if octets.count <= limit { return octets.count }
        if let end = octets.prefix(limit).lastIndex(of: 0x0A) { return end + 1 - octets.startIndex }
        let end = octets.dropFirst(limit).firstIndex(of: 0x0A)
        return end.map { $0 + 1 - octets.startIndex } ?? octets.count
    }
}
