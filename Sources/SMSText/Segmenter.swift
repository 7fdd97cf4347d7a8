/// Cuts a text or octets into carrier messages. Never inside a character, never more than fits, never in silence less.
public struct Segmenter: Sendable, Hashable {
    /// How much a segment may hold.
    public var limits: SegmentLimits

    /// A segmenter for one protocol's limits.
    public init(limits: SegmentLimits = .standard) { self.limits = limits }

    /// Encodes a text and cuts it.
    ///
    /// - Parameters:
    ///   - text: any text; U+FEFF at its beginning is a character.
    ///   - coding: how to choose the alphabet. With `.ascii` a character above U+007F is an error.
    ///   - messageClass: 0 (flash) to 3, or `nil`; only changes ``SegmentedMessage/dataCoding``.
    ///   - reference: asked for once, and only when the text needs several segments.
    ///   - elements: extra information elements, written to every segment behind the concatenation element.
    /// - Throws: ``SMSTextError``: `unencodable` with the first offending character, `tooManySegments` above 255,
    ///   `noCapacity` when header and reserved units leave none, `headerTooLong` and `reservedElement` for bad
    ///   elements, `notText` for `.binary`.
    public func segment(
        _ text: String, coding: TextCoding = .automatic, messageClass: UInt8? = nil,
        reference: @autoclosure () -> ConcatenationReference, elements: [InformationElement] = []
    ) throws(SMSTextError) -> SegmentedMessage {
        let header = try headerLength(of: elements)
        guard limits.areSound else { throw SMSTextError(.noCapacity(octets: 0)) }
        let choice = try choose(coding, for: text, headerLength: header)
        let octets: [UInt8]
        switch choice.alphabet {
        case .ascii: octets = try ASCIICodec.encode(text)
        case .ucs2: octets = UCS2Codec.encode(text)
        case .gb18030: octets = GB18030Codec.encode(text)
        case .binary: throw SMSTextError(.notText)
        }
        var cutter = SegmentCutter(alphabet: choice.alphabet, weighsASCII: choice.isWeighed)
        if limits.keepGraphemes { cutter.clusters = Self.clusters(of: text, in: choice.alphabet) }
        return try cut(
            octets, cutter, dataCoding: choice.alphabet.dataCoding(messageClass: messageClass),
            elements: elements, headerLength: header, reference)
    }

    /// Cuts octets that are encoded already: anywhere when the data coding is a binary one, otherwise at characters.
    ///
    /// - Throws: ``SMSTextError`` as the text form does, except `unencodable` and `notText`.
    public func segment(
        octets: [UInt8], dataCoding: UInt8 = 4, reference: @autoclosure () -> ConcatenationReference,
        elements: [InformationElement] = []
    ) throws(SMSTextError) -> SegmentedMessage {
        let header = try headerLength(of: elements)
        guard limits.areSound else { throw SMSTextError(.noCapacity(octets: 0)) }
        let cutter = SegmentCutter(alphabet: Alphabet(dataCoding: dataCoding))
        return try cut(
            octets, cutter, dataCoding: dataCoding, elements: elements, headerLength: header, reference)
    }

    private func choose(
        _ coding: TextCoding, for text: String, headerLength: Int
    ) throws(SMSTextError) -> (alphabet: Alphabet, isWeighed: Bool) {
        switch coding {
        case .ascii: return (.ascii, false)
        case .ucs2: return (.ucs2, false)
        case .gb18030: return (.gb18030, false)
        case .binary: throw SMSTextError(.notText)
        case .preferASCII: return ASCIICodec.isSafe(text) ? (.ascii, true) : (.ucs2, false)
        case .automatic:
            // 70 units for the bill, and a single segment: brackets and extra elements may take the room.
            let units = text.utf8.count + limits.reservedPrefixUnits + limits.reservedSuffixUnits
            guard units <= 70, ASCIICodec.isSafe(text) else { return (.ucs2, false) }
            let weight = text.utf8.reduce(0) { $0 + ASCIICodec.weight(of: $1) }
            let capacity = single(.ascii, headerLength: headerLength)
            return weight <= capacity.octets ? (.ascii, true) : (.ucs2, false)
        }
    }

    /// The room of a message that needs no concatenation.
    private func single(_ alphabet: Alphabet, headerLength: Int) -> SegmentCapacity {
        let reserved = limits.reservedPrefixUnits + limits.reservedSuffixUnits
        return limits.capacity(alphabet, headerLength: headerLength)
            .reduced(octets: limits.reservedOctets(reserved, in: alphabet), units: reserved)
    }

    private func headerLength(of elements: [InformationElement]) throws(SMSTextError) -> Int {
        for element in elements
        where element.identifier == InformationElement.octetConcatenation
            || element.identifier == InformationElement.wideConcatenation
        {
            throw SMSTextError(.reservedElement(element.identifier))
        }
        return try UserDataHeader(elements: elements).encoded().count
    }

