import CarrierSession

/// A session that moves no octets and keeps no time: what the test's own says otherwise comes from there.
public protocol InertSession: SessionIO {}

extension InertSession {
    public func open(at moment: Moment) {}
    public func receive(
        capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int { 0 }
    public var hasUnservedInput: Bool { false }
    public func proceed(at moment: Moment, portion: Int) {}
    public var wantsInput: Bool { true }
    public var outputCount: Int { 0 }
    public func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) {}
    public var nextDeadline: Moment? { nil }
    public func advance(to moment: Moment) {}
    public func endOfInput(at moment: Moment, errno: Int32?) {}
    public func close(at moment: Moment) {}
    public func abort(at moment: Moment) {}
    public var isLoggedIn: Bool { false }
    public var closeReason: CloseReason? { nil }
}
