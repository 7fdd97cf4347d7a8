import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec

/// What the engine knows about SMGP: one connection's account or accounts, version, login mode and sequence counter.
public struct SMGPSessionRules: SessionRules {
    public typealias Message = SMGP.Message

    /// The layouts in use: what the client asks for, or the highest that the server speaks until a login settles it.
    public private(set) var version: SMGP.Version
    /// What the connection is for: the client's wish, on the server what the last Login asked for.
    public private(set) var loginMode: SMGP.LoginMode
    private var side: Side
    private var nextCounter: UInt32
    private let maximumFrameLength: Int

    private enum Side: Sendable {
        case client(SMGPClientLogin)
        case server(SMGPServerLogin)
    }

    /// The service provider's side.
    ///
    /// - Parameters:
    ///   - version: the version that is asked for.
    ///   - account: who logs in, and in which mode.
    ///   - isStrict: refuses a gateway whose AuthenticatorServer does not verify, instead of warning.
    ///   - padsShortAccount: hashes an account of less than eight characters filled with NULs (section 11).
    ///   - followsLowerVersion: goes on in the version of a gateway that names a lower one; otherwise the session does
    ///     not open, because what was made for the higher one may not be sayable.
    ///   - firstSequence: the first SequenceID of this connection.
    public init(
        _ version: SMGP.Version, account: SMGPAccount, isStrict: Bool = false, padsShortAccount: Bool = false,
        followsLowerVersion: Bool = false, firstSequence: UInt32 = 1,
        maximumFrameLength: Int = SMGP.maximumFrameLength
    ) {
        self.version = account.leavesOutFixedFee && version == .v1_3 ? .v1_3WithoutFixedFee : version
        loginMode = account.loginMode
        side = .client(
            SMGPClientLogin(
                account: account, isStrict: isStrict, padsShortAccount: padsShortAccount,
                followsLowerVersion: followsLowerVersion))
        nextCounter = firstSequence
        self.maximumFrameLength = maximumFrameLength
    }

    /// The gateway's side.
    ///
    /// - Parameters:
    ///   - highest: the highest version that is spoken; lower ones are too.
    ///   - accounts: who may log in, and in which modes.
    ///   - admission: asked once for an account that proved itself: nil lets it in, a Status keeps it out
    ///     (2 too many connections, 20 address not allowed).
    ///   - isReplay: asked before `admission`; true refuses the login as one that was overheard. See ``LoginMemory``.
    public init(
        upTo highest: SMGP.Version, accounts: [SMGPAccount], firstSequence: UInt32 = 1,
        maximumFrameLength: Int = SMGP.maximumFrameLength,
        admission: @escaping @Sendable (_ account: String) -> UInt32? = { _ in nil }, isReplay: ReplayCheck? = nil
    ) {
        version = highest
        loginMode = .transmit
        side = .server(
            SMGPServerLogin(highest: highest, accounts: accounts, isReplay: isReplay, admission: admission))
        nextCounter = firstSequence
        self.maximumFrameLength = maximumFrameLength
    }

    // MARK: Frames

    public var frameRules: FrameRules {
        FrameRules(
            headerLength: SMGP.headerLength, maximumLength: maximumFrameLength,
            lengthField: SMGP.frameRules.lengthField)
    }

    /// Reads one frame. On a gateway a Submit over a connection that only receives is `malformed` in RequestID, and
    /// is answered with Status 11 (section 2.3).
    public func decode(_ frame: UnsafeRawBufferPointer) throws(WireError) -> DecodedFrame<SMGP.Message> {
        let (message, sequence, deviations) = try SMGP.Frame.parts(of: frame, in: version, limit: maximumFrameLength)
        if case .submit = message, case .server = side, loginMode == .receive {
            throw WireError(.malformed, field: SMGP.Header.names.command, offset: 4)
        }
        return DecodedFrame(
            message: message, sequence: SequenceKey(counter: sequence),
            deviations: deviations.isEmpty ? [] : deviations.map(\.description))
    }

    public func otherVersion(of frame: UnsafeRawBufferPointer) -> String? {
        SMGP.Version.allCases.first { other in
            guard other != version,
                let parts = try? SMGP.Frame.parts(of: frame, in: other, limit: maximumFrameLength)
            else { return false }
            if case .unknown = parts.message { return false }
            return parts.deviations.isEmpty
        }?.rawValue
    }

    /// Writes one frame.
    ///
    /// - Throws: also `malformed` in LoginMode for a Submit over a connection that only receives, and for a Deliver
    ///   over one that only sends (section 2.3).
    public func encode(
        _ message: SMGP.Message, sequence: SequenceKey, into output: inout OctetBuffer
    ) throws(WireError) {
        switch message {
        case .submit where loginMode == .receive, .deliver where loginMode == .send:
            throw WireError(.malformed, field: "LoginMode", offset: 36)
        default: break
        }
        try SMGP.Frame.encode(
            message, sequence: sequence.counter, into: &output, in: version, limit: maximumFrameLength)
    }

    public mutating func nextSequence(at moment: Moment) -> SequenceKey {
        defer { nextCounter &+= 1 }
        return SequenceKey(counter: nextCounter)
    }

    // MARK: Login

    public mutating func request(for duty: SessionDuty, at moment: Moment) -> SMGP.Message? {
        switch duty {
        case .keepAlive: .activeTest(SMGP.ActiveTest())
        case .closing: .exit(SMGP.Exit())
        case .login: loginRequest(at: moment)
        }
    }

    private mutating func loginRequest(at moment: Moment) -> SMGP.Message? {
        guard case .client(var login) = side else { return nil }
        let request = login.request(version, at: moment)
        side = .client(login)
        return .login(request)
    }

    /// Says what is known of the peer that logs in, for a server whose accounts are looked up at each login.
    ///
    /// - Parameters:
    ///   - account: nil when there is none: the peer is told the same as for a wrong secret.
    ///   - refusal: what keeps an account out that has proved itself; nil lets it in.
    public mutating func decideLogin(_ account: SMGPAccount?, refusal: SMGP.Status? = nil) {
        guard case .server(let login) = side else { return }
        side = .server(login.decided(account, refusal: refusal))
    }

    public mutating func authenticate(login message: SMGP.Message, at moment: Moment) -> LoginResult<SMGP.Message> {
        let outcome: LoginResult<SMGP.Message>
        switch (side, message) {
        case (.client(let client), .loginResponse(let response)):
            (outcome, version) = client.authenticate(response, version)
        case (.server(let server), .login(let login)):
            (outcome, version) = server.authenticate(login, at: moment)
            loginMode = login.loginMode
        default:
            outcome = LoginResult(
                accepted: false, code: SMGP.Status.structure.rawValue, identity: "", version: "")
        }
        return outcome
    }
}
