import SMGPCodec
import XCTest

/// No public initialiser, operator or function of the codec ends the process, whatever it is given.
final class ExtremeValueTests: XCTestCase {
    private let numbers = [Int.min, Int.min + 1, -70_000, -1, 0, 1, 9, 99, 100, 70_000, Int.max - 1, Int.max]

    func testValues() throws {
        for number in numbers {
            for octets in [[UInt8](repeating: 0x99, count: 10), [UInt8](repeating: 0xFF, count: 10)] {
                let id = try XCTUnwrap(SMGP.MessageID(octets: octets))
                XCTAssertEqual(id.advanced(by: number).octets.count, 10)
                XCTAssertEqual(id.advanced(by: number).octets.prefix(7), octets.prefix(7)[...])
            }
            let parts = SMGP.MessageID.Parts(
                gateway: number, month: number, day: number, hour: number, minute: number, sequence: number)
            XCTAssertNotNil(SMGP.MessageID(parts).parts)
            let time = SMGP.CalendarTime(
                year: number, month: number, day: number, hour: number, minute: number, second: number)
            XCTAssertEqual(time.field.count, 14)
        }
        _ = SMGP.Authenticator.client(
            account: [UInt8](repeating: 255, count: 99), secret: [], timestamp: .max, shortAccount: .padded)
        for code in [UInt32.min, 5, 200, .max] {
            XCTAssertFalse(SMGP.Status(rawValue: code).meaning.english.isEmpty)
        }
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            let tail = (0..<generator.below(250)).map { _ in UInt8(truncatingIfNeeded: generator.next() & 0x7F) }
            let report = SMGP.StatusReport(content: Array("id:0123456789 stat:".utf8) + tail)
            _ = (report?.items, report?.state.word.words, try? report?.content())
        }
    }

    func testFramesWithAnyDepartureAndAnyLimit() {
        var submit = SMGP.Submit()
        submit.content = [UInt8](repeating: 0x4E, count: 300)
        var deliver = SMGP.Deliver()
        deliver.content = [1, 2, 3]
        for message in [SMGP.Message.submit(submit), .deliver(deliver)] {
            for number in numbers {
                var frame = SMGP.Frame(sequence: .max, message: message)
                frame.deviations.departure = LayoutDeparture(announcedPayload: number, tailLength: number)
                frame.deviations.hasOtherLayout = number < 0
                frame.deviations.reportOctets = 255
                for version in SMGP.Version.allCases {
                    let octets = try? frame.encoded(in: version)
                    _ = (frame.encodedSize(in: version), frame.deviationList, frame.described(in: version).count)
                    _ = (try? frame.listing(in: version), frame.meanings(in: version))
                    XCTAssertThrowsError(try frame.encoded(in: version, limit: min(number, 10)))
                    guard let octets else { continue }
                    _ = try? SMGP.Frame(decoding: octets, in: version, limit: number)
                }
                _ = try? SMGP.Submit(decoding: [], in: .v3_0, origin: number)
                _ = deliver.described(in: .v3_0, origin: number)
            }
        }
    }
}
