import CarrierWire

extension SMGP {
    /// A record of SMGP: the body of a command.
    public protocol Body: WireBody where Dialect == Version, Message == SMGP.Message {}
}

extension SMGP.Body {
    /// PacketLength.
    public static var lengthField: FieldName { SMGP.Header.names.length }
    /// Behind the header.
    public static var usualOrigin: Int { SMGP.headerLength }
    /// Nothing is tolerated beside the layout unless the body says so.
    public static var tolerances: BodyTolerances { [] }
}

extension FieldCoder {
    /// A MsgID: ten octets that are not text.
    @inline(__always)
    mutating func messageID(_ id: inout SMGP.MessageID, _ name: FieldName) throws(WireError) {
        try blob(&id.field, width: 10, name)
    }

    /// The optional parameters, which 3.0 has and earlier versions have not.
    @inline(__always)
    mutating func parameters(
        _ parameters: inout SMGP.Parameters, in version: SMGP.Version
    ) throws(WireError) {
        if version.isV3 { try self.parameters(&parameters.list, "TLVs") { SMGP.Tag(rawValue: $0).name } }
    }
}
