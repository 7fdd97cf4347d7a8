import XCTest

final class CarrierCommandPlaceholderTests: XCTestCase {}
