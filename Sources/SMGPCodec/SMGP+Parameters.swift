import CarrierWire

extension SMGP {
    /// The tag of an optional parameter (section 4). Any number is a value.
    public struct Tag: WireCode {
        /// The number on the wire.
        public var rawValue: UInt16

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// GSM 03.40 TP-PID.
        public static let protocolID = Self(rawValue: 0x0001)
        /// 1 when the content begins with a user data header.
        public static let userDataHeaderIndicator = Self(rawValue: 0x0002)
        /// The on-demand (点播) transaction.
        public static let linkID = Self(rawValue: 0x0003)
        /// Who pays.
        public static let chargeUserType = Self(rawValue: 0x0004)
        /// Whether the payer's number is a pseudonym (伪码).
        public static let chargeTerminalType = Self(rawValue: 0x0005)
        /// The payer's pseudonym.
        public static let chargeTerminalPseudonym = Self(rawValue: 0x0006)
        /// Whether the receivers' numbers are pseudonyms.
        public static let destinationTerminalType = Self(rawValue: 0x0007)
        /// The receivers' pseudonyms, joined.
        public static let destinationTerminalPseudonym = Self(rawValue: 0x0008)
        /// Number of segments.
        public static let segmentCount = Self(rawValue: 0x0009)
        /// This segment, from 1.
        public static let segmentNumber = Self(rawValue: 0x000A)
        /// Kind of a submit (section 10.6).
        public static let submitMessageType = Self(rawValue: 0x000B)
        /// What the SP did with an order.
        public static let providerResult = Self(rawValue: 0x000C)
        /// Whether the sender's number is a pseudonym.
        public static let sourceTerminalType = Self(rawValue: 0x000D)
        /// The sender's pseudonym.
        public static let sourceTerminalPseudonym = Self(rawValue: 0x000E)
        /// Gateways passed.
        public static let nodesCount = Self(rawValue: 0x000F)
        /// Where the content comes from.
        public static let messageSource = Self(rawValue: 0x0010)
        /// Whether the source number handed to the SP is a pseudonym.
        public static let sourceType = Self(rawValue: 0x0011)
        /// The mobile network's business code (业务代码).
        public static let mobileServiceID = Self(rawValue: 0x0012)

        /// How a tag's value is to be read.
        public enum Kind: Hashable, Sendable {
            /// An integer of one octet.
            case number
            /// Text that a writer pads to `width` octets; readers take any length.
            case text(width: Int)
            /// Text of any length.
            case variableText
        }

        /// The specification's name; nil for an unknown tag.
        public var name: FieldName? { Tag.table[rawValue]?.name }
        /// How the value is to be read; nil for an unknown tag.
        public var kind: Kind? { Tag.table[rawValue]?.kind }

        private static let table: [UInt16: (name: FieldName, kind: Kind)] = [
            0x0001: ("TP_pid", .number), 0x0002: ("TP_udhi", .number), 0x0003: ("LinkID", .text(width: 20)),
            0x0004: ("ChargeUserType", .number), 0x0005: ("ChargeTermType", .number),
            0x0006: ("ChargeTermPseudo", .variableText), 0x0007: ("DestTermType", .number),
            0x0008: ("DestTermPseudo", .variableText), 0x0009: ("PkTotal", .number), 0x000A: ("PkNumber", .number),
            0x000B: ("SubmitMsgType", .number), 0x000C: ("SPDealResult", .number), 0x000D: ("SrcTermType", .number),
            0x000E: ("SrcTermPseudo", .variableText), 0x000F: ("NodesCount", .number),
            0x0010: ("MsgSrc", .text(width: 8)), 0x0011: ("SrcType", .number), 0x0012: ("MServiceID", .text(width: 21)),
        ]

        /// Every tag that the specification defines, by number.
        public static let all: [Tag] = table.keys.sorted().map { Tag(rawValue: $0) }
    }

    /// The optional parameters of a message (section 4): order, duplicates and unknown tags are kept octet for octet.
    ///
    /// The named properties are views. Reading, the last parameter of a tag counts; a number without octets is absent,
    /// one of two or four is read where it fits. Writing replaces the last one, or appends.
    public struct Parameters: Hashable, Sendable {
        /// The parameters as they stand in the frame.
        public var list: [WireParameter] = []

        /// No parameters.
        @inlinable @inline(__always)
        public init() {}

        /// Parameters as they are to stand in the frame.
        public init(_ list: [WireParameter]) { self.list = list }

        /// True when there are none.
        public var isEmpty: Bool { list.isEmpty }
    }
}

extension SMGP.Parameters {
    /// The octets of the last parameter of that tag; nil when there is none.
    public subscript(tag: SMGP.Tag) -> [UInt8]? {
        get { list.last { $0.tag == tag.rawValue }?.value }
        set {
            let place = list.lastIndex { $0.tag == tag.rawValue }
            switch (place, newValue) {
            case (let place?, let value?): list[place] = WireParameter(tag: tag.rawValue, value: value)
            case (nil, let value?): list.append(WireParameter(tag: tag.rawValue, value: value))
            case (_, nil): list.removeAll { $0.tag == tag.rawValue }
            }
        }
    }

