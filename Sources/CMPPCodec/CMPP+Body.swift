import CarrierWire

extension CMPP {
    /// A record of CMPP: a body, or a structure inside a body's content.
    public protocol Record: CodedRecord where Dialect == Version {}

    /// A record that is the body of a command.
    public protocol Body: Record, WireBody where Message == CMPP.Message {}
}

extension CMPP.Record {
    /// Total_Length.
    public static var lengthField: FieldName { CMPP.Header.names.length }
    /// Behind the header.
    public static var usualOrigin: Int { CMPP.headerLength }
}

extension CMPP.Body {
    /// Every body may be followed by octets, and a last field may be short (section 9.1).
    public static var tolerances: BodyTolerances { [.surplus, .shortTail] }
}
