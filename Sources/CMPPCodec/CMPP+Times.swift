import CarrierWire

extension CMPP {
    /// The Timestamp of CONNECT: MMDDHHMMSS read as a decimal number, Beijing time by convention (section 7).
    public typealias Timestamp = CarrierWire.MonthTime

    /// The times of reports: YYMMDDHHMM in Beijing time (section 7). Dummies are met, so parsing is optional.
    public typealias ReportTime = CarrierWire.MinuteTime

    /// ValId_Time and At_Time: SMPP time (section 7).
    public typealias SMPPTime = CarrierWire.SMPPTime
}
