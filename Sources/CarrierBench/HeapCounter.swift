/// Counts what code puts on the heap: the calls of `malloc` that the counting thread makes.
///
/// On Linux every module reaches `malloc` through a slot of its own, which the loader filled. While it counts, the
/// counter puts a function of its own into those slots, which counts and calls the real one. So arrays' storage, boxes,
/// closures and class instances are all counted, whoever asks for them and however briefly they live. What needs an
/// alignment above 16 octets comes from another function and is not counted; the codecs have no such values.
enum HeapCounter {
    /// Calls `body` and returns how often it asked for memory; nil where that cannot be counted.
    ///
    /// One call at a time: a second one meanwhile would count for the first.
    static func objects<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) -> Int? {
        #if os(Linux) && (arch(x86_64) || arch(arm64))
            guard isTrustworthy else {
                try body()
                return nil
            }
            return try MallocSlots.count(body)
        #else
            try body()
            return nil
        #endif
    }

    #if os(Linux) && (arch(x86_64) || arch(arm64))
        /// True when ten arrays are counted as ten: asked once.
        private static let isTrustworthy: Bool = {
            let counted = MallocSlots.count { for size in 1...10 { keep([UInt8](repeating: 1, count: size)) } }
            return counted == 10
        }()

        @inline(never)
        private static func keep(_ octets: [UInt8]) { octets.withUnsafeBytes { _ in } }
    #endif
}
