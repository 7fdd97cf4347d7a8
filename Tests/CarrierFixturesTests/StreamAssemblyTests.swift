@testable import CarrierFixtures
import CarrierWire
import XCTest

/// TCP streams put together again.
final class StreamAssemblyTests: XCTestCase {
    private typealias Bytes = PacketBytes

    private func read(
        _ segments: [(isFromClient: Bool, segment: [UInt8])], limits: CaptureLimits = .standard
    ) throws -> (flows: [CaptureCollector.Flow], counts: CaptureCounts) {
        try Bytes.read(Bytes.conversation(segments), limits: limits)
    }

    func testAnyOrderAndRepetitionGivesTheStream() throws {
        var generator = SeededGenerator(seed: 3)
        let stream = (0..<200).map { UInt8(truncatingIfNeeded: $0) }
        for round in 0..<200 {
            // Numbers begin shortly before they wrap.
            let start = 0xFFFF_FFFF - generator.below(150)
            var parts: [(isFromClient: Bool, segment: [UInt8])] = []
            var offset = 0
            while offset < stream.count {
                let count = min(1 + generator.below(20), stream.count - offset)
                let early = min(offset, generator.below(8))
                let octets = Array(stream[(offset - early)..<(offset + count)])
                let part = Bytes.client((start + 1 + offset - early) & 0xFFFF_FFFF, Bytes.push, octets)
                parts += generator.below(4) == 0 ? [part, part] : [part]
                offset += count
            }
            parts.shuffle(using: &generator)
            let (flows, counts) = try read([Bytes.client(start, Bytes.synchronise)] + parts)
            XCTAssertEqual(flows.count, 1, "\(round)")
            XCTAssertEqual(flows.first?.capture.octets(.fromClient), stream, "\(round)")
            XCTAssertEqual(flows.first?.gaps, [], "\(round)")
            XCTAssertEqual(counts.streamOctets, 200, "\(round)")
        }
    }

    func testAGapIsToldWhenTheOtherSideHasWhatIsMissing() throws {
        let (flows, counts) = try read([
            Bytes.client(1, Bytes.push, [1]), Bytes.client(4, Bytes.push, [4, 5]), Bytes.client(6, Bytes.push, [6]),
            Bytes.server(9, Bytes.push, [9], acknowledging: 7), Bytes.client(7, Bytes.push, [7]),
            Bytes.server(10, Bytes.push, [10], acknowledging: 8),
        ])
        let flow = try XCTUnwrap(flows.first)
        XCTAssertEqual(flow.gaps, [.init(direction: .fromClient, offset: 1, octets: 2)])
        XCTAssertEqual(flow.capture.octets(.fromClient), [1, 4, 5, 6, 7])
        // The server's octet came a second after what waited: the gap is told with it, not at the end.
        XCTAssertEqual(flow.capture.chunks.map(\.octets), [[1], [9], [4, 5], [6], [7], [10]])
        XCTAssertEqual(counts.remarks, ["2 octets of TCP streams are not in the file"])
    }

    func testAGapAtTheEndIsTold() throws {
        let (flows, _) = try read([
            Bytes.client(1, Bytes.push, [1]), Bytes.client(4, Bytes.push, [4]), Bytes.client(9, Bytes.finish),
        ])
        XCTAssertEqual(flows.first?.gaps.map(\.octets), [2, 4])
        XCTAssertEqual(flows.first?.capture.octets(.fromClient), [1, 4])
    }

    func testWhatWaitsIsBounded() throws {
        var limits = CaptureLimits.standard
        limits.waitingOctetsPerStream = 1000
        let segments = (0..<50).map { Bytes.client(10 + $0 * 4, Bytes.push, [1, 2]) }
        let (flows, counts) = try read([Bytes.client(1, Bytes.push, [0])] + segments, limits: limits)
        XCTAssertEqual(flows.first?.capture.octets(.fromClient).count, 101)
        XCTAssertEqual(flows.first?.gaps.first, .init(direction: .fromClient, offset: 1, octets: 8))
        XCTAssertEqual(counts.missingOctets, 8 + 49 * 2)
    }

    func testConnectionsEndAndPortsAreUsedAgain() throws {
        let (flows, _) = try read([
            Bytes.client(100, Bytes.synchronise), Bytes.client(100, Bytes.synchronise),
            Bytes.server(500, Bytes.answer, acknowledging: 101), Bytes.client(101, Bytes.push, [1]),
            Bytes.client(102, Bytes.finish), Bytes.server(501, Bytes.finish, [2], acknowledging: 103),
            // What comes late belongs to nothing new.
            Bytes.client(101, Bytes.push, [1]), Bytes.server(501, Bytes.finish, [2]),
            // Used again after its end, then without an end, then after a reset.
            Bytes.client(9000, Bytes.synchronise), Bytes.client(9001, Bytes.push, [3]),
            Bytes.client(70_000, Bytes.synchronise), Bytes.client(70_001, Bytes.push, [4]),
            Bytes.server(0, Bytes.reset), Bytes.client(80_000, Bytes.synchronise),
            Bytes.client(80_001, Bytes.push, [5]),
        ])
        XCTAssertEqual(flows.map { $0.capture.octets(.fromClient) }, [[1], [3], [4], [5]])
        XCTAssertEqual(flows.first?.capture.octets(.fromServer), [2])
        XCTAssertEqual(flows.map(\.end), [.finished, .replaced, .reset, .open])
        XCTAssertEqual(flows.map(\.flow.isFromStart), [true, true, true, true])
        XCTAssertEqual(flows.flatMap(\.gaps), [])
    }

