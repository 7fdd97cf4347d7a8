import CarrierMessaging
import CarrierSession

/// Times as command lines spell them.
enum TimeText {
    /// A time, or a duration from when the carrier takes the message.
    static func deliveryTime(_ text: String) -> DeliveryTime? {
        if let span = Arguments.duration(text) { return .after(span) }
        return moment(text).map { .at($0) }
    }

    /// `2026-11-26T08:00`, `2026-11-26T08:00:00`, with `Z` or `+08:00` behind it or in Beijing time; nil for anything
    /// else and for days that no calendar has.
    static func moment(_ text: String) -> Moment? {
        guard text.utf8.allSatisfy({ $0 < 0x80 }), text.count >= 16 else { return nil }
        let clock = text.prefix { !"Z+".contains($0) }
        let zone = text.dropFirst(clock.count)
        let parts = clock.split(separator: "T", omittingEmptySubsequences: false)
        // A minus sign of a zone stands behind the T, where a time has none.
        guard parts.count == 2 else { return nil }
        let time = parts[1].prefix { $0 != "-" }
        guard let ahead = offset(zone.isEmpty ? parts[1].dropFirst(time.count) : zone),
            let date = numbers(parts[0], "-", widths: [4, 2, 2]),
            let hours = numbers(time, ":", widths: time.count == 5 ? [2, 2] : [2, 2, 2]),
            hours[0] < 24, hours[1] < 60, hours.count == 2 || hours[2] < 60, (2000...2099).contains(date[0])
        else { return nil }
        let seconds =
            days(date[0], date[1], date[2]) * 86_400 + hours[0] * 3600 + hours[1] * 60
            + (hours.count > 2 ? hours[2] : 0)
        let moment = Moment(secondsSince1970: Int64(seconds) - ahead)
        let read = CivilTime(moment, secondsAhead: ahead)
        guard read.month == date[1], read.day == date[2] else { return nil }
        return moment
    }

    /// Seconds ahead of UTC; Beijing's for no text.
    private static func offset(_ text: Substring) -> Int64? {
        if text.isEmpty { return CivilTime.beijingOffset }
        if text == "Z" { return 0 }
        guard text.hasPrefix("+") || text.hasPrefix("-"), let parts = numbers(text.dropFirst(), ":", widths: [2, 2]),
            parts[0] < 24, parts[1] < 60
        else { return nil }
        let seconds = Int64(parts[0] * 3600 + parts[1] * 60)
        return text.hasPrefix("-") ? -seconds : seconds
    }

    private static func numbers(_ text: Substring, _ separator: Character, widths: [Int]) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.count) == widths else { return nil }
        let numbers = parts.compactMap { Arguments.decimal($0) }
        return numbers.count == widths.count ? numbers : nil
    }

    /// Days from 1970-01-01, for years from 2000 on (every fourth is a leap year until 2100).
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
        guard (1...12).contains(month) else { return 0 }
        let leapDays = (year - 2000 + 3) / 4 + (year % 4 == 0 && month > 2 ? 1 : 0)
        return 10_957 + (year - 2000) * 365 + leapDays + before[month - 1] + day - 1
    }
}