    /// The number under that tag: one octet, or two or four whose value fits; nil when absent, empty or larger.
    public func number(_ tag: SMGP.Tag) -> UInt8? {
        guard let octets = self[tag], [1, 2, 4].contains(octets.count) else { return nil }
        return octets.dropLast().allSatisfy { $0 == 0 } ? octets.last : nil
    }

    /// The text under that tag without trailing NULs, padded or not; nil when absent or empty.
    public func text(_ tag: SMGP.Tag) -> [UInt8]? {
        guard let octets = self[tag] else { return nil }
        let text = octets.prefix(octets.count &- octets.reversed().prefix { $0 == 0 }.count)
        return text.isEmpty ? nil : Array(text)
    }

    /// Sets a number; nil removes the parameter.
    public mutating func set(_ tag: SMGP.Tag, number: UInt8?) { self[tag] = number.map { [$0] } }

    /// Sets a text, padded with NUL to the width that the specification gives; nil or an empty one removes it.
    public mutating func set(_ tag: SMGP.Tag, text: [UInt8]?) {
        guard var octets = text, !octets.isEmpty else {
            self[tag] = nil
            return
        }
        if case .text(let width)? = tag.kind {
            octets.append(contentsOf: repeatElement(0, count: max(0, width &- octets.count)))
        }
        self[tag] = octets
    }
}

extension SMGP.Parameters {
    /// TP_pid.
    public var protocolID: UInt8? {
        get { number(.protocolID) }
        set { set(.protocolID, number: newValue) }
    }
    /// TP_udhi.
    public var userDataHeaderIndicator: UInt8? {
        get { number(.userDataHeaderIndicator) }
        set { set(.userDataHeaderIndicator, number: newValue) }
    }
    /// True when the content begins with a user data header: TP_udhi 1, or 0x40 as GSM 03.40 has the bit.
    public var hasUserDataHeader: Bool { (userDataHeaderIndicator ?? 0) & 0x41 != 0 }
    /// LinkID.
    public var linkID: [UInt8]? {
        get { text(.linkID) }
        set { set(.linkID, text: newValue) }
    }
    /// ChargeUserType.
    public var chargeUserType: SMGP.ChargeUserType? {
        get { number(.chargeUserType).map { SMGP.ChargeUserType(rawValue: $0) } }
        set { set(.chargeUserType, number: newValue?.rawValue) }
    }
    /// ChargeTermType.
    public var chargeTerminalType: SMGP.TerminalType? {
        get { number(.chargeTerminalType).map { SMGP.TerminalType(rawValue: $0) } }
        set { set(.chargeTerminalType, number: newValue?.rawValue) }
    }
    /// ChargeTermPseudo.
    public var chargeTerminalPseudonym: [UInt8]? {
        get { text(.chargeTerminalPseudonym) }
        set { set(.chargeTerminalPseudonym, text: newValue) }
    }
    /// DestTermType.
    public var destinationTerminalType: SMGP.TerminalType? {
        get { number(.destinationTerminalType).map { SMGP.TerminalType(rawValue: $0) } }
        set { set(.destinationTerminalType, number: newValue?.rawValue) }
    }
    /// DestTermPseudo: with several receivers all pseudonyms joined, each of the same length.
    public var destinationTerminalPseudonym: [UInt8]? {
        get { text(.destinationTerminalPseudonym) }
        set { set(.destinationTerminalPseudonym, text: newValue) }
    }
    /// PkTotal.
    public var segmentCount: UInt8? {
        get { number(.segmentCount) }
        set { set(.segmentCount, number: newValue) }
    }
    /// PkNumber.
    public var segmentNumber: UInt8? {
        get { number(.segmentNumber) }
        set { set(.segmentNumber, number: newValue) }
    }
    /// SubmitMsgType.
    public var submitMessageType: SMGP.SubmitMessageType? {
        get { number(.submitMessageType).map { SMGP.SubmitMessageType(rawValue: $0) } }
        set { set(.submitMessageType, number: newValue?.rawValue) }
    }
    /// SPDealResult: 0 done, 1 failed.
    public var providerResult: UInt8? {
        get { number(.providerResult) }
        set { set(.providerResult, number: newValue) }
    }
    /// SrcTermType.
    public var sourceTerminalType: SMGP.TerminalType? {
        get { number(.sourceTerminalType).map { SMGP.TerminalType(rawValue: $0) } }
        set { set(.sourceTerminalType, number: newValue?.rawValue) }
    }
    /// SrcTermPseudo.
    public var sourceTerminalPseudonym: [UInt8]? {
        get { text(.sourceTerminalPseudonym) }
        set { set(.sourceTerminalPseudonym, text: newValue) }
    }
    /// NodesCount: gateways passed, from 1.
    public var nodesCount: UInt8? {
        get { number(.nodesCount) }
        set { set(.nodesCount, number: newValue) }
    }
    /// MsgSrc.
    public var messageSource: [UInt8]? {
        get { text(.messageSource) }
        set { set(.messageSource, text: newValue) }
    }
    /// SrcType.
    public var sourceType: SMGP.TerminalType? {
        get { number(.sourceType).map { SMGP.TerminalType(rawValue: $0) } }
        set { set(.sourceType, number: newValue?.rawValue) }
    }
    /// MServiceID.
    public var mobileServiceID: [UInt8]? {
        get { text(.mobileServiceID) }
        set { set(.mobileServiceID, text: newValue) }
    }
}
