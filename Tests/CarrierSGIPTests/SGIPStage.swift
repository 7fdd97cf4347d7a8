@testable import CarrierSGIP
import CarrierSession
import CarrierTestSupport
import CarrierWire
import SGIPCodec
import XCTest

import CarrierMessaging

/// Accounts and two sessions without sockets between them.
enum SGIPStage {
    /// 20 November 2026, 20:32:25 China time: the time word of the vectors, 1120203225.
    static let moment = Moment(secondsSince1970: 1_795_177_945)
    static let account = SGIPAccount(
        name: "sp12345", password: "secret", node: SGIP.NodeNumber(rawValue: 3_057_112_345),
        returnLogin: SGIPAccount.Login(name: "smgin", password: "pw4smg"))
    static let adapter = SGIPClientAdapter(.v1_2, account: account)
    static let node = SGIP.NodeNumber(rawValue: 105_711)

    /// Both ends of the connection that the client dials, and of the one that the gateway dials.
    static let client = SGIPSessionRules(.v1_2, account: account, connection: 1)
    static let gateway = SGIPSessionRules(.v1_2, accounts: [account], node: node, connection: 1)
    static let reverseGateway = SGIPSessionRules(.v1_2, returningTo: account, node: node, connection: 1)
    static let reverseClient = SGIPSessionRules(.v1_2, listeningAs: account, connection: 1)

    static func octets(_ message: SGIP.Message, _ key: SequenceKey, _ rules: SGIPSessionRules) throws -> [UInt8] {
        var buffer = OctetBuffer()
        try rules.encode(message, sequence: key, into: &buffer)
        return buffer.takeAll()
    }
}

/// A client and a server session that exchange octets at once.
typealias SGIPPair = SessionPair<SGIPSessionRules>

extension SGIPPair {
    init(
        _ client: SGIPSessionRules, _ server: SGIPSessionRules,
        limits: SessionLimits = SGIPStage.adapter.sessionLimits
    ) {
        self.init(client, server, limits: limits, at: SGIPStage.moment)
    }

    /// The events of one side so far, in short words.
    static func words(_ session: inout Session<SGIPSessionRules>) -> [String] {
        words(&session) { $0.commandID.name ?? "unknown" }
    }
}
