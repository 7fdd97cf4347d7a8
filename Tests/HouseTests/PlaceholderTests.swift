import XCTest

final class HousePlaceholderTests: XCTestCase {}
