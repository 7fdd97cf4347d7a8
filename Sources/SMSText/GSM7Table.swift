/// The default alphabet of 3GPP TS 23.038 (GSM 03.38), by septet.
enum GSM7Table {
    /// The 128 characters of the basic table. Septet 1B is the escape and stands for nothing by itself (U+FFFF here).
    static let basic: [Unicode.Scalar] = Array(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{FFFF}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)

    /// The septet behind the escape.
    static let extended: [(septet: UInt8, scalar: Unicode.Scalar)] = [
        (0x0A, "\u{0C}"), (0x14, "^"), (0x28, "{"), (0x29, "}"), (0x2F, "\\"),
        (0x3C, "["), (0x3D, "~"), (0x3E, "]"), (0x40, "|"), (0x65, "€"),
    ]

    /// The septets that each octet of UTF-8 takes when it is an ASCII-safe character, 0 when it is not.
    ///
    /// Form feed has two septets but is a control character, hence not safe.
    static let asciiSeptets: [UInt8] = (0...255).map { octet in
        switch UInt8(octet) {
        case 0x0A, 0x0D: 1
        case UInt8(ascii: "`"): 0
        case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"),
            UInt8(ascii: "^"), UInt8(ascii: "~"), UInt8(ascii: "|"):
            2
        case 0x20...0x7E: 1
        default: 0
        }
    }
}
