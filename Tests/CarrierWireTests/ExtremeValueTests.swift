import CarrierWire
import XCTest

/// No public initialiser, operator or function of the module ends the process, whatever it is given.
final class ExtremeValueTests: XCTestCase {
    private let numbers = [
        Int.min, Int.min + 1, -1 << 33, -100, -49, -1, 0, 1, 2, 9, 48, 64, 99, 100, 255, 256, 1 << 33, Int.max - 1,
        Int.max,
    ]
    private let strings: [OctetString] = ["", "0", "~", "00000000000000000000000000000000", "\u{FF}\u{FF}"]

    func testTimesWithAnyPartsAreWrittenOrNil() {
        for number in numbers {
            let month = MonthTime(month: number, day: number, hour: number, minute: number, second: number)
            XCTAssertLessThanOrEqual(month.rawValue, UInt32.max)
            let minute = MinuteTime(year: number, month: number, day: number, hour: number, minute: number)
            XCTAssertEqual(minute.field.count, 10)
            for reference in [SMPPTime.Reference.now, .offset(quarterHours: number)] {
                let time = SMPPTime(
                    year: number, month: number, day: number, hour: number, minute: number, second: number,
                    tenth: number, reference: reference)
                if let field = time.field { XCTAssertEqual(field.count, 16) }
                // Sound parts, so that the offset alone is looked at.
                let sound = SMPPTime(year: 1, month: 1, day: 1, hour: 1, minute: 1, second: 1, reference: reference)
                if case .offset = reference, abs(number.clamped) > 48 { XCTAssertNil(sound.field) }
            }
            _ = SMPPTime.period(days: number, hours: number, minutes: number, seconds: number).field
            XCTAssertEqual(TimeDigits.text([number]).count, 2)
            for count in numbers {
                XCTAssertEqual(TimeDigits.pairs([], count: count), count == 0 ? [] : nil)
                _ = TimeDigits.pairs([0x31, 0x32], count: count)
            }
        }
        for value in [UInt32.min, 1, 1_231_235_959, .max] { _ = MonthTime(value) }
        for field in strings { _ = (SMPPTime(field), MinuteTime(field)) }
    }

    func testDigitsOfAnyWidth() {
        for number in numbers {
            XCTAssertEqual(DecimalDigits.text(7, width: number).count, min(max(1, number), 64))
            XCTAssertEqual(DecimalDigits.text(.max, width: number).count, min(max(20, number), 64))
            XCTAssertTrue((4...18).contains(HexText.word(.max, octets: number).count))
            var octets: [UInt8] = [1]
            BCD.append(.max, count: number, to: &octets)
            XCTAssertEqual(octets.count, 1 + min(max(0, number), 64))
            _ = BCD.packed(.max, digits: number)
        }
        XCTAssertNil(DecimalDigits.number(Array(repeating: UInt8(0x39), count: 19)))
        XCTAssertNil(HexText.decode("🙂"))
    }

    func testOctetStringsOfAnyWidth() {
        for number in numbers {
            for value in strings {
                XCTAssertLessThanOrEqual(value.octets(width: number).count, 32)
                XCTAssertTrue(FieldNotation.text(value, width: number).count <= 68)
            }
            _ = OctetString(padding: "1", to: number)
            _ = (FieldValue.text("\u{1}", width: number).plain, FieldValue.word(.max, octets: number).plain)
            let departure = LayoutDeparture(announcedPayload: number, tailLength: number)
            XCTAssertEqual(departure.isEmpty, number < 0)
        }
        XCTAssertNil(OctetString(repeatElement(UInt8(0), count: 33)))
    }

    func testAFrameBufferTakesAnyCapacityAndGivesAnyAmount() {
        for number in numbers {
            var buffer = OctetBuffer()
            buffer.append([1, 2, 3, 4])
            buffer.consume(1)
            buffer.truncate(to: number)
            XCTAssertEqual(buffer.count, min(max(0, number), 3))
            buffer.append([5, 6])
            buffer.consume(number)
            XCTAssertTrue(buffer.withOctets { $0.count == buffer.count })
            let added = buffer.append(capacity: number) { $0.isEmpty ? 0 : number }
            XCTAssertGreaterThanOrEqual(added, 0)
            XCTAssertTrue(buffer.withOctets { $0.count == buffer.count })
            _ = buffer.takeAll()
            XCTAssertTrue(buffer.isEmpty)
        }
    }

    func testFrameRulesThatWereChangedStillEndEveryFrame() throws {
        for length in numbers {
            for maximum in numbers {
                var rules = FrameRules(headerLength: length, maximumLength: maximum, lengthField: "Length")
                (rules.headerLength, rules.maximumLength) = (length, maximum)
                var splitter = FrameSplitter(rules: rules)
                [UInt8](repeating: 0, count: 64).withUnsafeBytes { splitter.append($0) }
                var frames = 0
                XCTAssertThrowsError(
                    try splitter.forEachFrame { _ in
                        frames += 1
                        return frames < 100
                    })
                XCTAssertEqual(frames, 0, "a frame of no octets")
                XCTAssertThrowsError(try splitter.nextFrame { $0.count })
            }
        }
    }

    func testAListingOfFieldsThatAreNowhere() {
        for offset in numbers {
            for length in numbers {
                let field = DescribedField("Field", .number(1), offset: offset, length: length)
                let list = DescribedField("List", .list([.number(1), .number(2)]), offset: offset, length: length)
                let text = FrameListing.text(
                    of: [1, 2, 3], fields: [list, field], title: "t", comments: [], command: ("None", nil))
                XCTAssertTrue(text.hasPrefix("# t\n"))
            }
        }
    }

    func testWordsAndCodesOfAnyText() {
        var generator = SeededGenerator(seed: 11)
        for bound in numbers { XCTAssertGreaterThanOrEqual(generator.below(bound), 0) }
        for _ in 0..<5_000 {
            let octets = (0..<generator.below(33)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            guard let value = OctetString(octets) else { return XCTFail("\(octets)") }
            let word = StatusWord(value)
            _ = (word.state, word.words, word.family, word.reason, word.reasonMeaning)
            _ = (value.description, value.text, SMPPTime(value), MinuteTime(value))
            XCTAssertEqual(WireParameter(tag: 1, value: octets).value, octets)
            XCTAssertEqual(StatusWord(value.text).text, value.text)
        }
        XCTAssertNil(Digest([UInt8](repeating: 0, count: 17)))
        XCTAssertEqual(MD5.digest(of: []).octets.count, 16)
    }
}

extension Int {
    /// Never the one whose magnitude does not fit.
    fileprivate var clamped: Int { self == .min ? .min + 1 : self }
}
