import CarrierTestSupport
import SMGPCodec
import XCTest

/// The laws of every codec, over every command of every version.
final class LawTests: XCTestCase {
    private let laws = SMGP.Version.allCases.compactMap { CodecLaws<SMGP.Frame>($0.rawValue, in: $0) }

    func testEveryLayoutIsUnderTheLaws() { XCTAssertEqual(laws.count, 4) }

    func testRoundTrips() { for law in laws { XCTAssertEqual(law.roundTripViolations(), []) } }

    func testAFrameThatIsCutFailsAtTheFieldItEndsIn() { for law in laws { XCTAssertEqual(law.cutViolations(), []) } }

    func testAShortenedFrameFailsOrIsNamed() { for law in laws { XCTAssertEqual(law.shorteningViolations(), []) } }

    func testJSONThereAndBack() { for law in laws { XCTAssertEqual(law.jsonViolations(), []) } }

    func testAnySplitOfAStreamGivesTheSameFrames() { for law in laws { XCTAssertEqual(law.splittingViolations(), []) } }

    func testDamageNeverTraps() { for law in laws { XCTAssertEqual(law.mutationViolations(), []) } }
}
