import XCTest

@testable import SMSText

/// text-and-long-sms.md section 3: parsing and building headers, and the hostile ones.
final class UserDataHeaderTests: XCTestCase {
    func testEveryHeaderCase() throws {
        let cases = try Vectors.load().udhCases
        XCTAssertEqual(cases.count, 22)
        for vector in cases { check(vector) }
    }

    private func check(_ vector: Vectors.HeaderCase) {
        let content = octets(vector.contentHex)
        let data = UserData(content: content, hasHeader: true)
        XCTAssertEqual(hex(data.payload), vector.expect.payload, vector.id)
        guard vector.expect.error == nil else {
            XCTAssertTrue(data.isMalformed, vector.id)
            XCTAssertNil(data.header, vector.id)
            XCTAssertEqual(thrown(try UserDataHeader(parsing: content))?.reason, .malformedHeader, vector.id)
            return
        }
        XCTAssertFalse(data.isMalformed, vector.id)
        guard let header = data.header else { return XCTFail(vector.id) }
        XCTAssertEqual(header.length, vector.expect.headerOctets, vector.id)
        XCTAssertEqual(header.isIgnored, vector.expect.udhIgnored ?? false, vector.id)
        let others = header.elements.map { hex([$0.identifier]) + ":" + hex($0.data) }
        XCTAssertEqual(others, vector.expect.others, vector.id)
        guard let expected = vector.expect.concat else { return XCTAssertNil(header.concatenation, vector.id) }
        XCTAssertEqual(header.concatenation?.total, expected.total, vector.id)
        XCTAssertEqual(header.concatenation?.number, expected.seq, vector.id)
        let reference: ConcatenationReference =
            expected.bits == 8 ? .octet(UInt8(expected.ref)) : .wide(UInt16(expected.ref))
        XCTAssertEqual(header.concatenation?.reference, reference, vector.id)
    }

    /// Section 3.2: bit 0, and bit 6 as it leaks through from esm_class.
    func testIndicator() {
        for value: UInt8 in [0x01, 0x40, 0x41, 0x43, 0xFF] { XCTAssertTrue(UserDataHeader.isIndicated(by: value)) }
        for value: UInt8 in [0x00, 0x02, 0x80, 0x3E, 0xBE] { XCTAssertFalse(UserDataHeader.isIndicated(by: value)) }
    }

    /// The forms of section 3.1.
    func testFormsAreWritten() throws {
        func encoded(_ reference: ConcatenationReference?, _ elements: [InformationElement] = []) throws -> String {
            let concatenation = reference.map { Concatenation(reference: $0, total: 3, number: 2) }
            return hex(try UserDataHeader(concatenation: concatenation, elements: elements).encoded())
        }
        let ports = InformationElement.ports(destination: 2948, source: 9200)
        XCTAssertEqual(try encoded(.octet(0xA7)), "050003A70302")
        XCTAssertEqual(try encoded(.wide(0x5AA7)), "0608045AA70302")
        XCTAssertEqual(try encoded(nil, [ports]), "0605040B8423F0")
        XCTAssertEqual(try encoded(.octet(0xA7), [ports]), "0B0003A7030205040B8423F0")
        XCTAssertEqual(try encoded(nil), "")
        let all = [InformationElement(identifier: 0x70, data: []), ports, .init(identifier: 0x24, data: [1])]
        XCTAssertEqual(try encoded(.wide(1), all), "1108040001030270000504" + "0B8423F0" + "240101")
    }

