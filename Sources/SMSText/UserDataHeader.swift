/// The reference number of a concatenated message, in the width in which the header carries it.
public enum ConcatenationReference: Sendable, Hashable {
    /// Information element 00: six octets of header, 67 UCS-2 units a segment. Every gateway knows it.
    case octet(UInt8)
    /// Information element 08: seven octets of header, 66 UCS-2 units a segment.
    case wide(UInt16)
}

/// Which segment of which message: the content of a concatenation element (3GPP TS 23.040, 9.2.3.24.1 and .8).
public struct Concatenation: Sendable, Hashable {
    /// The same in all segments of a message. 0 is a reference like any other.
    public var reference: ConcatenationReference
    /// The number of segments, 1 to 255.
    public var total: UInt8
    /// This segment's number, 1 to `total`.
    public var number: UInt8

    /// Puts the parts together.
    public init(reference: ConcatenationReference, total: UInt8, number: UInt8) {
        self.reference = reference
        self.total = total
        self.number = number
    }
}

/// One information element of a user data header.
public struct InformationElement: Sendable, Hashable {
    /// IEI, the kind: 05 for ports of 16 bits.
    public var identifier: UInt8
    /// The octets behind IEDL.
    public var data: [UInt8]

    /// Puts the parts together.
    public init(identifier: UInt8, data: [UInt8]) {
        self.identifier = identifier
        self.data = data
    }

    /// Application ports of 16 bits; WAP push goes to 2948 from 9200.
    public static func ports(destination: UInt16, source: UInt16) -> Self {
        func octets(_ port: UInt16) -> [UInt8] {
            [UInt8(truncatingIfNeeded: port >> 8), UInt8(truncatingIfNeeded: port)]
        }
        return Self(identifier: 0x05, data: octets(destination) + octets(source))
    }

    /// True for application ports of 8 or 16 bits, which have to be the same in every segment of a message.
    public var isPorts: Bool { identifier == 0x04 || identifier == 0x05 }

    static let octetConcatenation: UInt8 = 0x00
    static let wideConcatenation: UInt8 = 0x08
}

/// The header in front of a payload: a length octet, then information elements in any order (3GPP TS 23.040, 9.2.3.24).
public struct UserDataHeader: Sendable, Hashable {
    /// The concatenation element that counts: the last lawful one.
    public private(set) var concatenation: Concatenation?
    /// All other elements in their order, unknown ones included.
    ///
    /// A concatenation element of the wrong length is among them; one of the right length is not, lawful or not.
    public private(set) var elements: [InformationElement]
    /// The octets that the header takes from the content, its length octet included; 0 when there is no header.
    public private(set) var length: Int
    /// True when the elements do not fill the header exactly: it was skipped and nothing in it counts.
    public private(set) var isIgnored = false

    /// A header to be written; without any element there is no header and no octet is written.
    public init(concatenation: Concatenation? = nil, elements: [InformationElement] = []) {
        self.concatenation = concatenation
        self.elements = elements
        var length = 0
        switch concatenation?.reference {
        case nil: break
        case .octet: length = 5
        case .wide: length = 6
        }
        for element in elements { length += 2 + element.data.count }
        self.length = length == 0 ? 0 : length + 1
    }

    /// Reads the header at the beginning of a segment's content.
    ///
    /// Only for content whose indicator says so and that is not a status report: U+0500 U+03xx is legal text.
    ///
    /// - Throws: ``SMSTextError`` (`malformedHeader`) for empty content and for a length octet that reaches beyond it.
    public init(parsing content: some Collection<UInt8>) throws(SMSTextError) {
        let parsed = content.withContiguousStorageIfAvailable(Self.init(buffer:))
        guard let header = parsed ?? Array(content).withUnsafeBufferPointer(Self.init(buffer:)) else {
            throw SMSTextError(.malformedHeader)
        }
        self = header
    }

    /// True when the indicator field (TP_udhi) announces a header: bit 0, or bit 6 as some CMPP gateways deliver it.
    public static func isIndicated(by indicator: UInt8) -> Bool { indicator & 0x41 != 0 }

