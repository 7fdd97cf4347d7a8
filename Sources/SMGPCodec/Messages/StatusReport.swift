import CarrierWire

extension SMGP {
    /// The status report inside Deliver and Forward (section 6.3): labelled text around ten raw octets.
    public struct StatusReport: Hashable, Sendable {
        /// Octets of the specification's form.
        public static var length: Int { 122 }

        /// id: MsgID that the Submit_Resp gave.
        public var messageID = MessageID()
        /// sub: three digits without a meaning.
        public var submitted: OctetString = "001"
        /// dlvrd: three digits without a meaning.
        public var delivered: OctetString = "001"
        /// submit date: YYMMDDhhmm.
        public var submitDate = OctetString()
        /// done date: YYMMDDhhmm.
        public var doneDate = OctetString()
        /// stat: the final state.
        public var state = ReportState("")
        /// err: three characters.
        public var errorCode = ReportErrorCode("")
        /// text: three digits of length and seventeen octets of the message, in the message's own coding; may be short.
        public var text: [UInt8] = []

        /// Every item empty, but the two counts.
        public init() {}
    }
}

extension SMGP.StatusReport {
    /// Reads a report: by position where the labels stand where they should, in any spelling met, otherwise label by
    /// label; nil without `id:` and ten octets at the start.
    ///
    /// The id is never text: it may hold NULs, blanks and colons. Items that are missing stay empty. A value runs to
    /// the next label: one that is wider than its place is kept whole, up to the 32 octets of an octet string, and
    /// ``SMGP/Deviation/reportValue(item:octets:width:)`` names it.
    public init?(content: [UInt8]) {
        guard content.count >= 13, ReportScan.matches(content[..<3], "id:".utf8),
            let id = SMGP.MessageID(octets: content[3..<13])
        else { return nil }
        self.init()
        messageID = id
        if let layout = ReportLayout(content) {
            take(layout)
            text = Array(content[ReportLayout.textOffset...])
            return
        }
        let scan = ReportScan(content)
        submitted = scan.value(of: .submitted)
        delivered = scan.value(of: .delivered)
        submitDate = scan.value(of: .submitDate)
        doneDate = scan.value(of: .doneDate)
        state = SMGP.ReportState(scan.value(of: .state))
        errorCode = SMGP.ReportErrorCode(scan.value(of: .errorCode))
        text = Array(scan.octets(of: .text))
    }

    /// True when each label stands at its place in 122 octets, in any spelling met.
    @inline(__always)
    static func isUsual(_ content: [UInt8]) -> Bool {
        guard content.count == length else { return false }
        return content.withUnsafeBytes { ReportLayout.hasSpecifiedLabels($0) } || ReportLayout(content) != nil
    }

    /// The items of a report that are wider than their places.
    static func wideValues(in content: [UInt8]) -> [(item: String, octets: Int, width: Int)] {
        let scan: ReportScan
        if ReportLayout(content) == nil {
            scan = ReportScan(content)
        } else {
            // All others have their exact width.
            scan = ReportScan(text: content, from: ReportLayout.textOffset)
        }
        return ReportScan.Item.allCases.compactMap { item in
            let count = scan.octets(of: item).count
            return count > item.width ? (item.name, count, item.width) : nil
        }
    }

    /// The report in the specification's form: 122 octets, `text` filled with NUL.
    ///
    /// - Throws: `tooLong` for the item that is wider than its place.
    public func content() throws(WireError) -> [UInt8] {
        var layout = ReportLayout()
        layout.messageID = messageID
        layout.submitted = submitted
        layout.delivered = delivered
        layout.submitDate = submitDate
        layout.doneDate = doneDate
        layout.state = state.text
        layout.errorCode = errorCode.text
        guard let text = OctetString(text) else {
            throw WireError(.tooLong(limit: 20, actual: text.count), field: "text", offset: ReportLayout.textOffset)
        }
        layout.text = text
        return try layout._octets(in: .v3_0)
    }

    /// The items under their labels, in the order of the text.
    public var items: [NamedValue] {
        [
            NamedValue("id", .octets(messageID.octets)), NamedValue("sub", .text(submitted, width: 3)),
            NamedValue("dlvrd", .text(delivered, width: 3)), NamedValue("submit date", .text(submitDate, width: 10)),
            NamedValue("done date", .text(doneDate, width: 10)), NamedValue("stat", .text(state.text, width: 7)),
            NamedValue("err", .text(errorCode.text, width: 3)), NamedValue("text", .octets(text)),
        ]
    }

    /// The specification's form as a table, labels included.
    public static var layout: [LayoutField] { ReportLayout.layout(in: .v3_0) }

    private mutating func take(_ layout: ReportLayout) {
        submitted = layout.submitted
        delivered = layout.delivered
        submitDate = layout.submitDate
        doneDate = layout.doneDate
        state = SMGP.ReportState(layout.state)
        errorCode = SMGP.ReportErrorCode(layout.errorCode)
    }
}

