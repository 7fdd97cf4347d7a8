/// A linear queue of octets: appended at its end, consumed from its front, always contiguous.
///
/// Memory is moved only when room runs short, and then only what is unread.
public struct OctetBuffer: Sendable {
    @usableFromInline var storage: [UInt8] = []
    @usableFromInline var head = 0
    @usableFromInline var tail = 0

    /// An empty queue; it takes memory with the first octets.
    public init() {}

    /// Octets that wait to be consumed.
    @inlinable public var count: Int { tail &- head }
    /// True when nothing waits.
    public var isEmpty: Bool { tail == head }

    /// Offers at least `capacity` octets of free space at the end, 64 MiB at most; `body` returns how many it filled.
    ///
    /// A return value below zero or above the room counts as none or all of it.
    @discardableResult
    @inlinable @inline(__always)
    public mutating func append<Failure: Error>(
        capacity: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        if storage.count &- tail < max(1, capacity) { grow(capacity) }
        let start = tail
        var written: Result<Int, Failure> = .success(0)
        storage.withUnsafeMutableBytes { octets in
            let free = UnsafeMutableRawBufferPointer(rebasing: octets[start...])
            do throws(Failure) { written = .success(min(max(try body(free), 0), free.count)) } catch {
                written = .failure(error)
            }
        }
        let added = try written.get()
        tail &+= added
        return added
    }

    /// Appends a copy of `octets`.
    public mutating func append(_ octets: UnsafeRawBufferPointer) {
        guard !octets.isEmpty else { return }
        var taken = 0
        while taken < octets.count {
            let rest = UnsafeRawBufferPointer(rebasing: octets[taken...])
            taken &+= append(capacity: rest.count) { free in
                let count = min(free.count, rest.count)
                free.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
                return count
            }
        }
    }

    /// Appends a copy of `octets`.
    public mutating func append(_ octets: [UInt8]) {
        octets.withUnsafeBytes { append($0) }
    }

    /// Shows the octets that wait, without consuming them.
    @inlinable @inline(__always)
    public func withOctets<Value, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let result = storage.withUnsafeBytes { octets in
            Result { () throws(Failure) -> Value in
                try body(UnsafeRawBufferPointer(rebasing: octets[head..<tail]))
            }
        }
        return try result.get()
    }

    /// Removes `amount` octets from the front, at most all of them.
    @inlinable public mutating func consume(_ amount: Int) {
        head &+= min(count, max(0, amount))
        if head == tail { (head, tail) = (0, 0) }
    }

    /// Empties the buffer and returns what was in it.
    public mutating func takeAll() -> [UInt8] {
        let octets = Array(storage[head..<tail])
        (head, tail) = (0, 0)
        return octets
    }

    /// Removes everything behind the first `length` octets that wait; used to take back a half-written frame.
    @inlinable public mutating func truncate(to length: Int) {
        tail = head &+ min(count, max(0, length))
    }

    /// The most octets that are made room for at once, many times any frame; a request for more gets these.
    private static let largestCapacity = 64 << 20

    @usableFromInline
    mutating func grow(_ capacity: Int) {
        let wanted = min(max(1, capacity), OctetBuffer.largestCapacity)
        let waiting = tail &- head
        if storage.count &- waiting >= wanted, head >= waiting {
            storage.withUnsafeMutableBytes { octets in
                guard let base = octets.baseAddress, waiting > 0 else { return }
                base.copyMemory(from: base + head, byteCount: waiting)
            }
        } else {
            var larger = [UInt8](repeating: 0, count: max(waiting &+ wanted, storage.count &* 2, 512))
            storage.withUnsafeBytes { old in
                larger.withUnsafeMutableBytes { new in
                    new.copyMemory(from: UnsafeRawBufferPointer(rebasing: old[head..<tail]))
                }
            }
            storage = larger
        }
        head = 0
        tail = waiting
    }
}
