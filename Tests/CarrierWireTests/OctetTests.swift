import CarrierWire
import XCTest

/// Octet strings, the queue of octets, and the splitter that stands on it.
final class OctetTests: XCTestCase {
    func testEveryWidthHoldsItsOctets() throws {
        for count in 0...32 {
            let octets = (0..<count).map { UInt8($0 + 1) }
            let value = try XCTUnwrap(OctetString(octets))
            XCTAssertEqual(value.count, count)
            XCTAssertEqual(value.octets, octets)
            XCTAssertEqual(value.isEmpty, count == 0)
            XCTAssertEqual(value.octets(width: 32), octets + [UInt8](repeating: 0, count: 32 - count))
            XCTAssertEqual(OctetString(octets + [UInt8](repeating: 0, count: 32 - count)), value)
        }
        XCTAssertNil(OctetString([UInt8](repeating: 1, count: 33)))
        XCTAssertNil(OctetString([UInt8](repeating: 0, count: 33)))
    }

    func testInnerNULsAndForeignOctetsAreKept() throws {
        let value = try XCTUnwrap(OctetString([0x61, 0, 0xFF, 0x62, 0, 0]))
        XCTAssertEqual(value.octets, [0x61, 0, 0xFF, 0x62])
        XCTAssertEqual(value.text, "a")
        XCTAssertFalse(value.isPrintable)
        XCTAssertEqual(value.description, "hex:6100ff62")
        XCTAssertNotEqual(value, "a")
        let foreign = try XCTUnwrap(OctetString([0x61, 0xFF, 0x62]))
        XCTAssertEqual(foreign.text, "a\u{FFFD}b")
        XCTAssertEqual(foreign.octets, [0x61, 0xFF, 0x62])
        let padded: OctetString = "TEST   "
        XCTAssertEqual(padded.text, "TEST")
        XCTAssertEqual(padded.octets, Array("TEST   ".utf8))
        XCTAssertEqual(OctetString([0, 0x61])?.octets, [0, 0x61])
        XCTAssertEqual(OctetString([0, 0, 0x61, 0x62])?.text, "ab")
        XCTAssertEqual(OctetString([UInt8](repeating: 0, count: 31) + [0x61])?.text, "a")
        XCTAssertEqual(OctetString([0, 0x20, 0, 0x20])?.text, "")
    }

    func testTextLosesNULsAndSpacesAroundItAndEndsAtANULInside() throws {
        var generator = SeededGenerator(seed: 7)
        // Octets next to those that matter: zero, one, a space, high ones.
        let choice: [UInt8] = [0, 1, 0x20, 0x21, 0x30, 0x7F, 0x80, 0x81, 0xFF]
        for _ in 0..<20_000 {
            let rare = 1 + generator.below(12)
            let octets = (0..<generator.below(33)).map { _ -> UInt8 in
                generator.below(rare) == 0 ? choice[generator.below(choice.count)] : 0x41
            }
            let value = try XCTUnwrap(OctetString(octets))
            var text = Array(octets.drop { $0 == 0 || $0 == 0x20 }.prefix { $0 != 0 })
            while text.last == 0x20 { text.removeLast() }
            XCTAssertEqual(value.text, String(decoding: text, as: UTF8.self))
        }
    }

    func testTextAndPadding() {
        XCTAssertEqual(OctetString(String("短信"))?.text, "短信")
        XCTAssertNil(OctetString(String(repeating: "短", count: 11)))
        XCTAssertEqual(OctetString(padding: "1001", to: 6), "001001")
        XCTAssertEqual(OctetString(padding: "", to: 3), "000")
        XCTAssertNil(OctetString(padding: "1234567", to: 6))
        XCTAssertNil(OctetString(padding: "1", to: 33))
    }

