import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire

/// What the engine knows about CMPP: one connection's account or accounts, version and sequence counter.
public struct CMPPSessionRules: SessionRules {
    public typealias Message = CMPP.Message

    /// The layouts in use: what the client asked for, or the highest that the server speaks until a login settles it.
    public private(set) var version: CMPP.Version
    private var side: Side
    private var nextCounter: UInt32
    private let maximumFrameLength: Int
    /// The layout of the answer to this side's login, until it is authenticated.
    private var answered: CMPP.Version?
    private var isLoggingIn: Bool

    private enum Side: Sendable {
        case client(CMPPClientLogin)
        case server(CMPPServerLogin)
    }

    /// The service provider's side.
    ///
    /// - Parameters:
    ///   - version: the version that is asked for.
    ///   - account: who logs in.
    ///   - isStrict: refuses a gateway whose AuthenticatorISMG does not verify, instead of warning.
    ///   - padsShortAccount: hashes an account of less than six characters filled with NULs (4.1).
    ///   - followsGatewayVersion: goes on in the layouts of the answer where they are the other version's: gateways
    ///     exist whose accounts have a fixed version, whatever is asked for (4.3). False not to open the session then.
    ///   - firstSequence: the first Sequence_Id of this connection.
    public init(
        _ version: CMPP.Version, account: CMPPAccount, isStrict: Bool = false, padsShortAccount: Bool = false,
        followsGatewayVersion: Bool = true, firstSequence: UInt32 = 1,
        maximumFrameLength: Int = CMPP.maximumFrameLength
    ) {
        self.version = version
        isLoggingIn = true
        side = .client(
            CMPPClientLogin(
                account: account, isStrict: isStrict, padsShortAccount: padsShortAccount,
                followsGatewayVersion: followsGatewayVersion))
        nextCounter = firstSequence
        self.maximumFrameLength = maximumFrameLength
    }

    /// The gateway's side.
    ///
    /// - Parameters:
    ///   - highest: the highest version that is spoken; lower ones are too.
    ///   - accounts: who may log in.
    ///   - echoesVersion: answers with the version in use instead of the highest one (4.3: both are met).
    ///   - admission: asked once for an account that proved itself: nil lets it in, a Status keeps it out
    ///     (2 address not allowed, 5 too many connections).
    ///   - isReplay: asked before `admission`; true refuses the login as one that was overheard. See ``LoginMemory``.
    public init(
        upTo highest: CMPP.Version, accounts: [CMPPAccount], echoesVersion: Bool = false, firstSequence: UInt32 = 1,
        maximumFrameLength: Int = CMPP.maximumFrameLength,
        admission: @escaping @Sendable (_ account: String) -> UInt32? = { _ in nil }, isReplay: ReplayCheck? = nil
    ) {
        version = highest
        isLoggingIn = true
        side = .server(
            CMPPServerLogin(
                highest: highest, accounts: accounts, echoesVersion: echoesVersion, isReplay: isReplay,
                admission: admission))
        nextCounter = firstSequence
        self.maximumFrameLength = maximumFrameLength
    }

    // MARK: Frames

    public var frameRules: FrameRules {
        FrameRules(
            headerLength: CMPP.headerLength, maximumLength: maximumFrameLength,
            lengthField: CMPP.frameRules.lengthField)
    }

    public mutating func decode(_ frame: UnsafeRawBufferPointer) throws(WireError) -> DecodedFrame<CMPP.Message> {
        if isLoggingIn { noteLayout(ofLogin: frame) }
        let (message, sequence, deviations) = try CMPP.Frame.parts(of: frame, in: version, limit: maximumFrameLength)
        return DecodedFrame(
            message: message, sequence: SequenceKey(counter: sequence),
            deviations: deviations.isEmpty ? [] : deviations.map(\.description))
    }

    /// The client notes in which layout it is answered, the server in which one a login is to be answered that cannot
    /// be read: that of the version offered (4.3).
    private mutating func noteLayout(ofLogin frame: UnsafeRawBufferPointer) {
        switch side {
        case .client: answered = CMPP.Version(ofConnectResponse: frame) ?? answered
        case .server: version = CMPP.Version(offeredIn: frame) ?? version
        }
    }

    public func otherVersion(of frame: UnsafeRawBufferPointer) -> String? {
        let other = version.other
        guard let parts = try? CMPP.Frame.parts(of: frame, in: other, limit: maximumFrameLength),
            parts.deviations.isEmpty
        else { return nil }
        if case .unknown = parts.message { return nil }
        return other.rawValue
    }

    public func encode(
        _ message: CMPP.Message, sequence: SequenceKey, into output: inout OctetBuffer
    ) throws(WireError) {
        try CMPP.Frame.encode(
            message, sequence: sequence.counter, into: &output, in: version, limit: maximumFrameLength)
    }

    public mutating func nextSequence(at moment: Moment) -> SequenceKey {
        defer { nextCounter &+= 1 }
        return SequenceKey(counter: nextCounter)
    }

    // MARK: Login

    public mutating func request(for duty: SessionDuty, at moment: Moment) -> CMPP.Message? {
        switch duty {
        case .keepAlive: .activeTest(CMPP.ActiveTest())
        case .closing: .terminate(CMPP.Terminate())
        case .login: loginRequest(at: moment)
        }
    }

    private mutating func loginRequest(at moment: Moment) -> CMPP.Message? {
        guard case .client(var login) = side else { return nil }
        let connect = login.request(version, at: moment)
        side = .client(login)
        return .connect(connect)
    }

    /// Says what is known of the peer that logs in, for a server whose accounts are looked up at each login.
    ///
    /// - Parameters:
    ///   - account: nil when there is none: the peer is told the same as for a wrong secret.
    ///   - refusal: what keeps an account out that has proved itself; nil lets it in.
    public mutating func decideLogin(_ account: CMPPAccount?, refusal: CMPP.ConnectStatus? = nil) {
        guard case .server(let login) = side else { return }
        side = .server(login.decided(account, refusal: refusal))
    }

    public mutating func authenticate(login message: CMPP.Message, at moment: Moment) -> LoginResult<CMPP.Message> {
        switch (side, message) {
        case (.client(let login), .connectResponse(let response)):
            isLoggingIn = false
            let (outcome, layout) = login.authenticate(response, asked: version, answered: answered ?? version)
            version = layout
            return outcome
        case (.server(let login), .connect(let connect)):
            isLoggingIn = false
            let (outcome, layout) = login.authenticate(connect, at: moment)
            version = layout
            return outcome
        default:
            return LoginResult(
                accepted: false, code: CMPP.ConnectStatus.structure.rawValue, identity: "", version: "")
        }
    }
}
