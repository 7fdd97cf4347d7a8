import CarrierWire

extension SMGP {
    /// Where a route leads (section 3.11): 23 octets in every route operation.
    public struct RouteGateway: Hashable, Sendable {
        /// DestGatewayID: the gateway's code.
        public var gatewayID = OctetString()
        /// DestGatewayIP: dotted decimal text.
        public var address = OctetString()
        /// DestGatewayPort: the TCP port.
        public var port: UInt16 = 0

        /// Every field zero or empty.
        public init() {}

        @inline(__always)
        mutating func fields(_ f: inout some FieldCoder) throws(WireError) {
            try f.octets(&gatewayID, width: 6, "DestGatewayID")
            try f.octets(&address, width: 15, "DestGatewayIP")
            try f.uint(&port, "DestGatewayPort")
        }
    }

    /// The numbers of a terminal route (section 3.11): 15 octets.
    public struct TerminalRange: Hashable, Sendable {
        /// TermRangeID: the number segment.
        public var rangeID = OctetString()
        /// ProvinceCode.
        public var provinceCode = OctetString()
        /// UserType: reserved.
        public var userType: UInt8 = 0

        /// Every field zero or empty.
        public init() {}

        @inline(__always)
        mutating func fields(_ f: inout some FieldCoder) throws(WireError) {
            try f.octets(&rangeID, width: 10, "TermRangeID")
            try f.octets(&provinceCode, width: 4, "ProvinceCode")
            try f.uint(&userType, "UserType")
        }
    }

    /// The provider of a provider route (section 3.11): 31 octets.
    public struct ProviderRoute: Hashable, Sendable {
        /// SPID: the provider's code.
        public var providerID = OctetString()
        /// SPCode: the provider's service code.
        public var serviceCode = OctetString()
        /// SPAccessType: main access or mirror.
        public var accessType = AccessType(rawValue: 0)
        /// SPType: local or national.
        public var providerType = ProviderType(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        @inline(__always)
        mutating func fields(_ f: inout some FieldCoder) throws(WireError) {
            try f.octets(&providerID, width: 8, "SPID")
            try f.octets(&serviceCode, width: 21, "SPCode")
            try f.code(&accessType, "SPAccessType")
            try f.code(&providerType, "SPType")
        }
    }
}
