import CMPPCodec
import CarrierSession
import CarrierTestSupport
import CarrierWire
import SGIPCodec
import SMGPCodec
import SMSText
import XCTest

import CarrierCMPP
@testable import CarrierMessaging
@testable import CarrierSGIP
import CarrierSMGP

/// Whatever numbers a public initialiser, option or argument is given, nothing traps.
final class ExtremesTests: XCTestCase {
    private let integers: [Int64] = [.min, -1, 0, 1, 1_000_000_000, 1_785_556_800_000_000_000, .max]
    private let counts: [Int] = [.min, -1, 0, 1, 7, .max]

    private func check(_ client: some ClientAdapter, _ gateway: some GatewayAdapter) {
        for nanoseconds in integers {
            let moment = Moment(nanoseconds: nanoseconds)
            _ = gateway.reportTime(moment)
            for serial in [0, 1, 65_535, 65_536, .max] as [UInt32] {
                for number in [0, 1, 999_999, .max] as [UInt32] {
                    let id = gateway.makeID(at: moment, serial: serial, gateway: number)
                    _ = gateway.text(of: id)
                    for steps in counts { _ = (gateway.id(id, advancedBy: steps), client.id(id, advancedBy: steps)) }
                }
            }
            for time in [DeliveryTime.at(moment), .after(Moment.Span(nanoseconds: nanoseconds))] {
                var message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello")
                (message.expiry, message.schedule) = (time, time)
                var core = openClient(client, at: moment)
                _ = core.validate(message, at: moment)
                _ = try? core.submit(message, at: moment)
                _ = time.absolute(from: moment)
            }
        }
        for count in 0...CarrierMessageID.maximumCount {
            for octet in [0, 0x99, 0xFF] as [UInt8] {
                guard let id = CarrierMessageID(octets: [UInt8](repeating: octet, count: count)) else { continue }
                _ = (gateway.text(of: id), client.text(of: id))
                for steps in counts { _ = (gateway.id(id, advancedBy: steps), client.id(id, advancedBy: steps)) }
            }
        }
        for code in [0, 1, 255, 256, .max] as [UInt32] {
            _ = (client.meaning(of: code), client.meaning(ofLogin: code))
            _ = (gateway.meaning(of: code), gateway.meaning(ofLogin: code))
        }
        for count in counts {
            var message = OutboundMessage(from: "", to: [""], text: "")
            message.reservedPrefixUnits = count
            message.reservedSuffixUnits = count
            _ = issues(in: message, speaking: client, at: Moment(nanoseconds: 0))
        }
    }

    func testAdapters() {
        let node = SGIP.NodeNumber(rawValue: 3_057_112_345)
        for version in CMPP.Version.allCases {
            check(
                CMPPClientAdapter(version, account: CMPPAccount(id: "901234", secret: "")),
                CMPPGatewayAdapter(upTo: version))
        }
        for version in SMGP.Version.published {
            check(
                SMGPClientAdapter(version, account: SMGPAccount(id: "30010001", secret: "")),
                SMGPGatewayAdapter(upTo: version))
        }
        for version in SGIP.Version.allCases {
            check(
                SGIPClientAdapter(
                    version, account: SGIPAccount(name: "", password: "", node: node, corporationID: "12345")),
                SGIPGatewayAdapter(version))
        }
    }

    private func options(_ random: inout SeededGenerator) -> ClientOptions {
        func span(_ random: inout SeededGenerator) -> Moment.Span {
            Moment.Span(nanoseconds: integers[random.below(integers.count)])
        }
        func count(_ random: inout SeededGenerator) -> Int { counts[random.below(counts.count)] }
        var options = ClientOptions()
        options.reportWindow = span(&random)
        options.failFast = random.below(2) == 0
        options.graceAfterFirst = random.below(2) == 0 ? nil : span(&random)
        options.earlyReportTimeout = span(&random)
        options.maximumEarlyReports = count(&random)
        if random.below(2) == 0 {
            options.throttleRetries = count(&random)
            options.throttlePause = span(&random)
        }
        options.rememberedMessages = count(&random)
        options.rememberedSegments = count(&random)
        options.rememberedFor = span(&random)
        return options
    }

    /// Cores with any options at any moments give each message its one outcome.
    func testClientsWithExtremeOptionsAndMoments() throws {
        for seed in 0..<500 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let options = options(&random)
            var client = TestClient.open { $0 = options }
            var outcomes = 0
            for number in 0..<12 {
                client.now = Moment(nanoseconds: integers[random.below(integers.count)])
                try client.submit(segments: 2, to: ["13800138000", "13800138001"])
                let requests = client.take()
                for request in requests {
                    let code = [0, 0, 8, 9][random.below(4)] as UInt32
                    if code == 0 {
                        client.accept(request, UInt64(number) * 100 + UInt64(random.below(3)))
                    } else {
                        client.refuse(request, code, throttled: code == 8)
                    }
                }
                if let first = requests.first { client.accept(first, 1) }
                client.handle(.result(SubmitResult(tag: random.next(), code: 0, id: nil, answeredAt: client.now)))
                client.handle(.failed(tag: random.next(), .noResponse, wasSent: true))
                client.core.advance(to: client.now)
                _ = client.core.nextDeadline
            }
            client.core.shutDown(within: .zero, at: client.now)
            client.cut(1, reason: .closedLocally)
            for event in client.events() {
                switch event {
                case .outcome: outcomes += 1
                case .neverBegun(let content, let numbers): outcomes += content.recipientCount * numbers.count
                default: break
                }
            }
            XCTAssertEqual(outcomes, 24, "seed \(seed)")
        }
    }

    func testDeliveryTimes() {
        for text in ["", "9999999999999999", "000000000000000R", "991231235959948+", "99999999999999999999", "\u{0}"] {
            _ = DeliveryTime(smppTime: text)
        }
    }

    func testSessionRules() {
        for nanoseconds in integers {
            let moment = Moment(nanoseconds: nanoseconds)
            for connection in [0, 1, 63, 64, .max] as [UInt32] {
                let account = SGIPAccount(name: "", password: "", node: SGIP.NodeNumber(rawValue: connection))
                var sgip = SGIPSessionRules(.v1_2, account: account, connection: connection)
                for matching in [SGIPSessionRules.Matching.exact, .nodeAndCounter, .counter] {
                    sgip.matching = matching
                    _ = sgip.nextSequence(at: moment)
                }
                _ = sgip.request(for: .login, at: moment)
            }
            for first in [0, 1, .max] as [UInt32] {
                var cmpp = CMPPSessionRules(.v3_0, account: CMPPAccount(id: "", secret: ""), firstSequence: first)
                var smgp = SMGPSessionRules(.v3_0, account: SMGPAccount(id: "", secret: ""), firstSequence: first)
                for _ in 0..<3 { _ = (cmpp.nextSequence(at: moment), smgp.nextSequence(at: moment)) }
                _ = (cmpp.request(for: .login, at: moment), smgp.request(for: .login, at: moment))
            }
        }
    }
}
