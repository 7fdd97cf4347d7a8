/// Data coding 15 (含GB汉字): GBK and its superset GB18030, from the house's own table.
///
/// One octet for ASCII, two for the 23 940 characters of the table, four for everything else: every scalar can be
/// encoded. The twenty codes that newer editions of the standard moved out of the private use area decode to their
/// modern scalars; the old private scalars still encode to them.
public enum GB18030Codec {
    /// The text's octets. Every text can be encoded.
    public static func encode(_ text: String) -> [UInt8] {
        var text = text
        let codes = GB18030Tables.shared.codes
        return text.withUTF8 { utf8 in
            codes.withUnsafeBufferPointer { codes in
                // Two octets of UTF-8 (U+0080 on) may need four.
                [UInt8](unsafeUninitializedCapacity: utf8.count * 2) { out, count in
                    var position = 0
                    while position < utf8.count {
                        append(readUTF8(utf8, at: &position), codes, to: out, at: &count)
                    }
                }
            }
        }
    }

    /// The number of octets of one scalar: 1, 2 or 4.
    public static func octetCount(of scalar: Unicode.Scalar) -> Int {
        guard scalar.value >= 0x80 else { return 1 }
        guard scalar.value < 0x10000 else { return 4 }
        return GB18030Tables.shared.codes[Int(scalar.value)] < GB18030Tables.twoOctetCount ? 2 : 4
    }

