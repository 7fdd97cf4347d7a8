import CarrierCMPP
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import XCTest

/// What both ends of these tests log in with.
enum TestAccount {
    static let gateway = GatewayAccount(id: "901234", secret: "secret")
    static let client = CMPPAccount(id: "901234", secret: "secret")

    static var isLong: Bool { ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1" }
}

/// A message to one recipient, as a gateway accepted it: its text says which one it is.
struct Accepted: Hashable, Sendable {
    var text: String
    var recipient: String
}

/// What gateways accepted, in order, with the moment of the first.
final class AcceptanceLog: Sendable {
    struct Contents: Sendable {
        var times: [Accepted: Int] = [:]
        var count = 0
        var first: Moment?
    }

    private let contents = Guarded(Contents())

    var times: [Accepted: Int] { contents.withLock { $0.times } }
    var count: Int { contents.withLock { $0.count } }
    var first: Moment? { contents.withLock { $0.first } }

    func note(_ text: String, _ recipients: [String]) {
        contents.withLock { contents in
            contents.first = contents.first ?? MonotonicClock.now()
            for recipient in recipients {
                contents.times[Accepted(text: text, recipient: recipient), default: 0] += 1
                contents.count += 1
            }
        }
    }

    func note(_ submission: Submission) {
        // SGIP writes numbers with their country code, 86.
        let recipients = submission.destinations.map { $0.count == 13 ? String($0.dropFirst(2)) : $0 }
        note(String(decoding: submission.content, as: UTF8.self), recipients)
    }

    /// A gateway's settings that accept everything and note it first.
    var settings: GatewaySettings {
        var settings = GatewaySettings.deciding
        settings.decider = { [self] request in
            note(request.submission)
            return .accept
        }
        return settings
    }
}

/// What a client told, with the moments of its channels' changes.
final class ClientLog: Sendable {
    struct Change: Sendable {
        var at: Moment
        var change: ChannelChange
    }

    struct Contents: Sendable {
        var changes: [Change] = []
        var outcomes: [RecipientOutcome] = []
        var neverBegun: UInt64 = 0
        var unanswered = 0
        var ends: [ClientEnd] = []
    }

    private let contents = Guarded(Contents())

    var changes: [Change] { contents.withLock { $0.changes } }
    var outcomes: [RecipientOutcome] { contents.withLock { $0.outcomes } }
    var neverBegun: UInt64 { contents.withLock { $0.neverBegun } }
    var unanswered: Int { contents.withLock { $0.unanswered } }
    var ends: [ClientEnd] { contents.withLock { $0.ends } }

    var observer: @Sendable ([ClientEvent]) -> Void {
        { [self] events in
            let now = MonotonicClock.now()
            contents.withLock { contents in
                for event in events {
                    switch event {
                    case .channel(let change): contents.changes.append(Change(at: now, change: change))
                    case .outcome(let outcome): contents.outcomes.append(outcome)
                    case .neverBegun(let content, let numbers):
                        contents.neverBegun += UInt64(numbers.count) * UInt64(content.recipientCount)
                    case .unanswered: contents.unanswered += 1
                    case .ended(let end): contents.ends.append(end)
                    default: break
                    }
                }
            }
        }
    }

    /// The first change of a channel to a state, at or after a moment.
    func first(_ state: ChannelState, at address: String, since: Moment = Moment(nanoseconds: 0)) -> Moment? {
        changes.first { $0.change.state == state && $0.change.address == address && $0.at >= since }?.at
    }
}

extension XCTestCase {
    /// Waits for something to come about, and fails when it does not.
    func wait(
        for what: String, within span: Duration = .seconds(20), line: UInt = #line, _ isSo: () async -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + span
        let timers = Timers()
        while await !isSo() {
            if ContinuousClock.now > deadline { return XCTFail("never: \(what)", line: line) }
            try Task.checkCancellation()
            _ = await OneShot<Void>().value(before: MonotonicClock.now() + .milliseconds(2), timers: timers)
        }
    }
}
