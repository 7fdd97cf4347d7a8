import CarrierWire
import Foundation
import XCTest

@testable import CarrierMessaging

/// Gateways of every habit, responses and reports in any order: each message ends as the gateway says it did, and no
/// report is a duplicate, a contradiction or an orphan.
final class ReportOrderTests: XCTestCase {
    /// How a gateway gives ids.
    private enum Habit: CaseIterable {
        /// One for each receiver of a request (the specifications' rule).
        case ranges
        /// One for each request, counted by one; the number tells receivers apart.
        case perRequest
        /// One for all segments of a message.
        case perMessage
        /// The same for everybody.
        case constant
    }

    /// One segment at one receiver.
    private struct Part {
        var number: String
        var id: Int
        var state: String
    }

    /// What happens at the gateway, as the steps of a scenario, and what must come of it.
    private struct Story {
        var steps: [String] = []
        /// Results by message and number; where ids and numbers tell no messages apart, by number alone.
        var results: [String] = []
    }

    private func story(_ habit: Habit, groupSize: Int, _ random: inout SeededGenerator) -> Story {
        var story = Story()
        var submits: [String] = []
        var rest: [(message: Int, step: String)] = []
        var nextID = 3
        for message in 1...1 + random.below(6) {
            // Where nothing tells two messages to one number apart, their segments would be mixed.
            let segments = habit == .constant ? 1 : 1 + random.below(3)
            var numbers = ["A", "B", "C", "D"]
            for place in (1..<4).reversed() { numbers.swapAt(place, random.below(place + 1)) }
            numbers = Array(numbers.prefix(1 + random.below(4)))
            submits.append("submit \(segments) " + numbers.joined(separator: " "))
            var parts: [Part] = []
            for group in stride(from: 0, to: numbers.count, by: groupSize) {
                let recipients = numbers[group..<min(numbers.count, group + groupSize)]
                for segment in 1...segments {
                    let id = habit == .constant ? 0 : nextID
                    rest.append((message, "answer \(message).\(segment).\(group / groupSize + 1) \(id)"))
                    for (step, number) in recipients.enumerated() {
                        let part = Part(
                            number: number, id: habit == .ranges ? id + step : id,
                            state: random.below(4) == 0 ? "undelivered" : "delivered")
                        parts.append(part)
                        rest.append((message, "report \(part.id) \(part.number) \(part.state)"))
                    }
                    if habit != .perMessage { nextID += habit == .ranges ? recipients.count : 1 }
                }
            }
            nextID += 1
            for number in numbers {
                let hasFailed = parts.contains { $0.number == number && $0.state == "undelivered" }
                let name = habit == .constant ? number : "\(message) \(number)"
                story.results.append("\(name) \(hasFailed ? "failed" : "delivered")")
            }
        }
        // Submits keep their order; everything else follows its submit in any order.
        var submitted = 0
        while !rest.isEmpty || submitted < submits.count {
            let open = rest.indices.filter { rest[$0].message <= submitted }
            if submitted < submits.count, open.isEmpty || random.below(3) == 0 {
                story.steps.append(submits[submitted])
                submitted += 1
            } else {
                story.steps.append(rest.remove(at: open[random.below(open.count)]).step)
            }
        }
        return story
    }

    func testEveryHabitInAnyOrder() throws {
        let isLong = ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1"
        for seed in UInt64(0)..<(isLong ? 5_000 : 60) {
            for habit in Habit.allCases {
                var random = SeededGenerator(seed: seed)
                let single = story(habit, groupSize: 1, &random)
                let several = story(habit, groupSize: 99, &random)
                for (name, player) in ClientScenarioPlayer.gatewayIDs {
                    let story = player.fits(.ranges) ? several : single
                    try check(story, player, "\(name), \(habit), seed \(seed)")
                }
            }
        }
    }

    private func check(_ story: Story, _ player: ClientScenarioPlayer, _ what: String) throws {
        var player = player
        let transcript = try player.play(story.steps.joined(separator: "\n"))
        let events = transcript.split(separator: "\n").filter { $0.hasPrefix("> ") }.map { $0.dropFirst(2) }
        for odd in ["late", "duplicate", "contradiction", "orphan"] {
            XCTAssertFalse(events.contains { $0.hasPrefix(odd) }, "\(what), \(odd):\n\(transcript)")
        }
        let namesMessages = story.results.first?.split(separator: " ").count == 3
        let results = events.filter { $0.hasPrefix("outcome ") }.map { event in
            event.split(separator: " ").dropFirst(namesMessages ? 1 : 2).joined(separator: " ")
        }
        XCTAssertEqual(results.sorted(), story.results.sorted(), "\(what):\n\(transcript)")
    }
}