    /// True when the text keeps to ASCII and the 21 791 two-octet characters of GBK (cp936).
    ///
    /// A gateway that knows only GBK turns anything else into `?`; send such text as UCS-2.
    public static func isGBK(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            guard scalar.value >= 0x80 else { return true }
            guard scalar.value < 0x10000, !(0xE000...0xF8FF).contains(scalar.value) else { return false }
            let linear = Int(GB18030Tables.shared.codes[Int(scalar.value)])
            guard linear < GB18030Tables.twoOctetCount else { return false }
            return !GB18030Tables.addedToGBK.contains { $0.contains(GB18030Tables.code(of: linear)) }
        }
    }

    /// The text of the octets. U+FFFD stands for each octet that begins no character, for a well-formed sequence that
    /// is assigned to nothing, and for a character that is cut off at the end. A lone 80 is the euro sign, as in cp936.
    public static func decode(_ octets: some Collection<UInt8>) -> String {
        decodeContiguously(octets, decode(buffer:)).text
    }

    /// The text of the octets.
    ///
    /// - Throws: ``SMSTextError`` with the offset of the first octet that lossy decoding would replace.
    public static func decodeStrictly(_ octets: some Collection<UInt8>) throws(SMSTextError) -> String {
        try decodeContiguously(octets, decode(buffer:)).strict()
    }

    static func decode(buffer: UnsafeBufferPointer<UInt8>) -> DecodedText {
        var fault: SMSTextError?
        let text = GB18030Tables.shared.scalars.withUnsafeBufferPointer { scalars in
            String(unsafeUninitializedCapacity: buffer.count * 3) { out in
                var count = 0
                var position = 0
                while position < buffer.count {
                    let step = next(in: buffer, at: position, scalars)
                    if let reason = step.reason, fault == nil {
                        fault = SMSTextError(reason, offset: position)
                    }
                    writeUTF8(step.scalar, into: out, at: &count)
                    position &+= step.length
                }
                return count
            }
        }
        return DecodedText(text: text, fault: fault)
    }

    /// The octets of the character at `position` and the UTF-16 units it stands for, damaged or not.
    ///
    /// Reads no table: the segmenter cuts by it.
    @inline(__always)
    static func extent(in octets: UnsafeBufferPointer<UInt8>, at position: Int) -> (octets: Int, units: Int) {
        let available = octets.count &- position
        let lead = octets[position]
        guard lead > 0x80, lead < 0xFF, available > 1 else { return (1, 1) }
        let second = octets[position &+ 1]
        if isTrail(second) { return (2, 1) }
        guard isDigit(second), available > 3, isLead(octets[position &+ 2]), isDigit(octets[position &+ 3]) else {
            return (1, 1)
        }
        return (4, lead < 0x90 ? 1 : 2)
    }

    private struct Step {
        var scalar: UInt32
        var length: Int
        var reason: SMSTextError.Reason?
    }

    @inline(__always)
    private static func next(
        in octets: UnsafeBufferPointer<UInt8>, at position: Int, _ scalars: UnsafeBufferPointer<UInt16>
    ) -> Step {
        let lead = octets[position]
        if lead < 0x80 { return Step(scalar: UInt32(lead), length: 1) }
        if lead == 0x80 { return Step(scalar: 0x20AC, length: 1) }
        if lead < 0xFF, octets.count &- position > 1 {
            let second = octets[position &+ 1]
            if isTrail(second) {
                let column = Int(second) &- (second < 0x7F ? 0x40 : 0x41)
                return Step(scalar: UInt32(scalars[(Int(lead) &- 0x81) &* 190 &+ column]), length: 2)
            }
        }
        return uncommon(in: octets, at: position, scalars)
    }

    /// Four octets, or something damaged.
    private static func uncommon(
        in octets: UnsafeBufferPointer<UInt8>, at position: Int, _ scalars: UnsafeBufferPointer<UInt16>
    ) -> Step {
        let available = octets.count - position
        let bad = Step(scalar: 0xFFFD, length: 1, reason: .invalidOctets(.gb18030))
        let cut = Step(scalar: 0xFFFD, length: available, reason: .truncatedCharacter(.gb18030))
        let lead = octets[position]
        guard isLead(lead) else { return bad }
        guard available > 1 else { return cut }
        guard isDigit(octets[position + 1]) else { return bad }
        guard available > 2 else { return cut }
        guard isLead(octets[position + 2]) else { return bad }
        guard available > 3 else { return cut }
        guard isDigit(octets[position + 3]) else { return bad }
        let high = (Int(lead) - 0x81) * 10 + Int(octets[position + 1]) - 0x30
        let low = (Int(octets[position + 2]) - 0x81) * 10 + Int(octets[position + 3]) - 0x30
        let linear = high * 1260 + low
        let basic = GB18030Tables.twoOctetCount + linear
        if basic < scalars.count { return Step(scalar: UInt32(scalars[basic]), length: 4) }
        let scalar = linear - GB18030Tables.firstSupplementary + 0x10000
        guard (0x10000...0x10FFFF).contains(scalar) else {
            return Step(scalar: 0xFFFD, length: 4, reason: .invalidOctets(.gb18030))
        }
        return Step(scalar: UInt32(scalar), length: 4)
    }

    @inline(__always)
    private static func append(
        _ scalar: UInt32, _ codes: UnsafeBufferPointer<UInt16>, to out: UnsafeMutableBufferPointer<UInt8>,
        at count: inout Int
    ) {
        guard scalar >= 0x80 else {
            out[count] = UInt8(truncatingIfNeeded: scalar)
            count &+= 1
            return
        }
        var linear: Int
        if scalar < 0x10000 {
            linear = Int(codes[Int(scalar)])
            if linear < GB18030Tables.twoOctetCount {
                let column = linear % 190
                out[count] = UInt8(truncatingIfNeeded: 0x81 &+ linear / 190)
                out[count &+ 1] = UInt8(truncatingIfNeeded: column &+ (column < 0x3F ? 0x40 : 0x41))
                count &+= 2
                return
            }
            linear &-= GB18030Tables.twoOctetCount
        } else {
            linear = GB18030Tables.firstSupplementary &+ Int(scalar) &- 0x10000
        }
        out[count] = UInt8(truncatingIfNeeded: 0x81 &+ linear / 12600)
        out[count &+ 1] = UInt8(truncatingIfNeeded: 0x30 &+ linear / 1260 % 10)
        out[count &+ 2] = UInt8(truncatingIfNeeded: 0x81 &+ linear / 10 % 126)
        out[count &+ 3] = UInt8(truncatingIfNeeded: 0x30 &+ linear % 10)
        count &+= 4
    }

    @inline(__always)
    private static func isLead(_ octet: UInt8) -> Bool { octet >= 0x81 && octet <= 0xFE }
    @inline(__always)
    private static func isTrail(_ octet: UInt8) -> Bool { octet >= 0x40 && octet != 0x7F && octet != 0xFF }
    @inline(__always)
    private static func isDigit(_ octet: UInt8) -> Bool { octet >= 0x30 && octet <= 0x39 }
}

