import CarrierSession
import CarrierTransport
import Foundation
import XCTest

/// A process with a terminal to write to, so that each line comes when it is printed.
final class RunningProgram {
    private let process = Process()
    private let input = Pipe()
    private let lines = ProgramLines()

    init(_ program: URL, _ words: [String]) throws {
        let (master, slave) = try Terminal.open()
        process.executableURL = program
        process.arguments = words
        process.standardInput = input
        process.standardOutput = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
        process.standardError = process.standardOutput
        try process.run()
        close(slave)
        let lines = lines
        Thread.detachNewThread {
            var octets = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(master, &octets, octets.count)
                if count <= 0 { break }
                lines.append(octets[..<count])
            }
            close(master)
            lines.finish()
        }
    }

    deinit { kill() }

    /// The next line with that in it, within 30 seconds; those before it are passed over.
    @discardableResult
    func line(containing text: String, _ file: StaticString = #filePath, _ line: UInt = #line) async -> String {
        if let found = await lines.next(containing: text) { return found }
        XCTFail("no line with “\(text)”; there were:\n\(lines.all.joined(separator: "\n"))", file: file, line: line)
        return ""
    }

    /// What follows that text at the end of a line that was printed or will be.
    func address(after text: String) async -> String {
        lines.rewind()
        return String(await line(containing: text).split(separator: " ").last ?? "")
    }

    /// Writes a line to its standard input.
    func type(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8)) }

    /// Ends its standard input and waits for its exit status.
    func finish() throws -> Int32 {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Ends it without a farewell (`kill -9`).
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// A pseudo-terminal. Its functions are looked up by name, for not every system's module shows them.
private enum Terminal {
    typealias Number = @convention(c) (Int32) -> Int32
    typealias Name = @convention(c) (Int32) -> UnsafeMutablePointer<CChar>?

    /// Both of its ends.
    static func open() throws -> (master: Int32, slave: Int32) {
        let library = dlopen(nil, RTLD_NOW)
        func find<Function>(_ name: String, as type: Function.Type) throws -> Function {
            unsafeBitCast(try XCTUnwrap(dlsym(library, name), name), to: type)
        }
        let master = try find("posix_openpt", as: Number.self)(O_RDWR | O_NOCTTY)
        guard master >= 0, try find("grantpt", as: Number.self)(master) == 0,
            try find("unlockpt", as: Number.self)(master) == 0,
            let name = try find("ptsname", as: Name.self)(master)
        else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return (master, Foundation.open(name, O_RDWR | O_NOCTTY))
    }
}

/// Lines that a process has printed.
private final class ProgramLines: Sendable {
    private struct State: Sendable {
        var rest: [UInt8] = []
        var lines: [String] = []
        var read = 0
        var isOver = false
        var came = OneShot<Void>()
    }

    private static let timers = Timers()

    private let state = Guarded(State())

    var all: [String] { state.withLock { $0.lines } }

    func append(_ octets: ArraySlice<UInt8>) {
        let came = state.withLock { state in
            for octet in octets {
                if octet == 0x0A {
                    state.lines.append(String(decoding: state.rest.filter { $0 != 0x0D }, as: UTF8.self))
                    state.rest = []
                } else {
                    state.rest.append(octet)
                }
            }
            return state.came
        }
        came.decide(())
    }

    func finish() {
        let came = state.withLock { state in
            state.isOver = true
            return state.came
        }
        came.decide(())
    }

    /// Passes over nothing of what was printed so far.
    func rewind() { state.withLock { $0.read = 0 } }

    func next(containing text: String) async -> String? {
        let deadline = MonotonicClock.now() + .seconds(30)
        while true {
            let (found, isOver, came) = state.withLock { state -> (String?, Bool, OneShot<Void>) in
                state.came = OneShot()
                while state.read < state.lines.count {
                    state.read += 1
                    if state.lines[state.read - 1].contains(text) {
                        return (state.lines[state.read - 1], false, state.came)
                    }
                }
                return (nil, state.isOver, state.came)
            }
            if found != nil || isOver { return found }
            if await came.value(before: deadline, timers: Self.timers) == nil { return nil }
        }
    }
}
