import CarrierTestSupport
import SGIPCodec
import XCTest

/// The laws of every codec, over every command of both editions.
final class LawTests: XCTestCase {
    private let laws = SGIP.Version.allCases.compactMap { CodecLaws<SGIP.Frame>($0.rawValue, in: $0) }

    func testBothEditionsAreUnderTheLaws() { XCTAssertEqual(laws.count, 2) }

    func testRoundTrips() { for law in laws { XCTAssertEqual(law.roundTripViolations(), []) } }

    func testAFrameThatIsCutFailsAtTheFieldItEndsIn() { for law in laws { XCTAssertEqual(law.cutViolations(), []) } }

    func testAShortenedFrameFailsOrIsNamed() { for law in laws { XCTAssertEqual(law.shorteningViolations(), []) } }

    func testJSONThereAndBack() { for law in laws { XCTAssertEqual(law.jsonViolations(), []) } }

    func testAnySplitOfAStreamGivesTheSameFrames() { for law in laws { XCTAssertEqual(law.splittingViolations(), []) } }

    func testDamageNeverTraps() { for law in laws { XCTAssertEqual(law.mutationViolations(), []) } }
}
