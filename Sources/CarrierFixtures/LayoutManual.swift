import CarrierWire

/// The manual's tables, printed from the declarations: `Docs/wire/cmpp.md` is this text.
public enum LayoutManual {
    /// The page of the dialects of one protocol, as Markdown.
    public static func page(title: String, dialects: [WireDialect], introduction: String) -> String {
        var lines = ["# \(title): the layouts", "", introduction, ""]
        for dialect in dialects {
            lines += ["## \(dialect.title)", ""]
            if let origin = dialect.origin { lines += ["As \(origin.title), but for:", ""] }
            for layout in dialect.ownLayouts {
                lines += ["### \(layout.title)", ""]
                if layout.fields.isEmpty {
                    lines += ["No body.", ""]
                    continue
                }
                lines += ["| Offset | Octets | Field | Kind |", "|---|---|---|---|"]
                lines += layout.fields.map { field in
                    let size = field.sizeText + (field.mayBeShort ? " (may be short)" : "")
                    return "| \(field.offsetText) | \(size) | \(field.name) | \(kind(of: field)) |"
                }
                lines.append("")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func kind(of field: LayoutField) -> String {
        switch field.kind {
        case .unsigned: "unsigned integer"
        case .signed: "signed integer"
        case .text: field.measure == nil ? "text" : "list of texts"
        case .octets: "octets"
        case .group: field.measure == nil ? "group" : "list of groups"
        case .parameters: "optional parameters"
        }
    }

    /// The page `Docs/wire/cmpp.md`.
    public static var cmpp: String {
        page(
            title: "CMPP", dialects: WireDialect.cmpp,
            introduction: """
                Printed from the declarations in `Sources/CMPPCodec` by
                `UPDATE_GOLDEN=1 swift test --filter ManualTests`; a test compares. Offsets count from the frame's
                first octet; integers are big-endian; texts are padded with NUL on the right. Every frame begins with
                Total_Length, Command_Id and Sequence_Id, four octets each.
                """)
    }

    /// The page `Docs/wire/smgp.md`.
    public static var smgp: String {
        page(
            title: "SMGP", dialects: WireDialect.smgp,
            introduction: """
                Printed from the declarations in `Sources/SMGPCodec` by
                `UPDATE_GOLDEN=1 swift test --filter ManualTests`; a test compares. Offsets count from the frame's
                first octet; integers are big-endian; texts are padded with NUL on the right. Every frame begins with
                PacketLength, RequestID and SequenceID, four octets each.
                """)
    }

    /// The page `Docs/wire/sgip.md`.
    public static var sgip: String {
        page(
            title: "SGIP", dialects: WireDialect.sgip,
            introduction: """
                Printed from the declarations in `Sources/SGIPCodec` by
                `UPDATE_GOLDEN=1 swift test --filter ManualTests`; a test compares. Offsets count from the frame's
                first octet; integers are big-endian; texts are padded with NUL on the right. Every frame begins with
                Message Length and Command ID, four octets each, and Sequence Number, three times four.
                """)
    }
}
