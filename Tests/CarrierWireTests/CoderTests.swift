import CarrierWire
import XCTest

/// A point inside a record.
private struct Part: WireRecord {
    var number: UInt16 = 0
    var name = OctetString()

    mutating func fields(_ f: inout some FieldCoder, in dialect: Bool) throws(WireError) {
        try f.uint(&number, "number")
        try f.octets(&name, width: dialect ? 5 : 8, "name")
    }
}

/// A record with every kind of field that there is.
private struct Everything: WireRecord {
    var one: UInt8 = 0
    var two: UInt16 = 0
    var four: UInt32 = 0
    var eight: UInt64 = 0
    var signed: Int32 = 0
    var three: UInt32 = 0
    var text = OctetString()
    var blob = OctetString()
    var digest = Digest()
    var words = WordTriple()
    var list = OctetStringList()
    var parts: [Part] = []
    var part = Part()
    var short: [UInt8] = []
    var long: [UInt8] = []
    var last = OctetString()

    mutating func fields(_ f: inout some FieldCoder, in dialect: Bool) throws(WireError) {
        try f.uint(&one, "one")
        try f.uint(&two, "two")
        try f.uint(&four, "four")
        try f.uint(&eight, "eight")
        try f.uint(&signed, "signed")
        try f.uint(&three, octets: dialect ? 3 : 4, "three")
        try f.octets(&text, width: dialect ? 32 : 21, "text")
        try f.blob(&blob, width: 7, "blob")
        try f.digest(&digest, "digest")
        try f.words(&words, "words")
        try f.octetsList(&list, width: dialect ? 32 : 1, count: "count", each: "each")
        try f.recordList(&parts, count: "parts", as: UInt16.self, each: "part", in: dialect)
        try f.record(&part, "inner", in: dialect)
        try f.payload(&short, length: "length", as: UInt8.self, "short")
        try f.payload(&long, length: "length", as: UInt32.self, "long")
        try f.tail(&last, width: 20, "last")
    }
}

/// The fast coders and the precise ones say the same.
final class CoderTests: XCTestCase {
    private func fastOctets(_ record: Everything, _ dialect: Bool) -> [UInt8]? {
        let size = record._size(in: dialect)
        var memory = [UInt8](repeating: 0xEE, count: size + EncoderSlack.octets + 3)
        let isSound = memory.withUnsafeMutableBytes { record._write(into: $0, size: size, in: dialect) }
        XCTAssertEqual(memory.suffix(3), [0xEE, 0xEE, 0xEE], "written behind the slack")
        return isSound ? Array(memory.prefix(size)) : nil
    }

    private func fastRecord(_ octets: [UInt8], _ dialect: Bool) -> Everything? {
        // Of exactly these octets, so that reading beyond them is seen by the address sanitizer.
        var record = Everything()
        return octets.withUnsafeBytes { record._fill($0, in: dialect) } ? record : nil
    }

    private func preciseRecord(_ octets: [UInt8], _ dialect: Bool) throws -> (Everything, Int) {
        try octets.withUnsafeBytes { octets in
            var record = Everything()
            let reading = try record.readPrecisely(octets, in: dialect, origin: 0)
            return (record, reading.count)
        }
    }

    func testBothWaysAgreeOnRandomRecords() throws {
        for seed: UInt64 in 1...400 {
            let dialect = seed % 2 == 0
            var generator = SeededGenerator(seed: seed)
            let record = Everything.filled(in: dialect, using: &generator)
            let octets = try record.octetsPrecisely(in: dialect)
            XCTAssertEqual(fastOctets(record, dialect), octets, "seed \(seed)")
            XCTAssertEqual(record._size(in: dialect), octets.count)
            XCTAssertEqual(fastRecord(octets, dialect), record, "seed \(seed)")
            let (again, count) = try preciseRecord(octets, dialect)
            XCTAssertEqual(again, record)
            XCTAssertEqual(count, octets.count)
            XCTAssertNil(fastRecord(octets + [0], dialect), "an octet is left over")
        }
    }