    func testANumberFarOffIsNoPartOfTheStream() throws {
        let (flows, counts) = try read([
            Bytes.client(1, Bytes.push, [1]), Bytes.client(0x7000_0000, Bytes.push, [66]),
            Bytes.client(2, Bytes.push, [2]),
            // Two near one another are another connection whose opening was lost.
            Bytes.client(0x6000_0000, Bytes.push, [3]), Bytes.client(0x6000_0001, Bytes.push, [4]),
        ])
        XCTAssertEqual(flows.map { $0.capture.octets(.fromClient) }, [[1, 2], [4]])
        XCTAssertEqual(flows.first?.end, .replaced)
        XCTAssertEqual(counts.strayedSegments, 2)
    }

    func testTheServerIsKnownByItsOpeningOrItsPort() throws {
        let answered = try read([
            Bytes.server(500, Bytes.answer, acknowledging: 101), Bytes.client(101, Bytes.push, [1]),
        ])
        XCTAssertEqual(answered.flows.first?.flow.server.port, 7890)
        XCTAssertEqual(answered.flows.first?.flow.isFromStart, true)
        let midway = try read([Bytes.server(500, Bytes.push, [1]), Bytes.client(101, Bytes.push, [1])])
        XCTAssertEqual(midway.flows.first?.flow.server.port, 7890)
        XCTAssertEqual(midway.flows.first?.flow.isFromStart, false)
        let unusual = Bytes.pcap([.init(octets: Bytes.ip4(Bytes.tcp(1, 2, 9, Bytes.push, [1])))])
        XCTAssertEqual(try Bytes.read(unusual).flows.first?.flow.server.port, 2)
    }

    func testTheConnectionThatWasSilentLongestIsLetGo() throws {
        var limits = CaptureLimits.standard
        limits.flows = 3
        func packet(_ port: Int, _ sequence: Int) -> Bytes.Packet {
            .init(octets: Bytes.ip4(Bytes.tcp(port, 7890, sequence, Bytes.push, [UInt8(truncatingIfNeeded: port)])))
        }
        let file = Bytes.pcap([
            packet(1, 1), packet(2, 1), packet(3, 1), packet(1, 2), packet(4, 1), packet(1, 3), packet(3, 2),
            packet(2, 2),
        ])
        let (flows, counts) = try Bytes.read(file, limits: limits)
        XCTAssertEqual(flows.map(\.flow.client.port), [1, 2, 3, 4, 2])
        XCTAssertEqual(flows.map(\.capture.chunks.count), [3, 1, 2, 1, 1])
        XCTAssertEqual(flows.map(\.end), [.open, .forgotten, .open, .forgotten, .open])
        XCTAssertEqual(counts.remarks, ["2 connections were let go because too many were open at a time"])
    }

    func testManyConnectionsAtATime() throws {
        var limits = CaptureLimits.standard
        limits.flows = 500
        var generator = SeededGenerator(seed: 9)
        var sent = [Int](repeating: 0, count: 2000)
        var packets: [Bytes.Packet] = []
        for _ in 0..<6000 {
            let port = generator.below(2000)
            sent[port] += 1
            packets.append(.init(octets: Bytes.ip4(Bytes.tcp(port, 7890, sent[port], Bytes.push, [7]))))
        }
        let few = try Bytes.read(Bytes.pcap(packets), limits: limits)
        XCTAssertEqual(few.counts.streamOctets, 6000)
        XCTAssertEqual(few.flows.count - few.counts.forgottenFlows, 500)
        let all = try Bytes.read(Bytes.pcap(packets))
        XCTAssertEqual(all.counts.forgottenFlows, 0)
        for flow in all.flows {
            XCTAssertEqual(flow.capture.chunks.count, sent[Int(flow.flow.client.port)])
        }
    }

    func testAddressesAreWrittenAsUsual() throws {
        let table: [([UInt8], String)] = [
            ([192, 0, 2, 10], "192.0.2.10:7"), ([0, 0, 0, 0], "0.0.0.0:7"),
            ([UInt8](repeating: 0, count: 16), "[::]:7"), ([UInt8](repeating: 0, count: 15) + [1], "[::1]:7"),
            ([0x20, 1, 0xD, 0xB8] + [UInt8](repeating: 0, count: 12), "[2001:db8::]:7"),
            ([0x20, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1], "[2001:0:0:1::1]:7"),
            ([0x20, 1, 0, 0, 0, 2, 0, 1, 0, 3, 0, 4, 0, 5, 0, 1], "[2001:0:2:1:3:4:5:1]:7"),
        ]
        for (address, text) in table {
            let end = try XCTUnwrap(CaptureEndpoint(address: address, port: 7))
            XCTAssertEqual(end.description, text)
            XCTAssertEqual(end.address, address)
        }
        XCTAssertNil(CaptureEndpoint(address: [1, 2, 3], port: 7))
    }
}
