import CarrierWire
import Foundation

/// A folder of fixtures, for tests: frames with their fields, recordings, frames that must be refused.
///
/// Laid out as `Fixtures/` of this package is: `frames/DIALECT/NAME.hex` with `NAME.json` beside it,
/// `captures/NAME.capture`, `malformed/DIALECT/NAME.hex`.
public struct FixtureLibrary: Sendable {
    /// The folder.
    public let folder: String

    /// The fixtures that come with the package, in its sources: for whatever is built from them, tests above all.
    public static let bundled: FixtureLibrary = {
        let source = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return FixtureLibrary(folder: source.joined(separator: "/") + "/Fixtures")
    }()

    /// Fixtures in a folder of one's own.
    public init(folder: String) { self.folder = folder }

    /// One frame of a fixture, with its name.
    public typealias NamedFrame = (name: String, fixture: FrameFixture)

    /// The frames of one dialect, or of all: `cmpp-3.0/submit` and so on, sorted by name.
    ///
    /// - Throws: the file that is missing or not a fixture.
    public func frames(_ dialect: WireDialect? = nil) throws(FixtureError) -> [NamedFrame] {
        var frames: [NamedFrame] = []
        var folders = dialect.map { [$0.name] } ?? []
        if dialect == nil { folders = try names(in: "frames", ending: "") }
        for folder in folders {
            for name in try names(in: "frames/\(folder)", ending: ".json") {
                frames.append(("\(folder)/\(name)", try frame("\(folder)/\(name)")))
            }
        }
        return frames
    }

    /// The frame of a name such as `cmpp-3.0/submit`.
    ///
    /// - Throws: the file that is missing or not a fixture.
    public func frame(_ name: String) throws(FixtureError) -> FrameFixture {
        let path = "frames/\(name)"
        return try FrameFixture(hex: text(of: path + ".hex"), sidecar: text(of: path + ".json"), file: path)
    }

    /// The names of the recordings, sorted: `cmpp-3.0-session` and so on.
    ///
    /// - Throws: when there is no such folder.
    public func captureNames() throws(FixtureError) -> [String] { try names(in: "captures", ending: ".capture") }

    /// The recording of that name.
    ///
    /// - Throws: when it is missing, or what is wrong with it.
    public func capture(_ name: String) throws(FixtureError) -> Capture {
        let path = "captures/\(name).capture"
        return try Capture(text(of: path), file: path)
    }

    /// The frames of a dialect that must be refused, with their names, sorted.
    ///
    /// - Throws: the file that is not a fixture.
    public func malformed(_ dialect: WireDialect) throws(FixtureError) -> [(name: String, fixture: MalformedFixture)] {
        var found: [(name: String, fixture: MalformedFixture)] = []
        for name in try names(in: "malformed/\(dialect.name)", ending: ".hex") {
            let path = "malformed/\(dialect.name)/\(name).hex"
            found.append((name, try MalformedFixture(text(of: path), file: path)))
        }
        return found
    }

    private func names(in place: String, ending: String) throws(FixtureError) -> [String] {
        guard let found = try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + place) else {
            throw FixtureError(file: folder + "/" + place, "no such folder of fixtures")
        }
        return found.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.map { String($0.dropLast(ending.count)) }
            .sorted()
    }

    private func text(of path: String) throws(FixtureError) -> String {
        guard let text = try? String(contentsOfFile: folder + "/" + path, encoding: .utf8) else {
            throw FixtureError(file: folder + "/" + path, "no such fixture")
        }
        return text
    }
}
