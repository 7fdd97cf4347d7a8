/// One frame of a protocol: its sequence number, its message, and what departed from the layout in a tolerated way.
///
/// A frame that decodes encodes to the same octets. What is the same for every protocol is here; a codec states its
/// header, its messages and what its peers are known to do. The underscored members are the hot ways: a codec's own
/// doors call them from concrete code, so that they are specialised where the records are declared.
public protocol WireFrame: Hashable, Sendable {
    /// Length, command and sequence number.
    associatedtype Header: FrameHeader
    /// What a frame says.
    associatedtype Message: WireMessage
    where Message.CommandID == Header.CommandID, Message.Dialect == Header.Dialect
    /// A deviation in words.
    associatedtype Deviation: CustomStringConvertible
    typealias Dialect = Header.Dialect

    /// A request's number; the response repeats it.
    var sequence: Header.Sequence { get set }
    /// What the frame says.
    var message: Message { get set }
    /// What departed from the layout.
    var deviations: FrameDeviations { get set }
    /// Octets behind the last field, kept and written back.
    var surplus: [UInt8] { get set }
    /// Every deviation of the frame, in a fixed order; empty for a lawful one.
    var deviationList: [Deviation] { get }

    /// A frame without deviations.
    init(sequence: Header.Sequence, message: Message)

    /// The layout that a body told by its length has when it is not the version's own; nil where there is none.
    static func otherLayout(than dialect: Dialect) -> Dialect?
    /// The name of the deviation that a payload's announced length is not its own.
    static var lengthDeviation: String { get }
    /// The length of a payload where it is known better than by the announced one; nil where the announced one counts.
    static func payloadLength<Body: WireBody>(
        of type: Body.Type, in octets: UnsafeRawBufferPointer, _ dialect: Dialect
    ) -> Int? where Body.Message == Message
    /// Octets of a report in the content that has not its usual layout; zero when it has, and without a report.
    static func unusualReport(in message: Message, _ dialect: Dialect) -> UInt8
}

extension WireFrame {
    /// There is no other layout.
    public static func otherLayout(than dialect: Dialect) -> Dialect? { nil }

    /// The name where reports alone are met so.
    public static var lengthDeviation: String { "report-length" }

    /// The announced length counts.
    public static func payloadLength<Body: WireBody>(
        of type: Body.Type, in octets: UnsafeRawBufferPointer, _ dialect: Dialect
    ) -> Int? where Body.Message == Message { nil }

    /// There are no unusual reports.
    @inlinable @inline(__always)
    public static func unusualReport(in message: Message, _ dialect: Dialect) -> UInt8 { 0 }

    /// The frame without its deviations: what the specification's layout makes of the same message.
    public var canonical: Self { Self(sequence: sequence, message: message) }
}

/// The deviations of one frame; compact, so that a lawful frame pays nothing for them.
public struct FrameDeviations: Hashable, Sendable {
    /// How the body departed from its layout.
    public var departure = LayoutDeparture()
    /// Octets of a report that has not its usual layout; zero when it has, and without a report.
    public var reportOctets: UInt8 = 0
    /// True when the body has the other layout that is told by its length.
    public var hasOtherLayout = false

    /// No deviation.
    @inlinable @inline(__always)
    public init() {}

    /// The length that was announced for a payload, where it has another one.
    public var announcedLength: Int? { departure.announcedPayload }
    /// The octets that were there of a shortened last field.
    public var tailLength: Int? { departure.tailLength }

    /// True when nothing departs in a way that changes how the frame is written.
    @inlinable @inline(__always)
    public var writesCanonically: Bool { departure.isEmpty && !hasOtherLayout }
}
