import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec

/// What the engine knows about SGIP: one connection's direction, accounts and sequence counter.
///
/// A connection carries requests only from the side that dialled: Submit from the provider, Deliver, Report and UserRpt
/// from the gateway. There is no keep-alive; the side that dialled sends Unbind.
public struct SGIPSessionRules: SessionRules {
    public typealias Message = SGIP.Message

    /// How much of a response's sequence number must be the request's (sgip.md 1.4).
    public enum Matching: Hashable, Sendable {
        /// All twelve octets; where only the time differs and one open request can be meant, the session takes the
        /// response all the same and names the deviation `response-time-word`.
        case exact
        /// Node and counter: for peers that stamp responses with their own time.
        case nodeAndCounter
        /// The counter alone: for peers that change the node too.
        case counter
    }

    /// The layouts in use.
    public let version: SGIP.Version
    /// How responses are matched; what is matched in spite of a difference is a deviation, `restamped-sequence`.
    public var matching = Matching.exact
    /// Closes on a command that the specification does not define, as it demands (8.4); false to pass it on.
    public var closesOnUnknownCommand = true
    private var side: Side
    private var numbers: SGIPSequence
    /// The numbers drawn lately, each at its counter's place; empty unless they may have to be found by counter.
    private var drawn: [SequenceKey?] = []
    private let maximumFrameLength: Int

    /// Numbers that are remembered for peers that change them: more than a window and its latecomers.
    private static let rememberedNumbers = 1024

    private enum Side: Sendable {
        case client(SGIPClientLogin)
        case server(SGIPServerLogin)
    }

    /// The provider's end of a connection that it dials (LoginType 1).
    ///
    /// - Parameters:
    ///   - connection: different for connections of one node that are open at a time or follow each other: the last
    ///     six bits keep their sequence numbers apart.
    ///   - fitsSigned: keeps the counter below 2^31, for peers that store it signed.
    public init(
        _ version: SGIP.Version, account: SGIPAccount, connection: UInt32, fitsSigned: Bool = false,
        maximumFrameLength: Int = SGIP.maximumFrameLength
    ) {
        let login = SGIPClientLogin(type: .providerToGateway, login: account.login, identity: account.login.name)
        self.init(
            version, .client(login),
            SGIPSequence(node: account.node, connection: connection, fitsSigned: fitsSigned), maximumFrameLength)
    }

    /// The gateway's end of a connection that the provider dialled.
    ///
    /// - Parameter admission: asked once for an account that proved itself: nil lets it in, a result keeps it out
    ///   (3 too many connections).
    public init(
        _ version: SGIP.Version, accounts: [SGIPAccount], node: SGIP.NodeNumber, connection: UInt32,
        maximumFrameLength: Int = SGIP.maximumFrameLength,
        admission: @escaping @Sendable (_ account: String) -> UInt32? = { _ in nil }
    ) {
        let login = SGIPServerLogin(
            .providerToGateway, logins: accounts.map { ($0.login.name, $0.login) }, admission: admission)
        self.init(
            version, .server(login), SGIPSequence(node: node, connection: connection, fitsSigned: false),
            maximumFrameLength)
    }

    /// The gateway's end of a connection that it dials (LoginType 2).
    public init(
        _ version: SGIP.Version, returningTo account: SGIPAccount, node: SGIP.NodeNumber, connection: UInt32,
        fitsSigned: Bool = false, maximumFrameLength: Int = SGIP.maximumFrameLength
    ) {
        let login = SGIPClientLogin(
            type: .gatewayToProvider, login: account.returnLogin, identity: account.login.name)
        self.init(
            version, .client(login), SGIPSequence(node: node, connection: connection, fitsSigned: fitsSigned),
            maximumFrameLength)
    }

    /// The provider's end of a connection that the gateway dialled.
    public init(
        _ version: SGIP.Version, listeningAs account: SGIPAccount, connection: UInt32,
        maximumFrameLength: Int = SGIP.maximumFrameLength
    ) {
        let login = SGIPServerLogin(
            .gatewayToProvider, logins: [(account.login.name, account.returnLogin)], admission: { _ in nil })
        self.init(
            version, .server(login), SGIPSequence(node: account.node, connection: connection, fitsSigned: false),
            maximumFrameLength)
    }

