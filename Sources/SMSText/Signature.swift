/// The provider's name in front of a text (签名), as carriers in mainland China demand it: `【Name】`.
///
/// It is part of the text: it counts, and it decides the alphabet with the rest.
public struct Signature: Hashable, Sendable {
    /// The name without its brackets.
    public let name: String

    /// Takes the name, with or without brackets around it; nil for none, and where a bracket or a line end is in it.
    public init?(_ name: String) {
        var bare = name[...]
        if bare.hasPrefix("【"), bare.hasSuffix("】"), bare.count > 1 { bare = bare.dropFirst().dropLast() }
        guard !bare.isEmpty, !bare.contains(where: { $0 == "【" || $0 == "】" || $0.isNewline }) else { return nil }
        self.name = String(bare)
    }

    /// The name in its brackets.
    public var text: String { "【\(name)】" }

    /// The text with the signature in front of it.
    public func signing(_ text: String) -> String { self.text + text }
}
