#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The numeric address of one end of a TCP connection. An IPv4 address that came in IPv6 clothes is an IPv4 address.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address without the port.
    public var host: IPAddress
    /// The port, 0 for "any free one".
    public var port: UInt16

    public init(_ host: IPAddress, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `127.0.0.1:7890` or `[::1]:7890`.
    public var description: String {
        if case .v4 = host { "\(host):\(port)" } else { "[\(host)]:\(port)" }
    }
}

/// A numeric address of the internet, version 4 or 6.
public enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four octets as one number, the first octet in the highest place.
    case v4(UInt32)
    /// Sixteen octets as two numbers, the first octet in the highest place; `zone` is the interface of a link-local
    /// address, else 0.
    case v6(UInt64, UInt64, zone: UInt32)

    /// Reads `127.0.0.1`, `::1` or `fe80::1%2` (zone as a number or an interface's name); nil for anything else.
    public init?(_ text: String) {
        // The system's functions would stop reading there.
        if text.utf8.contains(0) { return nil }
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard let digits = parts.first.map(String.init) else { return nil }
        var four = in_addr()
        if parts.count == 1, inet_pton(AF_INET, digits, &four) == 1 {
            self = .v4(UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, digits, &six) == 1 else { return nil }
        var zone: UInt32 = 0
        if parts.count == 2 {
            let name = String(parts[1])
            zone = UInt32(name) ?? UInt32(if_nametoindex(name))
            guard zone != 0 else { return nil }
        }
        self.init(six, zone: zone)
    }

    init(_ address: in6_addr, zone: UInt32) {
        let (high, low) = withUnsafeBytes(of: address) {
            (
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        self = .v6(high, low, zone: zone)
        // ::ffff:a.b.c.d is how a socket that speaks both versions reports an IPv4 peer (RFC 4291, 2.5.5.2).
        if high == 0, low >> 32 == 0xFFFF { self = .v4(UInt32(truncatingIfNeeded: low)) }
    }

    /// The numeric text.
    public var description: String {
        var text = [CChar](repeating: 0, count: 64)
        switch self {
        case .v4(let number):
            var address = in_addr(s_addr: number.bigEndian)
            inet_ntop(AF_INET, &address, &text, socklen_t(text.count))
        case .v6(let high, let low, _):
            var address = Self.octets(high, low)
            inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        }
        let digits = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        if case .v6(_, _, let zone) = self, zone != 0 { return "\(digits)%\(zone)" }
        return digits
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

/// A block of addresses, written `192.0.2.0/24` or `2001:db8::/32`; an address alone is a block of one.
public struct AddressBlock: Hashable, Sendable, CustomStringConvertible {
    /// Any address of the block.
    public let base: IPAddress
    /// Leading bits that an address has in common with `base`, 0…32 or 0…128.
    public let prefixLength: Int

    /// Reads a block; nil when the address or the prefix length is not lawful.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(String(first)) else { return nil }
        let width = if case .v4 = base { 32 } else { 128 }
        var length = width
        if parts.count == 2 {
            guard parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let given = Int(parts[1]) else { return nil }
            length = given
        }
        guard (0...width).contains(length) else { return nil }
        (self.base, prefixLength) = (base, length)
    }

    /// Whether `address` lies in the block. Blocks and addresses of different versions never match.
    public func contains(_ address: IPAddress) -> Bool {
        switch (base, address) {
        case (.v4(let left), .v4(let right)):
            return Self.agree(UInt64(left) << 32, UInt64(right) << 32, bits: prefixLength)
        case (.v6(let leftHigh, let leftLow, _), .v6(let rightHigh, let rightLow, _)):
            return Self.agree(leftHigh, rightHigh, bits: min(64, prefixLength))
                && Self.agree(leftLow, rightLow, bits: max(0, prefixLength - 64))
        default:
            return false
        }
    }

    /// `192.0.2.0/24`.
    public var description: String { "\(base)/\(prefixLength)" }

    private static func agree(_ left: UInt64, _ right: UInt64, bits: Int) -> Bool {
        // A smart shift by 64 gives 0: no bits asked, no bits compared.
        (left ^ right) >> UInt64(64 - bits) == 0
    }
}
