@testable import CarrierSGIP
import CarrierSMGP
import CarrierCMPP
import CMPPCodec
import CarrierSession
import CarrierTestSupport
import CarrierWire
import SGIPCodec
import SMGPCodec
import SMSText
import XCTest

@testable import CarrierMessaging

/// One dialect in a relay: what a gateway receives from a provider, through the octets, and how a message goes on.
struct RelayStation: Sendable {
    /// 2026-08-01 12:00:00 Beijing time.
    static let noon = Moment(secondsSince1970: 1_785_556_800)

    let name: String
    /// What the gateway reads of a message that a provider submits; the refusal where the dialect cannot say it.
    let receive: @Sendable (OutboundMessage) throws -> [SubmittedMessage]
    let relay: @Sendable (SubmittedMessage) -> RelayedMessage

    init<Client: ClientMapping, Gateway: GatewayMapping>(
        _ adapter: some ClientAdapter, _ rules: Client.Rules, _ client: Client, _ gateway: Gateway
    ) where Client.Rules == Gateway.Rules {
        name = adapter.name
        receive = { message in
            var rules = rules
            var assembler = InboundAssembler()
            for submit in try submits(of: message, speaking: adapter, as: client, at: RelayStation.noon) {
                let sequence = rules.nextSequence(at: RelayStation.noon)
                var buffer = OctetBuffer()
                try rules.encode(submit, sequence: sequence, into: &buffer)
                let frame = try buffer.takeAll().withUnsafeBytes { octets throws(WireError) in
                    try rules.decode(octets)
                }
                let submission = try XCTUnwrap(gateway.submission(frame.message))
                assembler.receive(submission, id: CarrierMessageID(1), at: RelayStation.noon)
            }
            assembler.finish()
            var messages: [SubmittedMessage] = []
            while let event = assembler.nextEvent() {
                guard case .submitted(let message) = event else {
                    throw MessagingError(.outOfRange, field: "segments")
                }
                messages.append(message)
            }
            return messages
        }
        relay = { openClient(adapter, at: RelayStation.noon).relaying($0, at: RelayStation.noon) }
    }

    static let all: [RelayStation] = [cmpp(.v2_0), cmpp(.v3_0), smgp, sgip]

    private static func cmpp(_ version: CMPP.Version) -> RelayStation {
        let account = CMPPAccount(id: "901234", secret: "s")
        return RelayStation(
            .cmpp(version, account: account), CMPPSessionRules(version, account: account),
            CMPPClientMapping(version, providerID: account.id), CMPPGatewayMapping(version))
    }

    private static var smgp: RelayStation {
        let account = SMGPAccount(id: "901234", secret: "s")
        return RelayStation(
            .smgp(.v3_0, account: account), SMGPSessionRules(.v3_0, account: account),
            SMGPClientMapping(.v3_0, providerID: account.id), SMGPGatewayMapping(.v3_0))
    }

    private static var sgip: RelayStation {
        let account = SGIPAccount(
            name: "sp", password: "p", node: SGIP.NodeNumber(rawValue: 3_057_112_345), corporationID: "12345")
        return RelayStation(
            .sgip(.v1_2, account: account), SGIPSessionRules(.v1_2, account: account, connection: 1),
            SGIPClientMapping(.v1_2, corporationID: "12345"), SGIPGatewayMapping(.v1_2))
    }
}

/// A message with one property that a relay must keep or name.
struct RelayCase {
    var name: String
    var message: OutboundMessage

    private init(_ name: String, _ message: OutboundMessage) {
        self.name = name
        self.message = message
    }

    private static func text(
        _ name: String, _ text: String, coding: TextCoding = .ucs2, _ change: (inout OutboundMessage) -> Void = { _ in }
    ) -> RelayCase {
        var message = OutboundMessage(from: "10690001", to: ["13800138000"], text: text, coding: coding)
        change(&message)
        return RelayCase(name, message)
    }

    /// Text of two hundred and some units, with a pair that must not be cut.
    private static let long = String(repeating: "长短信", count: 70) + "😀"
    private static let letters = String(repeating: "a", count: 300)

    static let all: [RelayCase] = content + requests + billing

