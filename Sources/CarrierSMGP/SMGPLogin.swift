import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec

/// The client's half of a login (smgp.md 3.1, 3.2, 5).
struct SMGPClientLogin: Sendable {
    let account: SMGPAccount
    let isStrict: Bool
    let padsShortAccount: Bool
    let followsLowerVersion: Bool
    /// What the gateway's digest is computed from; set when the request is made.
    private(set) var sent: Digest?

    init(account: SMGPAccount, isStrict: Bool, padsShortAccount: Bool, followsLowerVersion: Bool) {
        self.account = account
        self.isStrict = isStrict
        self.padsShortAccount = padsShortAccount
        self.followsLowerVersion = followsLowerVersion
    }

    /// Login. An account that does not fit ClientID is refused when the frame is encoded.
    mutating func request(_ version: SMGP.Version, at moment: Moment) -> SMGP.Login {
        var login = SMGP.Login()
        login.clientID = OctetString(account.id.utf8.prefix(OctetString.capacity)) ?? OctetString()
        login.loginMode = account.loginMode
        login.timestamp = CivilTime(moment).monthToSecond
        login.version = version.number
        login.authenticator = SMGP.Authenticator.client(
            account: Array(account.id.utf8), secret: account.secret, timestamp: login.timestamp,
            shortAccount: padsShortAccount ? .padded : .charactersOnly)
        sent = login.authenticator
        return login
    }

    /// Judges the answer, and says in which layouts to go on: the lower of both sides' versions (3.2).
    func authenticate(
        _ response: SMGP.LoginResponse, _ asked: SMGP.Version
    ) -> (LoginResult<SMGP.Message>, SMGP.Version) {
        var outcome = LoginResult<SMGP.Message>(
            accepted: response.status == .ok, code: response.status.rawValue, identity: account.id,
            version: asked.number.text)
        guard outcome.accepted else { return (outcome, asked) }
        if !verifies(response) {
            outcome.warnings.append("AuthenticatorServer does not verify")
            if isStrict {
                outcome.accepted = false
                outcome.objection = .authenticator("AuthenticatorServer")
            }
        }
        let named = SMGP.VersionNumber(rawValue: response.version.rawValue.versionWithMinor)
        guard named.rawValue < asked.number.rawValue else { return (outcome, asked) }
        outcome.warnings.append("the gateway names version \(named.text)")
        guard followsLowerVersion, let lower = SMGP.Version(upTo: named) else {
            outcome.accepted = false
            outcome.objection = outcome.objection ?? .version(server: named.text, client: asked.number.text)
            return (outcome, asked)
        }
        outcome.version = lower.number.text
        return (outcome, lower)
    }

    private func verifies(_ response: SMGP.LoginResponse) -> Bool {
        guard let sent else { return false }
        return SMGP.Authenticator.accepts(response, to: sent, secret: account.secret)
    }
}

/// The server's half of a login.
struct SMGPServerLogin: Sendable {
    private let highest: SMGP.Version
    private let accounts: [String: SMGPAccount]
    private let isReplay: ReplayCheck?
    private let admission: @Sendable (String) -> UInt32?

    init(
        highest: SMGP.Version, accounts: [SMGPAccount], isReplay: ReplayCheck?,
        admission: @escaping @Sendable (String) -> UInt32?
    ) {
        self.highest = highest
        self.isReplay = isReplay
        self.accounts = Dictionary(accounts.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        self.admission = admission
    }

    /// The same for a peer that has been looked up: the account, if there is one, and the status that keeps it out.
    func decided(_ account: SMGPAccount?, refusal: SMGP.Status?) -> SMGPServerLogin {
        let status = refusal?.rawValue
        return SMGPServerLogin(
            highest: highest, accounts: account.map { [$0] } ?? [], isReplay: isReplay, admission: { _ in status })
    }

    /// Judges a Login and says in which layouts to go on.
    func authenticate(_ login: SMGP.Login, at moment: Moment) -> (LoginResult<SMGP.Message>, SMGP.Version) {
        let id = login.clientID.name
        // A version below 1.3 is none; one above ours becomes ours (3.2).
        let number = SMGP.VersionNumber(rawValue: login.version.rawValue.versionWithMinor)
        guard let asked = SMGP.Version(upTo: number) else {
            return (answer(login, .versionTooHigh, id, highest, nil), highest)
        }
        var layout = asked.number.rawValue < highest.number.rawValue ? asked : highest
        // An unknown account and a wrong secret get the same answer, in the same time.
        let account = accounts[id]
        let isProven = proves(login, id, secret: account?.secret ?? [])
        guard let account, isProven else { return (answer(login, .authentication, id, layout, nil), layout) }
        let proof = LoginProof(account: id, digest: login.authenticator, timestamp: login.timestamp, moment: moment)
        if isReplay?(proof) == true {
            var outcome = answer(login, .authentication, id, layout, nil)
            outcome.warnings.append("the login repeats an earlier one, or its time stamp is too far from now")
            return (outcome, layout)
        }
        guard login.loginMode.rawValue <= SMGP.LoginMode.transmit.rawValue else {
            return (answer(login, .structure, id, layout, account), layout)
        }
        guard account.allowedModes.contains(login.loginMode) else {
            return (answer(login, .command, id, layout, account), layout)
        }
        if account.leavesOutFixedFee, layout == .v1_3 { layout = .v1_3WithoutFixedFee }
        let status = SMGP.Status(rawValue: admission(id) ?? 0)
        var outcome = answer(login, status, id, layout, account)
        if number != login.version {
            outcome.warnings.append("version-octet: \(login.version) taken as \(number.text)")
        }
        return (outcome, layout)
    }

    /// A short account may be hashed as it is or filled with NULs behind it (section 11), or with those in front of it
    /// that stand in the field.
    private func proves(_ login: SMGP.Login, _ id: String, secret: [UInt8]) -> Bool {
        var named = login
        named.clientID = OctetString(id) ?? login.clientID
        let asNamed = SMGP.Authenticator.accepts(named, secret: secret)
        let asWritten = SMGP.Authenticator.accepts(login, secret: secret)
        return asNamed || asWritten
    }

    private func answer(
        _ login: SMGP.Login, _ status: SMGP.Status, _ id: String, _ layout: SMGP.Version, _ account: SMGPAccount?
    ) -> LoginResult<SMGP.Message> {
        var response = SMGP.LoginResponse()
        response.status = status
        response.version = highest.number
        if let account {
            response.authenticator = SMGP.Authenticator.server(
                status: status, client: login.authenticator, secret: account.secret)
        }
        return LoginResult(
            accepted: status == .ok, code: status.rawValue, identity: id, version: layout.number.text,
            response: .loginResponse(response))
    }
}

extension SMGP.Version {
    /// The newest version whose number is not above `number`; every 3.x is the 3.0 dialect. Nil below 1.3.
    init?(upTo number: SMGP.VersionNumber) {
        guard let version = SMGP.Version.published.first(where: { $0.number.rawValue <= number.rawValue }) else {
            return nil
        }
        self = version
    }
}

extension SMGP.VersionNumber {
    /// High nibble, point, low nibble.
    var text: String { "\(rawValue >> 4).\(rawValue & 15)" }
}
