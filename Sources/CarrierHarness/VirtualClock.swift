import CarrierSession

/// A clock that only moves when it is told to, so that hours pass in no time.
public struct VirtualClock: Sendable {
    /// What the clock shows.
    public private(set) var now: Moment

    /// A clock that shows 2026-08-01 12:00:00 in Beijing unless told otherwise.
    public init(at start: Moment = Moment(secondsSince1970: 1_785_556_800)) { now = start }

    /// Moves to a later moment; an earlier one changes nothing.
    public mutating func jump(to moment: Moment) { now = max(now, moment) }

    /// Moves on by a length of time; a negative one changes nothing.
    public mutating func jump(by span: Moment.Span) { jump(to: now + span) }
}
