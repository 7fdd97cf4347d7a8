import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import CarrierWire
import Dispatch

/// What the process at the other end of `carrier bench service` does: prints where it listens, serves, answers lines on
/// standard input, and ends with that input.
package enum BenchFarEnd {
    /// What the first operand of `carrier bench` begins with at the other end.
    package static let word = "far-end:"

    /// Does what the operand says: `far-end:echo:335:24` or `far-end:cmpp-3.0:16`, the last being the window; a
    /// further number is the seconds after which a quiet connection is asked for a sign of life.
    ///
    /// - Returns: false when it says nothing that can be done.
    /// - Throws: `TransportError` when there is no socket for it.
    package static func run(_ operand: String, print: @escaping @Sendable (String) -> Void) async throws -> Bool {
        let words = operand.split(separator: ":").map { String($0) }
        let numbers = words.dropFirst(2).compactMap { Int($0) }.filter { (1...65_536).contains($0) }
        if words.count < 3 { return false }
        if words[1] == "echo", numbers.count == 2 {
            try await echo(requestOctets: numbers[0], replyOctets: numbers[1], print: print)
        } else if let bench = BenchProtocol(words[1]), numbers.count == words.count - 2, let window = numbers.first {
            try await gateway(bench, window: window, keepAlive: numbers.dropFirst().first, print: print)
        } else {
            return false
        }
        return true
    }

    /// Serves as a bare echo: `requestOctets` in, `replyOctets` out, a write for each.
    private static func echo(
        requestOctets: Int, replyOctets: Int, print: @escaping @Sendable (String) -> Void
    ) async throws {
        let listener = try EchoSocket.listen()
        print("listening \(listener.port)")
        DispatchQueue(label: "carrier.bench.echo").async {
            guard let socket = listener.accept() else { return }
            socket.answer(reading: max(1, requestOctets), writing: max(1, replyOctets))
        }
        await answerLines(print: print) { _ in }
    }

    /// Serves as a gateway that accepts every submit and reports delivery where that is asked for.
    private static func gateway(
        _ bench: BenchProtocol, window: Int, keepAlive: Int?, print: @escaping @Sendable (String) -> Void
    ) async throws {
        var settings = GatewaySettings()
        var limits = bench.limits(window: window)
        if let keepAlive { limits.keepAliveInterval = .seconds(Int64(keepAlive)) }
        settings.limits = limits
        settings.listener.maximumConnections = 65_536
        settings.decider = { _ in .accept }
        let accounts = AwaitedAccount()
        let reporting = OneShot<SMSGateway>()
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: bench.gateway, accounts: accounts, settings: settings
        ) { events in report(on: events, at: reporting.current) }
        reporting.decide(gateway)
        print("listening \(gateway.address.port)")
        await answerLines(print: print) { line in
            // The client's line says where it may be dialled, if it may.
            guard line.hasPrefix("account") else { return }
            var account = bench.account
            account.reverseAddress = line.split(separator: " ").dropFirst().first.map { String($0) }
            account.maximumWaiting = 1_000_000
            account.maximumConnections = 65_536
            accounts.account.decide(account)
        }
        await gateway.shutDown()
    }

    private static func report(on events: [GatewayEvent], at gateway: SMSGateway?) {
        var reported: [(CarrierMessageID, String)] = []
        for case .decided(let request, let answer) in events where answer.code == 0 && request.submission.wantsReport {
            reported.append((answer.id, request.submission.destinations.first ?? ""))
        }
        if reported.isEmpty { return }
        gateway?.withCore { core, now in
            // A submit that is forgotten already cannot be: it was accepted in this turn.
            for (id, recipient) in reported { _ = try? core.report(.delivered, on: id, to: recipient, at: now) }
        }
    }

    private static func answerLines(
        print: @escaping @Sendable (String) -> Void, _ take: @escaping @Sendable (String) -> Void
    ) async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "carrier.bench.lines").async {
                while let line = readLine() {
                    if line == "usage" { print("\(processorTime())") } else { take(line) }
                }
                continuation.resume()
            }
        }
    }
}

/// The one account, known when the client has said where it may be dialled.
private final class AwaitedAccount: AccountDirectory {
    let account = OneShot<GatewayAccount>()

    func account(_ name: String, asking request: LoginRequest, from peer: SocketAddress?) async -> GatewayAccount? {
        await account.value
    }
}
