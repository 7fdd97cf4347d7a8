/// One carrier message of a segmented one.
public struct Segment: Sendable, Hashable {
    /// 1 for the first.
    public var number: Int
    /// What goes into Msg_Content, MsgContent or MessageContent: header and payload.
    public var content: [UInt8]
    /// The header's octets at the beginning of the content; 0 without a header.
    public var headerLength: Int
    /// The UTF-16 units of the payload's text; for binary content its octets.
    public var units: Int

    /// Puts the parts together.
    public init(number: Int, content: [UInt8], headerLength: Int, units: Int) {
        self.number = number
        self.content = content
        self.headerLength = headerLength
        self.units = units
    }

    /// The user data header, its length octet included; empty without one.
    public var header: ArraySlice<UInt8> { content.prefix(max(0, headerLength)) }
    /// What follows the header.
    public var payload: ArraySlice<UInt8> { content.dropFirst(max(0, headerLength)) }
}

/// What a text or a run of octets became.
public struct SegmentedMessage: Sendable, Hashable {
    /// The octet for Msg_Fmt, MsgFormat or MessageCoding, the same in every segment.
    public var dataCoding: UInt8
    /// What the payload's octets are.
    public var alphabet: Alphabet
    /// In order; never empty: an empty text is one segment without octets.
    public var segments: [Segment]
    /// The UTF-16 units of the whole text; for binary content its octets. Reserved units are not among them.
    public var units: Int
    /// The length formula of the carriers' price lists over text and reserved units, see
    /// ``BillingCount/nominal(units:)``.
    ///
    /// It can be smaller than ``segmentCount``: a character that would be cut moves to the next segment whole, and a
    /// wide reference leaves 66 units. It can be larger for ASCII sent with its own limits. For binary content, which
    /// the formula does not know, it is the segment count.
    public var nominalCount: Int

    /// Puts the parts together.
    public init(dataCoding: UInt8, alphabet: Alphabet, segments: [Segment], units: Int, nominalCount: Int) {
        self.dataCoding = dataCoding
        self.alphabet = alphabet
        self.segments = segments
        self.units = units
        self.nominalCount = nominalCount
    }

    /// What will be submitted and what the carrier bills.
    public var segmentCount: Int { segments.count }
    /// True when the segments carry a user data header, so that the indicator has to be set.
    public var hasUserDataHeader: Bool { segments.contains { $0.headerLength > 0 } }
}

/// The carriers' price formula.
public enum BillingCount {
    /// 1 up to 70 UTF-16 units of the whole delivered text, otherwise one for each 67 begun.
    ///
    /// Signature, body and opt-out all count, whatever the language. What is charged in the end is the number of
    /// segments that were submitted.
    public static func nominal(units: Int) -> Int {
        units <= 70 ? 1 : (units - 1) / 67 + 1
    }
}
