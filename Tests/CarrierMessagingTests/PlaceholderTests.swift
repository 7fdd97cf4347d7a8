import XCTest

final class CarrierMessagingPlaceholderTests: XCTestCase {}
