/// The identity that a carrier gave one message: opaque octets, compared for equality only.
///
/// Up to twelve octets are held inline: CMPP's 8, SMGP's 10, SGIP's 12. The order is the wire's.
public struct CarrierMessageID: Hashable, Sendable {
    /// Octets that fit, at most.
    public static let maximumCount = 12

    private let first: UInt64
    private let rest: UInt32
    private let length: UInt8

    /// The eight octets of a 64-bit number, highest first.
    public init(_ number: UInt64) {
        first = number
        rest = 0
        length = 8
    }

    /// Takes the octets as they are; nil above `maximumCount`.
    public init?(octets: some Collection<UInt8>) {
        guard octets.count <= CarrierMessageID.maximumCount else { return nil }
        var first: UInt64 = 0
        var rest: UInt32 = 0
        var place = 0
        for octet in octets {
            if place < 8 { first |= UInt64(octet) << UInt64(56 &- 8 &* place) }
            if place >= 8 { rest |= UInt32(octet) << UInt32(24 &- 8 &* (place &- 8)) }
            place &+= 1
        }
        (self.first, self.rest, length) = (first, rest, UInt8(clamping: place))
    }

    /// Twelve octets: the eight of `first` and the four of `last`, highest first.
    package init(_ first: UInt64, _ last: UInt32) { (self.first, rest, length) = (first, last, 12) }

    /// Ten octets: the eight of `first` and the two of `last`, highest first.
    package init(_ first: UInt64, _ last: UInt16) { (self.first, rest, length) = (first, UInt32(last) << 16, 10) }

    /// The first eight octets and the four behind them as numbers; nil unless there are twelve.
    package var twelve: (first: UInt64, last: UInt32)? { length == 12 ? (first, rest) : nil }

    /// The first eight octets and the two behind them as numbers; nil unless there are ten.
    package var ten: (first: UInt64, last: UInt16)? {
        length == 10 ? (first, UInt16(truncatingIfNeeded: rest >> 16)) : nil
    }

    /// All that tells one id from another, for tables.
    var words: (UInt64, UInt64) { (first, UInt64(rest) << 8 | UInt64(length)) }

    /// How many octets the id has.
    public var count: Int { Int(length) }

    /// The octets in wire order.
    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(count)
        for place in 0..<count {
            let shift = place < 8 ? UInt64(56 &- 8 &* place) : UInt64(24 &- 8 &* (place &- 8))
            let word = place < 8 ? first : UInt64(rest)
            octets.append(UInt8(truncatingIfNeeded: word >> shift))
        }
        return octets
    }

    /// The id as a 64-bit number; nil unless it has exactly eight octets.
    public var number: UInt64? { length == 8 ? first : nil }
}

extension CarrierMessageID: CustomStringConvertible {
    /// `0x` and the octets in lower-case hexadecimal; an adapter may print its ids otherwise.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = [0x30, 0x78]
        text.reserveCapacity(2 + 2 * count)
        for octet in octets {
            text.append(digits[Int(octet >> 4)])
            text.append(digits[Int(octet & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
