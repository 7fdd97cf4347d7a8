import CarrierWire

extension SGIP {
    /// The number of a node (通信节点编号, section 1.5).
    ///
    /// The gateway's operator assigns it, so it is configuration; any 32-bit number is a value.
    public struct NodeNumber: WireCode {
        /// The number on the wire.
        public var rawValue: UInt32

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// What a node is, by the number's digits.
        public enum Kind: Hashable, Sendable {
            /// 短消息网关: `1AAAAX`.
            case gateway
            /// 短消息中心: `2AAAAX`.
            case messageCentre
            /// 服务提供商: `3AAAAQQQQQ`, six digits before 1.2.
            case provider
            /// Gateway name server: `4AAAAX`.
            case nameServer
        }

        /// A provider's number: 3, the area code padded on the right to four digits, the corporation code in five.
        ///
        /// - Parameters:
        ///   - areaCode: the long-distance area code with its leading zero (`010`, `0571`); empty for the nation-wide
        ///     form, which has zeros.
        ///   - corporation: the corporation code (企业代码), at most five digits.
        /// - Returns: nil unless both are digits of that number.
        public init?(provider corporation: String, areaCode: String) {
            guard corporation.utf8.count <= 5, let code = DecimalDigits.number(corporation.utf8),
                let area = SGIP.NodeNumber.area(areaCode)
            else { return nil }
            self.init(rawValue: 3_000_000_000 + area * 100_000 + UInt32(clamping: code))
        }

        /// A gateway's number: 1, the area code padded on the right to four digits, a serial digit.
        ///
        /// - Returns: nil unless `areaCode` has at most four digits and `serial` is 0 to 9.
        public init?(gatewayIn areaCode: String, serial: Int) {
            guard let area = SGIP.NodeNumber.area(areaCode), (0...9).contains(serial) else { return nil }
            self.init(rawValue: 100_000 + area * 10 + UInt32(serial))
        }

        private static func area(_ code: String) -> UInt32? {
            guard code.utf8.count <= 4 else { return nil }
            let padded = code + String(repeating: "0", count: 4 - code.utf8.count)
            return DecimalDigits.number(padded.utf8).map { UInt32(clamping: $0) }
        }

        /// What the node is; nil for a number of no specified shape.
        public var kind: Kind? {
            switch rawValue {
            case 100_000...199_999: .gateway
            case 200_000...299_999: .messageCentre
            case 300_000...399_999, 3_000_000_000...3_999_999_999: .provider
            case 400_000...499_999: .nameServer
            default: nil
            }
        }

        /// The five digits of the corporation code in a provider's number; nil for any other node.
        public var corporation: String? {
            guard kind == .provider else { return nil }
            return DecimalDigits.text(UInt64(rawValue % 100_000), width: 5)
        }
    }
}

extension SGIP.NodeNumber: CustomStringConvertible {
    /// The decimal digits, unsigned.
    public var description: String { String(rawValue) }
}
