import XCTest

final class CMPPCodecPlaceholderTests: XCTestCase {}
