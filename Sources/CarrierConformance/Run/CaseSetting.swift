import CarrierSession

/// Who logs in, and what the usual frames of a case hold.
///
/// The secret is in no description of the value.
public struct CaseSetting: Sendable {
    /// The account.
    public var account: String
    /// The shared secret.
    public var secret: String
    /// The service's number that messages come from and go to.
    public var from = "10690001"
    /// A subscriber's number.
    public var to = "13800138000"
    /// The text of usual messages: printable ASCII.
    public var text = "conformance"
    /// The service's code (业务代码).
    public var serviceID = "TEST"
    /// The SP's node number (SGIP); nil derives it from the company's code.
    public var node: UInt32?
    /// The SP's company code (SGIP); nil takes the node number's last five digits.
    public var corporationID: String?
    /// What the peer is brought to do, of the things that cases need: `submit`.
    public var brings: Set<String> = []
    /// True where the peer can be reached by a connection in the other direction (SGIP).
    public var hasReverse = true

    /// Where the numbers begin that must not come again from case to case: SGIP's sequence numbers, ids of messages.
    var firstNumber: UInt32 = 0
    /// How long the peer waits for a response, where that is less than 60 s: slow cases are shortened alike.
    public var replyTimeout: Moment.Span?

    /// Takes over who logs in.
    public init(account: String, secret: String) {
        self.account = account
        self.secret = secret
    }

    /// The names that stand for something of the run in a dialogue: `$account`.
    static let names: Set<String> = [
        "account", "from", "to", "text", "service", "node", "corporation", "timestamp", "version",
    ]
}

extension CaseSetting: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The account without its secret.
    public var description: String { "account \(account)" }
    /// The account without its secret.
    public var debugDescription: String { description }
    /// The account without its secret.
    public var customMirror: Mirror { Mirror(self, children: ["account": account]) }
}

extension CaseSetting {
    /// The SP's company code.
    var corporation: String {
        if let corporationID { return corporationID }
        guard let node else { return account.utf8.count <= 5 && account.utf8.allSatisfy(isDigit) ? account : "1" }
        let digits = String(node % 100_000)
        return String(repeating: "0", count: 5 - digits.count) + digits
    }

    /// The SP's node number: the nation-wide one of the company unless it was given.
    var nodeNumber: UInt32 { node ?? 3_000_000_000 + (UInt32(corporation) ?? 1) % 100_000 }

    private func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }
}
