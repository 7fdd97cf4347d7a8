/// Octets and a data coding to text.
public enum TextDecoder {
    /// The text of a payload without its header by its label alone, U+FFFD for what is damaged; see
    /// ``reading(of:dataCoding:)`` for one that says what was damaged. Binary payload has no text: the result is empty;
    /// ask ``Alphabet/init(dataCoding:)`` first where that matters.
    ///
    /// - Parameter guessingGB18030: read a payload that is labelled ASCII but holds octets above 7F as GB18030 when it
    ///   is well formed there. Off by default; for a gateway that is known to mislabel incoming messages.
    public static func text(
        of payload: some Collection<UInt8>, dataCoding: UInt8, guessingGB18030: Bool = false
    ) -> String {
        let decoded = decode(payload, Alphabet(dataCoding: dataCoding))
        if guessingGB18030, decoded.fault?.reason == .invalidOctets(.ascii) {
            let guess = decode(payload, .gb18030)
            if guess.fault == nil { return guess.text }
        }
        return decoded.text
    }

    /// The text of a payload without its header.
    ///
    /// - Throws: ``SMSTextError``: the first damaged octet, or `notText` for a binary coding.
    public static func strictText(
        of payload: some Collection<UInt8>, dataCoding: UInt8
    ) throws(SMSTextError) -> String {
        let alphabet = Alphabet(dataCoding: dataCoding)
        guard alphabet != .binary else { throw SMSTextError(.notText) }
        return try decode(payload, alphabet).strict()
    }

    /// The text of the payloads of one message's segments in order, U+FFFD for what is damaged.
    ///
    /// Octets are joined before they are decoded wherever neighbours share an alphabet, because peers do cut
    /// characters in two; where the alphabet changes, each run is decoded for itself. Binary payloads add nothing.
    public static func text(ofSegments segments: some Sequence<(payload: ArraySlice<UInt8>, dataCoding: UInt8)>)
        -> String
    {
        var text = ""
        forEachRun(of: segments) { text += decode($0, $1).text }
        return text
    }

    /// The payloads of neighbours that share an alphabet, joined.
    static func forEachRun(
        of segments: some Sequence<(payload: ArraySlice<UInt8>, dataCoding: UInt8)>,
        _ body: ([UInt8], Alphabet) -> Void
    ) {
        var run: [UInt8] = []
        var alphabet: Alphabet?
        for segment in segments {
            let next = Alphabet(dataCoding: segment.dataCoding)
            if let alphabet, alphabet != next {
                body(run, alphabet)
                run.removeAll(keepingCapacity: true)
            }
            alphabet = next
            run += segment.payload
        }
        if let alphabet { body(run, alphabet) }
    }

    static func decode(_ octets: some Collection<UInt8>, _ alphabet: Alphabet) -> DecodedText {
        switch alphabet {
        case .ascii: decodeContiguously(octets, ASCIICodec.decode(buffer:))
        case .ucs2: decodeContiguously(octets, UCS2Codec.decode(buffer:))
        case .gb18030: decodeContiguously(octets, GB18030Codec.decode(buffer:))
        case .binary: DecodedText(text: "")
        }
    }
}
