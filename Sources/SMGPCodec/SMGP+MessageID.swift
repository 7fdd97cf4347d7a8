import CarrierWire

extension SMGP {
    /// MsgID (section 6): ten octets, compared for equality only.
    ///
    /// Not every peer packs the specification's digits, and some pack none, so its parts are a view, never a condition.
    public struct MessageID: Hashable, Sendable {
        /// Octets of an id.
        public static let length = 10

        // Never more than ten octets; trailing NULs are restored by the field's width.
        var field = OctetString()

        /// Ten zero octets, as an answer with an error carries them.
        @inlinable @inline(__always)
        public init() {}

        /// Takes exactly ten octets; nil for any other number.
        public init?(octets: some Collection<UInt8>) {
            guard octets.count == MessageID.length, let field = OctetString(octets) else { return nil }
            self.field = field
        }

        /// Takes ten octets as two numbers, the octet that comes first on the wire being the highest.
        public init(high: UInt64, low: UInt16) {
            let words = (high.bigEndian, low.bigEndian)
            field =
                withUnsafeBytes(of: words) { OctetString(UnsafeRawBufferPointer(rebasing: $0[..<10])) }
                ?? OctetString()
        }

        /// The ten octets.
        public var octets: [UInt8] { field.octets(width: MessageID.length) }

        /// The first eight octets as a number, the octet that comes first on the wire being the highest.
        public var high: UInt64 {
            withUnsafeBytes(of: field) { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
        }

        /// The last two octets as a number.
        public var low: UInt16 {
            withUnsafeBytes(of: field) { UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt16.self)) }
        }

        /// True when every octet is zero.
        public var isZero: Bool { field.isEmpty }

        /// What the specification packs into an id, two decimal digits an octet.
        public struct Parts: Hashable, Sendable {
            /// The gateway's code: three digits of area, 06, one digit of index.
            public var gateway: Int
            /// 1 to 12.
            public var month: Int
            /// 1 to 31.
            public var day: Int
            /// 0 to 23.
            public var hour: Int
            /// 0 to 59.
            public var minute: Int
            /// 0 to 999 999; steps by one and wraps.
            public var sequence: Int

            /// Takes the parts as they are.
            public init(gateway: Int, month: Int, day: Int, hour: Int, minute: Int, sequence: Int) {
                self.gateway = gateway
                self.month = month
                self.day = day
                self.hour = hour
                self.minute = minute
                self.sequence = sequence
            }
        }
    }
}

extension SMGP.MessageID {
    /// Packs parts; each is taken modulo what its digits hold.
    public init(_ parts: Parts) {
        let sequence = BCD.packed(Self.remainder(parts.sequence, 1_000_000), digits: 6)
        var high = BCD.packed(Self.remainder(parts.gateway, 1_000_000), digits: 6)
        for part in [parts.month, parts.day, parts.hour, parts.minute] {
            high = high << 8 | BCD.packed(Self.remainder(part, 100), digits: 2)
        }
        self.init(high: high << 8 | sequence >> 16, low: UInt16(truncatingIfNeeded: sequence))
    }

    /// The id read by the specification's layout; nil when an octet holds no decimal digits.
    ///
    /// The parts are whatever the digits say: gateways are met that divide them in other ways.
    public var parts: Parts? {
        guard let text = BCD.decode(octets) else { return nil }
        let digits = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int { DecimalDigits.number(digits[range]) ?? 0 }
        return Parts(
            gateway: number(0..<6), month: number(6..<8), day: number(8..<10), hour: number(10..<12),
            minute: number(12..<14), sequence: number(14..<20))
    }

    /// The id `count` places further in a range (appendix B): the six digits of the sequence, modulo 1 000 000.
    ///
    /// Where the last three octets are no decimal digits they count as a number of 24 bits, so that ids of a range stay
    /// different.
    public func advanced(by count: Int) -> Self {
        let octets = self.octets
        let tail = Array(octets[7...])
        var last: [UInt8]
        if let text = BCD.decode(tail), let sequence = DecimalDigits.number(Array(text.utf8)) {
            last = []
            BCD.append(Self.remainder(sequence &+ count, 1_000_000), count: 3, to: &last)
        } else {
            let number = tail.reduce(0) { $0 << 8 | Int($1) } &+ count
            last = [16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        }
        return Self(octets: octets[..<7] + last) ?? self
    }

    /// `value` modulo `modulus`, never negative.
    private static func remainder(_ value: Int, _ modulus: Int) -> UInt64 {
        let rest = value % modulus
        return UInt64(rest < 0 ? rest &+ modulus : rest)
    }
}

extension SMGP.MessageID: CustomStringConvertible {
    /// Twenty lower-case hex digits: the specification's decimal digits where the id has them.
    public var description: String { HexText.encode(octets) }
}
