import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec
import SMSText

/// Values as SMGP's fields and optional parameters hold them: what does not fit is refused by name, nothing is cut.
enum SMGPField {
    /// Text of an optional parameter: printable ASCII of at most `limit` octets.
    static func octets(_ text: String, limit: Int, _ name: FieldName) throws(MessagingError) -> [UInt8] {
        let octets = Array(text.utf8)
        guard octets.count <= limit else {
            throw MessagingError(.tooLong(limit: limit, actual: octets.count), field: name)
        }
        guard octets.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { throw MessagingError(.notASCII, field: name) }
        return octets
    }

    /// The text of an optional parameter as a person reads it: without NULs and spaces around it, up to a NUL inside.
    static func text(_ octets: [UInt8]?) -> String {
        guard let octets, !octets.isEmpty else { return "" }
        let text = octets.drop { $0 == 0 || $0 == 0x20 }.prefix { $0 != 0 }
        let end = text.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? text.startIndex
        return String(decoding: text[..<end], as: UTF8.self)
    }

    /// The sender's number, or its pseudonym.
    static func source(_ deliver: SMGP.Deliver) -> String {
        let isPseudonym = deliver.parameters.sourceTerminalType == .pseudonym
        let pseudonym = isPseudonym ? text(deliver.parameters.sourceTerminalPseudonym) : ""
        return pseudonym.isEmpty ? deliver.sourceTerminalID.text : pseudonym
    }

    /// FeeType (section 10.4).
    static func feeType(_ type: Billing.FeeType) throws(MessagingError) -> OctetString {
        switch type {
        case .free: return "00"
        case .perMessage: return "01"
        case .monthly: return "02"
        case .capped: return "03"
        case .collectedByProvider: throw MessagingError(.unsupported, field: "FeeType")
        case .other(let digits): return try MessageField.text(digits, width: 2, "FeeType")
        }
    }

    /// What a FeeType says; digits that the specification has no word for are kept.
    static func feeType(_ digits: OctetString) -> Billing.FeeType {
        switch digits {
        case "00": .free
        case "01": .perMessage
        case "02": .monthly
        case "03": .capped
        default: .other(digits.text)
        }
    }

    /// True for a price that is not zero; "000000" and NULs both mean none (section 10.4).
    static func isPrice(_ field: OctetString) -> Bool {
        // The two usual spellings first.
        if field.isEmpty || field == "000000" { return false }
        return field.octets.contains { $0 != UInt8(ascii: "0") }
    }

    /// The state that a word means: every one is final here, ACCEPTD too (section 7.3).
    static func state(_ word: String) -> DeliveryState {
        let state = DeliveryState(StatusWord(word).state)
        return state.isFinal ? state : .unknown
    }

    /// The err of a report that names none (section 7.4).
    static func errorCode(of state: DeliveryState) -> String {
        switch state {
        case .delivered, .accepted, .enroute: "000"
        case .expired: "001"
        case .undelivered, .deleted: "006"
        case .rejected: "005"
        case .unknown: "999"
        }
    }

    /// text of a report: three digits with the octets of the content, and its first seventeen octets, cut between
    /// characters (section 6.3).
    static func reportText(on submit: ReportedSubmit) -> [UInt8] {
        let content = submit.excerpt.octets
        let count = Array(DecimalDigits.text(UInt64(min(max(0, submit.payloadCount), 999)), width: 3).utf8)
        return count + content.prefix(wholeCharacters(content, coding: submit.coding, limit: 17))
    }

    private static func wholeCharacters(_ content: [UInt8], coding: UInt8, limit: Int) -> Int {
        var end = 0
        while end < content.count {
            let width: Int
            switch Alphabet(dataCoding: coding) {
            case .ucs2: width = (0xD8...0xDB).contains(content[end]) ? 4 : 2
            case .gb18030 where content[end] >= 0x81:
                let next = end + 1 < content.count ? content[end + 1] : 0x40
                width = (0x30...0x39).contains(next) ? 4 : 2
            default: width = 1
            }
            guard end + width <= limit else { break }
            end += width
        }
        return min(end, content.count)
    }

    /// YYYYMMDDHHMMSS in Beijing time.
    static func calendarTime(_ moment: Moment) -> OctetString {
        let time = CivilTime(moment)
        return SMGP.CalendarTime(
            year: time.year, month: time.month, day: time.day, hour: time.hour, minute: time.minute, second: time.second
        ).field
    }

    /// The moment of a RecvTime; nil for an empty or malformed one.
    static func moment(_ field: OctetString) -> Moment? {
        guard let time = SMGP.CalendarTime(field) else { return nil }
        let civil = CivilTime(
            year: time.year, month: time.month, day: time.day, hour: time.hour, minute: time.minute, second: time.second
        )
        return civil.moment(secondsAhead: 8 * 3600)
    }
}
