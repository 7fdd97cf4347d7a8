import CarrierSession
import Dispatch

/// Runs pieces of work at moments on one queue, with one system timer however many there are.
///
/// Invariant behind `@unchecked Sendable`: every stored `var` is read and written under `lock` only; the Dispatch timer
/// is thread safe by itself.
package final class Timers: @unchecked Sendable {
    /// The name of one piece of work, for `cancel`.
    package struct Token: Hashable, Sendable {
        fileprivate let serial: UInt64
    }

    private struct Entry {
        var moment: Moment
        var serial: UInt64
        func isBefore(_ other: Entry) -> Bool { (moment, serial) < (other.moment, other.serial) }
    }

    private let queue: DispatchQueue
    private let timer: any DispatchSourceTimer
    private let lock = Lock()
    /// A binary heap, the earliest first. What was cancelled stays in it, without work, until its time comes.
    private var heap: [Entry] = []
    private var work: [UInt64: @Sendable () -> Void] = [:]
    private var lastSerial: UInt64 = 0
    private var armed: Moment?

    /// Work will run on `queue`, which should be serial.
    package init(on queue: DispatchQueue = DispatchQueue(label: "carrier.timers")) {
        self.queue = queue
        timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [weak self] in self?.fire() }
        timer.schedule(deadline: .distantFuture)
        timer.resume()
    }

    deinit { timer.cancel() }

    /// Pieces of work that wait.
    package var count: Int { lock.withLock { work.count } }

    /// Runs `body` on the queue at `moment`, or as soon as it can when that has passed; in order of moments.
    @discardableResult
    package func schedule(at moment: Moment, _ body: @escaping @Sendable () -> Void) -> Token {
        lock.lock()
        defer { lock.unlock() }
        lastSerial &+= 1
        work[lastSerial] = body
        push(Entry(moment: moment, serial: lastSerial))
        arm()
        return Token(serial: lastSerial)
    }

    /// Takes work back; false when it has run, is running or was taken back already.
    @discardableResult
    package func cancel(_ token: Token) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        guard work.removeValue(forKey: token.serial) != nil else { return false }
        // Cancelled entries must not pile up when far moments are scheduled and cancelled for ever.
        if heap.count > 64, heap.count > 2 * work.count {
            heap = heap.filter { work[$0.serial] != nil }.sorted { $0.isBefore($1) }
        }
        return true
    }

    /// Takes all work back.
    package func cancelAll() {
        lock.lock()
        defer { lock.unlock() }
        heap = []
        work = [:]
    }

    private func fire() {
        lock.lock()
        armed = nil
        let now = MonotonicClock.now()
        var due: [@Sendable () -> Void] = []
        while let first = heap.first, first.moment <= now, due.count < 1024 {
            pop()
            if let body = work.removeValue(forKey: first.serial) { due.append(body) }
        }
        arm()
        lock.unlock()
        for body in due { body() }
    }

    /// Sets the system's timer only when the earliest moment is earlier than what it is set to.
    private func arm() {
        guard let first = heap.first else { return }
        if let armed, armed <= first.moment { return }
        armed = first.moment
        timer.schedule(deadline: MonotonicClock.dispatchTime(of: first.moment), leeway: .microseconds(100))
    }

    private func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if !heap[child].isBefore(heap[parent]) { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private func pop() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            let right = left + 1
            var least = parent
            if left < heap.count, heap[left].isBefore(heap[least]) { least = left }
            if right < heap.count, heap[right].isBefore(heap[least]) { least = right }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
