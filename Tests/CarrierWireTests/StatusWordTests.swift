import CarrierWire
import XCTest

/// Status words: the specified ones, families with and without a colon, spellings met in the field (cmpp.md 6.7).
final class StatusWordTests: XCTestCase {
    func testFamiliesMeanTheSameWithAndWithoutColon() {
        let families: [(String, StatusWord.State)] = [
            ("MI", .expired), ("MJ", .deleted), ("MK", .undelivered), ("ML", .accepted), ("MM", .unknown),
            ("MN", .rejected), ("MH", .undelivered), ("ID", .rejected), ("MA", .undelivered), ("MB", .undelivered),
            ("MC", .undelivered), ("CA", .undelivered), ("CB", .undelivered), ("DA", .undelivered),
            ("DB", .undelivered), ("SA", .undelivered), ("SB", .undelivered), ("IA", .undelivered),
            ("IB", .undelivered), ("IC", .undelivered),
        ]
        for (family, state) in families {
            for reason in [":0024", "00024", "0024", ":24", "24"] {
                let word = StatusWord(family + reason)
                XCTAssertEqual(word.state, state, word.text)
                XCTAssertEqual(word.family, family)
                XCTAssertEqual(word.reason.flatMap { Int($0) }, 24)
                XCTAssertTrue(word.isKnown, word.text)
                XCTAssertEqual(word.isFinal, state != .accepted)
            }
            XCTAssertEqual(StatusWord(family.lowercased() + ":0024").state, state)
        }
    }

    func testWordsOfTheField() {
        let words: [(String, StatusWord.State)] = [
            ("REJECT", .rejected), ("REJECTD", .rejected), ("REJECTE", .rejected), ("REJECTED", .rejected),
            ("Rejected", .rejected), ("EXPIRED", .expired), ("UNDELIVERABLE", .undelivered), ("ACCEPTD", .accepted),
            ("ENROUTE", .enroute), ("UNKNOWN", .unknown), ("DELETED", .deleted), (" REJECT \0", .rejected),
        ]
        for (text, state) in words {
            XCTAssertEqual(StatusWord(text).state, state, text)
            XCTAssertTrue(StatusWord(text).isKnown, text)
        }
        // Padded on either side by a gateway.
        XCTAssertEqual(StatusWord(OctetString([0, 0] + Array("MK:01".utf8)) ?? "").state, .undelivered)
        XCTAssertEqual(StatusWord("DELIVRD " as OctetString).state, .delivered)
    }

    func testWhatNobodyKnowsIsAFailureForAnUnknownReasonAndOnlyOneWordASuccess() {
        for text in [
            "", "AF:4", "HD:0001", "CJ00005", "SIGFAIL", "delivrd", "DELIVRDX", "DELIVER", "MI", "MINUTES", "短",
        ] {
            let word = StatusWord(text)
            XCTAssertEqual(word.state, .undelivered, text)
            XCTAssertFalse(word.isDelivered || word.isKnown || word.isSpecified, text)
            XCTAssertTrue(word.isFinal, text)
            XCTAssertNil(word.meaning, text)
            XCTAssertEqual(word.words.english, "failed, reason unknown", text)
        }
    }

    func testReasons() {
        XCTAssertEqual(StatusWord("MI00024").words.english, "validity period over: switched off or suspended")
        XCTAssertEqual(StatusWord("MA:0054").words.english, "SMSC did not answer: no response in time")
        XCTAssertEqual(StatusWord("DB:0141").words.chinese, "DSMP 返回错误响应:在黑名单内")
        // Tables contradict each other here, so nothing is said.
        XCTAssertNil(StatusWord("MK:0011").reasonMeaning)
        XCTAssertNil(StatusWord("MB:0008").reasonMeaning)
        XCTAssertEqual(StatusWord("MK:99999999999999999999999").words.english, "undeliverable")
    }

    func testEveryStateHasItsWord() {
        for state in StatusWord.State.allCases { XCTAssertEqual(StatusWord(state.word).state, state) }
    }

    func testEveryRowOfTheTableHasWordsInBothLanguages() {
        let entries =
            Array(StatusWordTable.words.values) + Array(StatusWordTable.families.values)
            + StatusWordTable.beginnings.map(\.entry)
        XCTAssertEqual(StatusWordTable.words.values.filter(\.isSpecified).count, 7)
        XCTAssertEqual(StatusWordTable.families.values.filter(\.isSpecified).count, 12)
        for entry in entries {
            XCTAssertFalse(entry.meaning.english.isEmpty || entry.meaning.chinese.isEmpty)
        }
    }
}
