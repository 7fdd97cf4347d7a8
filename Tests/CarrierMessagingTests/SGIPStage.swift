import CarrierSession
import CarrierWire
import SGIPCodec
import XCTest

@testable import CarrierMessaging

/// Accounts and two sessions without sockets between them.
enum SGIPStage {
    /// 20 November 2026, 20:32:25 China time: the time word of the vectors, 1120203225.
    static let moment = Moment(secondsSince1970: 1_795_177_945)
    static let account = SGIPAccount(
        name: "sp12345", password: "secret", node: SGIP.NodeNumber(rawValue: 3_057_112_345),
        returnLogin: SGIPAccount.Login(name: "smgin", password: "pw4smg"))
    static let profile = SGIPProfile(
        .v1_2, accounts: [account], gatewayNode: SGIP.NodeNumber(rawValue: 105_711))

    static func octets(_ message: SGIP.Message, _ key: SequenceKey, _ vocabulary: SGIPVocabulary) throws -> [UInt8] {
        var buffer = OctetBuffer()
        try vocabulary.encode(message, sequence: key, into: &buffer)
        return buffer.takeAll()
    }
}

/// A client and a server session that exchange octets at once.
struct SGIPPair {
    var client: Session<SGIPVocabulary>
    var server: Session<SGIPVocabulary>
    var now = SGIPStage.moment

    init(
        _ client: SGIPVocabulary, _ server: SGIPVocabulary,
        limits: SessionLimits = SGIPStage.profile.binding.sessionLimits
    ) {
        self.client = Session(speaking: client, role: .client, limits: limits)
        self.server = Session(speaking: server, role: .server, limits: limits)
        self.client.open(at: now)
        self.server.open(at: now)
        exchange()
    }

    /// Carries octets until both are silent.
    mutating func exchange() {
        for _ in 0..<100 {
            let there = client.takeOutput()
            let back = server.takeOutput()
            if there.isEmpty, back.isEmpty { return }
            there.withUnsafeBytes { server.receive($0, at: now) }
            back.withUnsafeBytes { client.receive($0, at: now) }
        }
    }

    mutating func wait(_ seconds: Int64) {
        now = now + .seconds(seconds)
        client.advance(to: now)
        server.advance(to: now)
        exchange()
    }

    /// The events of one side so far, in short words.
    static func words(_ session: inout Session<SGIPVocabulary>) -> [String] {
        var words: [String] = []
        while let event = session.nextEvent() {
            switch event {
            case .opened(let summary): words.append("opened \(summary.identity) \(summary.version)")
            case .request(let message, _): words.append("request \(message.commandID.name ?? "unknown")")
            case .response(let message, _): words.append("response \(message.commandID.name ?? "unknown")")
            case .failed(_, let failure): words.append("failed \(failure)")
            case .alive: words.append("alive")
            case .anomaly(let anomaly): words.append("\(anomaly)")
            case .closed(let reason): words.append("closed \(reason)")
            }
        }
        return words
    }
}
