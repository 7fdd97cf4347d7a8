import CarrierSession
import CarrierWire

/// The messages of a protocol that exists only to test the engine.
public enum ToyMessage: Hashable, Sendable {
    case login(String)
    case loginResponse(UInt8)
    case logout
    case logoutResponse
    case data([UInt8])
    case dataResponse(UInt8)
    case ping
    case pingResponse
    case query(UInt8)
    case queryResponse(UInt8)
    case unknown(UInt32, [UInt8])
}

/// A protocol with login, logout, a sign of life and two kinds of traffic.
///
/// A frame is length, command, sequence and body. The sequence is four octets, or twelve as in SGIP, where only the
/// last four count. A data body that begins with 0xFF is damaged; a query response without a body too.
public struct ToyRules: SessionRules {
    public static let responseBit: UInt32 = 0x8000_0000

    /// True for sequence numbers of three words: node, time, counter.
    public var isWide: Bool
    /// The first word of a wide sequence.
    public var node: UInt32 = 7
    /// The name that logs in and that the server expects.
    public var name: String
    /// The name the server accepts; another is refused with status 3.
    public var expectedName = "sp"
    public var hasKeepAlive = true
    public var hasClosing = true
    /// True when a second login has an answer.
    public var answersSecondLogin = false
    /// True when the server answers a refused login before it closes.
    public var answersRefusal = true
    /// The longest data body that can be encoded.
    public var longestData = 2000
    /// The next counter, and the one behind which it wraps to zero.
    public var counter: UInt32 = 1
    public var lastCounter: UInt32 = .max

    public init(name: String = "sp", wide: Bool = false) {
        self.name = name
        isWide = wide
    }

    public var headerLength: Int { isWide ? 20 : 12 }

    public var frameRules: FrameRules {
        FrameRules(headerLength: headerLength, maximumLength: 4096, lengthField: "Toy_Length")
    }

    public func decode(_ frame: UnsafeRawBufferPointer) throws(WireError) -> DecodedFrame<ToyMessage> {
        let command = word(frame, 4)
        let sequence = sequence(of: frame)
        let body = [UInt8](frame.dropFirst(headerLength))
        let message: ToyMessage
        switch command {
        case 1: message = .login(String(decoding: body, as: UTF8.self))
        case 1 | Self.responseBit: message = .loginResponse(try octet(body, "Status"))
        case 2: message = .logout
        case 2 | Self.responseBit: message = .logoutResponse
        case 3:
            if body.first == 0xFF { throw WireError(.malformed, field: "Data", offset: headerLength) }
            message = .data(body)
        case 3 | Self.responseBit: message = .dataResponse(try octet(body, "Result"))
        case 4: message = .ping
        case 4 | Self.responseBit: message = .pingResponse
        case 5: message = .query(try octet(body, "Query"))
        case 5 | Self.responseBit: message = .queryResponse(try octet(body, "Answer"))
        default: message = .unknown(command, body)
        }
        let deviates = command == 4 && !body.isEmpty
        return DecodedFrame(message: message, sequence: sequence, deviations: deviates ? ["surplusOctets"] : [])
    }

    public func encode(
        _ message: ToyMessage, sequence: SequenceKey, into output: inout OctetBuffer
    ) throws(WireError) {
        let (command, body) = Self.wireForm(message)
        if body.count > longestData {
            throw WireError(.tooLong(limit: longestData, actual: body.count), field: "Data", offset: headerLength)
        }
        var frame: [UInt8] = []
        frame.reserveCapacity(headerLength + body.count)
        append(UInt32(headerLength + body.count), to: &frame)
        append(command, to: &frame)
        if isWide {
            append(UInt32(truncatingIfNeeded: sequence.prefix >> 32), to: &frame)
            append(UInt32(truncatingIfNeeded: sequence.prefix), to: &frame)
        }
        append(sequence.counter, to: &frame)
        frame += body
        output.append(frame)
    }

