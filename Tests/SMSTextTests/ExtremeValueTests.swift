import XCTest

@testable import SMSText

/// No public initialiser, operator or function of the module ends the process, whatever it is given.
final class ExtremeValueTests: XCTestCase {
    private let numbers = [
        Int.min, Int.min + 1, -1, 0, 1, 6, 7, 70, 134, 140, 159, 65_535, 65_536, Int.max - 1, Int.max,
    ]

    func testLimitsOfAnySizeCutOrRefuse() throws {
        for octets in numbers {
            for reserved in numbers {
                for keeps in [false, true] {
                    let limits = SegmentLimits(
                        asciiOctets: octets, octets: octets, reservedPrefixUnits: reserved,
                        reservedSuffixUnits: reserved == .min ? 0 : reserved, gbkCountsUnits: keeps,
                        keepGraphemes: keeps)
                    for coding in TextCoding.allCases {
                        for text in ["", "a[", String(repeating: "中😀", count: 40)] {
                            let cut = try? Segmenter(limits: limits).segment(
                                text, coding: coding, messageClass: 255, reference: .octet(1))
                            if let cut { XCTAssertFalse(cut.segments.isEmpty) }
                            _ = cut?.warnings
                        }
                    }
                }
            }
        }
    }

    func testSegmentsThatWerePutTogetherByHand() {
        for number in numbers {
            let segment = Segment(number: number, content: [5, 0, 3], headerLength: number, units: number)
            XCTAssertEqual(Array(segment.header) + Array(segment.payload), segment.content)
            for alphabet in Alphabet.allCases {
                let message = SegmentedMessage(
                    dataCoding: 255, alphabet: alphabet, segments: [segment, segment], units: number,
                    nominalCount: number)
                _ = (message.segmentCount, message.hasUserDataHeader, message.warnings.map(\.description))
            }
            XCTAssertGreaterThanOrEqual(BillingCount.nominal(units: number), 1)
            _ = SMSTextError(.tooManySegments(limit: number), offset: number).description
        }
    }

    func testHeadersOfAnyElements() {
        for length in [0, 1, 3, 4, 255, 256, 70_000] {
            let element = InformationElement(identifier: 0, data: [UInt8](repeating: 255, count: length))
            for concatenation in [
                nil, Concatenation(reference: .octet(255), total: 0, number: 255),
                Concatenation(reference: .wide(.max), total: 255, number: 0),
            ] {
                let header = UserDataHeader(concatenation: concatenation, elements: [element, element])
                guard let octets = try? header.encoded() else { continue }
                XCTAssertEqual(octets.count, header.length)
                _ = try? UserDataHeader(parsing: octets)
            }
        }
    }

    func testBoundsAndTimesOfAnySize() {
        let times = [Int64.min, -1, 0, 1, Int64.max - 1, Int64.max]
        for bound in numbers {
            for time in times {
                let limits = ReassemblyLimits(
                    entries: bound, octets: bound, segments: bound, expiry: time, completedMemory: time,
                    completedMessages: bound, completedSegments: bound)
                var box = Reassembler<Int>(limits: limits)
                for now in times + times.reversed() {
                    for number: UInt8 in [1, 2] {
                        let content: [UInt8] = [5, 0, 3, 9, 2, number, 0x4E, 0x2D]
                        _ = box.receive(
                            IncomingSegment(
                                source: "1", destination: "2", content: content, hasHeader: true, dataCoding: 8,
                                tag: 0), at: now)
                        _ = (box.nextDeadline, box.advance(to: now))
                    }
                }
                _ = box.removeAll()
                XCTAssertEqual([box.entryCount, box.segmentCount, box.octetCount], [0, 0, 0])
                var allocator = ReferenceAllocator(seed: .max, maximumPairs: bound, idleTimeout: time)
                for now in times { _ = allocator.next(source: "1", destination: "2", wide: true, at: now) }
            }
        }
    }

    func testOctetsOfAnyKindAreReadUnderEveryCoding() {
        var numbers = SeededNumbers(5)
        for _ in 0..<300 {
            let octets = numbers.octets(numbers.below(40))
            for coding in UInt8.min...UInt8.max {
                _ = TextDecoder.reading(of: octets, dataCoding: coding)
                _ = UserData(content: octets, hasHeader: coding & 1 == 1, sniffing: true)
                _ = Alphabet(dataCoding: coding).dataCoding(messageClass: coding)
            }
            _ = PhoneNumber.normalized(String(decoding: octets, as: UTF8.self))
        }
    }
}
