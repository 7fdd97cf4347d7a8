import CarrierCMPP
import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire

/// A CMPP gateway whose accounts have a fixed version: it reads every CONNECT as if that had been offered, and answers
/// in that version's layouts (cmpp.md 4.3).
public struct FixedVersionRules: SessionRules {
    public typealias Message = CMPP.Message

    private var inner: CMPPSessionRules
    private let version: CMPP.Version

    public init(_ version: CMPP.Version, account: CMPPAccount) {
        self.version = version
        inner = CMPPSessionRules(upTo: version, accounts: [account])
    }

    public var frameRules: FrameRules { inner.frameRules }
    public mutating func decode(_ frame: UnsafeRawBufferPointer) throws(WireError) -> DecodedFrame<CMPP.Message> {
        try inner.decode(frame)
    }
    public func encode(_ message: CMPP.Message, sequence: SequenceKey, into output: inout OctetBuffer)
        throws(WireError)
    {
        try inner.encode(message, sequence: sequence, into: &output)
    }
    public func classify(_ message: CMPP.Message) -> MessageClass { inner.classify(message) }
    public mutating func nextSequence(at moment: Moment) -> SequenceKey { inner.nextSequence(at: moment) }
    public mutating func request(for duty: SessionDuty, at moment: Moment) -> CMPP.Message? {
        inner.request(for: duty, at: moment)
    }
    public mutating func authenticate(login message: CMPP.Message, at moment: Moment) -> LoginResult<CMPP.Message> {
        guard case .connect(var connect) = message else { return inner.authenticate(login: message, at: moment) }
        connect.version = version.number
        return inner.authenticate(login: .connect(connect), at: moment)
    }
    public func response(to request: CMPP.Message, because reason: AutomaticResponse) -> CMPP.Message? {
        inner.response(to: request, because: reason)
    }
    public func response(
        toDamaged frame: UnsafeRawBufferPointer, error: WireError
    ) -> DecodedFrame<CMPP.Message>? { inner.response(toDamaged: frame, error: error) }
}
