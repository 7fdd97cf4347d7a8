import CarrierFixtures
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import Foundation
import XCTest

@testable import carrier

/// A cycle with its frames written down, the capture decoded, and the capture played against a fresh receiver with the
/// cycle's script: nothing may differ.
final class RoundTripTests: XCTestCase {
    private let credentials = CycleRun.credentials

    private func gateway(
        _ name: String, reverse: @escaping @Sendable () -> String?
    ) async throws -> ReferenceReceiver {
        let adapter = try XCTUnwrap(GatewayProtocols.adapter(named: name))
        var script = CycleRun.script(of: adapter)
        script.pushes = CycleRun.pushes
        let credentials = credentials
        let directory = AccountLookup { account in
            guard account == credentials.account else { return nil }
            var found = GatewayAccount(id: account, secret: credentials.secret)
            found.node = credentials.node
            found.reverseAddress = reverse()
            return found
        }
        return try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: adapter, accounts: directory, script: script)
    }

    /// A cycle, written to a capture file.
    private func record(_ name: String, to path: String) async {
        let stage = Stage()
        let status = await EntryPoint.run(["cycle", "--protocol", name, "--trace-pcap", path], on: stage.console)
        XCTAssertEqual(status, .done, "\(name): \(stage.output) \(stage.diagnostics)")
    }

    private func assertDecodes(_ path: String, _ name: String) throws {
        var collector = CaptureCollector()
        var reader = CaptureFileReader(name: path)
        try reader.take([UInt8](Data(contentsOf: URL(fileURLWithPath: path))), &collector)
        try reader.finish(&collector)
        let recording = try ReplayRecording(ReplayRecording.sources(of: collector, named: path))
        XCTAssertEqual(Set(recording.flows.map(\.dialect.name)), [name])
        XCTAssertGreaterThan(recording.frames.count, 40, name)
        for frame in recording.frames {
            let read = try recording.flows[frame.flow].dialect.decode(frame.octets)
            XCTAssertEqual(read.deviations, [], name)
        }
    }

    /// tshark shows every frame as one of the protocol, and none as malformed; nothing where it is not installed.
    private func assertDissects(_ path: String, _ name: String) throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { "\($0)/tshark" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let program = found, let dialect = WireDialect.named(name) else { return }
        let script = path + ".lua"
        let all = ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"].compactMap { WireDialect.named($0) }
        try DissectorWriter.script(for: all).write(toFile: script, atomically: true, encoding: .utf8)
        func run(_ more: [String]) throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = ["-X", "lua_script:\(script)", "-r", path] + more
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return text
        }
        let field = "carrier_\(name.prefix(4)).version"
        let versions = try run(["-T", "fields", "-e", field, "-Y", field]).split { $0 == "\n" || $0 == "," }
        var collector = CaptureCollector()
        var reader = CaptureFileReader(name: path)
        try reader.take([UInt8](Data(contentsOf: URL(fileURLWithPath: path))), &collector)
        try reader.finish(&collector)
        let frames = try ReplayRecording(ReplayRecording.sources(of: collector, named: path)).frames.count
        XCTAssertEqual(versions.map(String.init), Array(repeating: dialect.title, count: frames), name)
        XCTAssertEqual(try run(["-Y", "_ws.malformed || _ws.lua.error"]), "", name)
    }

    func testWhatWasRecordedPlaysAgainstAFreshReceiverWithoutADifference() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("trip-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ClientProtocols.names {
            let path = folder.appendingPathComponent(name + ".pcap").path
            await record(name, to: path)
            try assertDecodes(path, name)
            try assertDissects(path, name)
            let reverse = Guarded<String?>(nil)
            let receiver = try await gateway(name) { reverse.withLock { $0 } }
            let stage = Stage()
            var words = [path, "--connect", "\(receiver.address)", "--account", credentials.account]
            words += ["--secret", credentials.secret, "--json"]
            var console = stage.console
            if name.hasPrefix("sgip") {
                words += ["--listen-back", "127.0.0.1:0"]
                // The receiver learns where the replay listens before the replay has logged in.
                let output = console.output
                console.output = { octets in
                    if let line = try? JSONReader.value(of: String(decoding: octets, as: UTF8.self)).members,
                        line["event"]?.text == "listening"
                    {
                        reverse.withLock { $0 = line["address"]?.text }
                    }
                    return output(octets)
                }
            }
            let status = await EntryPoint.run(["replay"] + words, on: console)
            let odd = stage.lines.filter { !$0.contains(#""event":"sent""#) && !$0.contains(#""event":"matched""#) }
            XCTAssertEqual(status, .done, "\(name): \(odd) \(stage.diagnostics)")
            XCTAssertFalse(stage.output.contains(credentials.secret))
            await receiver.close()
            XCTAssertEqual(receiver.findings, [], name)
        }
    }
}
