import CarrierFixtures
import CarrierService
import CarrierSession
import CarrierTransport
import CarrierWire
import Foundation

/// The options with which a run's frames are written down, and its figures told.
struct WatchOptions: Sendable {
    var trace: String?
    var tracePcap: String?
    var stats: Moment.Span?

    init(_ arguments: Arguments) throws(UsageError) {
        trace = arguments.text(.trace)
        tracePcap = arguments.text(.tracePcap)
        stats = try arguments.duration(.stats)
        if let stats, stats < .milliseconds(10) {
            throw UsageError(.stats, arguments.text(.stats) ?? "", mend: "give at least 10ms")
        }
    }

    /// Opens the files.
    ///
    /// - Throws: when one cannot be written.
    func open() throws(UsageError) -> FrameWatch {
        FrameWatch(
            trace: try trace.map { path throws(UsageError) in try FrameFile(path, for: .trace) },
            capture: try tracePcap.map { path throws(UsageError) in try FrameFile(path, for: .tracePcap) })
    }
}

/// A file that grows while connections are served, written by a thread of its own.
final class FrameFile: Sendable {
    let path: String
    private let descriptor: Int32
    private let queue: OutputQueue

    init(_ path: String, for option: OptionSpec) throws(UsageError) {
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw UsageError(
                "\(option.name) \(UsageError.quoted(path)) cannot be written: \(String(cString: strerror(errno)))",
                mend: "name another file")
        }
        self.path = path
        self.descriptor = descriptor
        // A disk that is slow slows the run down; nothing is dropped.
        queue = OutputQueue(
            limits: .init(patience: 86_400, partingPatience: 5), lossLine: { _ in [] },
            write: { Console.write($0, to: descriptor) })
    }

    deinit { close(descriptor) }

    func append(_ octets: [UInt8]) { _ = queue.append(octets) }

    /// Waits until all is written; why it is not, in words.
    func finish() async -> String? {
        guard case .unwritable(let number) = await queue.finish().fault else { return nil }
        return "\(path) cannot be written: \(String(cString: strerror(number))); it is not complete"
    }
}

/// Frames of a run on their way into files.
final class FrameWatch: Sendable {
    private let trace: FrameFile?
    private let capture: FrameFile?
    /// Held while a segment is appended, so that those of one connection stay in order.
    private let packets = Guarded(CaptureFileWriter())
    private let began = MonotonicClock.now()

    init(trace: FrameFile?, capture: FrameFile?) {
        self.trace = trace
        self.capture = capture
        capture?.append(CaptureFileWriter.header)
    }

    /// Makes the observers; nil where nothing is to be written.
    ///
    /// - Parameter protocolName: a protocol, or a family whose versions are told by the frames.
    func factory(_ protocolName: String) -> SessionObserverFactory? {
        guard trace != nil || capture != nil else { return nil }
        let decoder = FrameDecoder(protocolName)
        return { FrameObserver($0, decoder, self) }
    }

    func take(
        _ octets: [UInt8], _ direction: FrameDirection, on channel: ObservedChannel, _ decoder: FrameDecoder,
        at moment: Moment
    ) {
        let masked = decoder.masked(octets)
        if let trace {
            var line = decoder.line(
                on: masked,
                [
                    ("event", .string("frame")),
                    ("time", .decimal(Double((moment - began).nanoseconds) / 1e9, places: 6)),
                    ("channel", .integer(Int64(clamping: channel.channel.rawValue))),
                    ("direction", .string(direction.rawValue)),
                ])
            line.append(0x0A)
            trace.append(line)
        }
        if let capture, let near = channel.local.capturePoint, let far = channel.peer.capturePoint {
            let isFromClient = channel.isDialled == (direction == .sent)
            packets.withLock { writer in
                var octets: [UInt8] = []
                writer.write(
                    masked, from: isFromClient ? .fromClient : .fromServer, client: channel.isDialled ? near : far,
                    server: channel.isDialled ? far : near, at: moment.nanoseconds, into: &octets)
                capture.append(octets)
            }
        }
    }

