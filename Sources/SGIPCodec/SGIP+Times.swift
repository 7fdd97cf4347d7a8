import CarrierWire

extension SGIP {
    /// ExpireTime and ScheduleTime: SMPP time, whose last four characters the text fixes as `032+` (section 7).
    public typealias SMPPTime = CarrierWire.SMPPTime

    /// The second word of a sequence number: MMDDhhmmss read as a decimal number (section 1.4).
    public typealias Timestamp = CarrierWire.MonthTime

    /// ReceiveTime and SendTime of Trace_Resp: yymmddhhmmss (section 7).
    public struct NodeTime: Hashable, Sendable {
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
            guard let parts = TimeDigits.pairs(field.octets, count: 6) else { return nil }
            self.init(
                year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5])
            guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60 else {
                return nil
            }
        }

        /// The field's twelve digits.
        public var field: OctetString {
            OctetString(TimeDigits.text([year, month, day, hour, minute, second])) ?? OctetString()
        }
    }
}
