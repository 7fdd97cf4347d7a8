import CarrierWire

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

// The system's forms of the addresses that `CarrierWire` defines.
extension IPAddress {
    /// Reads a numeric address whose zone may be an interface's name: `fe80::1%eth0`; nil for anything else.
    init?(resolvingZoneOf text: String) {
        if let address = IPAddress(text) {
            self = address
            return
        }
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, case .v6(let high, let low, _)? = IPAddress(String(parts[0])) else { return nil }
        let zone = UInt32(if_nametoindex(String(parts[1])))
        guard zone != 0 else { return nil }
        self = .v6(high, low, zone: zone)
    }

    init(_ address: in6_addr, zone: UInt32) {
        let (high, low) = withUnsafeBytes(of: address) {
            (
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        self.init(high, low, zone: zone)
    }

    static func octets(_ high: UInt64, _ low: UInt64) -> in6_addr {
        var address = in6_addr()
        withUnsafeMutableBytes(of: &address) {
            $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return address
    }
}
