import CarrierFixtures
import CarrierWire
import XCTest

final class CaptureTests: XCTestCase {
    func testTextThereAndBack() throws {
        let text = """
            # title: login
            # reference: cmpp.md: 3.2
            > 0.000 0000000c
            < 0.012 00
            > 1.000000001 0102

            """
        let capture = try Capture(text)
        XCTAssertEqual(capture["title"], "login")
        XCTAssertEqual(capture["reference"], "cmpp.md: 3.2")
        XCTAssertEqual(capture.chunks.map(\.time), [0, 12_000_000, 1_000_000_001])
        XCTAssertEqual(capture.octets(.fromClient), [0, 0, 0, 0x0C, 1, 2])
        XCTAssertEqual(capture.octets(.fromServer), [0])
        XCTAssertEqual(capture.text, text)
        XCTAssertEqual(try Capture(capture.text), capture)
    }

    func testErrorsNameTheLine() {
        let table = [
            ("> 0.0", "a line is > or <, a time and hex"),
            ("= 0.0 00", "a line is > or <, a time and hex"),
            ("> x 00", "x is not a time such as 0.012"),
            ("> -1 00", "-1 is not a time such as 0.012"),
            ("> 0.0000000001 00", "0.0000000001 is not a time such as 0.012"),
            ("> 99999999999999999999 00", "99999999999999999999 is not a time such as 0.012"),
            ("> 0.0 0", "the octets are not whole pairs of hex digits"),
            ("> 0.0 zz", "the octets are not whole pairs of hex digits"),
        ]
        for (line, reason) in table {
            XCTAssertThrowsError(try Capture("# a\n" + line, file: "c"), line) { error in
                XCTAssertEqual(error as? FixtureError, FixtureError(file: "c", line: 2, reason), line)
            }
        }
        XCTAssertThrowsError(try Capture("> 1.0 00\n< 0.9 00")) { error in
            XCTAssertEqual(error as? FixtureError, FixtureError(line: 2, "the time runs backwards"))
        }
    }
}

final class PacketCaptureTests: XCTestCase {
    private func big(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private func tcp(_ from: UInt16, _ to: UInt16, _ sequence: Int, _ flags: UInt8, _ payload: [UInt8]) -> [UInt8] {
        big(Int(from), 2) + big(Int(to), 2) + big(sequence, 4) + big(0, 4) + [0x50, flags] + big(0, 6) + payload
    }

    private func ip4(_ segment: [UInt8], from: UInt8, to: UInt8, fragment: Int = 0) -> [UInt8] {
        [0x45, 0] + big(20 + segment.count, 2) + big(1, 2) + big(fragment, 2) + [64, 6, 0, 0, 10, 0, 0, from]
            + [10, 0, 0, to] + segment
    }

    private func ip6(_ segment: [UInt8], from: UInt8, to: UInt8) -> [UInt8] {
        let options: [UInt8] = [6, 0, 1, 4, 0, 0, 0, 0]
        return [0x60, 0, 0, 0] + big(segment.count + 8, 2) + [0, 64] + [UInt8](repeating: 0, count: 15) + [from]
            + [UInt8](repeating: 0, count: 15) + [to] + options + segment
    }

    private func file(link: Int, nano: Bool = false, little: Bool = false, _ packets: [[UInt8]]) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { little ? big(value, 4).reversed() : big(value, 4) }
        func half(_ value: Int) -> [UInt8] { little ? big(value, 2).reversed() : big(value, 2) }
        var octets = word(nano ? 0xA1B2_3C4D : 0xA1B2_C3D4) + half(2) + half(4) + word(0) + word(0)
        octets += word(65_535) + word(link)
        for (index, packet) in packets.enumerated() {
            octets += word(1000 + index) + word(nano ? 5000 : 5) + word(packet.count) + word(packet.count) + packet
        }
        return octets
    }

    private func conversation(_ wrap: ([UInt8], UInt8, UInt8) -> [UInt8]) -> [[UInt8]] {
        [
            wrap(tcp(50_000, 7890, 0xFFFF_FFFE, 0x02, []), 1, 2),
            wrap(tcp(7890, 50_000, 700, 0x12, []), 2, 1),
            wrap(tcp(50_000, 7890, 0xFFFF_FFFF, 0x10, [1, 2, 3]), 1, 2),
            wrap(tcp(50_000, 7890, 5, 0x10, [7, 8]), 1, 2),
            wrap(tcp(50_000, 7890, 2, 0x10, [4, 5, 6]), 1, 2),
            wrap(tcp(50_000, 7890, 3, 0x10, [5, 6]), 1, 2),
            wrap(tcp(7890, 50_000, 701, 0x18, [9]), 2, 1),
        ]
    }

