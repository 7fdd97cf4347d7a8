import CarrierWire

extension CMPP {
    /// Msg_Id (section 5): 64 bits, compared for equality only.
    ///
    /// Not every peer follows the specification's layout, so its parts are a view, never a condition.
    public struct MessageID: WireCode {
        /// The number on the wire.
        public var rawValue: UInt64

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt64) { self.rawValue = rawValue }

        /// What the specification packs into an id.
        public struct Parts: Hashable, Sendable {
            /// 1 to 12, four bits.
            public var month: UInt8
            /// 1 to 31, five bits.
            public var day: UInt8
            /// 0 to 23, five bits.
            public var hour: UInt8
            /// 0 to 59, six bits.
            public var minute: UInt8
            /// 0 to 59, six bits.
            public var second: UInt8
            /// The gateway's decimal code as an integer, 22 bits.
            public var gateway: UInt32
            /// Steps by one and wraps.
            public var sequence: UInt16

            /// Takes the parts as they are.
            public init(
                month: UInt8, day: UInt8, hour: UInt8, minute: UInt8, second: UInt8, gateway: UInt32, sequence: UInt16
            ) {
                self.month = month
                self.day = day
                self.hour = hour
                self.minute = minute
                self.second = second
                self.gateway = gateway
                self.sequence = sequence
            }
        }
    }
}

extension CMPP.MessageID {
    /// Packs parts; each is cut to its bits.
    public init(_ parts: Parts) {
        var bits = UInt64(parts.month & 0xF) << 60 | UInt64(parts.day & 0x1F) << 55
        bits |= UInt64(parts.hour & 0x1F) << 50 | UInt64(parts.minute & 0x3F) << 44
        bits |= UInt64(parts.second & 0x3F) << 38 | UInt64(parts.gateway & 0x3F_FFFF) << 16
        self.init(rawValue: bits | UInt64(parts.sequence))
    }

    /// The id read by the specification's layout, whoever made it.
    public var parts: Parts {
        func bits(_ shift: UInt64, _ mask: UInt64) -> UInt64 { rawValue >> shift & mask }
        return Parts(
            month: UInt8(bits(60, 0xF)), day: UInt8(bits(55, 0x1F)), hour: UInt8(bits(50, 0x1F)),
            minute: UInt8(bits(44, 0x3F)), second: UInt8(bits(38, 0x3F)), gateway: UInt32(bits(16, 0x3F_FFFF)),
            sequence: UInt16(bits(0, 0xFFFF)))
    }

    /// The id `count` places further in a range: the 16-bit sequence wraps inside its field (section 8.5).
    public func advanced(by count: Int) -> Self {
        let sequence = UInt16(truncatingIfNeeded: Int(UInt16(truncatingIfNeeded: rawValue)) &+ count)
        return Self(rawValue: rawValue & ~0xFFFF | UInt64(sequence))
    }

    /// The id as a gateway sends it that reverses the octets.
    public var octetsReversed: Self { Self(rawValue: rawValue.byteSwapped) }

    /// The usual text: MMDDHHMMSS, seven digits of gateway, five of sequence.
    public var digits: String {
        let parts = parts
        let two = [parts.month, parts.day, parts.hour, parts.minute, parts.second]
        return two.map { DecimalDigits.text(UInt64($0), width: 2) }.joined()
            + DecimalDigits.text(UInt64(parts.gateway), width: 7) + DecimalDigits.text(UInt64(parts.sequence), width: 5)
    }
}

extension CMPP.MessageID: CustomStringConvertible {
    /// Hex text, as in JSON: `0x80b0014003e90001`.
    public var description: String { HexText.word(rawValue, octets: 8) }
}
