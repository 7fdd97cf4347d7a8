import CarrierWire

/// One protocol in one version, as decode, encode, fixtures and replay see it: octets on one side, names on the other.
///
/// The table of dialects is the only place where the exchange formats know which protocols there are.
public struct WireDialect: Sendable {
    /// Protocol and version as everywhere in the project: `cmpp-3.0`.
    public let name: String
    /// The same for a heading: `CMPP 3.0`.
    public let title: String
    /// The outer shape of the frames.
    public let frameRules: FrameRules
    /// The specification's names of the commands, each request followed by its response.
    public let commands: [String]
    /// The numbers of ``commands``, in the same order.
    public let commandNumbers: [UInt32]

    let decoding: @Sendable ([UInt8]) throws(WireError) -> ExchangeFrame
    let encoding: @Sendable (FrameDraft) throws(ExchangeError) -> [UInt8]
    let listing: @Sendable ([UInt8]) throws(WireError) -> String
    let describing: @Sendable ([UInt8]) throws(WireError) -> [DescribedField]
    let linting: @Sendable ([UInt8]) throws(WireError) -> [LintFinding]
    let layouts: @Sendable () -> [(title: String, fields: [LayoutField])]
    var originName: String?

    /// The dialect from which this one differs in few layouts; nil for one that a specification describes as a whole.
    public var origin: WireDialect? { originName.flatMap(WireDialect.named) }

    /// The layouts of the dialect, each with its title; where it has an origin, those alone that are not the origin's.
    public var ownLayouts: [(title: String, fields: [LayoutField])] {
        guard let others = origin?.layouts() else { return layouts() }
        return layouts().filter { layout in
            !others.contains { $0.title == layout.title && $0.fields == layout.fields }
        }
    }

    /// Every dialect of the suite.
    public static let all: [WireDialect] = cmpp + smgp + sgip

    /// The dialect of that name; nil when there is none.
    public static func named(_ name: String) -> WireDialect? { all.first { $0.name == name } }

    /// One frame under its names.
    ///
    /// - Throws: what is structurally wrong with the octets.
    public func decode(_ octets: [UInt8]) throws(WireError) -> ExchangeFrame { try decoding(octets) }

    /// The octets of a frame that is given by names.
    ///
    /// - Throws: the field that is missing, unknown or does not fit; nothing is cut, nothing is left out.
    public func encode(_ draft: FrameDraft) throws(ExchangeError) -> [UInt8] { try encoding(draft) }

    /// Every field of a frame with its place, header first.
    ///
    /// - Throws: what is structurally wrong with the octets.
    package func described(_ octets: [UInt8]) throws(WireError) -> [DescribedField] { try describing(octets) }

    /// What a frame's octets allow and the specification forbids.
    ///
    /// - Throws: what is structurally wrong with the octets.
    public func lint(_ octets: [UInt8]) throws(WireError) -> [LintFinding] { try linting(octets) }

    /// The frame as annotated hex, line by line: offset, octets, field, value.
    ///
    /// - Throws: what is structurally wrong with the octets.
    public func list(_ octets: [UInt8]) throws(WireError) -> String { try listing(octets) }
}
