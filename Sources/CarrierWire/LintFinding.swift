/// A value that the octets allow and the specification forbids: a frame decodes with it, and whoever made it is told.
///
/// A codec's `lint(in:)` names such values. They are never decoding errors, and never ``WireError``s.
public struct LintFinding: Hashable, Sendable, CustomStringConvertible {
    /// The field, under its specification name.
    public var field: FieldName
    /// The field's first octet, counted from the start of the frame; nil where that is not known.
    public var offset: Int?
    /// What is wrong, in one short English clause that names the value. No secret and no digest is in it.
    public var message: String
    /// The section of the project's reference for the protocol that the value offends against, such as "3.5".
    public var section: String

    /// A finding at one field.
    public init(_ field: FieldName, at offset: Int? = nil, _ message: String, section: String) {
        self.field = field
        self.offset = offset
        self.message = message
        self.section = section
    }

    /// One line for a log.
    public var description: String {
        let place = offset.map { " at octet \($0)" } ?? ""
        return "\(field)\(place): \(message) (section \(section))"
    }
}
