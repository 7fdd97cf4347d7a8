import CMPPCodec
import XCTest

/// No public initialiser, operator or function of the codec ends the process, whatever it is given.
final class ExtremeValueTests: XCTestCase {
    private let numbers = [Int.min, Int.min + 1, -70_000, -1, 0, 1, 9, 99, 100, 70_000, Int.max - 1, Int.max]

    func testValues() throws {
        for number in numbers {
            let id = CMPP.MessageID(rawValue: .max)
            XCTAssertEqual(id.advanced(by: number).advanced(by: 0 &- number), id)
            let parts = CMPP.MessageID.Parts(
                month: .max, day: .max, hour: .max, minute: .max, second: .max, gateway: .max, sequence: .max)
            _ = (CMPP.MessageID(parts).parts, CMPP.MessageID(parts).digits, id.octetsReversed.description)
            let digest = CMPP.Authenticator.server(
                status: CMPP.ConnectStatus(rawValue: .max), source: Digest(), secret: [], statusOctets: number)
            XCTAssertEqual(digest.octets.count, 16)
        }
        _ = CMPP.Authenticator.source(
            account: [UInt8](repeating: 255, count: 99), secret: [], timestamp: .max, shortAccount: .padded)
        for code in [UInt32.min, 9, 13, .max] {
            for response in CMPP.Result.Response.allCases {
                XCTAssertFalse(CMPP.Result(rawValue: code).meaning(in: response, .v2_0).english.isEmpty)
            }
        }
    }

    func testFramesWithAnyDepartureAndAnyLimit() {
        var submit = CMPP.Submit()
        submit.content = [UInt8](repeating: 0x4E, count: 300)
        var deliver = CMPP.Deliver()
        deliver.content = [1, 2, 3]
        for message in [CMPP.Message.submit(submit), .deliver(deliver)] {
            for number in numbers {
                var frame = CMPP.Frame(sequence: .max, message: message)
                frame.deviations.departure = LayoutDeparture(announcedPayload: number, tailLength: number)
                frame.deviations.hasOtherLayout = number < 0
                frame.deviations.reportOctets = 255
                for version in CMPP.Version.allCases {
                    let octets = try? frame.encoded(in: version)
                    _ = (frame.encodedSize(in: version), frame.deviationList, frame.described(in: version).count)
                    _ = (try? frame.listing(in: version), frame.meanings(in: version))
                    XCTAssertThrowsError(try frame.encoded(in: version, limit: min(number, 10)))
                    guard let octets else { continue }
                    _ = try? CMPP.Frame(decoding: octets, in: version, limit: number)
                }
                _ = try? CMPP.Submit(decoding: [], in: .v2_0, origin: number)
                _ = deliver.described(in: .v2_0, origin: number)
            }
        }
    }
}
