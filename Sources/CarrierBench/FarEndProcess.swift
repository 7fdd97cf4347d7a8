#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierTransport
import Dispatch

/// The other end of a benchmark: this program once more, as a process of its own, spoken to in lines.
final class FarEndProcess: Sendable {
    private let process: pid_t
    private let input: Int32
    private let output: Int32
    private let unread = Guarded<[UInt8]>([])
    private static let queue = DispatchQueue(label: "carrier.bench.lines", attributes: .concurrent)
    /// How long a line of the other end may take.
    private static let patience: Int32 = 60_000

    /// Starts `program` with `arguments`.
    ///
    /// - Throws: `BenchFailure` when the system does not start it.
    init(_ program: String, _ arguments: [String]) throws(BenchFailure) {
        guard let (childInput, input) = Self.pipe(), let (output, childOutput) = Self.pipe() else {
            throw BenchFailure(description: "no pipe to the other end: \(TransportError(.socket, errno: errno).reason)")
        }
        defer { for descriptor in [childInput, childOutput] { close(descriptor) } }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, childInput, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, childOutput, STDOUT_FILENO)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var process: pid_t = 0
        let code = posix_spawn(&process, program, &actions, nil, words, environ)
        guard code == 0 else {
            for descriptor in [input, output] { close(descriptor) }
            throw BenchFailure(
                description: "cannot start \(program): \(TransportError(.socket, errno: code).reason)")
        }
        (self.process, self.input, self.output) = (process, input, output)
    }

    private static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard ends.withUnsafeMutableBufferPointer({ systemPipe($0.baseAddress) }) == 0 else { return nil }
        // The other end gets its own two and no more: its input ends when this process does.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Says a line and returns the one that answers.
    func ask(_ line: String) async throws(BenchFailure) -> String {
        try say(line)
        return try await nextLine()
    }

    /// Says a line.
    func say(_ line: String) throws(BenchFailure) {
        let octets = Array((line + "\n").utf8)
        // A line fits the pipe: it is written in one piece or not at all.
        guard octets.withUnsafeBytes({ write(input, $0.baseAddress, $0.count) }) == octets.count else {
            throw BenchFailure(description: "the other end is gone")
        }
    }

    /// The next line that the other end prints.
    func nextLine() async throws(BenchFailure) -> String {
        let line = await withCheckedContinuation { continuation in
            Self.queue.async { [self] in continuation.resume(returning: readLine()) }
        }
        guard let line else { throw BenchFailure(description: "the other end is gone") }
        return line
    }

    private func readLine() -> String? {
        while true {
            let line = unread.withLock { unread -> String? in
                guard let end = unread.firstIndex(of: 10) else { return nil }
                defer { unread.removeFirst(end + 1) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            if let line { return line }
            var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, Self.patience) > 0 else { return nil }
            var octets = [UInt8](repeating: 0, count: 4096)
            let count = octets.withUnsafeMutableBytes { read(output, $0.baseAddress, $0.count) }
            guard count > 0 else { return nil }
            unread.withLock { $0 += octets.prefix(count) }
        }
    }

    /// Microseconds of processor time that the other end has used so far.
    func processorTime() async throws(BenchFailure) -> Double {
        guard let time = Double(try await ask("usage")) else {
            throw BenchFailure(description: "the other end does not say what it used")
        }
        return time
    }

    /// Ends the other end: it sees the end of its input, and closes in order.
    func end() async {
        close(input)
        while await (try? nextLine()) != nil {}
        close(output)
        var status: Int32 = 0
        // It has closed its output: it is gone, or about to be.
        for _ in 0..<1000 where waitpid(process, &status, WNOHANG) == 0 { usleep(1000) }
    }
}

#if canImport(Darwin)
    private func systemPipe(_ ends: UnsafeMutablePointer<Int32>?) -> Int32 { Darwin.pipe(ends) }
#elseif canImport(Musl)
    private func systemPipe(_ ends: UnsafeMutablePointer<Int32>?) -> Int32 { Musl.pipe(ends) }
#else
    private func systemPipe(_ ends: UnsafeMutablePointer<Int32>?) -> Int32 { Glibc.pipe(ends) }
#endif

/// Microseconds of processor time that this process has used so far.
func processorTime() -> Double {
    var usage = rusage()
    #if canImport(Glibc)
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
        getrusage(RUSAGE_SELF, &usage)
    #endif
    func microseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e6 + Double(time.tv_usec) }
    return microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
}