    func testTheQueueIsWhatAnArrayWouldBe() {
        for seed: UInt64 in 1...40 {
            var generator = SeededGenerator(seed: seed)
            var (queue, model): (OctetBuffer, [UInt8]) = (OctetBuffer(), [])
            for _ in 0..<300 {
                let count = generator.below(generator.below(8) == 0 ? 9000 : 40)
                let octets = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
                switch generator.below(5) {
                case 0, 1:
                    queue.append(octets)
                    model += octets
                case 2:
                    queue.consume(count)
                    model.removeFirst(min(count, model.count))
                case 3:
                    queue.truncate(to: count)
                    model = Array(model.prefix(count))
                default:
                    // Says that it filled more than there is, or less than nothing.
                    let claimed = generator.below(2) == 0 ? -1 : 0
                    XCTAssertEqual(queue.append(capacity: count) { _ in claimed }, 0)
                }
                XCTAssertEqual(queue.count, model.count)
                XCTAssertEqual(queue.isEmpty, model.isEmpty)
            }
            XCTAssertEqual(queue.withOctets { [UInt8]($0) }, model, "seed \(seed)")
            XCTAssertEqual(queue.takeAll(), model)
            XCTAssertTrue(queue.isEmpty)
        }
    }

    func testAnErrorLeavesTheQueueAsItWas() {
        struct Refusal: Error {}
        var queue = OctetBuffer()
        queue.append([1, 2, 3])
        XCTAssertThrowsError(
            try queue.append(capacity: 5000) { (_: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int in
                throw Refusal()
            })
        XCTAssertEqual(queue.takeAll(), [1, 2, 3])
    }
}

final class SplitterTests: XCTestCase {
    private let rules = FrameRules(headerLength: 12, maximumLength: 4096, lengthField: "Total_Length")

    private func frame(_ length: Int) -> [UInt8] {
        let word = (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
        return word + (4..<max(4, length)).map { UInt8(truncatingIfNeeded: $0) }
    }

    private func append(_ octets: [UInt8], to splitter: inout FrameSplitter) {
        octets.withUnsafeBytes { splitter.append($0) }
    }

    func testOctetByOctet() throws {
        let frames = [12, 13, 4096, 12, 300].map(frame)
        var splitter = FrameSplitter(rules: rules)
        var received: [[UInt8]] = []
        for octet in frames.joined() {
            append([octet], to: &splitter)
            while let frame = try splitter.nextFrame({ [UInt8]($0) }) { received.append(frame) }
        }
        XCTAssertEqual(received, frames)
        XCTAssertEqual(splitter.waitingOctets, 0)
    }

    func testSoundAndUnsoundLengths() throws {
        for length in [12, 4096] {
            var splitter = FrameSplitter(rules: rules)
            append(frame(length), to: &splitter)
            XCTAssertEqual(try splitter.nextFrame { $0.count }, length)
        }
        for length: UInt32 in [0, 11, 4097, 0x4745_5420, .max] {
            var splitter = FrameSplitter(rules: rules)
            append(frame(12), to: &splitter)
            append((0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32($0))) }, to: &splitter)
            // What stands before it still comes out, then the stream is over for good.
            XCTAssertEqual(try splitter.nextFrame { $0.count }, 12)
            let expected = WireError(
                .lengthOutOfRange(announced: UInt64(length), minimum: 12, maximum: 4096), field: "Total_Length",
                offset: 0)
            for _ in 0..<2 {
                XCTAssertThrowsError(try splitter.nextFrame { $0.count }) { XCTAssertEqual($0 as? WireError, expected) }
                append(frame(12), to: &splitter)
            }
            XCTAssertThrowsError(try splitter.forEachFrame { _ in true }) { XCTAssertEqual($0 as? WireError, expected) }
        }
    }

    func testTooFewOctetsAreNoFrameAndNoError() throws {
        var splitter = FrameSplitter(rules: rules)
        for octet: UInt8 in [0, 0, 0] {
            append([octet], to: &splitter)
            XCTAssertNil(try splitter.nextFrame { $0.count })
        }
        XCTAssertEqual(splitter.waitingOctets, 3)
        XCTAssertEqual(splitter.withWaitingOctets { [UInt8]($0) }, [0, 0, 0])
    }

    func testAFrameThatIsNotTakenStays() throws {
        var splitter = FrameSplitter(rules: rules)
        append(frame(12) + frame(20) + frame(30), to: &splitter)
        var shown: [Int] = []
        try splitter.forEachFrame { frame in
            shown.append(frame.count)
            return frame.count != 20
        }
        XCTAssertEqual(shown, [12, 20])
        XCTAssertEqual(try splitter.nextFrame { $0.count }, 20)
        XCTAssertEqual(try splitter.nextFrame { $0.count }, 30)
        XCTAssertNil(try splitter.nextFrame { $0.count })
    }
}
