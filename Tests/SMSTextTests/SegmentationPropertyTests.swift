import XCTest

@testable import SMSText

/// P1 to P7 of segmentation on random texts of 0 to 1 200 scalars, and what options must not change.
final class SegmentationPropertyTests: XCTestCase {
    private struct Trial {
        var text: String
        var coding: TextCoding
        var limits: SegmentLimits
        var wide: Bool
        var elements: [InformationElement]

        var reference: ConcatenationReference { wide ? .wide(0x5AA7) : .octet(0xA7) }
        func run() throws -> SegmentedMessage {
            try Segmenter(limits: limits).segment(text, coding: coding, reference: reference, elements: elements)
        }
    }

    private func trial(_ seed: UInt64) -> Trial {
        var random = SeededNumbers(seed)
        let coding: TextCoding = [.ascii, .ucs2, .gb18030, .automatic, .preferASCII][random.below(5)]
        let length = random.below(1_201)
        var limits: SegmentLimits = random.below(2) == 0 ? .longASCII : .standard
        limits.gbkCountsUnits = random.below(2) == 0
        limits.keepGraphemes = random.below(3) == 0
        return Trial(
            text: coding == .ascii ? random.ascii(length) : random.text(scalars: length), coding: coding,
            limits: limits, wide: random.below(2) == 0,
            elements: random.below(4) == 0 ? [.ports(destination: 2948, source: 9200)] : [])
    }

    func testPropertiesOnRandomTexts() throws {
        for seed in UInt64(0)..<1_500 {
            let trial = trial(seed)
            let message = try trial.run()
            check(trial, message, "seed \(seed)")
        }
    }

    private func check(_ trial: Trial, _ message: SegmentedMessage, _ name: String) {
        let whole = encode(trial.text, message.alphabet)
        XCTAssertEqual(message.segments.flatMap(\.payload), whole, "P1 \(name)")
        XCTAssertEqual(message.units, trial.text.utf16.count, name)
        XCTAssertEqual(message.segments.map(\.units).reduce(0, +), message.units, name)
        XCTAssertTrue((1...255).contains(message.segmentCount), "P7 \(name)")
        let cap = message.alphabet == .ascii ? trial.limits.asciiOctets : 140
        var decoded = ""
        for (index, segment) in message.segments.enumerated() {
            XCTAssertEqual(segment.number, index + 1, "P6 \(name)")
            XCTAssertLessThanOrEqual(segment.content.count, cap, "P3 \(name)")
            checkHeader(trial, message, segment, name)
            let part = try? TextDecoder.strictText(of: segment.payload, dataCoding: message.dataCoding)
            XCTAssertNotNil(part, "P2 \(name)")
            decoded += part ?? ""
            if message.alphabet == .gb18030, trial.limits.gbkCountsUnits {
                XCTAssertLessThanOrEqual(segment.units * 2 + segment.headerLength, 140, name)
            }
            if index > 0, !trial.limits.keepGraphemes {
                checkFull(trial, message, message.segments[index - 1], segment, name)
            }
        }
        if message.alphabet != .gb18030 { XCTAssertEqual(Array(decoded.utf8), Array(trial.text.utf8), name) }
        if message.segmentCount > 1 { checkNeeded(trial, message, whole, name) }
    }

    private func checkHeader(_ trial: Trial, _ message: SegmentedMessage, _ segment: Segment, _ name: String) {
        let header = try? UserDataHeader(parsing: segment.content)
        if message.segmentCount == 1 {
            XCTAssertEqual(segment.headerLength, trial.elements.isEmpty ? 0 : 7, "P4 \(name)")
            guard !trial.elements.isEmpty else { return }
            XCTAssertNil(header?.concatenation, "P4 \(name)")
        } else {
            XCTAssertEqual(segment.headerLength, (trial.wide ? 7 : 6) + (trial.elements.isEmpty ? 0 : 6), name)
            XCTAssertEqual(header?.concatenation?.reference, trial.reference, "P6 \(name)")
            XCTAssertEqual(header?.concatenation.map { Int($0.total) }, message.segmentCount, "P6 \(name)")
            XCTAssertEqual(header?.concatenation.map { Int($0.number) }, segment.number, "P6 \(name)")
        }
        XCTAssertEqual(header?.elements, trial.elements, name)
        XCTAssertEqual(header?.length, segment.headerLength, name)
    }

