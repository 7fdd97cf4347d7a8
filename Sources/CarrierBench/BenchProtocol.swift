import CMPPCodec
import CarrierCMPP
import CarrierMessaging
import CarrierSGIP
import CarrierSMGP
import CarrierSession
import CarrierTransport
import CarrierWire
import SGIPCodec
import SMGPCodec
import SMSText

/// A protocol as the benchmarks speak it: both sides' adapters, one account and one message.
package struct BenchProtocol: Sendable {
    /// The protocols with sessions, as `--protocol` takes them.
    package static let names = ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"]

    /// The name that `--protocol` takes.
    package let name: String
    let client: any ClientAdapter
    let gateway: any GatewayAdapter
    let account: GatewayAccount

    /// The protocol of that name; nil where there is none.
    package init?(_ name: String) {
        let (id, secret) = ("901234", "bench")
        self.name = name
        account = GatewayAccount(id: id, secret: secret)
        switch name {
        case "cmpp-2.0", "cmpp-3.0":
            let version = name == "cmpp-3.0" ? CMPP.Version.v3_0 : .v2_0
            client = CMPPClientAdapter(version, account: CMPPAccount(id: id, secret: secret))
            gateway = CMPPGatewayAdapter()
        case "smgp-3.0":
            client = SMGPClientAdapter(.v3_0, account: SMGPAccount(id: id, secret: secret))
            gateway = SMGPGatewayAdapter()
        case "sgip-1.2":
            client = SGIPClientAdapter(
                .v1_2,
                account: SGIPAccount(name: id, password: secret, node: SGIP.NodeNumber(rawValue: 3_010_099_999)))
            gateway = SGIPGatewayAdapter()
        default: return nil
        }
    }

    /// One segment with 140 octets of content for one recipient.
    static func message(reports: Bool) -> OutboundMessage {
        OutboundMessage(
            from: "10690001", to: ["13800138000"], text: String(repeating: "测", count: 70), coding: .ucs2,
            report: reports ? .requested : .none)
    }

    /// The message, cut.
    func content(reports: Bool) throws -> MessageContent {
        let message = Self.message(reports: reports)
        let segments = try Segmenter(limits: client.segmentLimits)
            .segment(String(repeating: "测", count: 70), coding: .ucs2, reference: .octet(1))
        return MessageContent(message: message, segments: segments, groupSize: 1)
    }

    /// The protocol's limits with another window.
    func limits(window: Int) -> SessionLimits {
        var limits = client.sessionLimits
        limits.windowSize = window
        limits.maximumOwedReplies = max(limits.maximumOwedReplies, window)
        return limits
    }

    /// The octets of a submit and of its response.
    ///
    /// Measured on sessions without sockets: what the one writes the other reads.
    func octets() throws -> (request: Int, reply: Int) {
        let now = MonotonicClock.now()
        let pair = (
            client.makeSession(traffic: .all, connection: 1, limits: limits(window: 1)),
            gateway.makeSession(connection: 1, limits: limits(window: 1))
        )
        pair.0.open(at: now)
        pair.1.open(at: now)
        var events: [GatewaySessionEvent] = []
        _ = Self.move(from: pair.0, to: pair.1, now)
        pair.1.takeEvents(into: &events)
        pair.1.answer(login: .account(account), at: now)
        _ = Self.move(from: pair.1, to: pair.0, now)
        let content = try content(reports: false)
        try pair.0.submit(SegmentRequest(tag: 1, content: content, segment: 0, recipients: 0..<1), at: now)
        let request = Self.move(from: pair.0, to: pair.1, now)
        events = []
        pair.1.takeEvents(into: &events)
        for case .submit(_, let token, let named) in events {
            let id = named ?? gateway.makeID(at: now, serial: 1, gateway: 1)
            try pair.1.reply(to: token, id: id, code: 0, at: now)
        }
        return (request, Self.move(from: pair.1, to: pair.0, now))
    }

    private static func move(from source: any SessionIO, to target: any SessionIO, _ now: Moment) -> Int {
        var moved = 0
        source.withOutput { octets in
            moved = target.receive(capacity: octets.count, at: now, portion: .max) { free in
                free.copyBytes(from: octets)
                return octets.count
            }
            return octets.count
        }
        return moved
    }
}

/// A message that was not answered as it must be, or an end that was not there: the figures would mean nothing.
package struct BenchFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence.
    package var description: String
}

/// The median; of an even number of values the lower one of the middle.
func median<Value: Comparable>(_ values: [Value]) -> Value? {
    values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
}
