import CarrierWire

extension SGIP {
    /// A record of SGIP: a body, or an entry of a repeated group.
    public protocol Record: CodedRecord where Dialect == Version {}

    /// A record that is the body of a command.
    public protocol Body: Record, WireBody where Message == SGIP.Message {}
}

extension SGIP.Record {
    /// Message Length.
    public static var lengthField: FieldName { SGIP.Header.names.length }
    /// Behind the header.
    public static var usualOrigin: Int { SGIP.headerLength }
}

extension SGIP.Body {
    /// Reserve at the end may be short or missing; octets behind the last field are an error (section 8.4).
    public static var tolerances: BodyTolerances { [.shortTail] }
}

extension SGIP.Unbind {
    /// Octets behind the header are kept.
    public static var tolerances: BodyTolerances { [.surplus] }
}

extension SGIP.UnbindResponse {
    /// Some peers send the nine octets of a simple response, as do readers that wait for exactly 29 (section 11, Q15).
    public static var tolerances: BodyTolerances { [.surplus] }
}

extension SGIP.TraceResponse {
    /// Nodes of 47 and of 51 octets are told apart by the length (section 3.9).
    public static var tolerances: BodyTolerances { [.otherLayout] }

    /// True when `octets` are Count and as many nodes as it says.
    public static func fits(_ octets: UnsafeRawBufferPointer, in version: SGIP.Version) -> Bool {
        guard let count = octets.first else { return false }
        return octets.count == 1 &+ Int(count) &* SGIP.TraceNode()._size(in: version)
    }
}
