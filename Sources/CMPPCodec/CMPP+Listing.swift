import CarrierWire

extension CMPP.Frame {
    /// The frame as annotated hex: a title, each deviation as a comment, then offset, octets, field and value a line.
    ///
    /// Fields of more than sixteen octets go on in lines of octets alone. Line ends are `\n`.
    /// - Throws: what ``encoded(in:limit:)`` throws.
    public func listing(in version: CMPP.Version) throws(WireError) -> String {
        let octets = try encoded(in: version, limit: Int(Int32.max))
        return FrameListing.text(
            of: octets, fields: described(in: version), title: "\(version.title) \(commandName(in: version))",
            comments: deviationList.map(\.description), command: ("Command_Id", message.commandID.name(in: version)))
    }
}
