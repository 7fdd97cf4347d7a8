import XCTest

final class CarrierWirePlaceholderTests: XCTestCase {}