/// What stands between the values of a report.
private struct ReportLabels: Hashable {
    var id: OctetString = "id:"
    var submitted: OctetString = " sub:"
    var delivered: OctetString = " dlvrd:"
    var submitDate: OctetString = " submit date:"
    var doneDate: OctetString = " done date:"
    var state: OctetString = " stat:"
    var errorCode: OctetString = " err:"
    var text: OctetString = " text:"

    /// True where each label is the specification's, in any spelling met.
    var areKnown: Bool {
        let usual = ReportLabels()
        return self == usual || zip(list, usual.list).allSatisfy { ReportScan.matches($0.octets[...], $1.octets) }
    }

    private var list: [OctetString] { [id, submitted, delivered, submitDate, doneDate, state, errorCode, text] }
}

/// The report by position; labels are fields like the values between them.
private struct ReportLayout: WireRecord {
    static let textOffset = 102

    var labels = ReportLabels()
    var messageID = SMGP.MessageID()
    var submitted = OctetString()
    var delivered = OctetString()
    var submitDate = OctetString()
    var doneDate = OctetString()
    var state = OctetString()
    var errorCode = OctetString()
    var text = OctetString()

    init() {}

    /// The report in `content` if each label stands at its place; what follows the place of the text is not looked at.
    init?(_ content: [UInt8]) {
        self.init()
        // The usual case in one step: the specification's form, whole.
        let isWhole = content.withUnsafeBytes { _fill($0, in: .v3_0) }
        if !isWhole {
            self.init()
            let read = content.withUnsafeBytes { octets in
                try? readPrecisely(octets, in: .v3_0, origin: 0, tolerating: .shortTail)
            }
            if read == nil { return nil }
        }
        if !labels.areKnown { return nil }
    }

    /// True for 122 octets with the specification's labels: the usual report, told without reading it.
    @inline(__always)
    static func hasSpecifiedLabels(_ octets: UnsafeRawBufferPointer) -> Bool {
        octets.count == SMGP.StatusReport.length && holds(octets, 0, "id:\0\0\0\0\0", 3)
            && holds(octets, 13, " sub:\0\0\0", 5) && holds(octets, 21, " dlvrd:\0", 7)
            && holds(octets, 31, " submit ", 8) && holds(octets, 36, "it date:", 8)
            && holds(octets, 54, " done da", 8) && holds(octets, 57, "ne date:", 8)
            && holds(octets, 75, " stat:\0\0", 6) && holds(octets, 88, " err:\0\0\0", 5)
            && holds(octets, 96, " text:\0\0", 6)
    }

    /// True when the first `count` octets of an eight-octet literal stand at `place`, behind which eight octets are.
    @inline(__always)
    private static func holds(
        _ octets: UnsafeRawBufferPointer, _ place: Int, _ literal: StaticString, _ count: UInt64
    ) -> Bool {
        let mask = (UInt64.max >> (64 &- count &* 8)).littleEndian
        let wanted = UnsafeRawPointer(literal.utf8Start).loadUnaligned(as: UInt64.self)
        return octets.loadUnaligned(fromByteOffset: place, as: UInt64.self) & mask == wanted
    }

    @inline(__always)
    mutating func fields(_ f: inout some FieldCoder, in dialect: SMGP.Version) throws(WireError) {
        try f.octets(&labels.id, width: 3, "label id:")
        try f.messageID(&messageID, "id")
        try f.octets(&labels.submitted, width: 5, "label sub:")
        try f.octets(&submitted, width: 3, "sub")
        try f.octets(&labels.delivered, width: 7, "label dlvrd:")
        try f.octets(&delivered, width: 3, "dlvrd")
        try f.octets(&labels.submitDate, width: 13, "label submit date:")
        try f.octets(&submitDate, width: 10, "submit date")
        try f.octets(&labels.doneDate, width: 11, "label done date:")
        try f.octets(&doneDate, width: 10, "done date")
        try f.octets(&labels.state, width: 6, "label stat:")
        try f.octets(&state, width: 7, "stat")
        try f.octets(&labels.errorCode, width: 5, "label err:")
        try f.octets(&errorCode, width: 3, "err")
        try f.octets(&labels.text, width: 6, "label text:")
        try f.tail(&text, width: 20, "text")
    }
}

extension SMGP.Deliver {
    /// The status report in the content; nil for an ordinary message, and for one that cannot be read.
    public var report: SMGP.StatusReport? { isReport == 0 ? nil : SMGP.StatusReport(content: content) }

    /// True when the content begins with a user data header.
    public var hasUserDataHeader: Bool { parameters.hasUserDataHeader }
}

extension SMGP.Submit {
    /// True when the content begins with a user data header.
    public var hasUserDataHeader: Bool { parameters.hasUserDataHeader }
}

extension SMGP.Forward {
    /// The status report in the content where ReportFlag says that it is one, if it can be read.
    public var report: SMGP.StatusReport? { reportFlag == .report ? SMGP.StatusReport(content: content) : nil }

    /// True when the content begins with a user data header.
    public var hasUserDataHeader: Bool { parameters.hasUserDataHeader }
}
