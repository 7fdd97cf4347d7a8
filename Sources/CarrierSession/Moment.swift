/// A point in time, in nanoseconds since 1970-01-01 00:00 UTC, that never runs backwards within one process.
///
/// The engine never reads a clock: whoever drives it says what time it is. The transport derives moments from the
/// monotonic clock, anchored once at the wall clock; tests make them up.
public struct Moment: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970-01-01 00:00 UTC.
    public var nanoseconds: Int64

    /// The moment so many nanoseconds after 1970-01-01 00:00 UTC.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The moment `seconds` after 1970-01-01 00:00 UTC; the end or the beginning of time where that overflows.
    public init(secondsSince1970 seconds: Int64) { nanoseconds = Span.seconds(seconds).nanoseconds }

    public static func < (left: Moment, right: Moment) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The moment `span` later; the end or the beginning of time where that overflows.
    public static func + (moment: Moment, span: Span) -> Moment {
        let (sum, overflow) = moment.nanoseconds.addingReportingOverflow(span.nanoseconds)
        return Moment(nanoseconds: overflow ? (span < .zero ? .min : .max) : sum)
    }

    /// The time from `right` to `left`.
    public static func - (left: Moment, right: Moment) -> Span {
        let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
        return Span(nanoseconds: overflow ? (left > right ? .max : .min) : difference)
    }

    /// A length of time in nanoseconds.
    public struct Span: Hashable, Comparable, Sendable {
        /// The length in nanoseconds.
        public var nanoseconds: Int64

        /// A length of so many nanoseconds.
        public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

        public static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }
        /// No time at all.
        public static let zero = Span(nanoseconds: 0)
        /// So many seconds; the longest span of that sign where that overflows.
        public static func seconds(_ count: Int64) -> Span { Span(saturating: count, times: 1_000_000_000) }
        /// So many milliseconds; the longest span of that sign where that overflows.
        public static func milliseconds(_ count: Int64) -> Span { Span(saturating: count, times: 1_000_000) }
        /// So many microseconds; the longest span of that sign where that overflows.
        public static func microseconds(_ count: Int64) -> Span { Span(saturating: count, times: 1_000) }

        private init(saturating count: Int64, times factor: Int64) {
            let (product, overflow) = count.multipliedReportingOverflow(by: factor)
            nanoseconds = overflow ? (count < 0 ? .min : .max) : product
        }
    }
}

/// A calendar reading in one time zone, as the protocols' decimal time stamps need it.
public struct CivilTime: Hashable, Sendable {
    /// The year, 2026.
    public var year: Int
    /// The month, from 1.
    public var month: Int
    /// The day of the month, from 1.
    public var day: Int
    /// The hour, 0 to 23.
    public var hour: Int
    /// The minute, 0 to 59.
    public var minute: Int
    /// The second, 0 to 59.
    public var second: Int

    /// Seconds that China Standard Time (北京时间), the zone of every time on the wire, is ahead of UTC.
    public static let beijingOffset: Int64 = 8 * 3600

    /// Reads `moment` in the zone that is `secondsAhead` of UTC, a day at most to either side; Beijing unless told
    /// otherwise.
    public init(_ moment: Moment, secondsAhead: Int64 = CivilTime.beijingOffset) {
        let seconds =
            (moment.nanoseconds / 1_000_000_000 - (moment.nanoseconds % 1_000_000_000 < 0 ? 1 : 0))
            &+ min(max(secondsAhead, -86_400), 86_400)
        let days = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
        let rest = Int(seconds - days * 86_400)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        // Days since 0000-03-01, so that the leap day ends the year (proleptic Gregorian calendar).
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    /// Takes the parts as they are; ``moment(secondsAhead:)`` is nil when there is no such time.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// The moment that reads so in the zone that is `secondsAhead` of UTC; nil when there is none.
    public func moment(secondsAhead: Int64 = CivilTime.beijingOffset) -> Moment? {
        guard (1678...2261).contains(year), (1...12).contains(month), (1...31).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (-86_400...86_400).contains(secondsAhead)
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        let moment = Moment(
            secondsSince1970: Int64(days * 86_400 + hour * 3600 + minute * 60 + second) - secondsAhead)
        // The 31st of a shorter month reads otherwise.
        return CivilTime(moment, secondsAhead: secondsAhead) == self ? moment : nil
    }

    /// The decimal number MMDDHHMMSS that logins and sequence numbers carry; a part that has not two digits counts as
    /// the nearest that has.
    public var monthToSecond: UInt32 {
        UInt32(clamping: [month, day, hour, minute, second].reduce(0) { $0 * 100 + min(max($1, 0), 99) })
    }
}
