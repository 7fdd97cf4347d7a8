/// A time without a year: MMDDHHMMSS read as a decimal number, Beijing time by convention.
public struct MonthTime: Hashable, Sendable {
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    /// 0 to 23.
    public var hour: Int
    /// 0 to 59.
    public var minute: Int
    /// 0 to 59.
    public var second: Int

    /// Takes the parts as they are; ``rawValue`` is meaningful when each is in its range.
    public init(month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Reads the field's number; nil when it is no time of a day.
    public init?(_ rawValue: UInt32) {
        let value = Int(rawValue)
        self.init(
            month: value / 100_000_000, day: value / 1_000_000 % 100, hour: value / 10_000 % 100,
            minute: value / 100 % 100, second: value % 100)
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60 else {
            return nil
        }
    }

    /// The field's number.
    public var rawValue: UInt32 {
        let parts = [month, day, hour, minute, second]
        return UInt32(clamping: parts.reduce(0) { $0 &* 100 &+ min(max($1, 0), 99) })
    }
}
