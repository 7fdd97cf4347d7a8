import CarrierWire

extension CMPP.Deliver {
    /// True for a status report: any Registered_Delivery but zero.
    public var isReport: Bool { registeredDelivery != 0 }

    /// True when the content begins with a user data header: TP_udhi 1, or 0x40 as some gateways send it (section 9.3).
    public var hasUserDataHeader: Bool { userDataHeaderIndicator & 0x41 != 0 }

    /// The status report in the content, nil for an ordinary message (section 3.9).
    ///
    /// The octets that are there decide: 60 or 71, in both versions.
    /// - Throws: `lengthMismatch` on Msg_Content when it is neither.
    public func report() throws(WireError) -> CMPP.StatusReport? {
        guard isReport else { return nil }
        return try CMPP.StatusReport(content: content)
    }
}

extension CMPP.Submit {
    /// True when the content begins with a user data header.
    public var hasUserDataHeader: Bool { userDataHeaderIndicator & 0x41 != 0 }
}

extension CMPP.Forward {
    /// True when the content begins with a user data header.
    public var hasUserDataHeader: Bool { userDataHeaderIndicator & 0x41 != 0 }

    /// The status report in the content where `forwardType` is 2, otherwise nil.
    ///
    /// - Throws: `lengthMismatch` on Msg_Content when it has neither 60 nor 71 octets.
    public func report() throws(WireError) -> CMPP.StatusReport? {
        guard forwardType == .mtReport else { return nil }
        return try CMPP.StatusReport(content: content)
    }

    /// The MO status report in the content where `forwardType` is 3, otherwise nil.
    ///
    /// - Throws: `lengthMismatch` on Msg_Content when it has not 60 octets.
    public func moReport() throws(WireError) -> CMPP.MOStatusReport? {
        guard forwardType == .moReport else { return nil }
        guard content.count == CMPP.Version.v2_0.reportLength else { throw CMPP.StatusReport.misfit(content) }
        return try CMPP.MOStatusReport(decoding: content, in: .v3_0, origin: 0)
    }
}

extension CMPP.StatusReport {
    /// Reads a report of 60 or 71 octets; the number decides, whatever the version.
    ///
    /// - Throws: `lengthMismatch` on Msg_Content for any other number.
    public init(content: [UInt8]) throws(WireError) {
        let versions = CMPP.Version.allCases
        guard let version = versions.first(where: { $0.reportLength == content.count }) else {
            throw Self.misfit(content)
        }
        try self.init(decoding: content, in: version, origin: 0)
    }

    /// The report as the content of a DELIVER; 60 octets in 2.0, 71 in 3.0.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it.
    public func content(in version: CMPP.Version) throws(WireError) -> [UInt8] {
        try encoded(in: version, origin: 0)
    }

    /// The offset is unknown here: it counts from the content's first octet.
    fileprivate static func misfit(_ content: [UInt8]) -> WireError {
        WireError(
            .lengthMismatch(announced: CMPP.Version.v3_0.reportLength, actual: content.count), field: "Msg_Content",
            offset: 0)
    }
}
