import SGIPCodec
import XCTest

/// No public initialiser, operator or function of the codec ends the process, whatever it is given.
final class ExtremeValueTests: XCTestCase {
    private let numbers = [Int.min, Int.min + 1, -70_000, -1, 0, 1, 9, 99, 100, 70_000, Int.max - 1, Int.max]

    func testValues() throws {
        for number in numbers {
            _ = SGIP.NodeNumber(gatewayIn: "010", serial: number)
            let time = SGIP.NodeTime(
                year: number, month: number, day: number, hour: number, minute: number, second: number)
            XCTAssertEqual(time.field.count, 12)
        }
        for text in ["", "0", "99999", "999999", "-1", "短信"] {
            for area in ["", "9999", "99999", "x"] { _ = SGIP.NodeNumber(provider: text, areaCode: area) }
        }
        for word in [UInt32.min, 1, .max] {
            let sequence = SGIP.SequenceNumber(node: word, time: word, counter: word)
            XCTAssertEqual(SGIP.SequenceNumber(octets: sequence.octets), sequence)
            XCTAssertNotEqual(SGIP.NodeNumber(rawValue: word).description, "")
        }
        for code in UInt8.min...UInt8.max {
            XCTAssertFalse(SGIP.Result(rawValue: code).words.english.isEmpty)
            _ = SGIP.State(rawValue: code).meaning
        }
    }

    func testFramesWithAnyDepartureAndAnyLimit() {
        var submit = SGIP.Submit()
        submit.content = [UInt8](repeating: 0x4E, count: 300)
        var deliver = SGIP.Deliver()
        deliver.content = [1, 2, 3]
        for message in [SGIP.Message.submit(submit), .deliver(deliver)] {
            for number in numbers {
                var frame = SGIP.Frame(
                    sequence: SGIP.SequenceNumber(node: .max, time: .max, counter: .max), message: message)
                frame.deviations.departure = LayoutDeparture(announcedPayload: number, tailLength: number)
                frame.deviations.hasOtherLayout = number < 0
                frame.deviations.reportOctets = 255
                for version in SGIP.Version.allCases {
                    let octets = try? frame.encoded(in: version)
                    _ = (frame.encodedSize(in: version), frame.deviationList, frame.described(in: version).count)
                    _ = (try? frame.listing(in: version), frame.meanings(in: version))
                    XCTAssertThrowsError(try frame.encoded(in: version, limit: min(number, 10)))
                    guard let octets else { continue }
                    _ = try? SGIP.Frame(decoding: octets, in: version, limit: number)
                }
                _ = try? SGIP.Submit(decoding: [], in: .v1_2, origin: number)
                _ = deliver.described(in: .v1_2, origin: number)
            }
        }
    }
}