    private func cut(
        _ octets: [UInt8], _ cutter: SegmentCutter, dataCoding: UInt8, elements: [InformationElement],
        headerLength: Int, _ reference: () -> ConcatenationReference
    ) throws(SMSTextError) -> SegmentedMessage {
        let alphabet = cutter.alphabet
        let units = octets.withUnsafeBufferPointer { cutter.units(in: $0, from: 0, to: octets.count) }
        let reserved = limits.reservedPrefixUnits + limits.reservedSuffixUnits
        let capacity = single(alphabet, headerLength: headerLength)
        let end = octets.withUnsafeBufferPointer {
            cutter.end(in: $0, from: 0, limit: octets.count, capacity: capacity)
        }
        guard end < octets.count || capacity.octets < 0 else {
            let header = try UserDataHeader(elements: elements).encoded()
            let content = header.isEmpty ? octets : header + octets
            let segment = Segment(number: 1, content: content, headerLength: header.count, units: units)
            return SegmentedMessage(
                dataCoding: dataCoding, alphabet: alphabet, segments: [segment], units: units,
                nominalCount: alphabet == .binary ? 1 : BillingCount.nominal(units: units + reserved))
        }
        let concatenation = Concatenation(reference: reference(), total: 1, number: 1)
        let header = try UserDataHeader(concatenation: concatenation, elements: elements).encoded()
        let cuts = try cuts(octets, cutter, headerLength: header.count)
        let segments = Self.segments(octets, cuts, header: header)
        return SegmentedMessage(
            dataCoding: dataCoding, alphabet: alphabet, segments: segments, units: units,
            nominalCount: alphabet == .binary ? segments.count : BillingCount.nominal(units: units + reserved))
    }

    /// The end of every segment's payload, filled greedily, which is optimal in their number.
    ///
    /// The last segment keeps the suffix's room: when everything left would fit except for it, the last character
    /// goes to a segment of its own.
    private func cuts(
        _ octets: [UInt8], _ cutter: SegmentCutter, headerLength: Int
    ) throws(SMSTextError) -> [(end: Int, units: Int)] {
        let alphabet = cutter.alphabet
        let full = limits.capacity(alphabet, headerLength: headerLength)
        let prefix = limits.reservedPrefixUnits
        let suffix = limits.reservedSuffixUnits
        let first = full.reduced(octets: limits.reservedOctets(prefix, in: alphabet), units: prefix)
        return try octets.withUnsafeBufferPointer { octets throws(SMSTextError) in
            var cuts: [(end: Int, units: Int)] = []
            var start = 0
            while start < octets.count {
                guard cuts.count < SegmentLimits.maximumSegments else {
                    throw SMSTextError(.tooManySegments(limit: SegmentLimits.maximumSegments))
                }
                let capacity = start == 0 ? first : full
                var end = cutter.end(in: octets, from: start, limit: octets.count, capacity: capacity)
                if end == octets.count, suffix > 0, alphabet != .binary {
                    let last = capacity.reduced(octets: limits.reservedOctets(suffix, in: alphabet), units: suffix)
                    if cutter.end(in: octets, from: start, limit: octets.count, capacity: last) < octets.count {
                        end = cutter.lastStart(in: octets, from: start)
                    }
                }
                guard end > start else { throw SMSTextError(.noCapacity(octets: max(0, capacity.octets))) }
                cuts.append((end, cutter.units(in: octets, from: start, to: end)))
                start = end
            }
            // Nothing to send, and still no room for the header and the reserved units.
            guard !cuts.isEmpty else { throw SMSTextError(.noCapacity(octets: 0)) }
            return cuts
        }
    }

    /// - Parameter header: with the concatenation element in front, so that total and number end that element.
    private static func segments(
        _ octets: [UInt8], _ cuts: [(end: Int, units: Int)], header: [UInt8]
    ) -> [Segment] {
        var header = header
        let number = header[1] == InformationElement.octetConcatenation ? 5 : 6
        header[number - 1] = UInt8(truncatingIfNeeded: cuts.count)
        var segments: [Segment] = []
        segments.reserveCapacity(cuts.count)
        var start = 0
        for cut in cuts {
            header[number] = UInt8(truncatingIfNeeded: segments.count + 1)
            var content: [UInt8] = []
            content.reserveCapacity(header.count + cut.end - start)
            content += header
            content += octets[start..<cut.end]
            segments.append(
                Segment(
                    number: segments.count + 1, content: content, headerLength: header.count, units: cut.units))
            start = cut.end
        }
        return segments
    }

    /// The octet offset at which each grapheme cluster begins.
    private static func clusters(of text: String, in alphabet: Alphabet) -> [Int] {
        var offset = 0
        return text.map { character in
            let start = offset
            switch alphabet {
            case .ascii, .binary: offset += character.utf8.count
            case .ucs2: offset += character.utf16.count * 2
            case .gb18030:
                for scalar in character.unicodeScalars { offset += GB18030Codec.octetCount(of: scalar) }
            }
            return start
        }
    }
}
