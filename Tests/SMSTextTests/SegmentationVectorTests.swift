import XCTest

@testable import SMSText

final class SegmentationVectorTests: XCTestCase {
    func testEverySegmentationCase() throws {
        let cases = try Vectors.load().cases
        XCTAssertEqual(cases.count, 71)
        for vector in cases { try check(vector) }
    }

    private func check(_ vector: Vectors.Case) throws {
        let result: SegmentedMessage
        do throws(SMSTextError) {
            result = try segment(vector)
        } catch {
            XCTAssertEqual(vector.error, "tooManySegments", vector.id)
            XCTAssertEqual(error.reason, .tooManySegments(limit: 255), vector.id)
            return
        }
        XCTAssertNil(vector.error, vector.id)
        XCTAssertEqual(result.segmentCount, vector.segmentCount, vector.id)
        XCTAssertEqual(result.dataCoding, vector.coding, vector.id)
        XCTAssertEqual(result.hasUserDataHeader, vector.udhi == 1, vector.id)
        XCTAssertEqual(result.segments.map(\.payload.count).reduce(0, +), vector.encodedOctets, vector.id)
        if let units = vector.utf16Units {
            XCTAssertEqual(result.units, units, vector.id)
            XCTAssertEqual(result.nominalCount, vector.nominalCount, vector.id)
        }
        let listed = try XCTUnwrap(vector.segments)
        if vector.segmentsElided != true { XCTAssertEqual(listed.count, result.segmentCount, vector.id) }
        for expected in listed {
            let segment = result.segments[expected.seq - 1]
            XCTAssertEqual(segment.number, expected.seq, vector.id)
            XCTAssertEqual(hex(segment.header), expected.udh, vector.id)
            XCTAssertEqual(segment.payload.count, expected.payloadOctets, vector.id)
            XCTAssertEqual(segment.content.count, expected.contentOctets, vector.id)
            if let units = expected.utf16Units { XCTAssertEqual(segment.units, units, vector.id) }
            if let content = expected.contentHex { XCTAssertEqual(hex(segment.content), content, vector.id) }
            XCTAssertEqual(SHA256.hex(segment.content), expected.contentSha256, vector.id)
        }
        if let digest = vector.allContentSha256 {
            XCTAssertEqual(SHA256.hex(result.segments.flatMap(\.content)), digest, vector.id)
        }
    }

    private func segment(_ vector: Vectors.Case) throws(SMSTextError) -> SegmentedMessage {
        let number = UInt16(vector.ref, radix: 16) ?? 0
        let reference: ConcatenationReference = vector.refBits == 16 ? .wide(number) : .octet(UInt8(number))
        let elements = vector.extraIE.map { hex in
            let octets = octets(hex)
            return [InformationElement(identifier: octets[0], data: Array(octets[2...]))]
        }
        var limits = SegmentLimits.standard
        if vector.profile == "ascii159" { limits = .longASCII }
        if vector.profile == "gbkOctets" { limits.gbkCountsUnits = false }
        let segmenter = Segmenter(limits: limits)
        if vector.profile == "binary" {
            let content = vector.parts.flatMap { part in
                part.string == "seq"
                    ? (0..<part.count).map { UInt8(truncatingIfNeeded: $0) }
                    : Array(repeatElement(octets(part.string), count: part.count).joined())
            }
            return try segmenter.segment(octets: content, reference: reference, elements: elements ?? [])
        }
        let text = vector.parts.map { String(repeating: $0.string, count: $0.count) }.joined()
        if let given = vector.text { XCTAssertEqual(Array(text.utf8), Array(given.utf8), vector.id) }
        let codings: [UInt8: TextCoding] = [0: .ascii, 8: .ucs2, 15: .gb18030]
        return try segmenter.segment(
            text, coding: codings[vector.coding] ?? .automatic, reference: reference, elements: elements ?? [])
    }
}
