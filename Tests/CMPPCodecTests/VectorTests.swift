import CMPPCodec
import CarrierWire
import Foundation
import XCTest

/// One object of `Fixtures/vectors/cmpp.json`.
struct Vector {
    var name: String
    var version: CMPP.Version
    var command: String
    var isConformant: Bool
    var octets: [UInt8]
    var fields: [String: FieldValue]
    var report: [String: FieldValue]?
    var secret: String?

    static func all(file: String = #filePath) throws -> [Vector] {
        let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appendingPathComponent("Fixtures/vectors/cmpp.json"))
        let objects = try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        return try objects.map { object in
            Vector(
                name: try XCTUnwrap(object["name"] as? String),
                version: try XCTUnwrap(CMPP.Version(rawValue: try XCTUnwrap(object["protocol"] as? String))),
                command: try XCTUnwrap(object["command"] as? String),
                isConformant: try XCTUnwrap(object["conformant"] as? Bool),
                octets: try XCTUnwrap(HexText.decode(try XCTUnwrap(object["hex"] as? String))),
                fields: try XCTUnwrap(object["fields"] as? [String: Any]).mapValues(Self.value),
                report: try (object["report"] as? [String: Any])?.mapValues(Self.value),
                secret: object["secret"] as? String)
        }
    }

    static func value(_ any: Any) throws -> FieldValue {
        switch any {
        case let text as String: .string(text)
        case let number as NSNumber: .number(number.int64Value)
        case let list as [Any]: .list(try list.map(value))
        default: throw CocoaError(.fileReadCorruptFile)
        }
    }
}

final class VectorTests: XCTestCase {
    func testThereAre78() throws { XCTAssertEqual(try Vector.all().count, 78) }

    func testOctetsToFields() throws {
        for vector in try Vector.all() {
            let frame = try CMPP.Frame(decoding: vector.octets, in: vector.version)
            XCTAssertEqual(frame.commandName(in: vector.version), vector.command, vector.name)
            XCTAssertEqual(frame.deviationList.isEmpty, vector.isConformant, vector.name)
            let described = frame.described(in: vector.version)
            XCTAssertEqual(described.count, vector.fields.count, vector.name)
            for field in described {
                XCTAssertEqual(field.value.plain, vector.fields[field.name.description], "\(vector.name) \(field.name)")
            }
        }
    }

    func testOctetsToOctets() throws {
        for vector in try Vector.all() {
            let frame = try CMPP.Frame(decoding: vector.octets, in: vector.version)
            XCTAssertEqual(HexText.encode(try frame.encoded(in: vector.version)), HexText.encode(vector.octets))
            XCTAssertEqual(frame.encodedSize(in: vector.version), vector.octets.count, vector.name)
            var buffer = OctetBuffer()
            try frame.encode(into: &buffer, in: vector.version)
            XCTAssertEqual(buffer.takeAll(), vector.octets, vector.name)
        }
    }
}
