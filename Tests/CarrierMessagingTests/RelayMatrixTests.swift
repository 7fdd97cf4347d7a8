import CarrierSession
import CarrierWire
import SMSText
import XCTest

@testable import CarrierMessaging

/// Every dialect to every other: a property is kept, octet for octet, or it is in the list of losses. The list of every
/// pair is `Docs/relay.md`, printed from here.
final class RelayMatrixTests: XCTestCase {
    private let stations = RelayStation.all

    func testEveryPropertyIsKeptOrNamed() throws {
        XCTAssertEqual(stations.map(\.name), ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"])
        var relays = 0
        for from in stations {
            for entry in RelayCase.all {
                guard let received = try? from.receive(entry.message) else { continue }
                XCTAssertFalse(received.isEmpty)
                for to in stations {
                    relays += 1
                    try checkRelay(received, from, to, entry.name)
                }
            }
        }
        // Few properties are beyond a source: the matrix is not empty by accident.
        XCTAssertGreaterThan(relays, 4 * 4 * RelayCase.all.count * 4 / 5)
    }

    private func checkRelay(
        _ received: [SubmittedMessage], _ from: RelayStation, _ to: RelayStation, _ name: String
    ) throws {
        let label = "\(from.name) to \(to.name): \(name)"
        for first in received {
            let relayed = to.relay(first)
            guard relayed.losses.isEmpty else {
                // A dialect that received it can send it on to its own kind.
                XCTAssertNotEqual(from.name, to.name, label)
                continue
            }
            let second = try to.receive(relayed.message)
            XCTAssertEqual(second.flatMap { $0.destinations.map(PhoneNumber.normalized) }, numbers(first), label)
            for message in second { compare(message, first, label) }
        }
    }

    private func numbers(_ message: SubmittedMessage) -> [String] { message.destinations.map(PhoneNumber.normalized) }

    private func compare(_ second: SubmittedMessage, _ first: SubmittedMessage, _ label: String) {
        XCTAssertEqual(second.text, first.text, label)
        XCTAssertEqual(second.octets, first.octets, label)
        XCTAssertEqual(second.parts.map(\.octetCount), first.parts.map(\.octetCount), label)
        XCTAssertEqual(second.parts.map(\.coding), first.parts.map(\.coding), label)
        XCTAssertEqual(second.reference, first.reference, label)
        XCTAssertEqual(second.headerElements, first.headerElements, label)
        let (new, old) = (second.envelope, first.envelope)
        XCTAssertEqual(new.source, old.source, label)
        XCTAssertEqual(new.hasHeader, old.hasHeader, label)
        XCTAssertEqual(new.wantsReport, old.wantsReport, label)
        XCTAssertEqual(
            new.expiry?.absolute(from: RelayStation.noon), old.expiry?.absolute(from: RelayStation.noon), label)
        XCTAssertEqual(
            new.schedule?.absolute(from: RelayStation.noon), old.schedule?.absolute(from: RelayStation.noon), label)
        XCTAssertEqual(new.priority, old.priority, label)
        XCTAssertEqual(new.protocolID, old.protocolID, label)
        XCTAssertEqual(new.serviceID, old.serviceID, label)
        XCTAssertEqual(new.linkID, old.linkID, label)
        XCTAssertEqual(new.destinationsArePseudonyms, old.destinationsArePseudonyms, label)
        XCTAssertEqual(new.billing.map(comparable), old.billing.map(comparable), label)
    }

    /// Numbers as they are compared, not as they are spelled.
    private func comparable(_ billing: Billing) -> Billing {
        var billing = billing
        billing.chargedNumber = PhoneNumber.normalized(billing.chargedNumber)
        billing.feeCode = String(UInt32(billing.feeCode) ?? 0)
        return billing
    }

    /// What the specifications say, not what the code happens to do.
    func testKnownLosses() throws {
        func losses(_ name: String, _ from: Int, _ to: Int) throws -> [MessagingError] {
            let entry = try XCTUnwrap(RelayCase.all.first { $0.name == name })
            return stations[to].relay(try stations[from].receive(entry.message)[0]).losses
        }
        let (cmpp2, cmpp3, smgp, sgip) = (0, 1, 2, 3)
        XCTAssertEqual(try losses("LinkID of 20", cmpp3, cmpp2), [MessagingError(.unsupported, field: "LinkID")])
        XCTAssertEqual(try losses("LinkID of 20", smgp, cmpp3), [])
        XCTAssertEqual(
            try losses("LinkID of 20", smgp, sgip), [MessagingError(.tooLong(limit: 8, actual: 20), field: "Reserve")])
        for target in [smgp, sgip] {
            XCTAssertEqual(
                try losses("long ASCII", cmpp2, target),
                [MessagingError(.tooLong(limit: 140, actual: 159), field: "segments")])
            XCTAssertEqual(
                try losses("a receiver of 32 characters", cmpp3, target).map(\.reason),
                [.tooLong(limit: 21, actual: 32)])
        }
        XCTAssertEqual(try losses("long ASCII", smgp, cmpp3), [])
        XCTAssertEqual(
            try losses("receivers are pseudonyms", smgp, sgip), [MessagingError(.unsupported, field: "UserNumber")])
        XCTAssertEqual(try losses("capped fee", cmpp2, cmpp3), [MessagingError(.unsupported, field: "FeeType")])
        XCTAssertEqual(try losses("capped fee", smgp, cmpp2), [])
        XCTAssertEqual(
            try losses("fee collected by the provider", sgip, smgp).map(\.reason), [.unsupported])
        XCTAssertEqual(
            try losses("price of 100 000 fen", cmpp3, sgip), [MessagingError(.outOfRange, field: "FeeValue")])
        XCTAssertEqual(try losses("expiry after a period", cmpp3, sgip), [])
        for name in ["long UCS-2", "flash (class 0)", "WAP push with ports", "schedule", "no report"] {
            for from in stations.indices {
                for to in stations.indices { XCTAssertEqual(try losses(name, from, to), [], name) }
            }
        }
    }

    /// Several properties at once: still nothing goes in silence, and what is lost is the sum of what each loses.
    func testPropertiesTogether() throws {
        for seed in UInt64(0)..<150 {
            var random = SeededGenerator(seed: seed)
            let cases = RelayCase.all
            var message = cases[random.below(cases.count)].message
            for _ in 0..<3 {
                let other = cases[random.below(cases.count)].message
                message.expiry = message.expiry ?? other.expiry
                message.schedule = message.schedule ?? other.schedule
                if message.linkID.isEmpty { message.linkID = other.linkID }
                if message.serviceID.isEmpty { message.serviceID = other.serviceID }
                if message.priority == 0 { message.priority = other.priority }
                if message.billing == .free { message.billing = other.billing }
            }
            let from = stations[random.below(4)]
            let to = stations[random.below(4)]
            guard let received = try? from.receive(message) else { continue }
            try checkRelay(received, from, to, "seed \(seed)")
        }
    }

    // MARK: Docs/relay.md

    func testTableIsUpToDate() throws {
        let path = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Docs/relay.md")
        let text = try document()
        guard (try? String(contentsOf: path, encoding: .utf8)) != text else { return }
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            return try text.write(to: path, atomically: true, encoding: .utf8)
        }
        XCTFail("Docs/relay.md is not up to date; UPDATE_GOLDEN=1 rewrites it:\n\(text)")
    }

