@testable import CarrierFixtures
import CarrierWire
import XCTest

/// Capture files of every form and link type.
final class CaptureFileTests: XCTestCase {
    private typealias Bytes = PacketBytes

    /// Ten octets from the client, in disorder and overlapping, and one from the server; numbers wrap.
    private func segments() -> [(isFromClient: Bool, segment: [UInt8])] {
        [
            Bytes.client(0xFFFF_FFFE, Bytes.synchronise), Bytes.server(700, Bytes.answer, acknowledging: 0xFFFF_FFFF),
            Bytes.client(0xFFFF_FFFF, Bytes.push, [1, 2, 3], acknowledging: 701), Bytes.client(5, Bytes.push, [7, 8]),
            Bytes.client(2, Bytes.push, [4, 5, 6]), Bytes.client(3, Bytes.push, [5, 6]),
            Bytes.server(701, Bytes.push, [9]), Bytes.client(6, Bytes.push, [8, 9, 10]),
        ]
    }

    private func packets(_ wrap: ([UInt8], UInt8, UInt8) -> [UInt8]) -> [Bytes.Packet] {
        segments().enumerated().map { index, entry in
            let octets = entry.isFromClient ? wrap(entry.segment, 1, 2) : wrap(entry.segment, 2, 1)
            return Bytes.Packet(octets: octets, time: 1_700_000_000_000_000_000 + Int64(index) * 1_000_000)
        }
    }