/// Both directions of the mapping, made once from the literal in about a millisecond.
struct GB18030Tables: Sendable {
    static let shared = GB18030Tables()

    static let twoOctetCount = 23_940
    /// The linear index of U+10000 among the four-octet codes.
    static let firstSupplementary = 189_000

    /// By linear index: the two-octet characters, behind them the 39 420 four-octet ones of the basic plane.
    private(set) var scalars: [UInt16] = []
    /// By scalar of the basic plane: its index in ``scalars``.
    private(set) var codes: [UInt16]

    /// Codes of GB18030-2000 whose scalar was private then. The four-octet codes are ranks among what the two-octet
    /// codes of *that* edition leave over, so these scalars must not take part in the ranking.
    static let formerPrivate: [(code: UInt16, scalar: UInt16)] = [
        (0xA3A0, 0xE5E5), (0xA6D9, 0xE78D), (0xA6DA, 0xE78E), (0xA6DB, 0xE78F), (0xA6DC, 0xE790),
        (0xA6DD, 0xE791), (0xA6DE, 0xE792), (0xA6DF, 0xE793), (0xA6EC, 0xE794), (0xA6ED, 0xE795),
        (0xA6F3, 0xE796), (0xA8BC, 0xE7C7), (0xFE59, 0xE81E), (0xFE61, 0xE826), (0xFE66, 0xE82B),
        (0xFE67, 0xE82C), (0xFE6D, 0xE832), (0xFE7E, 0xE843), (0xFE90, 0xE854), (0xFEA0, 0xE864),
    ]

    /// Two-octet codes of GB18030 that GBK (cp936) leaves empty or private; the euro is a lone 80 there.
    static let addedToGBK: [ClosedRange<UInt16>] = [
        0xA2E3...0xA2E3, 0xA6D9...0xA6DF, 0xA6EC...0xA6ED, 0xA6F3...0xA6F3, 0xA8BC...0xA8BC, 0xA8BF...0xA8BF,
        0xA989...0xA995, 0xFE50...0xFEA0,
    ]

    private init() {
        let unused = UInt16.max
        codes = [UInt16](repeating: unused, count: 0x10000)
        scalars.reserveCapacity(Self.twoOctetCount + 39_420)
        gb18030TwoOctetScalars.withUTF8Buffer { utf8 in
            var position = 0
            while position < utf8.count { scalars.append(UInt16(truncatingIfNeeded: readUTF8(utf8, at: &position))) }
        }
        var modern: [Int: UInt16] = [:]
        for (code, scalar) in Self.formerPrivate {
            let index = Self.index(of: code)
            modern[index] = scalars[index]
            codes[Int(scalar)] = UInt16(truncatingIfNeeded: index)
        }
        for (index, scalar) in scalars.enumerated() where modern[index] == nil {
            codes[Int(scalar)] = UInt16(truncatingIfNeeded: index)
        }
        for scalar in 0x80..<unused where codes[Int(scalar)] == unused && scalar & 0xF800 != 0xD800 {
            codes[Int(scalar)] = UInt16(truncatingIfNeeded: scalars.count)
            scalars.append(scalar)
        }
        codes[Int(unused)] = UInt16(truncatingIfNeeded: scalars.count)
        scalars.append(unused)
        // The modern scalar goes to the two-octet code; U+3000 already has A1A1.
        for (index, scalar) in modern where codes[Int(scalar)] >= Self.twoOctetCount {
            codes[Int(scalar)] = UInt16(truncatingIfNeeded: index)
        }
    }

    /// The two octets of a linear index below ``twoOctetCount``.
    static func code(of linear: Int) -> UInt16 {
        let column = linear % 190
        return UInt16(truncatingIfNeeded: (0x81 + linear / 190) << 8 | column + (column < 0x3F ? 0x40 : 0x41))
    }

    private static func index(of code: UInt16) -> Int {
        let trail = Int(code & 0xFF)
        return (Int(code >> 8) - 0x81) * 190 + trail - (trail < 0x7F ? 0x40 : 0x41)
    }
}
