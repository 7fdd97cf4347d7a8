/// A time to the minute, YYMMDDHHMM, as reports carry it: Beijing time by convention. Dummies are met, so parsing is
/// optional.
public struct MinuteTime: Hashable, Sendable {
    /// Years since 2000.
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    /// 0 to 23.
    public var hour: Int
    /// 0 to 59.
    public var minute: Int

    /// Takes the parts as they are.
    public init(year: Int, month: Int, day: Int, hour: Int, minute: Int) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
    }

    /// Reads the field; nil for an empty, dummy or malformed one.
    public init?(_ field: OctetString) {
        guard let parts = TimeDigits.pairs(field.octets, count: 5) else { return nil }
        self.init(year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4])
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60 else { return nil }
    }

    /// The field's ten digits.
    public var field: OctetString {
        OctetString(TimeDigits.text([year, month, day, hour, minute])) ?? OctetString()
    }
}
