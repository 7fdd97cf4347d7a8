/// A fixed-width octet string of up to 32 octets, held inline: a number, a code, an account.
///
/// The width belongs to the field, not to the value: a value is its octets without *trailing* NULs, and a coder
/// restores the padding, hence the round trip is exact. What stands behind an inner NUL is kept.
public struct OctetString: Hashable, Sendable {
    /// The longest value, in octets.
    public static let capacity = 32

    // The octets in memory order, zero padded.
    @usableFromInline var word0: UInt64
    @usableFromInline var word1: UInt64
    @usableFromInline var word2: UInt64
    @usableFromInline var word3: UInt64

    /// The empty value: a field of NULs.
    @inlinable @inline(__always)
    public init() {
        word0 = 0
        word1 = 0
        word2 = 0
        word3 = 0
    }

    /// Holds `octets`; nil when they are more than 32.
    public init?(_ octets: some Sequence<UInt8>) {
        self.init()
        // The usual case in one step: taking octets from a sequence of unknown type one by one is slow.
        let whole = octets.withContiguousStorageIfAvailable { storage -> OctetString? in
            guard storage.count <= OctetString.capacity else { return nil }
            return storage.baseAddress.map { OctetString(exact: $0, width: storage.count) } ?? OctetString()
        }
        if let whole {
            guard let whole else { return nil }
            self = whole
            return
        }
        var position = 0
        for octet in octets {
            guard position < OctetString.capacity else { return nil }
            set(octet, at: position)
            position &+= 1
        }
    }

    /// Holds `octets`; nil when they are more than 32.
    public init?(_ octets: UnsafeRawBufferPointer) {
        guard octets.count <= OctetString.capacity else { return nil }
        self = octets.baseAddress.map { OctetString(exact: $0, width: octets.count) } ?? OctetString()
    }

    /// Holds `octets`; nil when they are more than 32.
    public init?(_ octets: [UInt8]) {
        guard let value = octets.withUnsafeBytes({ OctetString($0) }) else { return nil }
        self = value
    }

    /// Holds the UTF-8 octets of `text`; nil when they are more than 32.
    public init?(_ text: some StringProtocol) { self.init(text.utf8) }

