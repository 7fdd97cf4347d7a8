import CarrierTransport
import Foundation
import XCTest

/// The program that was built beside the tests.
enum BuiltProgram {
    /// Where it is.
    static func url() throws -> URL {
        let place = Bundle(for: TwoProcessTests.self).bundleURL
        let folders = [place, place.deletingLastPathComponent(), Bundle.main.bundleURL]
        let program = folders.map { $0.appendingPathComponent("carrier") }.first {
            FileManager.default.isExecutableFile(atPath: $0.path)
        }
        return try XCTUnwrap(program, "no carrier in \(folders.map(\.path))")
    }

    /// Runs a shell line in which `carrier` is the program, and gives its status and what it wrote to standard error.
    static func shell(_ line: String) async throws -> (status: Int32, diagnostics: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let program = try url().path
        process.arguments = ["-c", line.replacingOccurrences(of: "carrier ", with: "'\(program)' ")]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let octets = pipe.fileHandleForReading.readDataToEndOfFile()
        return (status, String(decoding: octets, as: UTF8.self))
    }
}