    /// The connection is over.
    func close(_ channel: ObservedChannel, at moment: Moment) {
        guard let capture, let near = channel.local.capturePoint, let far = channel.peer.capturePoint else { return }
        packets.withLock { writer in
            var octets: [UInt8] = []
            writer.close(
                from: .fromClient, client: channel.isDialled ? near : far, server: channel.isDialled ? far : near,
                at: moment.nanoseconds, into: &octets)
            capture.append(octets)
        }
    }

    /// Waits until all is written; what could not be, in words.
    func finish() async -> String? {
        let faults = [await trace?.finish(), await capture?.finish()].compactMap { $0 }
        return faults.isEmpty ? nil : faults.joined(separator: "; ")
    }
}

/// Hands over one connection's frames.
private final class FrameObserver: SessionObserver {
    private let channel: ObservedChannel
    private let decoder: FrameDecoder
    private let watch: FrameWatch

    init(_ channel: ObservedChannel, _ decoder: FrameDecoder, _ watch: FrameWatch) {
        self.channel = channel
        self.decoder = decoder
        self.watch = watch
    }

    func frame(_ octets: UnsafeRawBufferPointer, _ direction: FrameDirection, at moment: Moment) {
        watch.take(Array(octets), direction, on: channel, decoder, at: moment)
    }

    func stateChanged(to state: SessionStateName, at moment: Moment) {
        if state == .closed { watch.close(channel, at: moment) }
    }
}

extension SocketAddress {
    /// The address as capture files write it.
    fileprivate var capturePoint: CaptureEndpoint? {
        let octets: [UInt8] =
            switch host {
            case .v4(let number): Self.octets(number)
            case .v6(let high, let low, _): Self.octets(high) + Self.octets(low)
            }
        return CaptureEndpoint(address: octets, port: port)
    }

    private static func octets(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}

/// Reads frames of a protocol of which the version may be another one than that asked for.
struct FrameDecoder: Sendable {
    /// The dialect asked for, then the others of its family.
    private let dialects: [WireDialect]

    /// - Parameter name: a protocol with its version, or a family: `cmpp`.
    init(_ name: String) {
        let family = name.prefix { $0 != "-" } + "-"
        let relatives = WireDialect.all.filter { $0.name.hasPrefix(family) && $0.name != name }
        dialects = (WireDialect.named(name).map { [$0] } ?? []) + relatives
    }

    /// The frame with its secrets as zeros.
    func masked(_ octets: [UInt8]) -> [UInt8] {
        fitting(octets)?.dialect.masked(octets) ?? dialects.first?.masked(octets) ?? []
    }

    /// The frame in the first dialect that has no remark on it, else in the first one that reads it.
    private func fitting(_ octets: [UInt8]) -> (dialect: WireDialect, frame: ExchangeFrame)? {
        var first: (WireDialect, ExchangeFrame)?
        for dialect in dialects {
            guard let frame = try? dialect.decode(octets) else { continue }
            if frame.deviations.isEmpty, frame.surplus.isEmpty { return (dialect, frame) }
            if first == nil { first = (dialect, frame) }
        }
        return first
    }

    /// A line of JSON on a frame, its end excepted, behind the members given.
    func line(on octets: [UInt8], _ members: [(String, JSONValue)]) -> [UInt8] {
        var members = members
        if let (_, frame) = fitting(octets) {
            for member in frame.json.members?.members ?? [] { members.append((member.key, member.value)) }
        } else {
            members.append(("hex", .string(HexText.encode(octets))))
            do throws(WireError) { _ = try dialects.first?.decode(octets) } catch {
                members.append(("error", .object(error.members)))
            }
        }
        var line: [UInt8] = []
        JSONValue.object(members).write(into: &line)
        return line
    }
}
