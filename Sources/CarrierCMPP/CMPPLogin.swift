import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire

/// The client's half of a login (cmpp.md 3.2, 3.3, 4).
struct CMPPClientLogin: Sendable {
    let account: CMPPAccount
    let isStrict: Bool
    let padsShortAccount: Bool
    let followsGatewayVersion: Bool
    /// What the gateway's digest is computed from; set when the request is made.
    private(set) var sent: Digest?

    init(account: CMPPAccount, isStrict: Bool, padsShortAccount: Bool, followsGatewayVersion: Bool) {
        self.account = account
        self.isStrict = isStrict
        self.padsShortAccount = padsShortAccount
        self.followsGatewayVersion = followsGatewayVersion
    }

    /// CONNECT. An account that does not fit Source_Addr is refused when the frame is encoded.
    mutating func request(_ version: CMPP.Version, at moment: Moment) -> CMPP.Connect {
        var connect = CMPP.Connect()
        connect.sourceAddress = OctetString(account.id.utf8.prefix(OctetString.capacity)) ?? OctetString()
        connect.version = version.number
        connect.timestamp = CivilTime(moment).monthToSecond
        connect.authenticator = CMPP.Authenticator.source(
            account: Array(account.id.utf8), secret: account.secret, timestamp: connect.timestamp,
            shortAccount: padsShortAccount ? .padded : .charactersOnly)
        sent = connect.authenticator
        return connect
    }

    /// Judges the answer, and says in which layouts to go on: those of the answer (4.3).
    func authenticate(
        _ response: CMPP.ConnectResponse, asked: CMPP.Version, answered: CMPP.Version
    ) -> (LoginResult<CMPP.Message>, CMPP.Version) {
        var outcome = LoginResult<CMPP.Message>(
            accepted: response.status == .ok, code: response.status.rawValue, identity: account.id,
            version: asked.text)
        guard outcome.accepted else { return (outcome, asked) }
        if !verifies(response) {
            outcome.warnings.append("AuthenticatorISMG does not verify")
            if isStrict { outcome.objection = .authenticator("AuthenticatorISMG") }
        }
        if answered != asked {
            outcome.warnings.append(
                "the gateway answered in the layout of \(answered.text), asked for was \(asked.text)")
            if followsGatewayVersion {
                outcome.version = answered.text
            } else {
                outcome.objection = .version(server: answered.text, client: asked.text)
            }
        }
        if response.version.rawValue.versionWithMinor < answered.number.rawValue {
            outcome.warnings.append("the gateway names version \(response.version.text)")
        }
        if outcome.objection != nil { outcome.accepted = false }
        return (outcome, followsGatewayVersion ? answered : asked)
    }

    /// The digest with Status in one octet or in four: peers do either in both versions (4.2).
    private func verifies(_ response: CMPP.ConnectResponse) -> Bool {
        guard let sent else { return false }
        return CMPP.Authenticator.accepts(response, to: sent, secret: account.secret)
    }
}

/// The server's half of a login.
struct CMPPServerLogin: Sendable {
    private let highest: CMPP.Version
    private let accounts: [String: CMPPAccount]
    private let echoesVersion: Bool
    private let isReplay: ReplayCheck?
    private let admission: @Sendable (String) -> UInt32?