    func testBothWaysAgreeOnDamage() {
        var (sound, broken) = (0, 0)
        for seed: UInt64 in 1...3000 {
            let dialect = seed % 2 == 0
            var generator = SeededGenerator(seed: seed)
            guard var octets = try? Everything.filled(in: dialect, using: &generator).octetsPrecisely(in: dialect)
            else {
                return XCTFail("a filled record does not encode")
            }
            for _ in 0..<(1 + generator.below(3)) {
                octets[generator.below(octets.count)] = UInt8(truncatingIfNeeded: generator.next())
            }
            octets.removeLast(generator.below(4) == 0 ? generator.below(octets.count) : 0)
            let fast = fastRecord(octets, dialect)
            let precise = try? preciseRecord(octets, dialect)
            let whole = precise.flatMap { $0.1 == octets.count ? $0.0 : nil }
            XCTAssertEqual(fast, whole, "seed \(seed)")
            if let fast {
                sound += 1
                XCTAssertEqual(fastOctets(fast, dialect), octets, "seed \(seed)")
            } else {
                broken += 1
            }
        }
        XCTAssertGreaterThan(sound, 300)
        XCTAssertGreaterThan(broken, 300)
    }

    func testWhatDoesNotFitIsNamedAndNeverCut() throws {
        let wide = try XCTUnwrap(OctetString([UInt8](repeating: 1, count: 32)))
        func misfit(_ dialect: Bool, _ change: (inout Everything) -> Void) -> WireError? {
            var record = Everything()
            change(&record)
            XCTAssertNil(fastOctets(record, dialect))
            do throws(WireError) {
                _ = try record.octetsPrecisely(in: dialect)
                return nil
            } catch {
                return error
            }
        }
        XCTAssertEqual(
            misfit(true) { $0.three = 0x100_0000 }, WireError(.tooLong(limit: 3, actual: 4), field: "three", offset: 19)
        )
        XCTAssertEqual(
            misfit(false) { $0.text = wide }, WireError(.tooLong(limit: 21, actual: 32), field: "text", offset: 23))
        XCTAssertEqual(
            misfit(true) { $0.blob = "12345678" }, WireError(.tooLong(limit: 7, actual: 8), field: "blob", offset: 54))
        XCTAssertEqual(misfit(false) { $0.list = ["12"] }?.field, "each")
        XCTAssertEqual(
            misfit(true) { $0.list = OctetStringList(repeating: "1", count: 256) }?.reason,
            .tooLong(limit: 255, actual: 256))
        XCTAssertEqual(
            misfit(true) { $0.short = [UInt8](repeating: 0, count: 256) }?.reason, .tooLong(limit: 255, actual: 256))
        XCTAssertEqual(misfit(true) { $0.parts = [Part(number: 1, name: "123456")] }?.field, "name")
        XCTAssertEqual(misfit(true) { $0.last = wide }?.reason, .tooLong(limit: 20, actual: 32))
    }

    func testTooLittleCapacityIsRefused() {
        var record = Everything()
        record.text = "text"
        let size = record._size(in: true)
        var memory = [UInt8](repeating: 0, count: size + EncoderSlack.octets - 1)
        XCTAssertFalse(memory.withUnsafeMutableBytes { record._write(into: $0, size: size, in: true) })
        XCTAssertEqual(memory, [UInt8](repeating: 0, count: memory.count))
        // A size that is not the record's own is never exceeded.
        var larger = [UInt8](repeating: 0, count: size + EncoderSlack.octets)
        XCTAssertFalse(larger.withUnsafeMutableBytes { record._write(into: $0, size: size - 1, in: true) })
    }

    func testALyingCountDoesNotTakeMemory() {
        let record = Everything()
        guard var octets = try? record.octetsPrecisely(in: false) else { return XCTFail("does not encode") }
        // The count of the parts stands behind the empty list.
        let place = 19 + 4 + 21 + 7 + 16 + 12 + 1
        octets[place] = 0xFF
        octets[place + 1] = 0xFF
        XCTAssertNil(fastRecord(octets, false))
        XCTAssertThrowsError(try preciseRecord(octets, false))
    }
}