    /// Holds the UTF-8 octets of `text`; nil when they are more than 32.
    public init?(_ text: String) {
        var text = text
        guard let value = text.withUTF8({ OctetString(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = value
    }

    /// Holds `digits` behind as many ASCII zeros as fill `width`: a field that is right-aligned (CMPP gateway codes).
    ///
    /// Nil when `digits` is longer than `width` or `width` is more than 32.
    public init?(padding digits: some StringProtocol, to width: Int) {
        let count = digits.utf8.count
        guard count <= width, width <= OctetString.capacity else { return nil }
        self.init(repeatElement(UInt8(ascii: "0"), count: width &- count) + Array(digits.utf8))
    }

    /// Octets up to the last one that is not NUL.
    public var count: Int {
        let words = (word0.littleEndian, word1.littleEndian, word2.littleEndian, word3.littleEndian)
        if words.3 != 0 { return 32 &- words.3.leadingZeroBitCount / 8 }
        if words.2 != 0 { return 24 &- words.2.leadingZeroBitCount / 8 }
        if words.1 != 0 { return 16 &- words.1.leadingZeroBitCount / 8 }
        return 8 &- words.0.leadingZeroBitCount / 8
    }

    /// True when every octet is NUL.
    @inlinable @inline(__always)
    public var isEmpty: Bool { word0 | word1 | word2 | word3 == 0 }

    /// The octets without trailing NULs.
    public var octets: [UInt8] { octets(width: count) }

    /// The octets as they stand in a field of `width` octets, at most 32.
    public func octets(width: Int) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(min(max(width, 0), OctetString.capacity))
        withUnsafeBytes(of: self) { octets.append(contentsOf: $0.prefix(max(width, 0))) }
        return octets
    }

    /// The value as a person reads it: without NULs and spaces around it, and up to a NUL inside; what is not UTF-8 is
    /// repaired. Some writers pad on the left (``octets`` shows it).
    public var text: String {
        var end = firstNUL
        var start = 0
        return withUnsafeBytes(of: self) { octets in
            if end == 0 || octets[0] == 0x20 {
                start = octets.firstIndex { $0 != 0 && $0 != 0x20 } ?? octets.count
                end = octets[start...].firstIndex(of: 0) ?? octets.count
            }
            if start == end { return "" }
            while end > start, octets[end &- 1] == 0x20 { end &-= 1 }
            return String(decoding: UnsafeRawBufferPointer(rebasing: octets[start..<end]), as: UTF8.self)
        }
    }

    /// Octets in front of the first NUL.
    private var firstNUL: Int {
        // The lowest high bit that is set belongs to the first octet that is zero.
        func place(_ word: UInt64) -> Int {
            let word = word.littleEndian
            return ((word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080).trailingZeroBitCount / 8
        }
        let places = (place(word0), place(word1), place(word2), place(word3))
        if places.0 < 8 { return places.0 }
        if places.1 < 8 { return 8 &+ places.1 }
        return places.2 < 8 ? 16 &+ places.2 : 24 &+ places.3
    }

    /// True when the octets without trailing NULs are all printable ASCII.
    public var isPrintable: Bool {
        let end = count
        return withUnsafeBytes(of: self) { octets in octets[..<end].allSatisfy { (0x20...0x7E).contains($0) } }
    }

    /// The same octets from the first on, cut to `width`.
    @inlinable @inline(__always)
    func prefix(width: Int) -> OctetString {
        var value = OctetString()
        value.word0 = word0 & OctetString.mask(width, 0)
        value.word1 = word1 & OctetString.mask(width, 64)
        value.word2 = word2 & OctetString.mask(width, 128)
        value.word3 = word3 & OctetString.mask(width, 192)
        return value
    }

    private mutating func set(_ octet: UInt8, at position: Int) {
        withUnsafeMutableBytes(of: &self) { $0[position] = octet }
    }
}

extension OctetString {
    /// The mask of one word of a field: ones where the field has octets. Clamped, so it costs no branch.
    @inlinable @inline(__always)
    static func mask(_ width: Int, _ bitsBefore: Int) -> UInt64 {
        let bits = min(max(width &* 8 &- bitsBefore, 0), 64)
        return (UInt64.max >> (64 &- bits)).littleEndian
    }

    /// Takes the first `width` octets at `source`, from which 32 octets may be read.
    @inlinable @inline(__always)
    init(wide source: UnsafeRawPointer, width: Int) {
        word0 = source.loadUnaligned(as: UInt64.self) & OctetString.mask(width, 0)
        word1 = source.loadUnaligned(fromByteOffset: 8, as: UInt64.self) & OctetString.mask(width, 64)
        word2 = source.loadUnaligned(fromByteOffset: 16, as: UInt64.self) & OctetString.mask(width, 128)
        word3 = source.loadUnaligned(fromByteOffset: 24, as: UInt64.self) & OctetString.mask(width, 192)
    }

    /// Takes exactly `width` octets at `source`, at most 32.
    @usableFromInline @inline(never)
    init(exact source: UnsafeRawPointer, width: Int) {
        let count = min(max(width, 0), OctetString.capacity)
        word0 = OctetString.word(at: source, count)
        word1 = OctetString.word(at: source + 8, count &- 8)
        word2 = OctetString.word(at: source + 16, count &- 16)
        word3 = OctetString.word(at: source + 24, count &- 24)
    }

    /// A word of the first `count` octets at `source`, of which there may be none and more than eight.
    @inline(__always)
    private static func word(at source: UnsafeRawPointer, _ count: Int) -> UInt64 {
        if count >= 8 { return source.loadUnaligned(as: UInt64.self) }
        if count >= 4 {
            // Two loads that overlap.
            let low = UInt32(littleEndian: source.loadUnaligned(as: UInt32.self))
            let high = UInt32(littleEndian: source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            return (UInt64(low) | UInt64(high) << UInt64((count &- 4) &* 8)).littleEndian
        }
        var word: UInt64 = 0
        for index in 0..<max(0, count) {
            word |= UInt64(source.load(fromByteOffset: index, as: UInt8.self)) << UInt64(index &* 8)
        }
        return word.littleEndian
    }

    /// Writes 32 octets at `target`.
    @inlinable @inline(__always)
    func store(wide target: UnsafeMutableRawPointer) {
        target.storeBytes(of: word0, as: UInt64.self)
        target.storeBytes(of: word1, toByteOffset: 8, as: UInt64.self)
        target.storeBytes(of: word2, toByteOffset: 16, as: UInt64.self)
        target.storeBytes(of: word3, toByteOffset: 24, as: UInt64.self)
    }

    /// Not zero when an octet beyond `width` is not NUL: the value does not fit.
    @inlinable @inline(__always)
    func excess(width: Int) -> UInt64 {
        (word0 & ~OctetString.mask(width, 0)) | (word1 & ~OctetString.mask(width, 64))
            | (word2 & ~OctetString.mask(width, 128)) | (word3 & ~OctetString.mask(width, 192))
    }
}

extension OctetString: ExpressibleByStringLiteral, CustomStringConvertible {
    /// Holds a literal of at most 32 octets; more do not fit any field, and a longer literal keeps its first 32.
    ///
    /// For text that is not a constant, `init?(_:)` refuses what does not fit.
    public init(stringLiteral literal: StaticString) {
        self.init(exact: literal.utf8Start, width: literal.utf8CodeUnitCount)
    }

    /// The text where it is printable, otherwise `hex:` and the octets without trailing NULs.
    public var description: String { FieldNotation.text(self, width: count) }
}
