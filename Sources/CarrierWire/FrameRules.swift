/// The outer shape of a protocol's frames: a header that begins with the whole frame's length in four big-endian
/// octets.
public struct FrameRules: Hashable, Sendable {
    /// Octets of the header, which is also the shortest lawful frame.
    public var headerLength: Int
    /// The longest frame that is accepted, in octets, header included.
    public var maximumLength: Int
    /// The specification's name of the length field.
    public var lengthField: FieldName

    /// States the shape. A header is at least the four octets of the length, and a frame at least its header.
    public init(headerLength: Int, maximumLength: Int, lengthField: FieldName) {
        self.headerLength = max(4, headerLength)
        self.maximumLength = max(self.headerLength, maximumLength)
        self.lengthField = lengthField
    }
}
