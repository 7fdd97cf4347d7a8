import CarrierWire

extension SGIP {
    /// Sequence Number (section 1.4): three words. A Submit's is the message's identity.
    ///
    /// Two numbers are the same when all twelve octets are.
    public struct SequenceNumber: Hashable, Sendable {
        /// The three words as they stand in a frame.
        public var words: WordTriple

        /// The number of the node where the command began (源节点编号), unsigned.
        @inlinable public var node: UInt32 {
            get { words.first }
            set { words.first = newValue }
        }
        /// When the command was made: MMDDhhmmss as a decimal number, China time by convention.
        @inlinable public var time: UInt32 {
            get { words.second }
            set { words.second = newValue }
        }
        /// Steps by one from command to command, from 0, and wraps.
        @inlinable public var counter: UInt32 {
            get { words.third }
            set { words.third = newValue }
        }

        /// Three words, zero unless given.
        @inlinable @inline(__always)
        public init(node: UInt32 = 0, time: UInt32 = 0, counter: UInt32 = 0) {
            words = WordTriple(node, time, counter)
        }

        /// The number in exactly twelve octets, nil for any other count.
        public init?(octets: some Collection<UInt8>) {
            guard octets.count == 12 else { return nil }
            var words: [UInt32] = [0, 0, 0]
            for (place, octet) in octets.enumerated() { words[place / 4] = words[place / 4] << 8 | UInt32(octet) }
            self.init(node: words[0], time: words[1], counter: words[2])
        }

        /// The twelve octets, in wire order.
        public var octets: [UInt8] {
            [node, time, counter].flatMap { word in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
            }
        }

        /// The parts of the time word, nil when it is no time of a day.
        public var timestamp: Timestamp? { Timestamp(time) }

        /// The year in which a number was made that is seen in `year` and `month`: the word names none (section 1.4).
        ///
        /// A month that would lie more than half a year ahead belongs to the year before; nil when the word is no time.
        public func year(seenIn year: Int, month: Int) -> Int? {
            guard let made = timestamp else { return nil }
            return made.month &- month > 6 ? year &- 1 : year
        }
    }
}

extension SGIP.SequenceNumber: CustomStringConvertible {
    /// The node, the time in ten digits and the counter: `3057112345-1120203225-1`.
    public var description: String { "\(node)-\(DecimalDigits.text(UInt64(time), width: 10))-\(counter)" }
}
