/// Data coding 0: one octet a character, U+0000 to U+007F.
public enum ASCIICodec {
    /// True when a handset will show the text as written after the gateway has packed it into the 7-bit alphabet.
    ///
    /// Not safe: everything above U+007E, the backtick (it has no septet) and control characters other than LF and CR.
    /// The eight characters `[ ] { } \ ^ ~ |` are safe and take the room of two; see ``weight(of:)``.
    public static func isSafe(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { utf8 in utf8.allSatisfy { GSM7Table.asciiSeptets[Int($0)] > 0 } }
    }

    /// The septets that an ASCII octet takes on the air: 2 for `[ ] { } \ ^ ~ |`, otherwise 1.
    public static func weight(of octet: UInt8) -> Int {
        GSM7Table.asciiSeptets[Int(octet)] == 2 ? 2 : 1
    }

    /// The text's octets.
    ///
    /// - Throws: ``SMSTextError`` naming the first character above U+007F and the UTF-16 unit at which it stands.
    public static func encode(_ text: String) throws(SMSTextError) -> [UInt8] {
        let octets = Array(text.utf8)
        guard octets.allSatisfy({ $0 < 0x80 }) else { throw unencodable(in: text) }
        return octets
    }

    /// The text's octets with every scalar above U+007F replaced: for a caller who asked for replacement by name.
    public static func encode(_ text: String, replacingUnencodableWith replacement: UInt8) -> [UInt8] {
        text.unicodeScalars.map { $0.isASCII ? UInt8(truncatingIfNeeded: $0.value) : replacement }
    }

    /// The text of the octets, U+FFFD for each octet above 7F.
    public static func decode(_ octets: some Collection<UInt8>) -> String {
        decodeContiguously(octets, decode(buffer:)).text
    }

    /// The text of the octets.
    ///
    /// - Throws: ``SMSTextError`` with the offset of the first octet above 7F.
    public static func decodeStrictly(_ octets: some Collection<UInt8>) throws(SMSTextError) -> String {
        try decodeContiguously(octets, decode(buffer:)).strict()
    }

    static func decode(buffer: UnsafeBufferPointer<UInt8>) -> DecodedText {
        guard let damaged = buffer.firstIndex(where: { $0 >= 0x80 }) else {
            return DecodedText(text: String(decoding: buffer, as: UTF8.self))
        }
        let text = String(unsafeUninitializedCapacity: buffer.count * 3) { out in
            var count = 0
            for octet in buffer { writeUTF8(octet < 0x80 ? UInt32(octet) : 0xFFFD, into: out, at: &count) }
            return count
        }
        return DecodedText(text: text, fault: SMSTextError(.invalidOctets(.ascii), offset: damaged))
    }

    private static func unencodable(in text: String) -> SMSTextError {
        var offset = 0
        for character in text {
            if character.unicodeScalars.contains(where: { !$0.isASCII }) {
                return SMSTextError(.unencodable(.ascii), offset: offset, character: character)
            }
            offset += character.utf16.count
        }
        return SMSTextError(.unencodable(.ascii), offset: offset)
    }
}
