import XCTest

@testable import SMSText

/// text-and-long-sms.md section 6: the scripts of the vectors, and what must hold for any order and any flood.
final class ReassemblerTests: XCTestCase {
    private typealias Box = Reassembler<Int>

    private func segment(
        _ content: [UInt8], from source: String = "13800138000", to destination: String = "10690001",
        coding: UInt8 = 8, hasHeader: Bool = true, direction: MessageDirection = .mobileOriginated, tag: Int = 0
    ) -> IncomingSegment<Int> {
        IncomingSegment(
            source: source, destination: destination, direction: direction, content: content, hasHeader: hasHeader,
            dataCoding: coding, tag: tag)
    }

    private func parts(_ text: String, _ reference: ConcatenationReference = .octet(0xA7)) throws -> [[UInt8]] {
        try Segmenter().segment(text, coding: .ucs2, reference: reference).segments.map(\.content)
    }

    func testEveryScript() throws {
        let scripts = try Vectors.load().reassemblyCases
        XCTAssertEqual(scripts.count, 11)
        for script in scripts {
            var box = Box(limits: ReassemblyLimits(expiry: script.expirySeconds * 1_000_000_000))
            var seen: [Vectors.Script.Expect] = []
            for (index, event) in script.events.enumerated() {
                let result = box.receive(
                    segment(
                        octets(event.contentHex), from: event.src, to: event.dst, coding: event.coding,
                        hasHeader: UserDataHeader.isIndicated(by: UInt8(event.udhi))),
                    at: event.t * 1_000_000_000)
                for end in result.events {
                    var expect = Vectors.Script.Expect(afterEvent: index + 1)
                    switch end {
                    case .complete(let message): expect.text = message.text
                    case .incomplete(let message, .expired): expect.expired = message.parts.count
                    case .incomplete(let message, .abandoned): expect.abandoned = message.parts.count
                    case .incomplete: XCTFail(script.id)
                    }
                    seen.append(expect)
                }
            }
            XCTAssertEqual(seen, script.expect, script.id)
        }
    }

    func testEveryOrderOfUpToFiveSegmentsWithOneRepeated() throws {
        for count in 1...5 {
            let text = String(repeating: "中", count: count == 1 ? 70 : count * 67)
            let contents = try parts(text)
            XCTAssertEqual(contents.count, count)
            for order in permutations(Array(0..<count)) {
                for repeated in 0..<count { try check(order, repeated, contents, text) }
            }
        }
    }

    private func check(_ order: [Int], _ repeated: Int, _ contents: [[UInt8]], _ text: String) throws {
        var box = Box()
        var messages: [LongMessage<Int>] = []
        var duplicates = 0
        var isCompleted = false
        for place in order {
            for copy in 0..<(place == repeated ? 2 : 1) {
                let hasHeader = contents.count > 1
                let result = box.receive(segment(contents[place], hasHeader: hasHeader, tag: place), at: 0)
                switch result.disposition {
                case .duplicate:
                    XCTAssertFalse(isCompleted)
                    duplicates += 1
                case .duplicateOfCompleted:
                    XCTAssertTrue(isCompleted)
                    duplicates += 1
                case .completing: isCompleted = true
                case .single, .stored: break
                }
                XCTAssertTrue(copy == 0 || result.disposition != .stored)
                for case .complete(let message) in result.events { messages.append(message) }
            }
        }
        // A short message has nothing by which a repetition could be told.
        XCTAssertEqual(messages.count, contents.count > 1 ? 1 : 2)
        XCTAssertEqual(duplicates, contents.count > 1 ? 1 : 0)
        XCTAssertTrue(messages.allSatisfy { $0.text == text })
        XCTAssertEqual(messages.first?.parts.map(\.tag), Array(0..<contents.count))
        XCTAssertEqual(box.entryCount, 0)
        XCTAssertEqual(box.octetCount, 0)
        XCTAssertEqual(box.segmentCount, 0)
    }

    private func permutations(_ items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.indices.flatMap { index in
            var rest = items
            let item = rest.remove(at: index)
            return permutations(rest).map { [item] + $0 }
        }
    }

    /// 1 000 messages from 100 senders whose references collide, shuffled: everybody gets the right text.
    func testInterleavedMessagesWithCollidingReferences() throws {
        var random = SeededNumbers(11)
        var queue: [(content: [UInt8], source: String, key: Int)] = []
        var texts: [String] = []
        for number in 0..<1_000 {
            // Ten messages of each sender, every one with a reference of its own; the same ten for all senders.
            let text = "\(number)" + String(repeating: "文", count: 70 + random.below(200))
            texts.append(text)
            for content in try parts(text, .octet(UInt8(number / 100))) {
                queue.append((content, "138001380\(10 + number % 100)", number))
            }
        }
        queue.shuffle(using: &random)
        var box = Box()
        var found: [Int: String] = [:]
        for (time, item) in queue.enumerated() {
            for case .complete(let message) in box.receive(
                segment(item.content, from: item.source, tag: item.key), at: Int64(time)
            ).events {
                XCTAssertEqual(Set(message.parts.map(\.tag)).count, 1)
                found[message.parts[0].tag] = message.text
            }
        }
        XCTAssertEqual(found.count, 1_000)
        for (key, text) in found { XCTAssertEqual(text, texts[key]) }
        XCTAssertEqual(box.entryCount, 0)
    }

