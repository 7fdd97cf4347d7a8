/// What a decoder made of octets: the text with U+FFFD where they were damaged, and the first damage if there was any.
///
/// Lossy and strict decoding are the same walk; the strict one throws the fault.
struct DecodedText {
    var text: String
    var fault: SMSTextError?

    /// The text, or its first fault.
    func strict() throws(SMSTextError) -> String {
        if let fault { throw fault }
        return text
    }
}

/// Runs a decoder over contiguous memory; a collection that has none is copied first.
func decodeContiguously(
    _ octets: some Collection<UInt8>, _ decode: (UnsafeBufferPointer<UInt8>) -> DecodedText
) -> DecodedText {
    octets.withContiguousStorageIfAvailable(decode) ?? Array(octets).withUnsafeBufferPointer(decode)
}

/// Writes one scalar as UTF-8. The caller has made room for the one to four octets it takes.
@inline(__always)
func writeUTF8(_ scalar: UInt32, into out: UnsafeMutableBufferPointer<UInt8>, at count: inout Int) {
    if scalar < 0x80 {
        out[count] = UInt8(truncatingIfNeeded: scalar)
        count &+= 1
    } else if scalar < 0x800 {
        out[count] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
        out[count &+ 1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        count &+= 2
    } else if scalar < 0x10000 {
        out[count] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
        out[count &+ 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
        out[count &+ 2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        count &+= 3
    } else {
        out[count] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
        out[count &+ 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
        out[count &+ 2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
        out[count &+ 3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        count &+= 4
    }
}

/// Reads the scalar at `position` of a String's UTF-8, which the standard library guarantees to be well formed.
@inline(__always)
func readUTF8(_ utf8: UnsafeBufferPointer<UInt8>, at position: inout Int) -> UInt32 {
    let lead = UInt32(utf8[position])
    if lead < 0x80 {
        position &+= 1
        return lead
    }
    let second = UInt32(utf8[position &+ 1]) & 0x3F
    if lead < 0xE0 {
        position &+= 2
        return (lead & 0x1F) << 6 | second
    }
    let third = UInt32(utf8[position &+ 2]) & 0x3F
    if lead < 0xF0 {
        position &+= 3
        return (lead & 0x0F) << 12 | second << 6 | third
    }
    let fourth = UInt32(utf8[position &+ 3]) & 0x3F
    position &+= 4
    return (lead & 0x07) << 18 | second << 12 | third << 6 | fourth
}
