import XCTest
@testable import CarrierService

final class EventSequenceTests: XCTestCase {
    func testBatchesComeOneByOneAndEnd() async {
        let buffer = EventBuffer<Int>()
        let sequence = buffer.sequence
        buffer.append([1, 2])
        buffer.append([3])
        buffer.finish()
        var seen: [Int] = []
        for await event in sequence { seen.append(event) }
        XCTAssertEqual(seen, [1, 2, 3])
        XCTAssertEqual(buffer.lost, 0)
    }

    func testWhatNobodyTakesIsCounted() {
        let buffer = EventBuffer<Int>(limit: 1)
        buffer.append([9])
        _ = buffer.sequence
        buffer.append([1, 2])
        buffer.append([3])
        XCTAssertEqual(buffer.lost, 2)
    }

    func testWhatCameBeforeAnybodyAskedIsKeptWhereItIsWanted() async {
        let buffer = EventBuffer<Int>(limit: 2, fromTheBeginning: true)
        XCTAssertEqual(buffer.append([1]), [])
        XCTAssertEqual(buffer.append([2, 3]), [])
        XCTAssertEqual(buffer.append([4]), [1])
        buffer.finish()
        var seen: [Int] = []
        for await event in buffer.sequence { seen.append(event) }
        XCTAssertEqual(seen, [2, 3, 4])
        XCTAssertEqual(buffer.lost, 1)
    }
}