    func testKeyTellsApart() throws {
        let contents = try parts(String(repeating: "中", count: 71))
        let first = segment(contents[0])
        let others = [
            segment(contents[1], from: "13900139000"), segment(contents[1], to: "10690002"),
            segment(contents[1], direction: .mobileTerminated),
            segment(try parts(String(repeating: "中", count: 71), .octet(0xA8))[1]),
            segment(try parts(String(repeating: "中", count: 71), .wide(0xA7))[1]),
            segment(try parts(String(repeating: "中", count: 135))[1]),
            segment(
                try Segmenter().segment(
                    String(repeating: "中", count: 71), coding: .ucs2, reference: .octet(0xA7),
                    elements: [.ports(destination: 1, source: 2)]
                ).segments[1].content),
        ]
        for other in others {
            var box = Box()
            XCTAssertEqual(box.receive(first, at: 0).disposition, .stored)
            XCTAssertEqual(box.receive(other, at: 1).disposition, .stored)
            XCTAssertEqual(box.entryCount, 2)
        }
        // What one gateway writes and another does not is the same number.
        for (source, destination) in [("+8613800138000", " 10690001"), ("8613800138000\0", "10690001")] {
            var box = Box()
            _ = box.receive(first, at: 0)
            XCTAssertEqual(
                box.receive(segment(contents[1], from: source, to: destination), at: 1).disposition, .completing)
        }
    }

    func testAnElementInOneSegmentAloneKeepsNobodyFromJoining() throws {
        // A voice message indication, a vendor's element, a malformed concatenation, and none at all.
        let vendor = InformationElement(identifier: 0x70, data: [1])
        for element in [
            InformationElement(identifier: 0x01, data: [0x80, 0x03]), vendor,
            InformationElement(identifier: 0x00, data: [9]), InformationElement(identifier: 0x24, data: [1]),
        ] {
            for first in [[], [InformationElement.ports(destination: 2948, source: 9200)]] {
                for place in 0..<2 {
                    var box = Box()
                    var ends: [ReassemblyEvent<Int>] = []
                    for number in [2, 1] {
                        let elements = first + (number == place + 1 ? [element] : [])
                        let header = try UserDataHeader(
                            concatenation: Concatenation(
                                reference: .octet(9), total: 2, number: UInt8(number)), elements: elements
                        ).encoded()
                        let payload: [UInt8] = number == 1 ? [0x52, 0x4D, 0x53, 0x4A] : [0x54, 0x0E, 0x53, 0x4A]
                        ends += box.receive(segment(header + payload), at: 0).events
                    }
                    guard case .complete(let message)? = ends.first, ends.count == 1 else {
                        return XCTFail("\(element)")
                    }
                    XCTAssertEqual(message.text, "前半后半")
                    XCTAssertEqual(message.elements, first + [element])
                    XCTAssertEqual(message.parts.map { $0.elements.contains(element) }, [place == 0, place == 1])
                }
            }
        }
    }

    func testPortsTellMessagesApartWhileTheyInterleave() throws {
        var box = Box()
        var texts: [String] = []
        let ports: [[InformationElement]] = [
            [.ports(destination: 2948, source: 9200)], [.ports(destination: 2949, source: 9200)],
            [InformationElement(identifier: 0x04, data: [240, 241])], [],
        ]
        for number in 1...2 {
            for (place, elements) in ports.enumerated() {
                let header = try UserDataHeader(
                    concatenation: Concatenation(reference: .octet(9), total: 2, number: UInt8(number)),
                    elements: elements
                ).encoded()
                let content = header + Array("\(place)".utf8)
                for case .complete(let message) in box.receive(segment(content, coding: 0), at: 0).events {
                    texts.append(message.text)
                }
            }
        }
        XCTAssertEqual(texts, ["00", "11", "22", "33"])
    }

    func testMessageLivesFromItsLastSegment() throws {
        let contents = try parts(String(repeating: "中", count: 202))
        var box = Box(limits: ReassemblyLimits(expiry: 10))
        XCTAssertNil(box.nextDeadline)
        XCTAssertTrue(box.receive(segment(contents[0]), at: 0).events.isEmpty)
        XCTAssertTrue(box.receive(segment(contents[1]), at: 9).events.isEmpty)
        XCTAssertTrue(box.advance(to: 19).isEmpty)
        XCTAssertEqual(box.nextDeadline, 20)
        let ends = box.advance(to: 20)
        XCTAssertEqual(ends.count, 1)
        guard case .incomplete(let message, .expired)? = ends.first else { return XCTFail("no expiry") }
        XCTAssertEqual(message.parts.map(\.number), [1, 2])
        XCTAssertEqual(message.total, 4)
        XCTAssertEqual(message.text, String(repeating: "中", count: 134))
        XCTAssertNil(box.nextDeadline)
        // A clock that goes back stands still.
        XCTAssertTrue(box.receive(segment(contents[0]), at: .min).events.isEmpty)
        XCTAssertTrue(box.advance(to: 30).isEmpty)
        XCTAssertEqual(box.advance(to: 31).count, 1)
    }

