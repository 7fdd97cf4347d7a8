import XCTest

@testable import SMSText

/// text-and-long-sms.md 4.2.
final class ReferenceAllocatorTests: XCTestCase {
    func testNoReferenceComesBackWithin256MessagesToOneReceiver() {
        var allocator = ReferenceAllocator(seed: 1)
        var last: [String: Int] = [:]
        var random = SeededNumbers(5)
        for step in 0..<5_000 {
            let destination = "138001380\(10 + random.below(5))"
            let reference = allocator.next(source: "10690001", destination: destination, at: Int64(step))
            let key = "\(destination) \(reference)"
            if let before = last[key] {
                let between = last.filter { $0.key.hasPrefix(destination) && $0.value > before }.count
                XCTAssertEqual(between, 255)
            }
            last[key] = step
        }
        XCTAssertEqual(last.count, 5 * 256)
    }

    func testWideReferencesCountTo65536() {
        var allocator = ReferenceAllocator(seed: 9)
        var seen = Set<ConcatenationReference>()
        for _ in 0..<65_536 {
            seen.insert(allocator.next(source: "1", destination: "2", wide: true, at: 0))
        }
        XCTAssertEqual(seen.count, 65_536)
    }

    func testSeedsBeginDifferently() {
        let first = (UInt64(0)..<64).map { seed in
            var allocator = ReferenceAllocator(seed: seed)
            return allocator.next(wide: true)
        }
        XCTAssertGreaterThan(Set(first).count, 60)
        var again = ReferenceAllocator(seed: 7)
        var same = ReferenceAllocator(seed: 7)
        XCTAssertEqual(again.next(), same.next())
    }

    func testNumbersAreComparedWithoutTheirSpelling() {
        var allocator = ReferenceAllocator(seed: 3)
        let first = allocator.next(source: "10690001", destination: "13800138000", wide: true, at: 0)
        let second = allocator.next(source: "10690001 ", destination: "+8613800138000", wide: true, at: 0)
        guard case .wide(let one) = first, case .wide(let two) = second else { return XCTFail("not wide") }
        XCTAssertEqual(two, one &+ 1)
        XCTAssertEqual(allocator.pairCount, 1)
    }

    func testPairsAreBoundedInNumberAndAge() {
        var allocator = ReferenceAllocator(seed: 3, maximumPairs: 10, idleTimeout: 100)
        for number in 0..<50 { _ = allocator.next(source: "1", destination: "\(number)", at: Int64(number)) }
        XCTAssertEqual(allocator.pairCount, 10)
        _ = allocator.next(source: "1", destination: "49", at: 149)
        // 40 to 48 were idle for longer than 100.
        XCTAssertEqual(allocator.pairCount, 1)
    }

    func testListsAreOneDestination() {
        var allocator = ReferenceAllocator(seed: 3)
        let two = ["13800138000", "13900139000"]
        let first = allocator.next(source: "1", destinations: two, wide: true, at: 0)
        let second = allocator.next(source: "1", destinations: two, wide: true, at: 0)
        XCTAssertNotEqual(first, second)
        XCTAssertEqual(allocator.pairCount, 1)
        // One receiver in a list is that receiver.
        _ = allocator.next(source: "1", destinations: ["13800138000"], at: 0)
        _ = allocator.next(source: "1", destination: "13800138000", at: 0)
        XCTAssertEqual(allocator.pairCount, 2)
        // Long lists are not remembered.
        let many = (0..<99).map { "138001380\($0 + 10)" }
        let one = allocator.next(source: "1", destinations: many, at: 0)
        XCTAssertNotEqual(one, allocator.next(source: "1", destinations: many, at: 0))
        XCTAssertEqual(allocator.pairCount, 2)
    }

    /// Asked for once, and only when a message needs several segments.
    func testReferenceIsTakenOnlyForLongMessages() throws {
        var asked = 0
        func reference() -> ConcatenationReference {
            asked += 1
            return .octet(1)
        }
        _ = try Segmenter().segment(String(repeating: "中", count: 70), reference: reference())
        XCTAssertEqual(asked, 0)
        _ = try Segmenter().segment(String(repeating: "中", count: 700), reference: reference())
        XCTAssertEqual(asked, 1)
    }
}