    public func classify(_ message: ToyMessage) -> MessageClass {
        switch message {
        case .login: .request(.login, kind: 1)
        case .loginResponse(let status): .response(status == 0 ? .accepted : .refused(code: UInt32(status)), kind: 1)
        case .logout: .request(.closing, kind: 2)
        case .logoutResponse: .response(.accepted, kind: 2)
        case .data: .request(.traffic, kind: 3)
        case .dataResponse(let result):
            .response(result == 0 ? .accepted : .refused(code: UInt32(result)), kind: 3)
        case .ping: .request(.keepAlive, kind: 4)
        case .pingResponse: .response(.accepted, kind: 4)
        case .query: .request(.traffic, kind: 5)
        case .queryResponse: .response(.accepted, kind: 5)
        case .unknown(let command, _):
            command & Self.responseBit == 0
                ? .request(.unknown, kind: command) : .response(.accepted, kind: command & ~Self.responseBit)
        }
    }

    public mutating func nextSequence(at moment: Moment) -> SequenceKey {
        let drawn = counter
        counter = counter >= lastCounter ? 0 : counter + 1
        guard isWide else { return SequenceKey(counter: drawn) }
        return SequenceKey(prefix: UInt64(node) << 32 | UInt64(CivilTime(moment).monthToSecond), counter: drawn)
    }

    public mutating func request(for duty: SessionDuty, at moment: Moment) -> ToyMessage? {
        switch duty {
        case .login: .login(name)
        case .keepAlive: hasKeepAlive ? .ping : nil
        case .closing: hasClosing ? .logout : nil
        }
    }

    public mutating func authenticate(login message: ToyMessage, at moment: Moment) -> LoginResult<ToyMessage> {
        switch message {
        case .login(let name):
            let code: UInt8 = name == expectedName ? 0 : 3
            return LoginResult(
                accepted: code == 0, code: UInt32(code), identity: name, version: "1",
                response: code == 0 || answersRefusal ? .loginResponse(code) : nil)
        case .loginResponse(let code):
            return LoginResult(accepted: code == 0, code: UInt32(code), identity: name, version: "1")
        default:
            return LoginResult(accepted: false, code: 99, identity: "", version: "")
        }
    }

    public func response(to request: ToyMessage, because reason: AutomaticResponse) -> ToyMessage? {
        switch (request, reason) {
        case (.ping, .keepAlive): .pingResponse
        case (.logout, .closing): .logoutResponse
        case (.login, .alreadyLoggedIn): answersSecondLogin ? .loginResponse(2) : nil
        case (.data, .notLoggedIn): .dataResponse(1)
        case (.data, .shuttingDown), (.data, .overloaded): .dataResponse(8)
        default: nil
        }
    }

    public func response(toDamaged frame: UnsafeRawBufferPointer, error: WireError) -> DecodedFrame<ToyMessage>? {
        guard word(frame, 4) == 3 else { return nil }
        return DecodedFrame(message: .dataResponse(9), sequence: sequence(of: frame))
    }

    // MARK: - Octets

    static func wireForm(_ message: ToyMessage) -> (command: UInt32, body: [UInt8]) {
        switch message {
        case .login(let name): (1, Array(name.utf8))
        case .loginResponse(let status): (1 | responseBit, [status])
        case .logout: (2, [])
        case .logoutResponse: (2 | responseBit, [])
        case .data(let octets): (3, octets)
        case .dataResponse(let result): (3 | responseBit, [result])
        case .ping: (4, [])
        case .pingResponse: (4 | responseBit, [])
        case .query(let number): (5, [number])
        case .queryResponse(let answer): (5 | responseBit, [answer])
        case .unknown(let command, let body): (command, body)
        }
    }

    private func sequence(of frame: UnsafeRawBufferPointer) -> SequenceKey {
        guard isWide else { return SequenceKey(counter: word(frame, 8)) }
        return SequenceKey(prefix: UInt64(word(frame, 8)) << 32 | UInt64(word(frame, 12)), counter: word(frame, 16))
    }

    private func word(_ frame: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        UInt32(bigEndian: frame.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private func octet(_ body: [UInt8], _ field: FieldName) throws(WireError) -> UInt8 {
        guard let octet = body.first else {
            throw WireError(.truncated(needed: 1, available: 0), field: field, offset: headerLength)
        }
        return octet
    }

    private func append(_ word: UInt32, to frame: inout [UInt8]) {
        for shift in [24, 16, 8, 0] as [UInt32] { frame.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
}
