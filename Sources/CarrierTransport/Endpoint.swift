import CarrierWire

/// Where to dial or to listen: a host, by name or number, and a port. Written `HOST:PORT`, IPv6 as `[::1]:7890`.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// A host name or a numeric address, without brackets.
    public var host: String
    /// The port; 0 lets the system choose when listening.
    public var port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// The endpoint of a numeric address.
    public init(_ address: SocketAddress) {
        self.init(host: address.host.description, port: address.port)
    }

    /// Reads `HOST:PORT` or `[IPV6]:PORT`.
    ///
    /// - Throws: what is wrong with the text and how it should look.
    public init(_ text: String) throws(EndpointSyntaxError) {
        let host: Substring
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw EndpointSyntaxError(text, .missingBracket) }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            // IPv4 in IPv6 clothes is an address too, and read as IPv4.
            guard host.contains(":"), IPAddress(resolvingZoneOf: String(host)) != nil else {
                throw EndpointSyntaxError(text, .notAnAddress)
            }
        } else {
            let end = text.lastIndex(of: ":") ?? text.endIndex
            (host, rest) = (text[..<end], text[end...])
            if host.contains(":") { throw EndpointSyntaxError(text, .missingBracket) }
        }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "\0" }) else {
            throw EndpointSyntaxError(text, .missingHost)
        }
        guard rest.hasPrefix(":"), rest.count > 1 else { throw EndpointSyntaxError(text, .missingPort) }
        let digits = rest.dropFirst()
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits) else {
            throw EndpointSyntaxError(text, .notAPort)
        }
        self.init(host: String(host), port: port)
    }

    /// `HOST:PORT`, with brackets where the host contains colons.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The address, when the host is a number; no name is ever resolved here.
    public var numericAddress: SocketAddress? {
        IPAddress(resolvingZoneOf: host).map { SocketAddress($0, port: port) }
    }
}

/// A text that is not `HOST:PORT`.
public struct EndpointSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: String, Hashable, Sendable {
        case missingHost = "no host before the colon"
        case missingPort = "no port"
        case notAPort = "the port is not a number from 0 to 65535"
        case missingBracket = "an IPv6 address is written in brackets"
        case notAnAddress = "what is in brackets is not an IPv6 address"
    }

    /// The text as given.
    public var text: String
    /// Why.
    public var reason: Reason

    init(_ text: String, _ reason: Reason) {
        self.text = text
        self.reason = reason
    }

    /// One line: what, why, and how it should look.
    public var description: String {
        "\"\(text)\": \(reason.rawValue); write HOST:PORT, for instance 127.0.0.1:7890 or [::1]:7890"
    }
}
