import XCTest

@testable import CarrierTransport

/// Who has to see to a pass, and when the reading thread stays awake.
final class PassRequestTests: XCTestCase {
    func testWhoAsksDuringAPassIsServedInAnotherRound() {
        let passes = PassRequests()
        XCTAssertTrue(passes.ask(), "nobody is there")
        XCTAssertFalse(passes.ask(), "somebody comes")
        passes.begin(byReader: true)
        XCTAssertFalse(passes.ask())
        XCTAssertFalse(passes.end(), "another round")
        XCTAssertTrue(passes.end())
        XCTAssertFalse(passes.rest())
    }

    /// What may wait leaves with the reading thread's next pass, or before the thread sleeps.
    func testWhatMayWaitIsDueBeforeTheReadingThreadRests() {
        let passes = PassRequests()
        passes.begin(byReader: true)
        XCTAssertFalse(passes.ask(mayWait: true))
        XCTAssertTrue(passes.end(), "no other round for it")
        XCTAssertTrue(passes.rest())
        XCTAssertFalse(passes.rest(), "once")
        passes.begin(byReader: true)
        XCTAssertFalse(passes.ask(mayWait: true))
        XCTAssertTrue(passes.end())
        passes.begin(byReader: true)
        XCTAssertTrue(passes.end())
        XCTAssertFalse(passes.rest(), "the next pass has served it")
    }

    func testWithoutTheReadingThreadNothingWaits() {
        let passes = PassRequests()
        XCTAssertTrue(passes.ask(mayWait: true), "nobody is there")
        passes.begin()
        XCTAssertFalse(passes.ask(mayWait: true))
        XCTAssertFalse(passes.end(), "another round: a queue's thread does not come back")
        XCTAssertTrue(passes.end())
        passes.begin(byReader: true)
        XCTAssertTrue(passes.end())
        XCTAssertTrue(passes.ask(mayWait: true), "the thread has gone to wait")
    }

    func testWaitsInVainAreTriedMoreAndMoreRarely() {
        var credit = AwakeCredit()
        var tries = 0
        for _ in 0..<1000 {
            if credit.isPositive {
                tries += 1
                credit.noteLongWait()
            }
            credit.noteShortSleep()
        }
        XCTAssertLessThan(tries, 40, "every fourth wait would cost as much as what it is to save")
        XCTAssertGreaterThan(tries, 20, "the peer may be awake some day")
    }

    func testAPeerThatAnswersInTimeIsWaitedForAwake() {
        var credit = AwakeCredit()
        credit.noteShortSleep()
        for _ in 0..<8 {
            XCTAssertTrue(credit.isPositive)
            credit.noteShortWait()
        }
        credit.noteLongWait()
        XCTAssertTrue(credit.isPositive, "one long wait is forgiven")
        credit.noteLongWait()
        XCTAssertFalse(credit.isPositive)
    }
}
