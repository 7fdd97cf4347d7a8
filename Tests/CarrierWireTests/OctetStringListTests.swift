import CarrierWire
import XCTest

/// The list that holds its first element inline is what an array would be.
final class OctetStringListTests: XCTestCase {
    /// The list has the model's elements, by every way of looking at them.
    private func check(_ list: OctetStringList, _ model: [OctetString], _ what: @autoclosure () -> String = "") {
        XCTAssertEqual(Array(list), model, what())
        XCTAssertEqual(list.count, model.count, what())
        XCTAssertEqual(list.isEmpty, model.isEmpty, what())
        XCTAssertEqual(list.indices, model.indices, what())
        XCTAssertEqual(list.indices.map { list[$0] }, model, what())
        XCTAssertEqual(list.first, model.first, what())
        XCTAssertEqual(list.last, model.last, what())
        XCTAssertEqual(list.description, model.description, what())
        // However it came about, it is the list that is made of the same elements at once.
        let fresh = OctetStringList(model)
        XCTAssertEqual(list, fresh, what())
        XCTAssertEqual(list.hashValue, fresh.hashValue, what())
    }

    private func some(_ count: Int, _ generator: inout SeededGenerator) -> [OctetString] {
        // Empty ones too: an element that is nothing but NULs is not the lack of an element.
        (0..<count).map { _ in ["", "1", "2", "3"][generator.below(4)] }
    }

    private func edit(
        _ list: inout OctetStringList, _ model: inout [OctetString], using generator: inout SeededGenerator
    ) {
        let elements = some(generator.below(4), &generator)
        let start = generator.below(model.count + 1)
        let range = start..<(start + generator.below(model.count - start + 1))
        switch generator.below(12) {
        case 0:
            list.append("9")
            model.append("9")
        case 1:
            list.append(contentsOf: elements)
            model.append(contentsOf: elements)
        case 2:
            // A sequence that does not know its length.
            list.append(contentsOf: sequence(state: elements) { $0.popLast() })
            model.append(contentsOf: elements.reversed())
        case 3, 4:
            list.replaceSubrange(range, with: elements)
            model.replaceSubrange(range, with: elements)
        case 5:
            list.insert("8", at: start)
            model.insert("8", at: start)
        case 6:
            XCTAssertEqual(list.popLast(), model.popLast())
        case 7 where start < model.count:
            XCTAssertEqual(list.remove(at: start), model.remove(at: start))
        case 8 where start < model.count:
            list[start] = "7"
            model[start] = "7"
        case 9 where !model.isEmpty:
            XCTAssertEqual(list.removeFirst(), model.removeFirst())
        case 10:
            list.removeAll { $0 == "1" }
            model.removeAll { $0 == "1" }
            list.reverse()
            model.reverse()
        case 11 where generator.below(3) == 0:
            let keepsCapacity = generator.below(2) == 0
            list.removeAll(keepingCapacity: keepsCapacity)
            model.removeAll(keepingCapacity: keepsCapacity)
        default:
            list.removeSubrange(range)
            model.removeSubrange(range)
        }
    }

    func testItIsWhatAnArrayWouldBe() {
        for seed: UInt64 in 1...200 {
            var generator = SeededGenerator(seed: seed)
            var (list, model): (OctetStringList, [OctetString]) = ([], [])
            for step in 0..<60 {
                let (before, copy) = (model, list)
                edit(&list, &model, using: &generator)
                check(list, model, "seed \(seed), step \(step)")
                XCTAssertEqual(Array(copy), before, "a copy was changed: seed \(seed), step \(step)")
                XCTAssertEqual(list == copy, model == before, "seed \(seed), step \(step)")
            }
        }
    }

    func testEmptyOneAndMany() {
        check(OctetStringList(), [])
        check([], [])
        check(["1"], ["1"])
        check([""], [""])
        check(["1", "2", "3"], ["1", "2", "3"])
        check(OctetStringList(repeating: "1", count: 300), [OctetString](repeating: "1", count: 300))
        check(OctetStringList((1...3).lazy.map { OctetString([UInt8($0)]) ?? "" }), ["\u{1}", "\u{2}", "\u{3}"])
        check(OctetStringList(OctetStringList(["1", "2"])), ["1", "2"])
        XCTAssertNotEqual(OctetStringList(), [""])
        XCTAssertNotEqual(["1"], OctetStringList(["1", ""]))
        XCTAssertNotEqual(["1", "2"], OctetStringList(["2", "1"]))
    }

    func testWhatWasRemovedLeavesNothingBehind() {
        for count in 1...4 {
            let model = (1...count).map { OctetString([UInt8($0)]) ?? "" }
            var list = OctetStringList(model)
            while !list.isEmpty { list.removeLast() }
            check(list, [])
            list = OctetStringList(model)
            while !list.isEmpty { list.removeFirst() }
            check(list, [])
            list = OctetStringList(model)
            list.removeAll(keepingCapacity: true)
            check(list, [])
            list.append("1")
            check(list, ["1"])
        }
    }

    func testItIsSortedAndSlicedInPlace() {
        var list: OctetStringList = ["3", "1", "2", "1"]
        list.sort { $0.text < $1.text }
        check(list, ["1", "1", "2", "3"])
        list.swapAt(0, 3)
        check(list, ["3", "1", "2", "1"])
        list.replaceSubrange(1...2, with: ["5", "6", "7"])
        check(list, ["3", "5", "6", "7", "1"])
        check(OctetStringList(list.dropFirst(3)), ["7", "1"])
        XCTAssertEqual(Set([list, list, OctetStringList(Array(list)), ["1"]]).count, 2)
        XCTAssertEqual(list.description, "[3, 5, 6, 7, 1]")
        XCTAssertEqual(OctetStringList().description, "[]")
    }
}
