import XCTest

final class CarrierFixturesPlaceholderTests: XCTestCase {}
