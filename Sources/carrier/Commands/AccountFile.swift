import CarrierFixtures
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierTransport
import CarrierWire

/// The accounts of a gateway, one or those of a file, which can be read again.
final class AccountFile: AccountDirectory {
    private let known: Guarded<[String: GatewayAccount]>
    private let protocolName: String
    private let defaults: GatewayAccount

    /// The one account that the options name, or none until ``read(_:from:)``.
    ///
    /// - Parameter defaults: what accounts have of which the file does not say otherwise.
    init(_ defaults: GatewayAccount, speaking protocolName: String) {
        self.defaults = defaults
        self.protocolName = protocolName
        known = Guarded(defaults.id.isEmpty ? [:] : [defaults.id: defaults])
    }

    func account(_ name: String, asking request: LoginRequest, from peer: SocketAddress?) async -> GatewayAccount? {
        known.withLock { $0[name] }
    }

    /// Every account, by name.
    var accounts: [GatewayAccount] { known.withLock { $0.values.sorted { $0.id < $1.id } } }

    /// Replaces the accounts with those of a file: all of them, or none when a line cannot be used.
    ///
    /// - Returns: how many there are, and how many belong to other protocols.
    @discardableResult
    func read(_ text: String, from name: String) throws(UsageError) -> (served: Int, others: Int) {
        var accounts: [String: GatewayAccount] = [:]
        var others = 0
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.hasSuffix("\r") ? line.dropLast() : line
            if line.allSatisfy({ $0 == " " || $0 == "\t" }) { continue }
            let place = "\(UsageError.quoted(name)) line \(index + 1)"
            let account = try AccountLine(place: place).read(String(line), defaults)
            guard GatewayProtocols.serves(account, as: protocolName) else {
                others += 1
                continue
            }
            if let objection = GatewayProtocols.objection(to: account, as: protocolName) {
                throw UsageError("\(place): \(objection)", mend: "correct it and read the file again")
            }
            guard accounts.updateValue(account, forKey: account.id) == nil else {
                throw UsageError("\(place): account \(UsageError.quoted(account.id)) again", mend: "leave one of them")
            }
        }
        if accounts.isEmpty {
            throw UsageError(
                "\(UsageError.quoted(name)) has no account for \(protocolName)",
                mend: #"write lines such as {"account":"901234","secret":"…"}"#)
        }
        known.withLock { $0 = accounts }
        return (accounts.count, others)
    }
}

/// One line of an accounts file. The secret is in no error.
private struct AccountLine {
    /// Where the line is, for errors.
    var place: String

    private static let members = [
        "account", "secret", "protocol", "rate", "window", "connections", "allow", "node", "connectBack",
    ]

    func read(_ line: String, _ defaults: GatewayAccount) throws(UsageError) -> GatewayAccount {
        guard let value = try? JSONReader.value(of: line), let object = value.members else {
            throw refusal("not a JSON object", mend: #"write {"account":"901234","secret":"…"}"#)
        }
        if let strange = object.members.first(where: { !Self.members.contains($0.key) }) {
            throw refusal(
                "unknown member \(UsageError.quoted(strange.key))",
                mend: Nearest.suggestion(for: strange.key, among: Self.members, help: "see carrier receive --help"))
        }
        guard let id = object["account"]?.text, !id.isEmpty else { throw missing("account") }
        guard let secret = object["secret"]?.text else { throw missing("secret") }
        var account = defaults
        (account.id, account.secret) = (id, secret)
        if let value = object["protocol"] {
            guard let name = value.text, GatewayProtocols.names.contains(name) else {
                throw unusable("protocol", "name a protocol such as cmpp-3.0")
            }
            account.version = name
        }
        account.segmentsPerSecond =
            try number("rate", 1...10_000_000, object).map(Double.init) ?? account.segmentsPerSecond
        account.windowSize = try number("window", 1...65_536, object) ?? account.windowSize
        account.maximumConnections = try number("connections", 1...1024, object) ?? account.maximumConnections
        account.node = try number("node", 0...Int(UInt32.max), object).map { UInt32($0) } ?? account.node
        if let value = object["allow"] { account.allowed = try blocks(value) }
        if let value = object["connectBack"] {
            guard let text = value.text, let endpoint = try? Endpoint(text) else {
                throw unusable("connectBack", "write HOST:PORT")
            }
            account.reverseAddress = "\(endpoint)"
        }
        return account
    }

    private func number(
        _ name: String, _ range: ClosedRange<Int>, _ object: JSONObject
    ) throws(UsageError) -> Int? {
        guard let value = object[name] else { return nil }
        guard let number = value.integer(as: Int.self), range.contains(number) else {
            throw unusable(name, "give a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func blocks(_ value: JSONValue) throws(UsageError) -> [AddressBlock] {
        let texts = value.elements?.map(\.text) ?? [value.text]
        var blocks: [AddressBlock] = []
        for text in texts {
            guard let block = text.flatMap({ AddressBlock($0) }) else {
                throw unusable("allow", "write an address or a block such as 127.0.0.0/8, or a list of them")
            }
            blocks.append(block)
        }
        return blocks
    }

    private func missing(_ name: String) -> UsageError {
        refusal("\"\(name)\" is missing", mend: #"write {"account":"901234","secret":"…"}"#)
    }

    private func unusable(_ name: String, _ mend: String) -> UsageError {
        refusal("\"\(name)\" cannot be used", mend: mend)
    }

    private func refusal(_ what: String, mend: String) -> UsageError { UsageError("\(place): \(what)", mend: mend) }
}
