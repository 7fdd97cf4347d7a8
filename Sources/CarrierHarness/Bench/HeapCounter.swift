#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Counts the objects that Swift code puts on the heap: arrays' storage, boxes, closures, class instances.
///
/// The runtime makes every one of them through one function pointer that it keeps for instruments. The counter puts a
/// counting function in front of it while it counts, on the counting thread alone. Memory that code asks of `malloc`
/// itself is not counted; the codecs ask for none.
enum HeapCounter {
    private typealias Allocator = @convention(c) (UnsafeRawPointer?, Int, Int) -> UnsafeMutableRawPointer?

    /// Calls `body` and returns how many objects it put on the heap; nil where the runtime shows no such pointer (a
    /// binary with the runtime linked in) or the pointer turns out not to be used.
    ///
    /// One call at a time: a second one meanwhile would count for the first.
    static func objects<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) -> Int? {
        guard isTrustworthy else {
            try body()
            return nil
        }
        return try count(body)
    }

    /// True when ten arrays are counted as ten: asked once.
    private static let isTrustworthy: Bool = {
        guard original != nil else { return false }
        return count { for size in 1...10 { keep([UInt8](repeating: 1, count: size)) } } == 10
    }()

    @inline(never)
    private static func keep(_ octets: [UInt8]) { octets.withUnsafeBytes { _ in } }

    private static func count<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) -> Int? {
        guard let place, let original, let cell = cell(at: address) else { return nil }
        cell[0] = 0
        cell[1] = thisThread
        place.pointee = { metadata, size, alignment in HeapCounter.allocate(metadata, size, alignment) }
        defer { place.pointee = original }
        try body()
        return cell[0]
    }

    private static func allocate(_ metadata: UnsafeRawPointer?, _ size: Int, _ alignment: Int)
        -> UnsafeMutableRawPointer?
    {
        if let cell = cell(at: address), cell[1] == thisThread { cell[0] &+= 1 }
        return original?(metadata, size, alignment)
    }

    private static var thisThread: Int { Int(bitPattern: pthread_self()) }

    /// Where the runtime keeps the pointer.
    private static var place: UnsafeMutablePointer<Allocator>? {
        dlsym(nil, "_swift_allocObject")?.assumingMemoryBound(to: Allocator.self)
    }

    /// The runtime's own function.
    private static let original: Allocator? = place?.pointee

    /// Memory for the count and the counting thread, as a number because the counting function can hold nothing.
    private static let address = Int(bitPattern: calloc(2, MemoryLayout<Int>.stride))

    private static func cell(at address: Int) -> UnsafeMutablePointer<Int>? {
        UnsafeMutablePointer(bitPattern: address)
    }
}
