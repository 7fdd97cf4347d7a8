import CarrierWire
import XCTest

@testable import CarrierSession

/// The ring against an array, over many turns of the ring.
final class FifoTests: XCTestCase {
    func testItDoesWhatAnArrayDoes() {
        var generator = SeededGenerator(seed: 29)
        var fifo = Fifo<Int>()
        var model: [Int] = []
        var next = 0
        for _ in 0..<20_000 {
            // Long runs of either kind, so that it grows while it is turned and runs empty too.
            let grows = generator.next() % 100 < (next / 300 % 2 == 0 ? 60 : 40)
            if grows {
                fifo.append(next)
                model.append(next)
                next += 1
            } else {
                XCTAssertEqual(fifo.popFirst(), model.isEmpty ? nil : model.removeFirst())
            }
            XCTAssertEqual(fifo.count, model.count)
            XCTAssertEqual(fifo.isEmpty, model.isEmpty)
            XCTAssertEqual(fifo.first, model.first)
            if let last = model.indices.last {
                XCTAssertEqual(fifo[last], model[last])
                if generator.next() % 10 == 0 {
                    fifo[last] = -next
                    model[last] = -next
                }
            }
        }
        XCTAssertGreaterThan(next, 5000)
    }

    func testACopyIsItsOwn() {
        var one = Fifo<Int>()
        for number in 0..<5 { one.append(number) }
        var other = one
        XCTAssertEqual(one.popFirst(), 0)
        other.append(9)
        XCTAssertEqual((0..<other.count).map { other[$0] }, [0, 1, 2, 3, 4, 9])
        XCTAssertEqual((0..<one.count).map { one[$0] }, [1, 2, 3, 4])
    }
}
