import CMPPCodec
import CarrierWire

/// An account of a gateway: the provider's code (企业代码, SP_Id) and the shared secret.
///
/// The secret is in no description of the value.
public struct CMPPAccount: Hashable, Sendable {
    /// Source_Addr: six characters by the specification, never more.
    public var id: String
    /// The shared secret's octets.
    public var secret: [UInt8]
    /// The layouts of a client that names no version (0x00, 0x01: a login mode, section 4.3); nil to refuse it.
    public var layoutWithoutVersion: CMPP.Version?

    public init(id: String, secret: String, layoutWithoutVersion: CMPP.Version? = nil) {
        self.id = id
        self.secret = Array(secret.utf8)
        self.layoutWithoutVersion = layoutWithoutVersion
    }
}

extension CMPPAccount: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The account without its secret.
    public var description: String { "account \(id)" }
    /// The account without its secret.
    public var debugDescription: String { description }
    /// The account without its secret.
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}

/// The digests of a login (cmpp.md 4.1, 4.2).
enum CMPPDigest {
    /// AuthenticatorSource; `padded` hashes a short account filled with NULs to six octets, as some peers do.
    static func source(_ account: String, secret: [UInt8], timestamp: UInt32, padded: Bool) -> Digest {
        var input = Array(account.utf8)
        if padded { while input.count < 6 { input.append(0) } }
        input += [UInt8](repeating: 0, count: 9)
        input += secret
        let digits = Array(String(timestamp).utf8)
        input += [UInt8](repeating: 0x30, count: max(0, 10 - digits.count)) + digits
        return MD5.digest(of: input)
    }

    /// AuthenticatorISMG with Status in `width` octets: one in 2.0, four in 3.0.
    static func gateway(_ status: UInt32, width: Int, source: Digest, secret: [UInt8]) -> Digest {
        var input: [UInt8] = []
        for shift in stride(from: (width - 1) * 8, through: 0, by: -8) {
            input.append(UInt8(truncatingIfNeeded: status >> UInt32(shift)))
        }
        return MD5.digest(of: input + source.octets + secret)
    }
}