    private init(_ version: SGIP.Version, _ side: Side, _ numbers: SGIPSequence, _ maximumFrameLength: Int) {
        self.version = version
        self.side = side
        self.numbers = numbers
        self.maximumFrameLength = maximumFrameLength
    }

    // MARK: Frames

    public var frameRules: FrameRules {
        FrameRules(
            headerLength: SGIP.headerLength, maximumLength: maximumFrameLength,
            lengthField: SGIP.frameRules.lengthField)
    }

    public func decode(_ frame: UnsafeRawBufferPointer) throws(WireError) -> DecodedFrame<SGIP.Message> {
        let (message, number, departures) = try SGIP.Frame.parts(of: frame, in: version, limit: maximumFrameLength)
        if closesOnUnknownCommand, case .unknown = message {
            throw WireError(.malformed, field: "Command ID", offset: 4)
        }
        var sequence = SequenceKey(number)
        var deviations = departures.isEmpty ? [] : departures.map(\.description)
        if matching != .exact, message.isResponse { restore(&sequence, &deviations) }
        return DecodedFrame(message: message, sequence: sequence, deviations: deviations)
    }

    public func encode(
        _ message: SGIP.Message, sequence: SequenceKey, into output: inout OctetBuffer
    ) throws(WireError) {
        try SGIP.Frame.encode(
            message, sequence: SGIP.SequenceNumber(sequence), into: &output, in: version, limit: maximumFrameLength)
    }

    public mutating func nextSequence(at moment: Moment) -> SequenceKey {
        let key = numbers.next(at: moment)
        if matching != .exact {
            if drawn.isEmpty { drawn = [SequenceKey?](repeating: nil, count: SGIPSessionRules.rememberedNumbers) }
            drawn[place(of: key.counter)] = key
        }
        return key
    }

    private func place(of counter: UInt32) -> Int { Int(counter) % SGIPSessionRules.rememberedNumbers }

    /// Puts back the words that the peer changed.
    private func restore(_ sequence: inout SequenceKey, _ deviations: inout [String]) {
        let counter = sequence.counter
        guard !drawn.isEmpty, let own = drawn[place(of: counter)], own.counter == counter, own != sequence,
            matching == .counter || own.prefix >> 32 == sequence.prefix >> 32
        else { return }
        deviations.append(
            "restamped-sequence: \(SGIP.SequenceNumber(sequence)) answers \(SGIP.SequenceNumber(own))")
        sequence = own
    }

    // MARK: Login

    public mutating func request(for duty: SessionDuty, at moment: Moment) -> SGIP.Message? {
        guard case .client(let login) = side else { return nil }
        return switch duty {
        case .login: .bind(login.request())
        case .closing: .unbind(SGIP.Unbind())
        case .keepAlive: nil
        }
    }

    /// Says what is known of the peer that logs in, for a server whose accounts are looked up at each login.
    ///
    /// - Parameters:
    ///   - account: nil when there is none: the peer is told the same as for a wrong secret.
    ///   - refusal: what keeps an account out that has proved itself; nil lets it in.
    public mutating func decideLogin(_ account: SGIPAccount.Login?, refusal: SGIP.Result? = nil) {
        guard case .server(let login) = side else { return }
        side = .server(login.decided(account, refusal: refusal))
    }

    public mutating func authenticate(login message: SGIP.Message, at moment: Moment) -> LoginResult<SGIP.Message> {
        switch (side, message) {
        case (.client(let login), .bindResponse(let response)): login.authenticate(response, version)
        case (.server(let login), .bind(let bind)): login.authenticate(bind, version)
        default:
            LoginResult(
                accepted: false, code: UInt32(SGIP.Result.illegalLogin.rawValue), identity: "", version: "")
        }
    }
}
