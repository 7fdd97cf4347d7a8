/// How much one segment may hold.
public struct SegmentLimits: Sendable, Hashable {
    /// The most octets of an ASCII segment, header included: 159 where the field must stay below 160 (CMPP), else 140.
    public var asciiOctets: Int
    /// The most octets of any other segment, header included.
    public var octets: Int
    /// UTF-16 units that the gateway puts in front of the first segment, the signature (签名) as a rule.
    public var reservedPrefixUnits: Int
    /// UTF-16 units that the gateway puts behind the last segment, an opt-out (退订) as a rule.
    public var reservedSuffixUnits: Int
    /// True when a GBK segment may hold no more characters than a UCS-2 one, for gateways convert it before the air.
    public var gbkCountsUnits: Bool
    /// True when a cut should not fall inside a grapheme cluster that fits in a segment (emoji sequences, combining
    /// marks, CR LF). Receivers join before they display, so it is not needed, and it can cost a segment.
    public var keepGraphemes: Bool

    /// Limits of one's own; every argument has the usual value.
    public init(
        asciiOctets: Int = 140, octets: Int = 140, reservedPrefixUnits: Int = 0, reservedSuffixUnits: Int = 0,
        gbkCountsUnits: Bool = true, keepGraphemes: Bool = false
    ) {
        self.asciiOctets = asciiOctets
        self.octets = octets
        self.reservedPrefixUnits = reservedPrefixUnits
        self.reservedSuffixUnits = reservedSuffixUnits
        self.gbkCountsUnits = gbkCountsUnits
        self.keepGraphemes = keepGraphemes
    }

    /// 159 octets of ASCII, 140 of anything else: for protocols whose length field allows "fewer than 160".
    public static let longASCII = SegmentLimits(asciiOctets: 159)
    /// The usual ones: 140 octets of anything.
    public static let standard = SegmentLimits()

    /// The most segments of a message: the number is one octet.
    public static let maximumSegments = 255

    /// What a segment with a header of `headerLength` octets may hold.
    ///
    /// ASCII also has to fit the 160 septets of the air, in which the header takes eight sevenths of its octets.
    func capacity(_ alphabet: Alphabet, headerLength: Int) -> SegmentCapacity {
        switch alphabet {
        case .ascii:
            let septets = 160 - (headerLength * 8 + 6) / 7
            return SegmentCapacity(octets: min(asciiOctets - headerLength, septets), units: .max)
        case .gb18030 where gbkCountsUnits:
            return SegmentCapacity(octets: octets - headerLength, units: (octets - headerLength) / 2)
        default: return SegmentCapacity(octets: octets - headerLength, units: .max)
        }
    }

    /// The octets that the gateway's own characters take in an alphabet; it adds none to binary content.
    func reservedOctets(_ units: Int, in alphabet: Alphabet) -> Int {
        switch alphabet {
        case .ascii: units
        case .ucs2, .gb18030: units * 2
        case .binary: 0
        }
    }

    /// True when the arithmetic of cutting is sound with these limits.
    var areSound: Bool {
        let reasonable = 0...0xFFFF
        return reasonable.contains(asciiOctets) && reasonable.contains(octets)
            && reasonable.contains(reservedPrefixUnits) && reasonable.contains(reservedSuffixUnits)
    }
}

/// The room of one segment's payload: both bounds hold.
struct SegmentCapacity: Equatable {
    var octets: Int
    var units: Int

    func reduced(octets lessOctets: Int, units lessUnits: Int) -> SegmentCapacity {
        SegmentCapacity(octets: octets - lessOctets, units: units == .max ? .max : units - lessUnits)
    }
}
