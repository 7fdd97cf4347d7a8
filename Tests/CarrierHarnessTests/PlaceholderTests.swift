import XCTest

final class CarrierHarnessPlaceholderTests: XCTestCase {}
