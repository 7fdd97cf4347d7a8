import CarrierCMPP
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

@testable import CarrierService

/// A channel that is dialled again while the socket of its last connection still lingers.
final class RedialTests: XCTestCase {
    /// The end of the old socket must not take the new connection from the client: nobody could close it any more.
    func testAnOldSocketsEndLeavesTheNewConnectionAlone() async throws {
        let account = GatewayAccount(id: "901234", secret: "secret")
        let gateway = try await SMSGateway.listen(on: "127.0.0.1:0", speaking: .cmpp, accounts: [account])
        let connections = Guarded(0)
        let runtime = gateway.runtime
        // The first connection gets octets that are no frame, and its end is not answered.
        let front = try await SocketListener.bind(to: Endpoint("127.0.0.1:0")) { socket in
            let number = connections.withLock { count in
                count += 1
                return count
            }
            if number > 1 { return runtime.accept(socket) }
            SessionRunner(socket, owner: BabblingOwner(), afterPass: {}, onFinished: { _ in }).start()
        }
        var options = ClientOptions.standard
        options.backOff = BackOff(shortest: .milliseconds(10), longest: .milliseconds(10))
        let client = SMSClient(
            speaking: .cmpp(.v3_0, account: CMPPAccount(id: "901234", secret: "secret")),
            channels: .primary("\(front.address)"), options: options)
        try await client.start()
        let first = WeakRunner()
        await wait { client.runtime.state.withLock { first.keep($0.runners[ChannelID(1)]) } }
        try await client.opened()
        await wait { first.isGone }
        XCTAssertNotNil(client.runtime.state.withLock { $0.runners[ChannelID(1)] })
        await client.shutDown()
        await gateway.shutDown()
        await front.stop()
    }

    /// Waits until something has come about, ten seconds at most.
    private func wait(_ isSo: () -> Bool) async {
        let timers = Timers()
        for _ in 0..<1_000 where !isSo() {
            _ = await OneShot<Void>().value(before: MonotonicClock.now() + .milliseconds(10), timers: timers)
        }
        XCTAssertTrue(isSo())
    }
}

/// The runner of the first connection, as long as there is one.
private final class WeakRunner: Sendable {
    private struct Kept: Sendable {
        weak var runner: SessionRunner?
        var isKept = false
    }

    private let kept = Guarded(Kept())

    var isGone: Bool { kept.withLock { $0.runner == nil } }

    /// True once there was one.
    func keep(_ runner: SessionRunner?) -> Bool {
        kept.withLock { kept in
            if !kept.isKept, let runner { kept = Kept(runner: runner, isKept: true) }
            return kept.isKept
        }
    }
}

/// Writes what is no frame, and never ends.
private final class BabblingOwner: SessionOwner, InertSession {
    var observer: (any SessionObserver)?
    private var output = [UInt8](repeating: 0xFF, count: 12)

    var session: any SessionIO { self }
    func serve(at moment: Moment) -> Bool { false }
    func receive(
        capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int { withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1, read) }
    var outputCount: Int { output.count }
    func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) { output.removeFirst(output.withUnsafeBytes(body)) }
}
