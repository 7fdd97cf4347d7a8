import XCTest

final class CarrierTransportPlaceholderTests: XCTestCase {}
