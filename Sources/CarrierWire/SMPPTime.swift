/// SMPP time: sixteen characters `YYMMDDhhmmsstnnp`, in which expiry and schedule are written.
public struct SMPPTime: Hashable, Sendable {
    /// What the time is relative to.
    public enum Reference: Hashable, Sendable {
        /// Local time that is ahead of UTC by a number of quarter hours: negative when behind, 32 in China.
        case offset(quarterHours: Int)
        /// A period from now on: the parts are years, months, days, hours, minutes and seconds.
        case now
    }

    /// Years since 2000, or years of a period: 0 to 99.
    public var year: Int
    /// 1 to 12, or months of a period.
    public var month: Int
    /// 1 to 31, or days of a period.
    public var day: Int
    /// 0 to 23, or hours of a period.
    public var hour: Int
    /// 0 to 59.
    public var minute: Int
    /// 0 to 59.
    public var second: Int
    /// 0 to 9.
    public var tenth: Int
    /// What the time is relative to.
    public var reference: Reference

    /// Takes the parts as they are; ``field`` is nil when one does not fit its digits.
    public init(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, tenth: Int = 0,
        reference: Reference = .offset(quarterHours: 32)
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.tenth = tenth
        self.reference = reference
    }

    /// A period from now on.
    public static func period(days: Int = 0, hours: Int = 0, minutes: Int = 0, seconds: Int = 0) -> SMPPTime {
        SMPPTime(
            year: 0, month: 0, day: days, hour: hours, minute: minutes, second: seconds, reference: .now)
    }

    /// Reads the field; nil for an empty or malformed one. Any offset of up to 48 quarter hours is taken.
    public init?(_ field: OctetString) {
        let octets = field.octets
        guard octets.count == 16, let parts = TimeDigits.pairs(Array(octets[..<12]), count: 6),
            let tenth = DecimalDigits.number(octets[12..<13]), let quarters = DecimalDigits.number(octets[13..<15])
        else { return nil }
        let reference: Reference
        switch octets[15] {
        case UInt8(ascii: "+") where quarters <= 48: reference = .offset(quarterHours: quarters)
        case UInt8(ascii: "-") where quarters <= 48: reference = .offset(quarterHours: -quarters)
        case UInt8(ascii: "R"): reference = .now
        default: return nil
        }
        self.init(
            year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5],
            tenth: tenth, reference: reference)
        if reference == .now { return }
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60 else {
            return nil
        }
    }

    /// The field's sixteen characters; nil when a part does not fit its digits.
    public var field: OctetString? {
        let parts = [year, month, day, hour, minute, second]
        guard parts.allSatisfy({ (0...99).contains($0) }), (0...9).contains(tenth) else { return nil }
        let tail: String
        switch reference {
        case .now: tail = "00R"
        case .offset(let quarters):
            guard (-48...48).contains(quarters) else { return nil }
            tail = TimeDigits.text([abs(quarters)]) + (quarters < 0 ? "-" : "+")
        }
        return OctetString(TimeDigits.text(parts) + "\(tenth)" + tail)
    }
}

/// Two-digit parts of times.
public enum TimeDigits {
    /// The numbers of `count` pairs of digits, nil unless `octets` are exactly those.
    public static func pairs(_ octets: [UInt8], count: Int) -> [Int]? {
        guard count >= 0, octets.count == count &* 2 else { return nil }
        let numbers = (0..<count).compactMap { DecimalDigits.number(octets[($0 &* 2)..<($0 &* 2 &+ 2)]) }
        return numbers.count == count ? numbers : nil
    }

    /// Each part as two digits; a part is clamped to 0...99.
    public static func text(_ parts: [Int]) -> String {
        parts.map { DecimalDigits.text(UInt64(min(max($0, 0), 99)), width: 2) }.joined()
    }
}