    init(
        highest: CMPP.Version, accounts: [CMPPAccount], echoesVersion: Bool, isReplay: ReplayCheck?,
        admission: @escaping @Sendable (String) -> UInt32?
    ) {
        self.highest = highest
        self.accounts = Dictionary(accounts.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        self.echoesVersion = echoesVersion
        self.isReplay = isReplay
        self.admission = admission
    }

    /// The same for a peer that has been looked up: the account, if there is one, and the status that keeps it out.
    func decided(_ account: CMPPAccount?, refusal: CMPP.ConnectStatus?) -> CMPPServerLogin {
        let status = refusal?.rawValue
        return CMPPServerLogin(
            highest: highest, accounts: account.map { [$0] } ?? [], echoesVersion: echoesVersion, isReplay: isReplay,
            admission: { _ in status })
    }

    /// Judges a CONNECT and says in which layouts to go on, the answer's included.
    func authenticate(_ connect: CMPP.Connect, at moment: Moment) -> (LoginResult<CMPP.Message>, CMPP.Version) {
        let id = connect.sourceAddress.name
        let account = accounts[id]
        // An unknown account and a wrong secret get the same answer, in the same time.
        let isProven = proves(connect, id, secret: account?.secret ?? [])
        guard let layout = layout(for: connect.version, account) else {
            // A refused client reads the answer in the layout that it offered.
            let offered = connect.version.rawValue.versionWithMinor
            let nearest = offered >= CMPP.VersionNumber.v3_0.rawValue ? CMPP.Version.v3_0 : .v2_0
            return (answer(connect, .versionTooHigh, id, nearest, nil), nearest)
        }
        guard let account, isProven else { return (answer(connect, .authentication, id, layout, nil), layout) }
        let proof = LoginProof(
            account: id, digest: connect.authenticator, timestamp: connect.timestamp, moment: moment)
        if isReplay?(proof) == true {
            var outcome = answer(connect, .authentication, id, layout, nil)
            outcome.warnings.append("the login repeats an earlier one, or its time stamp is too far from now")
            return (outcome, layout)
        }
        let status = CMPP.ConnectStatus(rawValue: admission(id) ?? 0)
        var outcome = answer(connect, status, id, layout, account)
        if connect.version.rawValue == 0x02 || connect.version.rawValue == 0x03 {
            outcome.warnings.append("version-octet: \(connect.version) taken as \(layout.text)")
        }
        return (outcome, layout)
    }

    /// The table of cmpp.md 4.3.
    private func layout(for asked: CMPP.VersionNumber, _ account: CMPPAccount?) -> CMPP.Version? {
        if asked.rawValue < 0x02 {
            return account?.layoutWithoutVersion.flatMap { $0.isV3 && !highest.isV3 ? nil : $0 }
        }
        return switch CMPP.VersionNumber(rawValue: asked.rawValue.versionWithMinor) {
        case .v3_0: highest.isV3 ? .v3_0 : nil
        case .v2_0, .v2_1: .v2_0
        default: nil
        }
    }

    /// A short account may be hashed as it is or filled with NULs behind it (4.1), or with those in front of it that
    /// stand in the field.
    private func proves(_ connect: CMPP.Connect, _ id: String, secret: [UInt8]) -> Bool {
        let asNamed = CMPP.Authenticator.accepts(connect, secret: secret, account: Array(id.utf8))
        let asWritten = CMPP.Authenticator.accepts(connect, secret: secret)
        return asNamed || asWritten
    }

    private func answer(
        _ connect: CMPP.Connect, _ status: CMPP.ConnectStatus, _ id: String, _ layout: CMPP.Version,
        _ account: CMPPAccount?
    ) -> LoginResult<CMPP.Message> {
        var response = CMPP.ConnectResponse()
        response.status = status
        response.version = echoesVersion ? layout.number : highest.number
        if let account {
            response.authenticator = CMPP.Authenticator.server(
                status: status, source: connect.authenticator, secret: account.secret,
                statusOctets: layout.resultWidth)
        }
        return LoginResult(
            accepted: status == .ok, code: status.rawValue, identity: id, version: layout.text,
            response: .connectResponse(response))
    }
}

extension CMPP.Version {
    /// "2.0" or "3.0".
    var text: String { isV3 ? "3.0" : "2.0" }

    /// The layout of a CONNECT_RESP, which its length tells (section 3.3); nil for any other frame.
    init?(ofConnectResponse frame: UnsafeRawBufferPointer) {
        guard let header = CMPP.Header(frame), header.commandID == .connect.response else { return nil }
        switch frame.count {
        case 30: self = .v2_0
        case 33: self = .v3_0
        default: return nil
        }
    }
}

extension CMPP.Version {
    /// The version whose layouts a CONNECT asks for; nil for another frame, and where the Version octet is missing.
    init?(offeredIn frame: UnsafeRawBufferPointer) {
        guard let header = CMPP.Header(frame), header.commandID == .connect, frame.count > 34 else { return nil }
        let offered = CMPP.VersionNumber(rawValue: frame[34]).rawValue.versionWithMinor
        self = offered >= CMPP.VersionNumber.v3_0.rawValue ? .v3_0 : .v2_0
    }
}

extension CMPP.VersionNumber {
    /// High nibble, point, low nibble.
    var text: String { "\(rawValue >> 4).\(rawValue & 15)" }
}
