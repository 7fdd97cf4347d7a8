import Foundation
import XCTest

@testable import SMSText

/// Fixtures/long-sms/long-sms.json.
struct Vectors: Decodable {
    var cases: [Case]
    var udhCases: [HeaderCase]
    var reassemblyCases: [Script]

    struct Case: Decodable {
        var id: String
        var profile: String
        var coding: UInt8
        var refBits: Int
        var ref: String
        var extraIE: String?
        var parts: [Part]
        var text: String?
        var utf16Units: Int?
        var encodedOctets: Int
        var nominalCount: Int?
        var segmentCount: Int?
        var udhi: Int?
        var segments: [Expected]?
        var segmentsElided: Bool?
        var allContentSha256: String?
        var error: String?

        enum CodingKeys: String, CodingKey {
            case id, profile, coding, refBits, ref, extraIE, parts, text, utf16Units, encodedOctets
            case nominalCount = "nominalCount70_67"
            case segmentCount, udhi, segments, segmentsElided, allContentSha256, error
        }
    }

    struct Part: Decodable {
        var string: String
        var count: Int

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            string = try container.decode(String.self)
            count = try container.decode(Int.self)
        }
    }

    struct Expected: Decodable {
        var seq: Int
        var udh: String
        var utf16Units: Int?
        var payloadOctets: Int
        var contentOctets: Int
        var contentHex: String?
        var contentSha256: String
    }

    struct HeaderCase: Decodable {
        var id: String
        var contentHex: String
        var expect: Expect

        struct Expect: Decodable {
            var error: String?
            var headerOctets: Int?
            var udhIgnored: Bool?
            var concat: Concat?
            var others: [String]?
            var payload: String
        }

        struct Concat: Decodable {
            var bits: Int
            var ref: Int
            var total: UInt8
            var seq: UInt8
        }
    }

    struct Script: Decodable {
        var id: String
        var expirySeconds: Int64
        var events: [Event]
        var expect: [Expect]

        struct Event: Decodable {
            var t: Int64
            var src: String
            var dst: String
            var coding: UInt8
            var udhi: Int
            var contentHex: String
        }

        struct Expect: Decodable, Equatable {
            var afterEvent: Int
            var text: String?
            var expired: Int?
            var abandoned: Int?
        }
    }

    static func load(file: StaticString = #filePath) throws -> Vectors {
        let root = URL(fileURLWithPath: "\(file)")
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: root.appendingPathComponent("Fixtures/long-sms/long-sms.json"))
        return try JSONDecoder().decode(Vectors.self, from: data)
    }
}

func octets(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

func hex(_ octets: some Sequence<UInt8>) -> String {
    octets.map { String(format: "%02X", $0) }.joined()
}

extension XCTestCase {
    /// The typed error that a call must throw.
    func thrown<T>(
        _ body: @autoclosure () throws(SMSTextError) -> T, file: StaticString = #filePath, line: UInt = #line
    ) -> SMSTextError? {
        do throws(SMSTextError) {
            _ = try body()
            XCTFail("nothing was thrown", file: file, line: line)
            return nil
        } catch {
            return error
        }
    }
}
