@testable import CarrierFixtures
import CarrierWire
import XCTest

/// What is written, read octet by octet and by the reader.
final class CaptureWriterTests: XCTestCase {
    private func ends(_ address: [UInt8], _ other: [UInt8]) throws -> (CaptureEndpoint, CaptureEndpoint) {
        (
            try XCTUnwrap(CaptureEndpoint(address: address, port: 50_000)),
            try XCTUnwrap(CaptureEndpoint(address: other, port: 7890))
        )
    }

    func testTheFileIsWhatTheSpecificationsSay() throws {
        let (client, server) = try ends([192, 0, 2, 10], [192, 0, 2, 20])
        var writer = CaptureFileWriter()
        var file = CaptureFileWriter.header
        // draft-ietf-opsawg-pcap: nanoseconds, version 2.4, no zone, link type 101.
        XCTAssertEqual(HexText.encode(file), "4d3cb2a10200040000000000000000000000040065000000")
        writer.write([1, 2, 3], from: .fromClient, client: client, server: server, at: 1_000_000_002, into: &file)
        // The opening: record header, IPv4 (checksum by RFC 1071), TCP.
        let opening = Array(file[24..<80])
        XCTAssertEqual(HexText.encode(opening[..<16]), "01000000020000002800000028000000")
        XCTAssertEqual(sum(Array(opening[16..<36])), 0xFFFF)
        XCTAssertEqual(HexText.encode(opening[16..<26]), "45000028000040004006")
        XCTAssertEqual(HexText.encode(opening[28..<36]), "c000020ac0000214")
        XCTAssertEqual(opening[49], 0x02)
        // The segment with the octets is the fourth packet; its checksum counts the pseudo header (RFC 9293, 3.1).
        let segment = Array(file[(24 + 3 * 56 + 16 + 20)...])
        XCTAssertEqual(segment.count, 23)
        XCTAssertEqual(sum(client.address + server.address + [0, 6, 0, 23] + segment + [0]), 0xFFFF)
        XCTAssertEqual(segment[13], 0x18)
        XCTAssertEqual(segment[20...], [1, 2, 3])
    }

    private func sum(_ octets: [UInt8]) -> Int {
        var sum = stride(from: 0, to: octets.count - 1, by: 2).reduce(0) {
            $0 + Int(octets[$1]) << 8 + Int(octets[$1 + 1])
        }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        return sum
    }

    func testWhatIsWrittenIsRead() throws {
        let one = try ends([192, 0, 2, 10], [192, 0, 2, 20])
        let two = try ends(
            [0xFD] + [UInt8](repeating: 0, count: 14) + [1], [0xFD] + [UInt8](repeating: 0, count: 14) + [2])
        let long = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
        var writer = CaptureFileWriter()
        var file = CaptureFileWriter.header
        let start: Int64 = 1_700_000_000_000_000_000
        writer.write(long, from: .fromClient, client: one.0, server: one.1, at: start, into: &file)
        writer.write([5], from: .fromServer, client: two.0, server: two.1, at: start + 1, into: &file)
        writer.write([6, 7], from: .fromServer, client: one.0, server: one.1, at: start + 2, into: &file)
        writer.close(from: .fromServer, client: one.0, server: one.1, at: start + 3, into: &file)
        writer.write([8], from: .fromClient, client: one.0, server: one.1, at: start + 4, into: &file)
        let (flows, counts) = try PacketBytes.read(file)
        XCTAssertEqual(flows.map(\.flow.client), [one.0, two.0, one.0])
        XCTAssertEqual(flows.map(\.flow.server), [one.1, two.1, one.1])
        XCTAssertEqual(flows.map { $0.capture.octets(.fromClient) }, [long, [], [8]])
        XCTAssertEqual(flows.map { $0.capture.octets(.fromServer) }, [[6, 7], [5], []])
        XCTAssertEqual(flows.map(\.end), [.finished, .open, .open])
        XCTAssertEqual(flows.map(\.flow.start), [start, start + 1, start + 4])
        XCTAssertEqual(counts.remarks, [])
        XCTAssertEqual(counts.repeatedOctets, 0)
    }
}
