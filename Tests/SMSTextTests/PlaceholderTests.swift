import XCTest

final class SMSTextPlaceholderTests: XCTestCase {}
