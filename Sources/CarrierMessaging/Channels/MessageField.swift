import CarrierSession
import CarrierWire

/// Values as the fields of these protocols hold them: what does not fit is refused by name, nothing is cut.
package enum MessageField {
    /// Text of a fixed-width field: printable ASCII of at most `width` octets.
    package static func text(_ text: String, width: Int, _ name: FieldName) throws(MessagingError) -> OctetString {
        let count = text.utf8.count
        guard count <= width, let value = OctetString(text) else {
            throw MessagingError(.tooLong(limit: width, actual: count), field: name)
        }
        // A value's count does not see NULs at its end.
        guard value.count == count, value.isPrintable else { throw MessagingError(.notASCII, field: name) }
        return value
    }

    /// A time as SMPP 3.3 spells it (section 7): absolute in Beijing time, or relative in days and less.
    package static func time(_ time: DeliveryTime?, _ name: FieldName) throws(MessagingError) -> OctetString {
        switch time {
        case nil: return OctetString()
        case .at(let moment):
            let civil = CivilTime(moment)
            guard (2000...2099).contains(civil.year) else { throw MessagingError(.outOfRange, field: name) }
            let parts = [civil.year % 100, civil.month, civil.day, civil.hour, civil.minute, civil.second]
            let tenth = moment.nanoseconds / 100_000_000 % 10
            // 32 quarter hours ahead of UTC.
            return try text(digits(parts) + "\(tenth)32+", width: 17, name)
        case .after(let span):
            // Whole seconds only; a part of one counts as one.
            let seconds = Int(span.nanoseconds / 1_000_000_000 + (span.nanoseconds % 1_000_000_000 > 0 ? 1 : 0))
            let days = seconds / 86_400
            guard seconds >= 0, days <= 99 else { throw MessagingError(.outOfRange, field: name) }
            let parts = [0, 0, days, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60]
            return try text(digits(parts) + "000R", width: 17, name)
        }
    }

    /// YYMMDDHHMM in Beijing time, as reports carry it.
    package static func reportTime(_ moment: Moment) -> String {
        let time = CivilTime(moment)
        return digits([time.year % 100, time.month, time.day, time.hour, time.minute])
    }

    /// Two digits for each part; parts are below 100.
    private static func digits(_ parts: [Int]) -> String {
        String(unsafeUninitializedCapacity: 2 * parts.count) { digits in
            for (place, part) in parts.enumerated() {
                let part = UInt8(clamping: part)
                digits[2 * place] = UInt8(ascii: "0") + part / 10 % 10
                digits[2 * place + 1] = UInt8(ascii: "0") + part % 10
            }
            return 2 * parts.count
        }
    }
}

extension DeliveryState {
    /// What a status word says, in the neutral model's terms.
    package init(_ state: StatusWord.State) {
        switch state {
        case .delivered: self = .delivered
        case .undelivered: self = .undelivered
        case .expired: self = .expired
        case .deleted: self = .deleted
        case .rejected: self = .rejected
        case .unknown: self = .unknown
        case .accepted: self = .accepted
        case .enroute: self = .enroute
        }
    }

    /// The word that short message centres have for it.
    package var statusWord: String {
        let state: StatusWord.State =
            switch self {
            case .delivered: .delivered
            case .undelivered: .undelivered
            case .expired: .expired
            case .deleted: .deleted
            case .rejected: .rejected
            case .unknown: .unknown
            case .accepted: .accepted
            case .enroute: .enroute
            }
        return state.word
    }
}

extension OctetString {
    /// The text of a name that peers exist to fill with NULs in front instead of behind.
    package var name: String {
        guard firstOctetIsNUL else { return text }
        return OctetString(octets.drop { $0 == 0 })?.text ?? text
    }

    private var firstOctetIsNUL: Bool { octets.first == 0 }
}

extension UInt8 {
    /// A version octet as high nibble major, low nibble minor; peers exist that write the major number alone (0x02).
    package var versionWithMinor: UInt8 { self < 0x10 ? self << 4 : self }
}
