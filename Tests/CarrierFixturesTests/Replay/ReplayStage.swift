import CarrierFixtures
import CarrierWire
import XCTest

/// A client's and a gateway's replay against each other, over connections made of arrays, in time that is made up.
struct ReplayStage {
    var client: Replay
    var server: Replay
    private(set) var clientEvents: [ReplayEvent] = []
    private(set) var serverEvents: [ReplayEvent] = []
    private(set) var now: Int64 = 1_764_460_800_000_000_000
    private var isStarted = false

    init(
        _ clientRecording: ReplayRecording, _ serverRecording: ReplayRecording? = nil,
        change: (inout ReplayOptions) -> Void = { _ in }
    ) {
        func options(_ side: ReplayOptions.Side) -> ReplayOptions {
            var options = ReplayOptions(account: "901234", secret: "secret")
            options.side = side
            // The gateway outlasts a client that waits in vain.
            if side == .server { options.timeout *= 10 }
            change(&options)
            return options
        }
        client = Replay(clientRecording, options: options(.client))
        server = Replay(serverRecording ?? clientRecording, options: options(.server))
    }

    /// Both play to the end; false when they do not come to one.
    mutating func play() -> Bool {
        client.start(at: now)
        server.start(at: now)
        for _ in 0..<100_000 {
            let moved = move(isClient: true)
            if move(isClient: false) || moved { continue }
            if client.isOver, server.isOver { return true }
            guard let next = [client.nextDeadline, server.nextDeadline].compactMap({ $0 }).min() else { return false }
            now = max(now, next)
            client.advance(to: now)
            server.advance(to: now)
        }
        return false
    }

    /// Does what one side wants; true when there was something.
    private mutating func move(isClient: Bool) -> Bool {
        let actions = isClient ? client.takeActions() : server.takeActions()
        let events = isClient ? client.takeEvents() : server.takeEvents()
        if isClient { clientEvents += events } else { serverEvents += events }
        for action in actions {
            switch action {
            case .dial(let flow):
                let isReverse = (isClient ? client : server).recording.flows[flow].isReverse
                let taken =
                    isClient
                    ? server.accepted(isReverse: isReverse, at: now) : client.accepted(isReverse: isReverse, at: now)
                XCTAssertEqual(taken, flow)
                if isClient { client.opened(flow, at: now) } else { server.opened(flow, at: now) }
            case .write(let flow):
                let octets = isClient ? client.takeOutput(of: flow, at: now) : server.takeOutput(of: flow, at: now)
                octets.withUnsafeBytes { octets in
                    if isClient {
                        server.received(octets, on: flow, at: now)
                    } else {
                        client.received(octets, on: flow, at: now)
                    }
                }
            case .close(let flow):
                if isClient { server.ended(flow, at: now) } else { client.ended(flow, at: now) }
            }
        }
        return !actions.isEmpty
    }

    /// What differed for one side, as `frame command field recorded seen`.
    static func differences(_ events: [ReplayEvent]) -> [String] {
        events.compactMap { event in
            switch event {
            case .difference(let frame, let command, let difference):
                "\(frame) \(command) \(difference.field) at \(difference.offset)"
            case .missing(let frame, let command): "missing \(frame) \(command)"
            case .unexpected(let command, _, _): "unexpected \(command)"
            case .unsent(let frame, let command, let reason): "unsent \(frame) \(command): \(reason)"
            case .sent, .matched: nil
            }
        }
    }
}

extension ReplayRecording {
    /// A recording under `Fixtures/captures`, of one or more connections.
    static func bundled(_ names: String..., change: (inout Capture) -> Void = { _ in }) throws -> ReplayRecording {
        let sources = try names.map { name in
            var capture = try Capture(Corpus.text("Fixtures/captures/\(name).capture"), file: name)
            change(&capture)
            return Source(name: name, capture: capture)
        }
        return try ReplayRecording(sources)
    }
}
