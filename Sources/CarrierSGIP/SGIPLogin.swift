import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec

/// The client's half of a login (sgip.md 4).
struct SGIPClientLogin: Sendable {
    let type: SGIP.LoginType
    let login: SGIPAccount.Login
    let identity: String

    /// Bind. A name or password that does not fit is refused when the frame is encoded.
    func request() -> SGIP.Bind {
        var bind = SGIP.Bind()
        bind.loginType = type
        bind.loginName = OctetString(login.name.utf8.prefix(OctetString.capacity)) ?? OctetString()
        bind.loginPassword = OctetString(login.password.prefix(OctetString.capacity)) ?? OctetString()
        return bind
    }

    func authenticate(_ response: SGIP.BindResponse, _ version: SGIP.Version) -> LoginResult<SGIP.Message> {
        LoginResult(
            accepted: response.result == .ok, code: UInt32(response.result.rawValue), identity: identity,
            version: version.number)
    }
}

/// The server's half of a login.
struct SGIPServerLogin: Sendable {
    /// The only LoginType that is served on this connection.
    let type: SGIP.LoginType
    let admission: @Sendable (String) -> UInt32?
    private let known: [String: Known]

    private struct Known: Sendable {
        var password: [UInt8]
        var identity: String
    }

    /// - Parameter logins: what each account logs in with, under the account's name.
    init(
        _ type: SGIP.LoginType, logins: [(identity: String, login: SGIPAccount.Login)],
        admission: @escaping @Sendable (String) -> UInt32?
    ) {
        self.type = type
        self.admission = admission
        known = Dictionary(
            logins.map { ($0.login.name, Known(password: $0.login.password, identity: $0.identity)) },
            uniquingKeysWith: { _, last in last })
    }

    /// The same for a peer that has been looked up: its login, if there is an account, and the result that keeps it
    /// out.
    func decided(_ login: SGIPAccount.Login?, refusal: SGIP.Result?) -> SGIPServerLogin {
        let result = refusal.map { UInt32($0.rawValue) }
        return SGIPServerLogin(type, logins: login.map { [($0.name, $0)] } ?? [], admission: { _ in result })
    }

    /// Judges a Bind: the type first, since it tells nothing, then name and password alike.
    func authenticate(_ bind: SGIP.Bind, _ version: SGIP.Version) -> LoginResult<SGIP.Message> {
        let name = bind.loginName.name
        let account = known[name]
        // An unknown name and a wrong password get the same answer, in the same time.
        let isProven = SGIPServerLogin.isSame(account?.password ?? [], bind.loginPassword)
        let result: SGIP.Result
        if bind.loginType != type {
            result = .loginType
        } else if let account, isProven {
            result = SGIP.Result(rawValue: UInt8(clamping: admission(account.identity) ?? 0))
        } else {
            result = .illegalLogin
        }
        return LoginResult(
            accepted: result == .ok, code: UInt32(result.rawValue), identity: account?.identity ?? name,
            version: version.number, response: .bindResponse(SGIP.Response(result)))
    }

    /// Compares by digests, so that the duration tells nothing; NULs in front of the password are padding.
    private static func isSame(_ password: [UInt8], _ field: OctetString) -> Bool {
        let own = MD5.digest(of: password)
        let asWritten = own.matches(MD5.digest(of: field.octets))
        let withoutPadding = own.matches(MD5.digest(of: Array(field.octets.drop { $0 == 0 })))
        return asWritten || withoutPadding
    }
}

extension SGIP.Version {
    /// "1.2" or "1.3".
    var number: String { self == .v1_2 ? "1.2" : "1.3" }
}