    func testEveryLinkTypeAndByteOrderGivesTheSameStreams() throws {
        let ether = [UInt8](repeating: 2, count: 12)
        let wraps: [(String, Int, ([UInt8], UInt8, UInt8) -> [UInt8])] = [
            ("raw", 101, { self.ip4($0, from: $1, to: $2) }),
            ("loopback", 0, { [2, 0, 0, 0] + self.ip4($0, from: $1, to: $2) }),
            // Ethernet fills short packets up to 46 octets: the filling is not payload.
            ("ethernet", 1, { ether + [8, 0] + self.ip4($0, from: $1, to: $2) + [0, 0, 0] }),
            ("vlan", 1, { ether + [0x81, 0, 0, 5, 8, 0] + self.ip4($0, from: $1, to: $2) }),
            ("cooked", 113, { [UInt8](repeating: 0, count: 14) + [8, 0] + self.ip4($0, from: $1, to: $2) }),
            ("v6", 101, { self.ip6($0, from: $1, to: $2) }),
        ]
        for (name, link, wrap) in wraps {
            for (nano, little) in [(false, false), (true, false), (false, true), (true, true)] {
                let octets = file(link: link, nano: nano, little: little, conversation(wrap))
                let capture = try PacketCapture(octets)
                XCTAssertEqual(capture.flows.count, 1, name)
                let flow = try XCTUnwrap(capture.flows.first)
                XCTAssertEqual(flow.client, name == "v6" ? "[0:0:0:0:0:0:0:1]:50000" : "10.0.0.1:50000")
                XCTAssertEqual(flow.server, name == "v6" ? "[0:0:0:0:0:0:0:2]:7890" : "10.0.0.2:7890")
                XCTAssertEqual(flow.capture.octets(.fromClient), [1, 2, 3, 4, 5, 6, 7, 8], name)
                XCTAssertEqual(flow.capture.octets(.fromServer), [9], name)
                XCTAssertEqual(flow.capture.chunks.first?.time, 2_000_000_000, name)
                XCTAssertEqual(flow.gaps, [], name)
            }
        }
    }

    func testGapsFragmentsAndStrangersAreTold() throws {
        let packets = [
            ip4(tcp(5, 6, 100, 0x10, [1]), from: 1, to: 2), ip4(tcp(5, 6, 103, 0x10, [4, 5]), from: 1, to: 2),
            ip4(tcp(5, 6, 200, 0x10, [1]), from: 1, to: 2, fragment: 0x2000), [0x45, 0], [],
        ]
        let capture = try PacketCapture(file(link: 101, packets))
        XCTAssertEqual(capture.flows.first?.capture.octets(.fromClient), [1])
        XCTAssertEqual(capture.flows.first?.gaps, ["> 2 octets are missing, 2 behind them unread"])
        XCTAssertEqual(capture.remarks, ["3 packets hold no whole TCP segment"])
    }

    func testWhatIsNoPcapFileIsRefused() {
        let good = file(link: 101, [ip4(tcp(5, 6, 100, 0x10, [1]), from: 1, to: 2)])
        let table: [([UInt8], String)] = [
            ([], "not a pcap file: it is shorter than its magic number"),
            ([1, 2, 3, 4], "not a pcap file: its magic number is unknown"),
            ([0x0A, 0x0D, 0x0D, 0x0A], "a pcapng file; convert it: editcap -F pcap IN OUT"),
            (Array(good.prefix(20)), "the pcap header ends early"),
            (Array(good.dropLast()), "packet 1 is cut off or absurdly long"),
        ]
        for (octets, reason) in table {
            XCTAssertThrowsError(try PacketCapture(octets, name: "p")) { error in
                XCTAssertEqual(error as? FixtureError, FixtureError(file: "p", reason))
            }
        }
    }

    func testMutatedFilesNeverTrap() {
        var generator = SeededGenerator(seed: 7)
        let good = file(
            link: 1, conversation { [UInt8](repeating: 2, count: 12) + [8, 0] + self.ip4($0, from: $1, to: $2) })
        for _ in 0..<2000 {
            var octets = good
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                octets[Int.random(in: 0..<octets.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            _ = try? PacketCapture(Array(octets.prefix(Int.random(in: 0...octets.count, using: &generator))))
        }
    }
}
