/// What the caller wishes for a text; the segmenter turns the wish into an ``Alphabet``.
public enum TextCoding: Sendable, Hashable, CaseIterable {
    /// ASCII for a single message of ASCII-safe text (at most 70 units), otherwise UCS-2: the bill is that of 70/67.
    case automatic
    /// ASCII, with its own longer limits, whenever the whole text is ASCII-safe; otherwise UCS-2.
    case preferASCII
    /// Data coding 0, one octet a character. A character above U+007F is an error.
    case ascii
    /// Data coding 8, UTF-16 big-endian.
    case ucs2
    /// Data coding 15 (含GB汉字).
    case gb18030
    /// Data coding 4. A text has no binary form: hand octets to
    /// ``Segmenter/segment(octets:dataCoding:reference:elements:)``.
    case binary
}

/// How the octets of a payload are read: what a Msg_Fmt, MsgFormat or MessageCoding octet comes down to.
public enum Alphabet: Sendable, Hashable, CaseIterable {
    /// One octet a character, values 0 to 127. Never packed into septets on these protocols.
    case ascii
    /// UTF-16 in network byte order, without a byte order mark.
    case ucs2
    /// GBK and GB18030: one, two or four octets a character.
    case gb18030
    /// Octets that are not text.
    case binary

    /// The alphabet that a data coding octet names (3GPP TS 23.038, with the carriers' 3, 12 and 15).
    ///
    /// Total: every octet has an alphabet. Keep the raw octet beside it; several octets share an alphabet.
    /// Compressed text (20 to 3F hexadecimal) and the reserved groups 80 to BF are binary: nobody can read them.
    public init(dataCoding: UInt8) {
        switch dataCoding {
        case 0x03: self = .binary
        case 0x20...0x3F, 0x80...0xBF: self = .binary
        case 0x00...0x1F, 0x40...0x7F:
            switch dataCoding >> 2 & 3 {
            case 0: self = .ascii
            case 1: self = .binary
            case 2: self = .ucs2
            default: self = .gb18030
            }
        case 0xC0...0xDF: self = .ascii
        case 0xE0...0xEF: self = .ucs2
        default: self = dataCoding & 4 == 0 ? .ascii : .binary
        }
    }

    /// The data coding octet to send for this alphabet: 0, 8, 15 or 4; with a message class the octets from 10
    /// hexadecimal on, so that class 0 (flash, 闪信) makes 10 and 18.
    ///
    /// - Parameter messageClass: 0 to 3; only the two low bits count. `nil` sends no class.
    public func dataCoding(messageClass: UInt8? = nil) -> UInt8 {
        let plain: UInt8
        let classed: UInt8
        switch self {
        case .ascii: (plain, classed) = (0, 0x10)
        case .binary: (plain, classed) = (4, 0x14)
        case .ucs2: (plain, classed) = (8, 0x18)
        case .gb18030: (plain, classed) = (15, 0x1C)
        }
        guard let messageClass else { return plain }
        return classed | messageClass & 3
    }
}

extension Alphabet: CustomStringConvertible {
    /// The usual name: `ASCII`, `UCS-2`, `GB18030`, `binary`.
    public var description: String {
        switch self {
        case .ascii: "ASCII"
        case .ucs2: "UCS-2"
        case .gb18030: "GB18030"
        case .binary: "binary"
        }
    }
}
