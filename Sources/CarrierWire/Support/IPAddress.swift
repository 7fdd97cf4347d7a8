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

    /// Reads `127.0.0.1`, `::1` or `fe80::1%2`, the zone as a number from 1; nil for anything else, names included.
    public init?(_ text: String) {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard let digits = parts.first else { return nil }
        if parts.count == 1, let four = IPAddress.number(dotted: digits) {
            self = .v4(four)
            return
        }
        guard let (high, low) = IPAddress.words(colons: digits) else { return nil }
        var zone: UInt32 = 0
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy(IPAddress.isDigit), let number = UInt32(parts[1]), number > 0 else {
                return nil
            }
            zone = number
        }
        self.init(high, low, zone: zone)
    }

    /// Sixteen octets as two numbers; an IPv4 address where they say so (`::ffff:a.b.c.d`, RFC 4291, 2.5.5.2).
    public init(_ high: UInt64, _ low: UInt64, zone: UInt32) {
        self = .v6(high, low, zone: zone)
        if high == 0, low >> 32 == 0xFFFF { self = .v4(UInt32(truncatingIfNeeded: low)) }
    }

    /// The numeric text (RFC 5952 for version 6).
    public var description: String {
        switch self {
        case .v4(let number):
            return IPAddress.dotted(number)
        case .v6(let high, let low, let zone):
            let text = IPAddress.colons(high, low)
            return zone == 0 ? text : "\(text)%\(zone)"
        }
    }

    private static func isDigit(_ octet: UInt8) -> Bool { octet >= 0x30 && octet <= 0x39 }

    private static func number(dotted text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            // A leading zero could be meant as octal: it is nobody's way to write an address.
            guard part.utf8.count <= 3, part.utf8.allSatisfy(isDigit), part == "0" || part.first != "0",
                let octet = UInt8(part)
            else { return nil }
            number = number << 8 | UInt32(octet)
        }
        return number
    }

    private static func words(colons text: Substring) -> (UInt64, UInt64)? {
        var groups: [UInt16] = []
        var gap: Int?
        var rest = text
        if rest.hasPrefix("::") {
            gap = 0
            rest.removeFirst(2)
        }
        while !rest.isEmpty {
            let end = rest.firstIndex(of: ":") ?? rest.endIndex
            let part = rest[..<end]
            if end == rest.endIndex, part.contains("."), let four = number(dotted: part) {
                groups += [UInt16(truncatingIfNeeded: four >> 16), UInt16(truncatingIfNeeded: four)]
                break
            }
            let isHexadecimal = part.utf8.allSatisfy { isDigit($0) || (0x61...0x66).contains($0 | 0x20) }
            guard isHexadecimal, part.utf8.count <= 4, let group = UInt16(part, radix: 16) else { return nil }
            groups.append(group)
            rest = rest[end...]
            if rest.hasPrefix("::") {
                guard gap == nil else { return nil }
                gap = groups.count
                rest.removeFirst(2)
            } else if !rest.isEmpty {
                rest.removeFirst()
                if rest.isEmpty { return nil }
            }
        }
        if let gap {
            guard groups.count < 8 else { return nil }
            groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        }
        guard groups.count == 8 else { return nil }
        let word = { (half: ArraySlice<UInt16>) in half.reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
        return (word(groups[..<4]), word(groups[4...]))
    }

    private static func dotted(_ number: UInt32) -> String {
        "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
    }

    private static func colons(_ high: UInt64, _ low: UInt64) -> String {
        let groups = [high, low].flatMap { word in [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: word >> $0) } }
        // The longest run of zeros is left out, the first of several, and never a single one (RFC 5952, 4.2).
        var longest = 0..<0
        var start = 0
        for (place, group) in groups.enumerated() {
            if group != 0 {
                start = place + 1
            } else if place + 1 - start > max(1, longest.count) {
                longest = start..<place + 1
            }
        }
        let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        if longest.isEmpty { return text(groups[...]) }
        return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
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
