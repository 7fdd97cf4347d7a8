/// Data coding 8: UTF-16 in network byte order. Handsets read surrogate pairs, so "UCS2" is what it is called only.
///
/// U+FEFF is a character like any other here: no byte order mark is written, and none is taken away.
public enum UCS2Codec {
    /// The UTF-16 units of a text: the unit in which long messages are cut and billed.
    public static func units(in text: String) -> Int {
        var text = text
        return text.withUTF8(units(in:))
    }

    /// The text's octets, two for each UTF-16 unit. Every text can be encoded.
    public static func encode(_ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { utf8 in
            [UInt8](unsafeUninitializedCapacity: units(in: utf8) * 2) { out, count in
                var position = 0
                while position < utf8.count {
                    let scalar = readUTF8(utf8, at: &position)
                    if scalar < 0x10000 {
                        out[count] = UInt8(truncatingIfNeeded: scalar >> 8)
                        out[count &+ 1] = UInt8(truncatingIfNeeded: scalar)
                        count &+= 2
                    } else {
                        let high = 0xD800 | (scalar &- 0x10000) >> 10
                        let low = 0xDC00 | scalar & 0x3FF
                        out[count] = UInt8(truncatingIfNeeded: high >> 8)
                        out[count &+ 1] = UInt8(truncatingIfNeeded: high)
                        out[count &+ 2] = UInt8(truncatingIfNeeded: low >> 8)
                        out[count &+ 3] = UInt8(truncatingIfNeeded: low)
                        count &+= 4
                    }
                }
            }
        }
    }

    /// The octets of UTF-16 units that come from elsewhere than a `String`.
    ///
    /// - Throws: ``SMSTextError`` (`unpairedSurrogate`) with the octet at which the first half without its other half
    ///   would stand.
    public static func encode(units: some Sequence<UInt16>) throws(SMSTextError) -> [UInt8] {
        let octets = units.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        if let fault = decodeContiguously(octets, decode(buffer:)).fault { throw fault }
        return octets
    }

    /// The octets of UTF-16 units, U+FFFD for each unpaired surrogate: for a caller who asked for replacement by name.
    public static func encode(replacingUnpairedIn units: some Sequence<UInt16>) -> [UInt8] {
        encode(decode(units.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }))
    }

    /// The text of the octets. U+FFFD stands for each unpaired surrogate and for an odd octet at the end.
    public static func decode(_ octets: some Collection<UInt8>) -> String {
        decodeContiguously(octets, decode(buffer:)).text
    }

    /// The text of the octets.
    ///
    /// - Throws: ``SMSTextError`` with the offset of the first unpaired surrogate or of the odd octet at the end.
    public static func decodeStrictly(_ octets: some Collection<UInt8>) throws(SMSTextError) -> String {
        try decodeContiguously(octets, decode(buffer:)).strict()
    }

    static func decode(buffer: UnsafeBufferPointer<UInt8>) -> DecodedText {
        var fault: SMSTextError?
        let even = buffer.count & ~1
        // Three octets of UTF-8 at most for a unit: a pair makes four out of two units.
        let text = String(unsafeUninitializedCapacity: (buffer.count / 2 + 1) * 3) { out in
            var count = 0
            var position = 0
            while position < even {
                let unit = UInt32(buffer[position]) << 8 | UInt32(buffer[position &+ 1])
                if unit & 0xF800 != 0xD800 {
                    writeUTF8(unit, into: out, at: &count)
                    position &+= 2
                } else if unit < 0xDC00, position &+ 4 <= even, buffer[position &+ 2] & 0xFC == 0xDC {
                    let low = UInt32(buffer[position &+ 2]) << 8 | UInt32(buffer[position &+ 3])
                    writeUTF8(0x10000 &+ (unit & 0x3FF) << 10 | low & 0x3FF, into: out, at: &count)
                    position &+= 4
                } else {
                    if fault == nil {
                        let surrogate = UInt16(truncatingIfNeeded: unit)
                        fault = SMSTextError(.unpairedSurrogate(surrogate), offset: position)
                    }
                    writeUTF8(0xFFFD, into: out, at: &count)
                    position &+= 2
                }
            }
            if even < buffer.count { writeUTF8(0xFFFD, into: out, at: &count) }
            return count
        }
        if even < buffer.count, fault == nil { fault = SMSTextError(.oddLength, offset: even) }
        return DecodedText(text: text, fault: fault)
    }

    private static func units(in utf8: UnsafeBufferPointer<UInt8>) -> Int {
        var units = 0
        // A lead octet begins a unit, one above EF a second one.
        for octet in utf8 { units &+= (octet & 0xC0 != 0x80 ? 1 : 0) &+ (octet >= 0xF0 ? 1 : 0) }
        return units
    }
}