    private static let content: [RelayCase] = [
        text("short ASCII", "hello", coding: .ascii), text("short UCS-2", "你好😀"),
        text("short GB18030", "你好€", coding: .gb18030), text("empty", ""), text("long UCS-2", long),
        text("long GB18030", long, coding: .gb18030),
        text("ASCII of 140 octets", String(letters.prefix(140)), coding: .ascii),
        text("ASCII of 159 octets", String(letters.prefix(159)), coding: .ascii),
        text("long ASCII", letters, coding: .ascii), text("16-bit reference", long) { $0.usesWideReference = true },
        text("flash (class 0)", "你好") { $0.messageClass = 0 }, text("class 1, long", long) { $0.messageClass = 1 },
        RelayCase(
            "binary", OutboundMessage(from: "10690001", to: ["13800138000"], binary: (0..<300).map { UInt8($0 & 0xFF) })
        ),
        text("WAP push with ports", "") {
            $0.content = .binary((0..<300).map { UInt8($0 & 0xFF) }, coding: 0xF5)
            $0.headerElements = [.ports(destination: 2948, source: 9200)]
        },
        text("SIM data download", "") {
            $0.content = .binary([1, 2, 3], coding: 0xF6)
            $0.protocolID = 0x7F
        },
    ]

    private static let requests: [RelayCase] = [
        text("no report", "hi") { $0.report = .none },
        text("expiry at a time", "hi") { $0.expiry = .at(RelayStation.noon + .seconds(86_400)) },
        text("expiry after a period", "hi") { $0.expiry = .after(.seconds(3_661)) },
        text("expiry with tenths", "hi") { $0.expiry = .at(RelayStation.noon + .milliseconds(500)) },
        text("schedule", "hi") { $0.schedule = .at(RelayStation.noon + .seconds(600)) },
        text("schedule after a period", "hi") { $0.schedule = .after(.seconds(60)) },
        text("priority 3", "hi") { $0.priority = 3 }, text("priority 9", "hi") { $0.priority = 9 },
        text("priority 10", "hi") { $0.priority = 10 }, text("service code", "hi") { $0.serviceID = "NEWSDAILY1" },
        text("extension code", "hi") { $0.extensionCode = "88" },
        text("three receivers", "hi") { $0.destinations = ["13800138000", "13800138001", "13800138002"] },
        text("three receivers, no report", "hi") {
            $0.destinations = ["13800138000", "13800138001", "13800138002"]
            $0.report = .none
        },
        text("receivers are pseudonyms", "hi") {
            $0.destinations = ["PSEUDONYM00001"]
            $0.destinationsArePseudonyms = true
        },
        text("a receiver of 32 characters", "hi") { $0.destinations = [String(repeating: "1", count: 32)] },
        text("LinkID of 8", "hi") { $0.linkID = "LINK0001" },
        text("LinkID of 20", "hi") { $0.linkID = "LINK0001LINK0001LINK" },
    ]

    private static let billing: [RelayCase] = [
        text("receiver pays", "hi") {
            $0.billing.payer = .destination
            $0.billing.feeType = .perMessage
            $0.billing.feeCode = "000100"
        },
        text("sender pays", "hi") { $0.billing.payer = .source },
        text("another number pays", "hi") {
            $0.billing.payer = .chargedNumber
            $0.billing.chargedNumber = "13900139000"
            $0.billing.feeType = .perMessage
            $0.billing.feeCode = "000010"
        },
        text("a pseudonym pays", "hi") {
            $0.billing.payer = .chargedNumber
            $0.billing.chargedNumber = "PSEUDONYM00001"
            $0.billing.chargedNumberIsPseudonym = true
        },
        text("monthly fee", "hi") {
            $0.billing.feeType = .monthly
            $0.billing.feeCode = "000500"
        },
        text("capped fee", "hi") {
            $0.billing.feeType = .capped
            $0.billing.feeCode = "000500"
        },
        text("fee collected by the provider", "hi") { $0.billing.feeType = .collectedByProvider },
        text("price of 100 000 fen", "hi") {
            $0.billing.feeType = .perMessage
            $0.billing.feeCode = "100000"
        },
    ]
}