    /// A missing segment in the middle keeps its neighbours from being joined into characters that nobody wrote.
    func testTextOfAnIncompleteMessageIsNotJoinedAcrossAGap() {
        var box = Box()
        for (number, payload) in [(1, "4E2DD83D"), (3, "DE004E2D")] {
            let content = octets("050003A7030" + "\(number)" + payload)
            _ = box.receive(segment(content), at: 0)
        }
        guard case .incomplete(let message, .ended)? = box.removeAll().first else { return XCTFail("nothing") }
        XCTAssertEqual(message.text, "中\u{FFFD}\u{FFFD}中")
    }

    /// Memory stays flat whatever comes in: first segments without end, each with its end told.
    func testFloodIsBounded() {
        let isLong = ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1"
        let count = isLong ? 1_000_000 : 30_000
        let limits = ReassemblyLimits(entries: 1_000, octets: 100_000, segments: 2_000)
        var box = Box(limits: limits)
        var ended = 0
        let payload = [UInt8](repeating: 0x41, count: 60)
        for number in 0..<count {
            let head: [UInt8] = [6, 8, 4, UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF), 255, 1]
            let source = "\(13_800_000_000 + number)"
            for end in box.receive(segment(head + payload, from: source), at: Int64(number)).events {
                guard case .incomplete(let message, .evictedByEntries) = end else { return XCTFail("not evicted") }
                ended += message.parts.count
            }
            XCTAssertTrue(box.entryCount <= 1_000 && box.octetCount <= 100_000 && box.segmentCount <= 2_000)
        }
        XCTAssertEqual(ended + box.segmentCount, count)
        XCTAssertEqual(box.removeAll().count, 1_000)
        XCTAssertEqual(box.octetCount, 0)
    }

    func testOctetsAndSegmentsAreBounded() {
        var box = Box(limits: ReassemblyLimits(octets: 1_000, segments: 3))
        for (number, size) in [(1, 400), (2, 400)] {
            _ = box.receive(
                segment([5, 0, 3, UInt8(number), 2, 1] + [UInt8](repeating: 0, count: size)), at: Int64(number))
        }
        XCTAssertEqual(box.entryCount, 2)
        let evicted = box.receive(segment([5, 0, 3, 3, 2, 1] + [UInt8](repeating: 0, count: 400)), at: 3).events
        guard case .incomplete(let oldest, .evictedByOctets)? = evicted.first else { return XCTFail("nothing") }
        XCTAssertEqual(oldest.reference, .octet(1))
        for number in UInt8(10)...11 { _ = box.receive(segment([5, 0, 3, number, 2, 1]), at: 4) }
        XCTAssertEqual(box.segmentCount, 3)
        // One segment alone above the bound is handed back at once.
        let large = box.receive(segment([5, 0, 3, 9, 2, 1] + [UInt8](repeating: 0, count: 2_000)), at: 5)
        XCTAssertEqual(large.disposition, .stored)
        XCTAssertEqual(box.octetCount, 0)
    }

    /// Every segment is in exactly one end, whatever comes: random headers, times, repetitions.
    func testNothingIsLostInRandomRuns() {
        for seed in UInt64(0)..<200 {
            var random = SeededNumbers(seed)
            var box = Box(limits: ReassemblyLimits(entries: 8, octets: 4_000, expiry: 50, completedMemory: 20))
            var taken = 0
            var ended = 0
            var now: Int64 = 0
            func count(_ events: [ReassemblyEvent<Int>]) {
                for event in events {
                    switch event {
                    case .complete(let message):
                        XCTAssertTrue(message.isComplete, "seed \(seed)")
                        ended += message.parts.count
                    case .incomplete(let message, _):
                        XCTAssertFalse(message.isComplete, "seed \(seed)")
                        ended += message.parts.count
                    }
                }
            }
            for step in 0..<300 {
                now += Int64(random.below(12))
                let total = 1 + random.below(4)
                var content: [UInt8] = [5, 0, 3, UInt8(random.below(3)), UInt8(total), UInt8(random.below(total + 2))]
                content += random.octets(random.below(4))
                let result = box.receive(
                    segment(content, from: "1380013800\(random.below(3))", hasHeader: random.below(5) > 0, tag: step),
                    at: now)
                if result.disposition != .duplicate, result.disposition != .duplicateOfCompleted { taken += 1 }
                count(result.events)
                XCTAssertEqual(taken, ended + box.segmentCount, "seed \(seed), step \(step)")
            }
            count(box.removeAll())
            XCTAssertEqual(taken, ended, "seed \(seed)")
        }
    }
}
