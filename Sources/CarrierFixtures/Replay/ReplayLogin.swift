import CMPPCodec
import CarrierWire
import Foundation
import SMGPCodec

/// Makes recorded logins and their answers anew: account, secret, digests, time stamps.
struct ReplayLogin: Sendable {
    let dialect: WireDialect
    let account: [UInt8]
    let secret: [UInt8]
    /// The digest of the login, which goes into that of its answer.
    private(set) var digest: Digest?

    init(_ dialect: WireDialect, account: String, secret: String) {
        self.dialect = dialect
        (self.account, self.secret) = (Array(account.utf8), Array(secret.utf8))
    }

    /// A recorded login under this account.
    ///
    /// - Parameter time: nanoseconds since 1970.
    mutating func request(_ recorded: [UInt8], at time: Int64) -> [UInt8] {
        var octets = recorded
        let stamp = ReplayLogin.stamp(time)
        let places = places(in: recorded)
        for name in ["Source_Addr", "ClientID", "LoginName"] {
            if let range = places[name] { octets.fill(range, with: account) }
        }
        if let range = places["LoginPassword"] { octets.fill(range, with: secret) }
        for name in ["Timestamp", "TimeStamp"] {
            if let range = places[name] { octets.fill(range, with: ReplayLogin.octets(stamp)) }
        }
        if let range = places["AuthenticatorSource"] {
            digest = CMPP.Authenticator.source(account: account, secret: secret, timestamp: stamp)
            octets.fill(range, with: digest?.octets ?? [])
        }
        if let range = places["AuthenticatorClient"] {
            digest = SMGP.Authenticator.client(account: account, secret: secret, timestamp: stamp)
            octets.fill(range, with: digest?.octets ?? [])
        }
        return octets
    }

    /// Keeps the digest of the peer's login.
    mutating func take(request: [UInt8]) {
        let places = places(in: request)
        guard let range = places["AuthenticatorSource"] ?? places["AuthenticatorClient"] else { return }
        digest = Digest(request[range.clamped(to: request.indices)])
    }

    /// A recorded answer to a login, with the digest that belongs to this one.
    func response(_ recorded: [UInt8]) -> [UInt8] {
        var octets = recorded
        guard let digest else { return octets }
        let places = places(in: recorded)
        guard let status = places["Status"]?.clamped(to: recorded.indices) else { return octets }
        let code = recorded[status].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        if let range = places["AuthenticatorISMG"] {
            let made = CMPP.Authenticator.server(
                status: CMPP.ConnectStatus(rawValue: code), source: digest, secret: secret,
                statusOctets: status.count)
            octets.fill(range, with: made.octets)
        }
        if let range = places["AuthenticatorServer"] {
            let made = SMGP.Authenticator.server(
                status: SMGP.Status(rawValue: code), client: digest, secret: secret)
            octets.fill(range, with: made.octets)
        }
        return octets
    }

    /// A login and its answer for a connection of which they were not recorded; what they say is filled in later.
    static func made(
        for dialect: WireDialect, isReverse: Bool, at time: Int64
    ) -> [ReplayRecording.Frame] {
        let parts = dialect.name.split(separator: "-").dropFirst().first?.split(separator: ".").compactMap { UInt8($0) }
        let version = (parts ?? []).prefix(2).reduce(0 as UInt8) { $0 << 4 | $1 & 15 }
        var bodies: [[UInt8]]
        switch dialect.name.prefix(4) {
        case "cmpp":
            let status = version >= 0x30 ? 4 : 1
            bodies = [
                [UInt8](repeating: 0, count: 22) + [version, 0, 0, 0, 0],
                [UInt8](repeating: 0, count: status + 16) + [version],
            ]
        case "smgp":
            // LoginMode 2: submits and delivers.
            bodies = [
                [UInt8](repeating: 0, count: 24) + [2, 0, 0, 0, 0, version],
                [UInt8](repeating: 0, count: 20) + [version],
            ]
        default:
            bodies = [[isReverse ? 2 : 1] + [UInt8](repeating: 0, count: 40), [UInt8](repeating: 0, count: 9)]
        }
        return zip([0x0000_0001, 0x8000_0001] as [UInt32], bodies).map { command, body in
            let header = dialect.frameRules.headerLength
            let length = ReplayLogin.octets(UInt32(clamping: header + body.count))
            // A number that a recording hardly has.
            let number = [UInt8](repeating: 0xFF, count: header - 8)
            return ReplayRecording.Frame(
                flow: 0, direction: command == 1 ? .fromClient : .fromServer, time: time,
                octets: length + ReplayLogin.octets(command) + number + body, isMade: true)
        }
    }

    private func places(in octets: [UInt8]) -> [String: Range<Int>] {
        let fields = (try? dialect.describing(octets)) ?? []
        return Dictionary(
            fields.map { ($0.name.description, $0.offset..<$0.offset &+ max(0, $0.length)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// MMDDHHMMSS in Beijing, as a number.
    static func stamp(_ nanoseconds: Int64) -> UInt32 {
        var seconds = time_t(max(0, nanoseconds) / 1_000_000_000 + 8 * 3600)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let digits = [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
        return UInt32(clamping: digits.reduce(0 as Int64) { $0 * 100 + Int64($1) })
    }

    /// Four octets, big-endian.
    static func octets(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }
}