    /// The header's octets, the length octet first, the concatenation element before all others.
    ///
    /// - Throws: ``SMSTextError`` (`headerTooLong`) when an element or the whole does not fit its length octet.
    public func encoded() throws(SMSTextError) -> [UInt8] {
        var octets: [UInt8] = [0]
        if let concatenation {
            switch concatenation.reference {
            case .octet(let reference): octets += [InformationElement.octetConcatenation, 3, reference]
            case .wide(let reference):
                octets += [InformationElement.wideConcatenation, 4]
                octets += [UInt8(truncatingIfNeeded: reference >> 8), UInt8(truncatingIfNeeded: reference)]
            }
            octets += [concatenation.total, concatenation.number]
        }
        for element in elements {
            guard let length = UInt8(exactly: element.data.count) else {
                throw SMSTextError(.headerTooLong(limit: 255, actual: element.data.count), offset: octets.count)
            }
            octets += [element.identifier, length]
            octets += element.data
        }
        guard octets.count > 1 else { return [] }
        guard let length = UInt8(exactly: octets.count - 1) else {
            throw SMSTextError(.headerTooLong(limit: 255, actual: octets.count - 1))
        }
        octets[0] = length
        return octets
    }

    private init?(buffer: UnsafeBufferPointer<UInt8>) {
        guard let first = buffer.first, Int(first) < buffer.count else { return nil }
        length = Int(first) + 1
        elements = []
        var position = 1
        while position < length {
            guard position + 1 < length, position + 2 + Int(buffer[position + 1]) <= length else {
                concatenation = nil
                elements = []
                isIgnored = true
                return
            }
            let end = position + 2 + Int(buffer[position + 1])
            take(buffer[position], UnsafeBufferPointer(rebasing: buffer[(position + 2)..<end]))
            position = end
        }
    }

    private mutating func take(_ identifier: UInt8, _ data: UnsafeBufferPointer<UInt8>) {
        let reference: ConcatenationReference
        switch (identifier, data.count) {
        case (InformationElement.octetConcatenation, 3): reference = .octet(data[0])
        case (InformationElement.wideConcatenation, 4): reference = .wide(UInt16(data[0]) << 8 | UInt16(data[1]))
        default:
            elements.append(InformationElement(identifier: identifier, data: Array(data)))
            return
        }
        let total = data[data.count - 2]
        let number = data[data.count - 1]
        // A count that cannot be is no concatenation; what an earlier element said stays (TS 23.040, 9.2.3.24.1).
        guard number >= 1, number <= total else { return }
        concatenation = Concatenation(reference: reference, total: total, number: number)
    }
}

/// A segment's content taken apart: its header, if it has a readable one, and its payload. Never fails.
public struct UserData: Sendable, Hashable {
    /// The header; `nil` without an indicator and when malformed.
    public var header: UserDataHeader?
    /// What follows the header; the whole content where there is none or where it is malformed.
    public var payload: [UInt8]
    /// True when a header was announced and its length octet is missing or reaches beyond the content.
    public var isMalformed: Bool

    /// Takes content apart.
    ///
    /// - Parameters:
    ///   - hasHeader: what the indicator says, see ``UserDataHeader/isIndicated(by:)``; false for status reports.
    ///   - sniffing: also accept a lawful six-octet concatenation header that no indicator announced. Off by default:
    ///     the same octets are legal text. For a gateway that is known to lose the indicator.
    public init(content: [UInt8], hasHeader: Bool, sniffing: Bool = false) {
        var length = 0
        header = nil
        isMalformed = false
        if hasHeader {
            do throws(SMSTextError) {
                let parsed = try UserDataHeader(parsing: content)
                header = parsed
                length = parsed.length
            } catch {
                isMalformed = true
            }
        } else if sniffing, content.starts(with: [5, InformationElement.octetConcatenation, 3]) {
            let parsed = try? UserDataHeader(parsing: content)
            if let parsed, parsed.concatenation != nil {
                header = parsed
                length = parsed.length
            }
        }
        payload = length == 0 ? content : Array(content[length...])
    }
}
