import CarrierCMPP
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import Foundation
import XCTest

/// A gateway in a process of its own, to be killed: the tests' own executable, started again for one test.
final class GatewayChild: Sendable {
    private let process: Guarded<Process>
    private let identifier: Int32
    private let ended = OneShot<Void>()
    private let said: OneShot<UInt16>
    /// What it accepted, as it wrote before it answered.
    let log = AcceptanceLog()

    /// Starts one; port 0 takes a free one.
    init(port: UInt16 = 0) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe")
        process.arguments = ["CarrierServiceTests.GatewayChildTests/testTheChildItself"]
        process.environment = ProcessInfo.processInfo.environment.merging([GatewayChildTests.variable: "\(port)"]) {
            $1
        }
        let (output, input) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        // It ends when this process does: then there is nobody to write.
        process.standardInput = input
        let (log, said, ended) = (log, OneShot<UInt16>(), ended)
        self.said = said
        try process.run()
        identifier = process.processIdentifier
        let reading = output.fileHandleForReading
        self.process = Guarded(process)
        Thread {
            withExtendedLifetime(input) {
                var rest = ""
                while case let piece = reading.availableData, !piece.isEmpty {
                    rest += String(decoding: piece, as: UTF8.self)
                    var lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
                    rest = String(lines.removeLast())
                    for line in lines {
                        let words = line.split(separator: "|").map(String.init)
                        if words.first == "PORT", let port = UInt16(words[1]) { said.decide(port) }
                        if words.first == "TOOK" { log.note(words[1], Array(words[2...])) }
                    }
                }
                ended.decide(())
            }
        }.start()
    }

    /// Where it listens, once it does.
    func port() async throws -> UInt16 {
        let port = await said.value(before: MonotonicClock.now() + .seconds(60), timers: Timers())
        return try XCTUnwrap(port, "the child does not listen")
    }

    /// `kill -9`; returns when everything that it wrote was read.
    func kill() async {
        Foundation.kill(identifier, SIGKILL)
        await ended.value
        process.withLock { $0.waitUntilExit() }
    }
}

final class GatewayChildTests: XCTestCase {
    static let variable = "CARRIER_TEST_GATEWAY_PORT"

    /// Run by ``GatewayChild`` only: a gateway that writes what it accepts and serves until its input ends.
    func testTheChildItself() async throws {
        guard let port = ProcessInfo.processInfo.environment[Self.variable] else { return }
        var settings = GatewaySettings.deciding
        settings.decider = { request in
            let text = String(decoding: request.submission.content, as: UTF8.self)
            Self.write("TOOK|\(text)|\(request.submission.destinations.joined(separator: "|"))\n")
            return .accept
        }
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:\(port)", speaking: .cmpp, accounts: [TestAccount.gateway], settings: settings)
        Self.write("PORT|\(gateway.address.port)\n")
        let inputEnded = OneShot<Void>()
        Thread {
            while !FileHandle.standardInput.availableData.isEmpty {}
            inputEnded.decide(())
        }.start()
        // Ten minutes at most, whatever becomes of the parent.
        _ = await inputEnded.value(before: MonotonicClock.now() + .seconds(600), timers: Timers())
        await gateway.shutDown(draining: .zero)
    }

    /// One call, without buffer: what was written survives the process.
    private static func write(_ line: String) {
        let octets = Array(line.utf8)
        _ = octets.withUnsafeBytes { Foundation.write(1, $0.baseAddress, $0.count) }
    }
}
