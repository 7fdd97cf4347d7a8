import CarrierFixtures
import CarrierWire
import Foundation

/// Reads what `carrier replay` is given: recordings, capture files, directories of fixtures.
struct ReplayFiles {
    var paths: [String]
    var dialect: WireDialect?
    var console: Console

    /// Octets of recordings that are read, at most.
    private static let limit = 1 << 28

    /// The recording that the files make together, with what was left out in words.
    func recording() throws(UsageError) -> ReplayRecording {
        var sources: [ReplayRecording.Source] = []
        for path in paths {
            var isDirectory: ObjCBool = false
            let exists = path != "-" && FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            sources += exists && isDirectory.boolValue ? try directory(path) : try file(path)
        }
        do throws(FixtureError) {
            let recording = try ReplayRecording(sources, dialect: dialect)
            let families = Set(recording.flows.map { $0.dialect.name.prefix(4) })
            guard families.count == 1 else {
                throw FixtureError(
                    "\(families.sorted().joined(separator: " and ")) in one recording: name one with --protocol")
            }
            return recording
        } catch {
            throw UsageError(error.description, mend: "see carrier replay --help")
        }
    }

    private func file(_ path: String) throws(UsageError) -> [ReplayRecording.Source] {
        let input = try InputFile(path, on: console)
        var octets: [UInt8] = []
        while let piece = try input.next() {
            octets += piece
            guard octets.count <= Self.limit else {
                throw UsageError(
                    "\(UsageError.quoted(input.name)) is above 256 MiB", mend: "cut out what is to be played")
            }
        }
        do throws(FixtureError) {
            if ReplayFiles.isText(octets) {
                let text = String(decoding: octets, as: UTF8.self)
                return [ReplayRecording.Source(name: input.name, capture: try Capture(text, file: input.name))]
            }
            var collector = CaptureCollector(limit: Self.limit)
            var reader = CaptureFileReader(name: input.name)
            try reader.take(octets, &collector)
            try reader.finish(&collector)
            for remark in reader.counts.remarks { console.note("carrier replay: \(input.name): \(remark)") }
            return ReplayRecording.sources(of: collector, named: input.name)
        } catch {
            throw UsageError(error.description, mend: "give a .capture, a pcap or pcapng file, or a directory")
        }
    }

    /// A `.capture` begins with a comment or a direction.
    private static func isText(_ octets: [UInt8]) -> Bool {
        guard let first = octets.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return false }
        return [UInt8(ascii: "#"), UInt8(ascii: ">"), UInt8(ascii: "<")].contains(first)
    }

    /// The recordings of a directory one after the other, or else its frames as one session.
    private func directory(_ path: String) throws(UsageError) -> [ReplayRecording.Source] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        let captures = names.filter { $0.hasSuffix(".capture") }
        var sources: [ReplayRecording.Source] = []
        var start: Int64 = 0
        for name in captures {
            for source in try file(path + "/" + name) {
                if let dialect, let heading = source.capture["protocol"], heading != dialect.name { continue }
                var source = source
                source.start = start
                start += (source.capture.chunks.last?.time ?? 0) + 1_000_000
                sources.append(source)
            }
        }
        if !captures.isEmpty { return sources }
        var fixtures: [(name: String, fixture: FrameFixture)] = []
        for name in names where name.hasSuffix(".hex") {
            let stem = path + "/" + name.dropLast(4)
            let hex = try InputFile(stem + ".hex", on: console).text()
            let sidecar = try InputFile(stem + ".json", on: console).text()
            do throws(FixtureError) {
                fixtures.append((String(name.dropLast(4)), try FrameFixture(hex: hex, sidecar: sidecar, file: stem)))
            } catch {
                throw UsageError(error.description, mend: "mend the fixture, or move it elsewhere")
            }
        }
        guard !fixtures.isEmpty else {
            throw UsageError(
                "\(UsageError.quoted(path)) has neither .capture nor .hex files", mend: "name a directory of fixtures")
        }
        return [ReplayRecording.Source(name: path, capture: Capture(session: fixtures))]
    }
}