    private func assertConversation(
        _ file: [UInt8], _ name: String, isIPv6: Bool = false, piece: Int = .max, line: UInt = #line
    ) throws {
        let (flows, counts) = try Bytes.read(file, piece: piece)
        XCTAssertEqual(flows.count, 1, name, line: line)
        let flow = try XCTUnwrap(flows.first, name, line: line)
        XCTAssertEqual(flow.flow.client.description, isIPv6 ? "[2001:db8::1]:50000" : "10.0.0.1:50000", name)
        XCTAssertEqual(flow.flow.server.description, isIPv6 ? "[2001:db8::2]:7890" : "10.0.0.2:7890", name)
        XCTAssertEqual(flow.flow.start, 1_700_000_000_002_000_000, name, line: line)
        XCTAssertTrue(flow.flow.isFromStart, name, line: line)
        XCTAssertEqual(flow.capture.octets(.fromClient), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], name, line: line)
        XCTAssertEqual(flow.capture.octets(.fromServer), [9], name, line: line)
        XCTAssertEqual(flow.capture.chunks.map(\.time), [0, 2, 2, 4, 5].map { $0 * 1_000_000 }, name, line: line)
        XCTAssertEqual(flow.gaps, [], name, line: line)
        XCTAssertEqual(flow.end, .open, name, line: line)
        XCTAssertEqual(counts.remarks, [], name, line: line)
        XCTAssertEqual(counts.fileOctets, file.count, name, line: line)
        XCTAssertEqual(counts.repeatedOctets, 3, name, line: line)
    }

    func testEveryLinkTypeAndFormGivesTheSameStreams() throws {
        let ether = [UInt8](repeating: 2, count: 12)
        let cooked = [UInt8](repeating: 0, count: 14)
        let wraps: [(String, Int, ([UInt8], UInt8, UInt8) -> [UInt8])] = [
            ("raw", 101, { Bytes.ip4($0, $1, $2) }), ("IPv4", 228, { Bytes.ip4($0, $1, $2) }),
            ("loopback", 0, { [2, 0, 0, 0] + Bytes.ip4($0, $1, $2) }),
            ("OpenBSD loopback", 108, { [0, 0, 0, 2] + Bytes.ip4($0, $1, $2) }),
            // Ethernet fills short packets up: the filling is not payload.
            ("ethernet", 1, { ether + [8, 0] + Bytes.ip4($0, $1, $2) + [0, 0, 0] }),
            ("options", 1, { ether + [8, 0] + Bytes.ip4($0, $1, $2, options: [1, 1, 1, 0]) }),
            ("vlan", 1, { ether + [0x81, 0, 0, 5, 8, 0] + Bytes.ip4($0, $1, $2) }),
            ("stacked vlan", 1, { ether + [0x88, 0xA8, 0, 5, 0x81, 0, 0, 6, 8, 0] + Bytes.ip4($0, $1, $2) }),
            ("SNAP", 1, { ether + [0, 100, 0xAA, 0xAA, 3, 0, 0, 0, 8, 0] + Bytes.ip4($0, $1, $2) }),
            ("cooked", 113, { cooked + [8, 0] + Bytes.ip4($0, $1, $2) }),
            ("cooked 2", 276, { [8, 0] + cooked + [0, 0, 0, 0] + Bytes.ip4($0, $1, $2) }),
            ("length 0", 101, { Bytes.ip4($0, $1, $2, length: 0) }),
            ("v6", 229, { Bytes.ip6($0, $1, $2) }),
            ("v6 ethernet", 1, { ether + [0x86, 0xDD] + Bytes.ip6($0, $1, $2) }),
            (
                "v6 extensions", 101,
                {
                    // Hop-by-hop options, routing, an atomic fragment, authentication, destination options.
                    let extensions: [UInt8] =
                        [43, 0, 1, 4, 0, 0, 0, 0] + [44, 0, 0, 0, 0, 0, 0, 0] + [51, 0, 0, 0, 0, 0, 0, 9]
                        + [60, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + [6, 0, 1, 4, 0, 0, 0, 0]
                    return Bytes.ip6($0, $1, $2, first: 0, extensions: extensions)
                }
            ),
        ]
        for (name, link, wrap) in wraps {
            let isIPv6 = name.hasPrefix("v6")
            for (nano, little) in [(false, false), (true, false), (false, true), (true, true)] {
                let file = Bytes.pcap(packets(wrap), link: link, nano: nano, little: little)
                try assertConversation(file, "\(name) pcap", isIPv6: isIPv6)
            }
            for little in [false, true] {
                let file = Bytes.section(packets(wrap), links: [link], little: little)
                try assertConversation(file, "\(name) pcapng", isIPv6: isIPv6)
            }
        }
    }

    func testAnyPiecesGiveTheSame() throws {
        let ether = [UInt8](repeating: 2, count: 12) + [8, 0]
        let files = [
            Bytes.pcap(packets { ether + Bytes.ip4($0, $1, $2) }, link: 1),
            Bytes.section(packets { Bytes.ip4($0, $1, $2) }, links: [101]),
        ]
        for file in files {
            for piece in [1, 2, 3, 7, 11, 16, 24, 61, 100] { try assertConversation(file, "\(piece)", piece: piece) }
        }
    }

    func testInterfacesHaveTheirOwnLinksAndClocks() throws {
        var all = packets { Bytes.ip4($0, $1, $2) }
        for index in all.indices where index % 2 == 1 {
            all[index].octets = [UInt8](repeating: 2, count: 12) + [8, 0] + all[index].octets
            all[index].interface = 1
        }
        for offset in [0, 1_600_000_000] as [Int64] {
            let file = Bytes.section(all, links: [101, 1], resolutions: [9, 3], offset: offset, little: offset == 0)
            try assertConversation(file, "offset \(offset)")
        }
        // A second section begins anew: other interfaces, the other byte order.
        let half = all.count / 2
        let raw = packets { Bytes.ip4($0, $1, $2) }
        let file = Bytes.section(Array(raw[..<half])) + Bytes.section(Array(raw[half...]), little: false)
        try assertConversation(file, "two sections")
    }

    func testClocks() {
        // draft-ietf-opsawg-pcapng, if_tsresol: a power of ten, or with the highest bit of two.
        let table: [(UInt8, UInt64, Int64)] = [
            (6, 1_700_000_000_123_456, 1_700_000_000_123_456_000), (0, 5, 5_000_000_000), (9, 7, 7), (12, 7999, 7),
            (0x80, 5, 5_000_000_000), (0x81, 3, 1_500_000_000), (0x80 | 32, 1 << 31, 500_000_000),
            (6, .max, .max), (0x80, .max, .max), (127, .max, 0), (0xFF, .max, 0), (0x80 | 64, 1 << 63, 500_000_000),
        ]
        for (resolution, ticks, nanoseconds) in table {
            XCTAssertEqual(CaptureClock(resolution: resolution).nanoseconds(ticks), nanoseconds, "\(resolution)")
        }
        XCTAssertEqual(CaptureClock(resolution: 0, offset: -3).nanoseconds(5), 2_000_000_000)
        XCTAssertEqual(CaptureClock(resolution: 0, offset: .max).nanoseconds(5), 5_000_000_000)
    }

    func testSimplePackets() throws {
        let packet = Bytes.ip4(Bytes.tcp(50_000, 7890, 1, Bytes.push, [1, 2, 3]))
        var file = Bytes.section([])
        file += Bytes.block(3, Bytes.big(packet.count, 4).reversed() + packet, little: true)
        let (flows, counts) = try Bytes.read(file)
        XCTAssertEqual(flows.first?.capture.octets(.fromClient), [1, 2, 3])
        XCTAssertEqual(counts.packets, 1)
    }

    func testWhatIsNotReadIsTold() throws {
        let segment = Bytes.tcp(50_000, 7890, 1, Bytes.push, [1, 2, 3])
        let packets: [[UInt8]] = [
            Bytes.ip4(segment, fragment: 0x2000), Bytes.ip4(segment, fragment: 1), Bytes.ip4(segment, next: 17),
            Bytes.ip6(segment, first: 44, extensions: [6, 0, 0, 9, 0, 0, 0, 0]), [0x45, 0], [], [0x70, 1],
            Bytes.ip4(segment, length: 19), Bytes.ip4(segment, length: 4000),
            Bytes.ip4([0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0xF0, 0x18]),
        ]
        let (flows, counts) = try Bytes.read(Bytes.pcap(packets.map { Bytes.Packet(octets: $0) }))
        XCTAssertEqual(flows.count, 0)
        XCTAssertEqual(counts.fragments, 3)
        XCTAssertEqual(counts.otherPackets, 2)
        XCTAssertEqual(counts.malformedPackets, 5)
        XCTAssertEqual(
            counts.remarks,
            ["3 fragments of IP packets were skipped", "5 packets have headers that contradict themselves"])
        let (_, unknown) = try Bytes.read(Bytes.pcap([Bytes.Packet(octets: [1, 2, 3])], link: 147))
        XCTAssertEqual(unknown.unknownLinks, [147: 1])
    }

    func testSnapLengthLeavesAGap() throws {
        let whole = Bytes.ip4(Bytes.tcp(50_000, 7890, 1, Bytes.push, [1, 2, 3, 4, 5]))
        let next = Bytes.ip4(Bytes.tcp(50_000, 7890, 6, Bytes.push, [6]))
        let file = Bytes.pcap([
            Bytes.Packet(octets: Array(whole.dropLast(3)), original: whole.count), Bytes.Packet(octets: next),
        ])
        let (flows, counts) = try Bytes.read(file)
        XCTAssertEqual(flows.first?.capture.octets(.fromClient), [1, 2, 6])
        XCTAssertEqual(flows.first?.gaps, [.init(direction: .fromClient, offset: 2, octets: 3)])
        XCTAssertEqual(counts.cutPackets, 1)
        XCTAssertEqual(counts.missingOctets, 3)
    }

    func testFilesCutShortGiveWhatIsThere() throws {
        let packet = Bytes.ip4(Bytes.tcp(50_000, 7890, 1, Bytes.push, [1, 2, 3]))
        for file in [
            Bytes.pcap([.init(octets: packet), .init(octets: packet)]),
            Bytes.section([.init(octets: packet), .init(octets: packet)]),
        ] {
            let (flows, counts) = try Bytes.read(Array(file.dropLast(5)))
            XCTAssertEqual(flows.first?.capture.octets(.fromClient), [1, 2, 3])
            XCTAssertEqual(
                counts.remarks, ["the file ends inside packet 2: it was cut short, or is still being written"])
        }
    }

    func testWhatIsNoCaptureFileIsRefused() {
        let good = Bytes.pcap([.init(octets: Bytes.ip4(Bytes.tcp(5, 6, 100, Bytes.push, [1])))])
        let long = Array(good.prefix(24)) + Bytes.big(1, 4) + Bytes.big(0, 4) + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 9]
        let section = Bytes.section([])
        let table: [([UInt8], String)] = [
            ([], "no capture file: it ends after 0 octets"), ([0xA1, 0xB2], "no capture file: it ends after 2 octets"),
            ([1, 2, 3, 4], "no capture file: neither pcap nor pcapng begins like this"),
            ([0x1F, 0x8B, 8, 0], "packed with gzip: unpack it first"),
            (Array(good.prefix(20)), "no capture file: it ends after 20 octets"),
            (long, "packet 1, octet 24: a packet of 4294967295 octets, above 1048576; nothing behind can be read"),
            (
                section + Bytes.big(6, 4).reversed() + Bytes.big(13, 4).reversed() + Bytes.big(0, 4),
                "packet 1, octet \(section.count): a block of 13 octets, which is no multiple of 4 from 12 on; "
                    + "nothing behind can be read"
            ),
            (
                Array(section.prefix(8)) + Bytes.big(7, 4),
                "packet 1, octet 0: a section without its byte-order magic; nothing behind can be read"
            ),
        ]
        for (octets, reason) in table {
            XCTAssertThrowsError(try PacketBytes.read(octets), reason) { error in
                XCTAssertEqual(error as? FixtureError, FixtureError(file: "f", reason))
            }
        }
        XCTAssertEqual(CaptureFileReader.form(of: good), .pcap)
        XCTAssertEqual(CaptureFileReader.form(of: section), .pcapng)
        XCTAssertNil(CaptureFileReader.form(of: Array("0000000c".utf8)))
    }

    func testMutatedFilesNeverTrapAndStayWithinTheirBounds() {
        var generator = SeededGenerator(seed: 7)
        let ether = [UInt8](repeating: 2, count: 12)
        let seeds = [
            Bytes.pcap(packets { ether + [0x81, 0, 0, 5, 8, 0] + Bytes.ip4($0, $1, $2) }, link: 1),
            Bytes.section(packets { Bytes.ip6($0, $1, $2) }, links: [101], resolutions: [9], little: true),
            Bytes.section(packets { Bytes.ip4($0, $1, $2) }, links: [101], little: false),
        ]
        var limits = CaptureLimits.standard
        (limits.flows, limits.waitingOctets, limits.waitingOctetsPerStream) = (2, 300, 200)
        for round in 0..<3000 {
            var octets = seeds[round % 3]
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                octets[generator.below(octets.count)] = .random(in: 0...255, using: &generator)
            }
            let cut = octets.prefix(generator.below(octets.count + 1))
            let spliced = cut + (round % 5 == 0 ? seeds[(round + 1) % 3].dropFirst(generator.below(200)) : [])
            var reader = CaptureFileReader(limits: limits, seed: UInt64(round))
            var collector = CaptureCollector(limit: 1 << 16)
            var rest = spliced[...]
            while !rest.isEmpty {
                let part = Array(rest.prefix(1 + generator.below(90)))
                rest = rest.dropFirst(part.count)
                try? reader.take(part, &collector)
                XCTAssertLessThanOrEqual(reader.pendingOctets, 1 << 21)
                XCTAssertLessThanOrEqual(reader.waitingOctets, 300)
            }
            try? reader.finish(&collector)
            XCTAssertEqual(reader.waitingOctets, 0)
        }
    }
}