    func testTooLongHeadersAreRefused() throws {
        let long = InformationElement(identifier: 0x0A, data: [UInt8](repeating: 1, count: 256))
        XCTAssertEqual(
            thrown(try UserDataHeader(elements: [long]).encoded())?.reason, .headerTooLong(limit: 255, actual: 256))
        let half = InformationElement(identifier: 0x0A, data: [UInt8](repeating: 1, count: 126))
        XCTAssertEqual(
            thrown(try UserDataHeader(elements: [half, half]).encoded())?.reason,
            .headerTooLong(limit: 255, actual: 256))
        // Two elements of 125 and 126 octets with their four octets of head are 255.
        let shorter = InformationElement(identifier: 0x0A, data: [UInt8](repeating: 1, count: 125))
        XCTAssertEqual(try UserDataHeader(elements: [half, shorter]).encoded().first, 255)
        // 129 octets of header leave eleven, too few for six characters of UCS-2 in one message.
        let message = try Segmenter().segment("中文短信息呀", reference: .octet(1), elements: [half])
        XCTAssertEqual(message.segments.map(\.units), [3, 3])
        XCTAssertEqual(
            thrown(try Segmenter().segment("中", reference: .octet(1), elements: [half, shorter]))?.reason,
            .headerTooLong(limit: 255, actual: 260))
        let ports = InformationElement(identifier: 0x0B, data: [1, 2, 3, 4, 5])
        XCTAssertEqual(
            try Segmenter().segment("中文", reference: .octet(1), elements: [half, ports]).segmentCount, 1)
        XCTAssertEqual(
            thrown(try Segmenter().segment("中文字", reference: .octet(1), elements: [half, ports]))?.reason,
            .noCapacity(octets: 0))
        XCTAssertEqual(
            thrown(
                try Segmenter().segment(
                    "a", reference: .octet(1), elements: [.init(identifier: 0x08, data: [0, 1, 1, 1])]))?.reason,
            .reservedElement(8))
    }

    func testWhatIsWrittenIsReadAgain() throws {
        for seed in UInt64(0)..<400 {
            var random = SeededNumbers(seed)
            var elements: [InformationElement] = []
            for _ in 0..<random.below(5) {
                let identifier = UInt8(9 + random.below(200))
                elements.append(.init(identifier: identifier, data: random.octets(random.below(20))))
            }
            let total = UInt8(1 + random.below(255))
            let reference: ConcatenationReference =
                random.below(2) == 0 ? .octet(UInt8(random.below(256))) : .wide(UInt16(random.below(65_536)))
            let header = UserDataHeader(
                concatenation: Concatenation(
                    reference: reference, total: total, number: UInt8(1 + random.below(Int(total)))),
                elements: elements)
            let payload = random.octets(random.below(30))
            XCTAssertEqual(try UserDataHeader(parsing: try header.encoded() + payload), header, "seed \(seed)")
            let data = UserData(content: try header.encoded() + payload, hasHeader: true)
            XCTAssertEqual(data.payload, payload, "seed \(seed)")
        }
    }

    /// Whatever the octets are: no trap, nothing is invented, and the payload is a tail of the content.
    func testHostileOctetsNeverTrap() {
        var random = SeededNumbers(99)
        let seeds = [
            "0B0003A7020105040B8423F00102", "0608045AA703024E2D", "050003A702014E2D", "0770000003A702014E2D",
        ].map(octets)
        for _ in 0..<30_000 {
            var content = random.below(3) == 0 ? random.octets(random.below(160)) : seeds[random.below(seeds.count)]
            for _ in 0..<random.below(4) where !content.isEmpty {
                content[random.below(content.count)] = UInt8(random.below(256))
            }
            if random.below(4) == 0 { content = Array(content.prefix(random.below(content.count + 1))) }
            let data = UserData(content: content, hasHeader: true)
            XCTAssertEqual(Array(content.suffix(data.payload.count)), data.payload)
            guard let header = data.header else {
                XCTAssertTrue(content.isEmpty || Int(content[0]) + 1 > content.count)
                continue
            }
            XCTAssertEqual(header.length, Int(content[0]) + 1)
            if header.isIgnored { XCTAssertTrue(header.elements.isEmpty && header.concatenation == nil) }
            if let concatenation = header.concatenation {
                XCTAssertTrue(concatenation.number >= 1 && concatenation.number <= concatenation.total)
            }
        }
    }

    /// Section 3.4 rule 8: U+0500 U+03A7 is legal text.
    func testHeaderIsNotSniffedUnlessAsked() {
        let content = octets("050003A702014E2D")
        XCTAssertEqual(UserData(content: content, hasHeader: false).payload, content)
        XCTAssertNil(UserData(content: content, hasHeader: false).header)
        let sniffed = UserData(content: content, hasHeader: false, sniffing: true)
        XCTAssertEqual(hex(sniffed.payload), "4E2D")
        XCTAssertEqual(sniffed.header?.concatenation?.total, 2)
        let unlawful = octets("050003A702034E2D")
        XCTAssertEqual(UserData(content: unlawful, hasHeader: false, sniffing: true).payload, unlawful)
    }
}
