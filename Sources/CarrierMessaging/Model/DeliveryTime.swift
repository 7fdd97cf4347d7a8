import CarrierSession
import CarrierWire

/// When a message expires or is to be delivered.
public enum DeliveryTime: Hashable, Sendable {
    /// So long after the carrier takes the message.
    case after(Moment.Span)
    /// At this moment.
    case at(Moment)

    /// Reads a time as all of these protocols write it, `YYMMDDhhmmsstnnp` (SMPP 3.3).
    ///
    /// Nil for an empty or malformed one, and for a period in months or years, which has no certain length.
    public init?(smppTime text: String) {
        guard let field = OctetString(text.utf8), let time = SMPPTime(field) else { return nil }
        let tenths = Moment.Span.milliseconds(Int64(time.tenth) * 100)
        switch time.reference {
        case .now:
            guard time.year == 0, time.month == 0 else { return nil }
            let seconds = time.day * 86_400 + time.hour * 3600 + time.minute * 60 + time.second
            self = .after(
                Moment.Span(nanoseconds: Moment.Span.seconds(Int64(seconds)).nanoseconds + tenths.nanoseconds))
        case .offset(let quarterHours):
            let civil = CivilTime(
                year: 2000 + time.year, month: time.month, day: time.day, hour: time.hour, minute: time.minute,
                second: time.second)
            guard let moment = civil.moment(secondsAhead: Int64(quarterHours) * 900) else { return nil }
            self = .at(moment + tenths)
        }
    }

    /// The same time, told from `moment` on where it was relative.
    public func absolute(from moment: Moment) -> DeliveryTime {
        switch self {
        case .at: self
        case .after(let span): .at(moment + span)
        }
    }
}
