import XCTest

final class CarrierSessionPlaceholderTests: XCTestCase {}