    private func document() throws -> String {
        var text = """
            # What a relay loses

            A message that was received in one dialect and is sent on in another keeps its text and octets, coding and
            class, its cut into segments, report request, times, recipients, service code, LinkID and who pays, or the
            relay names what the next protocol cannot say. `SMSClient.relaying(_:)` gives the onward message and the
            list; an empty list means that nothing is lost. This page is printed by `RelayMatrixTests`
            (`UPDATE_GOLDEN=1` rewrites it), which sends every property from every dialect to every other, through the
            octets.

            The provider's code (Msg_src, MsgSrc, CorpId) is not carried over: it names the account of the first leg.
            A period becomes a time where the next protocol knows times only. The fields of a submit for which the
            neutral form has no word (SGIP's GivenValue, SMGP's SubmitMsgType, CMPP's Registered_Delivery 2) are in
            `Submission.unmappedFields` and so in the list.


            """
        for from in stations { text += try table(from) + "\n" }
        let kept = try keptEverywhere().joined(separator: "; ")
        return text + "Kept between all four: \(kept).\n"
    }

    /// The properties that some target loses.
    private func table(_ from: RelayStation) throws -> String {
        let targets = stations.filter { $0.name != from.name }
        var text = "## Received in \(from.name)\n\n| Property | \(targets.map(\.name).joined(separator: " | ")) |\n"
        text += "|---|" + targets.map { _ in "---|" }.joined() + "\n"
        var unknown: [String] = []
        for entry in RelayCase.all {
            guard let received = try? from.receive(entry.message) else {
                unknown.append(entry.name)
                continue
            }
            let cells = targets.map { losses(received, $0) }
            guard cells.contains(where: { !$0.isEmpty }) else { continue }
            text += "| \(entry.name) | "
            text += cells.map { $0.isEmpty ? "kept" : $0.joined(separator: "; ") }.joined(separator: " | ") + " |\n"
        }
        if !unknown.isEmpty { text += "\nCannot be said in \(from.name): \(unknown.joined(separator: "; ")).\n" }
        return text
    }

    private func losses(_ received: [SubmittedMessage], _ to: RelayStation) -> [String] {
        var found: [String] = []
        for message in received {
            for loss in to.relay(message).losses where !found.contains("\(loss)") { found.append("\(loss)") }
        }
        return found
    }

    private func keptEverywhere() throws -> [String] {
        RelayCase.all.filter { entry in
            stations.allSatisfy { from in
                guard let received = try? from.receive(entry.message) else { return false }
                return stations.allSatisfy { losses(received, $0).isEmpty }
            }
        }
        .map(\.name)
    }
}
