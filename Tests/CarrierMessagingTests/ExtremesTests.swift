import CMPPCodec
import CarrierSession
import CarrierWire
import SGIPCodec
import SMGPCodec
import SMSText
import XCTest

@testable import CarrierCMPP
@testable import CarrierMessaging
@testable import CarrierSGIP
@testable import CarrierSMGP

/// Whatever numbers a public initialiser, option or argument is given, nothing traps.
final class ExtremesTests: XCTestCase {
    private let integers: [Int64] = [.min, -1, 0, 1, 1_000_000_000, 1_785_556_800_000_000_000, .max]
    private let counts: [Int] = [.min, -1, 0, 1, 7, .max]

    private func check<Binding: CarrierBinding>(_ binding: Binding) {
        for nanoseconds in integers {
            let moment = Moment(nanoseconds: nanoseconds)
            _ = binding.reportTime(moment)
            for serial in [0, 1, 65_535, 65_536, .max] as [UInt32] {
                for gateway in [0, 1, 999_999, .max] as [UInt32] {
                    let id = binding.makeID(at: moment, serial: serial, gateway: gateway)
                    _ = binding.text(of: id)
                    for steps in counts { _ = binding.id(id, advancedBy: steps) }
                }
            }
            for time in [DeliveryTime.at(moment), .after(Moment.Span(nanoseconds: nanoseconds))] {
                var message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello")
                (message.expiry, message.schedule) = (time, time)
                var messenger = Messenger(binding: binding)
                _ = messenger.objections(to: message, at: moment)
                _ = try? messenger.prepare(message, at: moment)
                _ = time.absolute(from: moment)
            }
        }
        for count in 0...CarrierMessageID.maximumCount {
            for octet in [0, 0x99, 0xFF] as [UInt8] {
                guard let id = CarrierMessageID(octets: [UInt8](repeating: octet, count: count)) else { continue }
                _ = binding.text(of: id)
                for steps in counts { _ = binding.id(id, advancedBy: steps) }
            }
        }
        for code in [0, 1, 255, 256, .max] as [UInt32] {
            _ = (binding.meaning(of: code), binding.meaning(ofLogin: code))
        }
    }

    func testBindings() {
        for version in CMPP.Version.allCases { check(CMPPBinding(version, providerID: "901234")) }
        for version in SMGP.Version.published { check(SMGPBinding(version, providerID: "30010001")) }
        for version in SGIP.Version.allCases { check(SGIPBinding(version, corporationID: "12345")) }
    }

    private func options(_ random: inout SeededGenerator) -> MessengerOptions {
        func span(_ random: inout SeededGenerator) -> Moment.Span {
            Moment.Span(nanoseconds: integers[random.below(integers.count)])
        }
        func count(_ random: inout SeededGenerator) -> Int { counts[random.below(counts.count)] }
        var options = MessengerOptions()
        options.reportWindow = span(&random)
        options.failFast = random.below(2) == 0
        options.graceAfterFirst = random.below(2) == 0 ? nil : span(&random)
        options.earlyReportTimeout = span(&random)
        options.maximumEarlyReports = count(&random)
        if random.below(2) == 0 {
            options.throttleRetries = ThrottleRetries(count: count(&random), delay: span(&random))
        }
        options.rememberedMessages = count(&random)
        options.rememberedSegments = count(&random)
        options.rememberedFor = span(&random)
        options.referenceSeed = random.next()
        return options
    }

    /// Messengers with any options at any moments give each message its one outcome.
    func testMessengersWithExtremeOptionsAndMoments() throws {
        let binding = CMPPBinding(.v3_0, providerID: "901234")
        for seed in 0..<500 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var messenger = Messenger(binding: binding, options: options(&random))
            var now = Moment(nanoseconds: integers[random.below(integers.count)])
            var owed = 0
            var outcomes = 0
            for number in 0..<12 {
                now = Moment(nanoseconds: integers[random.below(integers.count)])
                let message = OutboundMessage(
                    from: "10690001", to: ["13800138000", "13800138001"], text: String(repeating: "中", count: 100))
                let prepared = try messenger.prepare(message, at: now)
                owed += 2
                for request in prepared.requests {
                    let code = [0, 0, 8, 9][random.below(4)] as UInt32
                    let id = CarrierMessageID(UInt64(number) * 100 + UInt64(random.below(3)))
                    let response = binding.submitResponse(to: request.message, id: id, code: code)
                    messenger.responded(
                        response, to: request.message, tag: request.tag, sequence: SequenceKey(counter: 1), at: now)
                }
                messenger.responded(
                    binding.submitResponse(to: prepared.requests[0].message, id: CarrierMessageID(1), code: 0),
                    to: prepared.requests[0].message, tag: random.next(), sequence: SequenceKey(counter: .max), at: now)
                messenger.failed(tag: random.next(), .noResponse, at: now)
                messenger.advance(to: now)
                _ = messenger.nextDeadline
                while messenger.nextRequest() != nil {}
            }
            messenger.finish(at: now)
            while let event = messenger.nextEvent() { if case .outcome = event { outcomes += 1 } }
            XCTAssertEqual(outcomes, owed, "seed \(seed)")
        }
    }

    func testModels() {
        for count in counts {
            var message = OutboundMessage(from: "", to: [""], text: "")
            message.reservedPrefixUnits = count
            message.reservedSuffixUnits = count
            for profile in [CMPP.Version.v2_0, .v3_0] {
                var messenger = Messenger(binding: CMPPBinding(profile, providerID: ""))
                _ = try? messenger.prepare(message, at: Moment(nanoseconds: 0))
            }
        }
        for text in ["", "9999999999999999", "000000000000000R", "991231235959948+", "99999999999999999999", "\u{0}"] {
            _ = DeliveryTime(smppTime: text)
        }
    }

    func testVocabularies() {
        for nanoseconds in integers {
            let moment = Moment(nanoseconds: nanoseconds)
            for connection in [0, 1, 63, 64, .max] as [UInt32] {
                let account = SGIPAccount(name: "", password: "", node: SGIP.NodeNumber(rawValue: connection))
                var sgip = SGIPVocabulary(.v1_2, account: account, connection: connection)
                for matching in [SGIPVocabulary.Matching.exact, .nodeAndCounter, .counter] {
                    sgip.matching = matching
                    _ = sgip.nextSequence(at: moment)
                }
                _ = sgip.request(for: .login, at: moment)
            }
            for first in [0, 1, .max] as [UInt32] {
                var cmpp = CMPPVocabulary(.v3_0, account: CMPPAccount(id: "", secret: ""), firstSequence: first)
                var smgp = SMGPVocabulary(.v3_0, account: SMGPAccount(id: "", secret: ""), firstSequence: first)
                for _ in 0..<3 { _ = (cmpp.nextSequence(at: moment), smgp.nextSequence(at: moment)) }
                _ = (cmpp.request(for: .login, at: moment), smgp.request(for: .login, at: moment))
            }
        }
    }
}
