import CarrierWire

/// Where a fixture comes from.
public enum Provenance: String, Sendable, CaseIterable {
    /// Made from the specification's tables.
    case specification
    /// Recorded from a peer; numbers made up.
    case capture
    /// Put together for a purpose: a deviation, a defect, a conversation.
    case composed
    /// Decoded and encoded alike by independent implementations.
    case crossChecked = "cross-checked"
}

/// One frame with its meaning: the octets of a `.hex` file and the fields of the `.json` file beside it.
public struct FrameFixture: Sendable {
    /// What the frame shows, for a person.
    public var title: String
    /// Protocol and version.
    public var dialect: WireDialect
    /// The specification's name of the command.
    public var command: String
    /// Where the fixture comes from.
    public var provenance: Provenance
    /// The passage or file behind it.
    public var reference: String
    /// The frame.
    public var octets: [UInt8]
    /// Fields, report, text, deviations (their names alone) and surplus as the sidecar states them.
    public var stated: JSONObject

    /// Reads the texts of a `.hex` file and its sidecar.
    ///
    /// - Throws: what is missing from either, or wrong with it.
    public init(hex: String, sidecar: String, file: String = "") throws(FixtureError) {
        octets = try HexListing(hex, file: file).octets
        let json: JSONValue
        do throws(JSONReader.Failure) {
            json = try JSONReader.value(of: sidecar)
        } catch {
            throw FixtureError(file: file, "the sidecar is not JSON: \(error.reason), octet \(error.offset)")
        }
        guard let object = json.members else { throw FixtureError(file: file, "the sidecar is no object") }
        title = try FrameFixture.text("title", in: object, file)
        command = try FrameFixture.text("command", in: object, file)
        reference = try FrameFixture.text("reference", in: object, file)
        let name = try FrameFixture.text("protocol", in: object, file)
        guard let dialect = WireDialect.named(name) else { throw FixtureError(file: file, "unknown protocol \(name)") }
        self.dialect = dialect
        let origin = try FrameFixture.text("provenance", in: object, file)
        guard let provenance = Provenance(rawValue: origin) else {
            throw FixtureError(file: file, "unknown provenance \(origin)")
        }
        self.provenance = provenance
        guard object["fields"]?.members != nil else { throw FixtureError(file: file, "\"fields\" is missing") }
        stated = JSONObject(
            object.members.filter { ["fields", "report", "text", "deviations", "surplus"].contains($0.key) }
                .map { ($0.key, $0.value) })
    }

    private static func text(_ key: String, in object: JSONObject, _ file: String) throws(FixtureError) -> String {
        guard let text = object[key]?.text, !text.isEmpty else {
            throw FixtureError(file: file, "\"\(key)\" is missing")
        }
        return text
    }
}

/// A frame that must be refused: its octets, what is wrong with it, and the error that it must give.
///
/// A `.hex` file whose comments at the top are the defect in words, then `protocol:`, `provenance:` and `error:` with
/// the error object of the exchange format.
public struct MalformedFixture: Sendable {
    /// The defect in words.
    public var title: String
    /// Protocol and version.
    public var dialect: WireDialect
    /// Where the fixture comes from.
    public var provenance: Provenance
    /// The error that reading the octets as a stream must end in.
    public var error: JSONValue
    /// A stream: one frame, or the beginning of one.
    public var octets: [UInt8]

    /// Reads the text of the file.
    ///
    /// - Throws: what is missing from it, or wrong with it.
    public init(_ text: String, file: String = "") throws(FixtureError) {
        let listing = try HexListing(text, file: file)
        octets = listing.octets
        var heading: [String: String] = [:]
        for line in listing.heading.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
            if parts.count == 2 { heading[String(parts[0])] = String(parts[1]) }
        }
        guard let title = listing.heading.first, let dialect = WireDialect.named(heading["protocol"] ?? ""),
            let provenance = Provenance(rawValue: heading["provenance"] ?? "")
        else {
            throw FixtureError(file: file, line: 1, "defect, protocol or provenance is missing from the comments")
        }
        (self.title, self.dialect, self.provenance) = (title, dialect, provenance)
        guard let error = try? JSONReader.value(of: heading["error"] ?? ""), error.members != nil else {
            throw FixtureError(file: file, line: 1, "the expected error is missing from the comments")
        }
        self.error = error
    }
}