    /// P5: the first character of a segment would not have fitted in the one before.
    private func checkFull(
        _ trial: Trial, _ message: SegmentedMessage, _ before: Segment, _ after: Segment, _ name: String
    ) {
        let text = TextDecoder.text(of: after.payload, dataCoding: message.dataCoding)
        guard let first = text.unicodeScalars.first else { return XCTFail("P5 empty segment \(name)") }
        let atom = encode(String(first), message.alphabet).count
        switch message.alphabet {
        case .ascii:
            let header = before.headerLength
            let septets = weight(before.payload) + (trial.coding == .ascii ? 1 : weight([UInt8(first.value)]))
            let octets = trial.coding == .ascii ? before.payload.count + 1 : septets
            // 160 septets on the air, of which the header takes eight sevenths of its octets, rounded up.
            let air = 160 - (header * 8 + 6) / 7
            XCTAssertGreaterThan(octets, min(trial.limits.asciiOctets - header, air), "P5 \(name)")
        case .gb18030 where trial.limits.gbkCountsUnits:
            let units = before.units + String(first).utf16.count
            XCTAssertTrue(
                before.content.count + atom > 140 || units > (140 - before.headerLength) / 2, "P5 \(name)")
        default: XCTAssertGreaterThan(before.content.count + atom, 140, "P5 \(name)")
        }
    }

    /// P4 the other way round: one segment would not have been enough.
    private func checkNeeded(_ trial: Trial, _ message: SegmentedMessage, _ whole: [UInt8], _ name: String) {
        let header = trial.elements.isEmpty ? 0 : 7
        switch message.alphabet {
        case .ascii:
            let size = trial.coding == .ascii ? whole.count : weight(whole[...])
            XCTAssertGreaterThan(size + header, trial.limits.asciiOctets - (header == 7 ? 1 : 0), "P4 \(name)")
        case .gb18030 where trial.limits.gbkCountsUnits:
            XCTAssertTrue(whole.count + header > 140 || message.units * 2 + header > 140, "P4 \(name)")
        default: XCTAssertGreaterThan(whole.count + header, 140, "P4 \(name)")
        }
    }

    private func weight(_ octets: some Sequence<UInt8>) -> Int {
        octets.reduce(0) { $0 + ("[]{}\\^~|".utf8.contains($1) ? 2 : 1) }
    }

    private func encode(_ text: String, _ alphabet: Alphabet) -> [UInt8] {
        switch alphabet {
        case .ascii, .binary: Array(text.utf8)
        case .ucs2: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        case .gb18030: GB18030Codec.encode(text)
        }
    }

    func testBinaryIsCutAnywhereAndFull() throws {
        var random = SeededNumbers(7)
        for count in [0, 1, 139, 140, 141, 134 * 2, 134 * 255] + (0..<60).map({ _ in random.below(3_000) }) {
            let octets = random.octets(count)
            let message = try Segmenter().segment(octets: octets, reference: .octet(1))
            XCTAssertEqual(message.segments.flatMap(\.payload), octets)
            XCTAssertEqual(message.segmentCount, count <= 140 ? 1 : (count + 133) / 134)
            XCTAssertTrue(message.segments.dropLast().allSatisfy { $0.content.count == 140 })
        }
    }

    func testAlreadyEncodedOctetsAreCutAtCharactersEvenWhenDamaged() throws {
        for seed in UInt64(0)..<300 {
            var random = SeededNumbers(seed)
            let octets = random.octets(random.below(2_000))
            for coding in [UInt8(0), 8, 15, 4, 0x18, 0xF5] {
                let message = try Segmenter().segment(octets: octets, dataCoding: coding, reference: .wide(1))
                XCTAssertEqual(message.segments.flatMap(\.payload), octets, "seed \(seed), coding \(coding)")
                XCTAssertTrue(message.segments.allSatisfy { $0.content.count <= 140 }, "seed \(seed)")
            }
        }
    }

    func testKeptGraphemesNeverSplitAClusterThatFits() throws {
        let family = "👨‍👩‍👧‍👦"
        let texts = [
            String(repeating: "中", count: 60) + family + "尾" + String(repeating: "文", count: 30),
            String(repeating: "e\u{301}", count: 80), String(repeating: "🇨🇳", count: 40),
        ]
        var limits = SegmentLimits.standard
        limits.keepGraphemes = true
        for text in texts {
            let message = try Segmenter(limits: limits).segment(text, coding: .ucs2, reference: .octet(1))
            let pieces = try message.segments.map { try UCS2Codec.decodeStrictly($0.payload) }
            XCTAssertGreaterThan(pieces.count, 1)
            XCTAssertEqual(pieces.reduce(0) { $0 + $1.count }, text.count, "a cluster was split")
        }
        // 60 units and the family's 11 do not fit in 67, so the whole family moves.
        let first = try Segmenter(limits: limits).segment(texts[0], coding: .ucs2, reference: .octet(1)).segments[0]
        XCTAssertEqual(first.units, 60)
        // A cluster of 100 units fits nowhere; it is cut as if the option were off.
        let tower = "a" + String(repeating: "\u{301}", count: 99)
        let message = try Segmenter(limits: limits).segment(tower, coding: .ucs2, reference: .octet(1))
        XCTAssertEqual(message.segments.map(\.units), [67, 33])
    }
}
