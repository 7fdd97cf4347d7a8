import CMPPCodec
import CarrierSession
import CarrierWire

/// The client's half of a login (cmpp.md 3.2, 3.3, 4).
struct CMPPClientLogin: Sendable {
    let account: CMPPAccount
    let isStrict: Bool
    let padsShortAccount: Bool
    /// What the gateway's digest is computed from; set when the request is made.
    private(set) var sent: Digest?

    init(account: CMPPAccount, isStrict: Bool, padsShortAccount: Bool) {
        self.account = account
        self.isStrict = isStrict
        self.padsShortAccount = padsShortAccount
    }

    /// CONNECT. An account that does not fit Source_Addr is refused when the frame is encoded.
    mutating func request(_ version: CMPP.Version, at moment: Moment) -> CMPP.Connect {
        var connect = CMPP.Connect()
        connect.sourceAddress = OctetString(account.id.utf8.prefix(OctetString.capacity)) ?? OctetString()
        connect.version = version.number
        connect.timestamp = CivilTime(moment).monthToSecond
        connect.authenticator = CMPPDigest.source(
            account.id, secret: account.secret, timestamp: connect.timestamp, padded: padsShortAccount)
        sent = connect.authenticator
        return connect
    }

    func judge(_ response: CMPP.ConnectResponse, _ version: CMPP.Version) -> LoginJudgement<CMPP.Message> {
        var judgement = LoginJudgement<CMPP.Message>(
            accepted: response.status == .ok, code: response.status.rawValue, identity: account.id,
            version: version.text)
        guard judgement.accepted else { return judgement }
        if !verifies(response) {
            judgement.warnings.append("AuthenticatorISMG does not verify")
            if isStrict {
                judgement.accepted = false
                judgement.code = CMPP.ConnectStatus.authentication.rawValue
            }
        }
        if response.version.rawValue < version.number.rawValue {
            judgement.warnings.append("the gateway names version \(response.version.text)")
        }
        return judgement
    }

    /// The digest with Status in one octet or in four: peers do either in both versions (4.2).
    private func verifies(_ response: CMPP.ConnectResponse) -> Bool {
        guard let sent else { return false }
        return [1, 4].contains { width in
            CMPPDigest.gateway(response.status.rawValue, width: width, source: sent, secret: account.secret)
                .matches(response.authenticator)
        }
    }
}

/// The server's half of a login.
struct CMPPServerLogin: Sendable {
    private let highest: CMPP.Version
    private let accounts: [String: CMPPAccount]
    private let echoesVersion: Bool
    private let admission: @Sendable (String) -> UInt32?

    init(
        highest: CMPP.Version, accounts: [CMPPAccount], echoesVersion: Bool,
        admission: @escaping @Sendable (String) -> UInt32?
    ) {
        self.highest = highest
        self.accounts = Dictionary(accounts.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        self.echoesVersion = echoesVersion
        self.admission = admission
    }

    /// Judges a CONNECT and says in which layouts to go on, the answer's included.
    func judge(_ connect: CMPP.Connect) -> (LoginJudgement<CMPP.Message>, CMPP.Version) {
        let id = connect.sourceAddress.text
        let account = accounts[id]
        guard let layout = layout(for: connect.version, account) else {
            // A refused client reads the answer by its length; ours are those of the nearest version.
            let nearest = highest.isV3 && connect.version.rawValue >= CMPP.VersionNumber.v3_0.rawValue
            return (answer(connect, .versionTooHigh, id, nearest ? .v3_0 : .v2_0, nil), nearest ? .v3_0 : .v2_0)
        }
        guard let account, proves(connect, account) else {
            return (answer(connect, .authentication, id, layout, nil), layout)
        }
        let status = CMPP.ConnectStatus(rawValue: admission(id) ?? 0)
        return (answer(connect, status, id, layout, account), layout)
    }

    /// The table of cmpp.md 4.3.
    private func layout(for asked: CMPP.VersionNumber, _ account: CMPPAccount?) -> CMPP.Version? {
        switch asked {
        case .v3_0: highest.isV3 ? .v3_0 : nil
        case .v2_0, .v2_1: .v2_0
        case CMPP.VersionNumber(rawValue: 0), CMPP.VersionNumber(rawValue: 1):
            account?.layoutWithoutVersion.flatMap { $0.isV3 && !highest.isV3 ? nil : $0 }
        default: nil
        }
    }

    /// A short account may be hashed as it is or filled with NULs (4.1).
    private func proves(_ connect: CMPP.Connect, _ account: CMPPAccount) -> Bool {
        [false, true].contains { padded in
            CMPPDigest.source(account.id, secret: account.secret, timestamp: connect.timestamp, padded: padded)
                .matches(connect.authenticator)
        }
    }

    private func answer(
        _ connect: CMPP.Connect, _ status: CMPP.ConnectStatus, _ id: String, _ layout: CMPP.Version,
        _ account: CMPPAccount?
    ) -> LoginJudgement<CMPP.Message> {
        var response = CMPP.ConnectResponse()
        response.status = status
        response.version = echoesVersion ? layout.number : highest.number
        if let account {
            response.authenticator = CMPPDigest.gateway(
                status.rawValue, width: layout.resultWidth, source: connect.authenticator, secret: account.secret)
        }
        return LoginJudgement(
            accepted: status == .ok, code: status.rawValue, identity: id, version: layout.text,
            response: .connectResponse(response))
    }
}

extension CMPP.Version {
    /// "2.0" or "3.0".
    var text: String { isV3 ? "3.0" : "2.0" }
}

extension CMPP.VersionNumber {
    /// High nibble, point, low nibble.
    var text: String { "\(rawValue >> 4).\(rawValue & 15)" }
}
