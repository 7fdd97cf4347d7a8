import CarrierSession
import CarrierWire

/// A client and a server session without sockets that exchange octets at once.
public struct SessionPair<Rules: SessionRules> {
    public var client: Session<Rules>
    public var server: Session<Rules>
    public var now: Moment

    /// Opens both at `moment` and lets them log in.
    public init(_ client: Rules, _ server: Rules, limits: SessionLimits = .standard, at moment: Moment) {
        self.client = Session(speaking: client, role: .client, limits: limits)
        self.server = Session(speaking: server, role: .server, limits: limits)
        now = moment
        self.client.open(at: now)
        self.server.open(at: now)
        exchange()
    }

    /// Carries octets until both are silent.
    public mutating func exchange() {
        for _ in 0..<100 {
            let there = client.takeOutput()
            let back = server.takeOutput()
            if there.isEmpty, back.isEmpty { return }
            there.withUnsafeBytes { server.receive($0, at: now) }
            back.withUnsafeBytes { client.receive($0, at: now) }
        }
    }

    /// Gives octets to the server as the client's, and returns what it writes.
    public mutating func inject(_ octets: [UInt8]) -> [UInt8] {
        octets.withUnsafeBytes { server.receive($0, at: now) }
        return server.takeOutput()
    }

    /// Lets time pass.
    public mutating func wait(_ seconds: Int64) {
        now = now + .seconds(seconds)
        client.advance(to: now)
        server.advance(to: now)
        exchange()
    }

    /// The events of one side so far, in short words; `name` names a message.
    public static func words(_ session: inout Session<Rules>, _ name: (Rules.Message) -> String) -> [String] {
        var words: [String] = []
        while let event = session.nextEvent() {
            switch event {
            case .opened(let summary): words.append("opened \(summary.identity) \(summary.version)")
            case .request(let message, _): words.append("request \(name(message))")
            case .response(let message, _): words.append("response \(name(message))")
            case .furtherResponse(let message, _): words.append("further \(name(message))")
            case .failed(_, let failure): words.append("failed \(failure)")
            case .alive: words.append("alive")
            case .anomaly(let anomaly): words.append("\(anomaly)")
            case .closed(let reason): words.append("closed \(reason)")
            }
        }
        return words
    }
}
