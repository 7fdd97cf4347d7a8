import CarrierWire

extension SMGP {
    /// TimeStamp of Login: MMDDHHMMSS read as a decimal number, Beijing time by convention (section 8).
    public typealias Timestamp = CarrierWire.MonthTime

    /// submit date and done date of reports: YYMMDDhhmm in Beijing time (section 8).
    public typealias ReportTime = CarrierWire.MinuteTime

    /// ValidTime and AtTime: SMPP time (section 8).
    public typealias SMPPTime = CarrierWire.SMPPTime

    /// RecvTime and the routes' Time: YYYYMMDDHHMMSS in Beijing time (section 8).
    public struct CalendarTime: Hashable, Sendable {
        /// The year, 0 to 9999.
        public var year: Int
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

        /// Takes the parts as they are.
        public init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
            self.year = year
            self.month = month
            self.day = day
            self.hour = hour
            self.minute = minute
            self.second = second
        }

        /// Reads the field; nil for an empty or malformed one.
        public init?(_ field: OctetString) {
            guard let parts = TimeDigits.pairs(field.octets, count: 7) else { return nil }
            self.init(
                year: parts[0] &* 100 &+ parts[1], month: parts[2], day: parts[3], hour: parts[4], minute: parts[5],
                second: parts[6])
            guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60 else {
                return nil
            }
        }

        /// The field's fourteen digits.
        public var field: OctetString {
            let parts = [year / 100, year % 100, month, day, hour, minute, second]
            return OctetString(TimeDigits.text(parts)) ?? OctetString()
        }
    }
}
