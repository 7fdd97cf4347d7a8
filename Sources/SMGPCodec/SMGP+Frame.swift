import CarrierWire

extension SMGP {
    /// One frame: its sequence number, its message, and what departed from the layout in a tolerated way.
    ///
    /// A frame that decodes encodes to the same octets. ``CarrierWire/WireFrame/canonical`` drops the departures.
    public struct Frame: WireFrame {
        /// Twelve octets.
        public typealias Header = SMGP.Header

        /// SequenceID.
        public var sequence: UInt32
        /// What the frame says.
        public var message: Message
        /// What departed from the layout; ``deviationList`` spells it out.
        public var deviations = FrameDeviations()
        /// Octets behind the last field, kept and written back.
        public var surplus: [UInt8] = []

        /// A frame without deviations.
        @inlinable
        public init(sequence: UInt32, message: Message) {
            self.sequence = sequence
            self.message = message
        }
    }
}

// MARK: - The doors

extension SMGP.Frame {
    /// Decodes exactly one frame.
    ///
    /// - Parameters:
    ///   - octets: the whole frame, header included.
    ///   - version: the layouts of the session.
    ///   - limit: the longest frame that is accepted.
    /// - Throws: `lengthOutOfRange` for a PacketLength below 12 or above `limit`, `truncated` with the field that the
    ///   octets end in, `trailingOctets` behind a body that tolerates none, `lengthMismatch` when PacketLength and the
    ///   number of octets differ otherwise.
    public init(
        decoding octets: UnsafeRawBufferPointer, in version: SMGP.Version, limit: Int = SMGP.maximumFrameLength
    ) throws(WireError) {
        self = try Self._decode(octets, in: version, limit: limit)
    }

    // Emitted into the caller's module: a caller in this one would make the compiler split the way above in two.
    /// Decodes exactly one frame.
    @_alwaysEmitIntoClient
    public init(
        decoding octets: [UInt8], in version: SMGP.Version, limit: Int = SMGP.maximumFrameLength
    ) throws(WireError) {
        let result = octets.withUnsafeBytes { octets in
            Result { () throws(WireError) in try SMGP.Frame(decoding: octets, in: version, limit: limit) }
        }
        self = try result.get()
    }

    /// Decodes exactly one frame into its parts: for a caller that takes them apart anyway.
    ///
    /// - Throws: what ``init(decoding:in:limit:)`` throws.
    public static func parts(
        of octets: UnsafeRawBufferPointer, in version: SMGP.Version, limit: Int = SMGP.maximumFrameLength
    ) throws(WireError) -> (message: SMGP.Message, sequence: UInt32, deviations: [SMGP.Deviation]) {
        try _decodeParts(octets, in: version, limit: limit)
    }

    /// Appends the frame of a message and its number to `buffer`; on an error the buffer is as before.
    ///
    /// - Throws: what ``encode(into:in:limit:)`` throws.
    public static func encode(
        _ message: SMGP.Message, sequence: UInt32, into buffer: inout OctetBuffer, in version: SMGP.Version,
        limit: Int = SMGP.maximumFrameLength
    ) throws(WireError) {
        try _encode(message, sequence, into: &buffer, in: version, limit: limit)
    }

    /// Octets of the encoded frame, header included.
    public func encodedSize(in version: SMGP.Version) -> Int { _encodedSize(in: version) }

    /// Appends the frame to `buffer`; on an error the buffer is as before.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it, `lengthOutOfRange` for a frame above `limit`,
    ///   `malformed` for a command that the version does not have, and for optional parameters before 3.0.
    public func encode(
        into buffer: inout OctetBuffer, in version: SMGP.Version, limit: Int = SMGP.maximumFrameLength
    ) throws(WireError) {
        if !version.isV3 { try refuseParameters(in: version) }
        if _isItsParts {
            try Self.encode(message, sequence: sequence, into: &buffer, in: version, limit: limit)
        } else {
            buffer.append(try _encodePrecisely(in: version, limit: limit))
        }
    }

    /// The frame's octets.
    public func encoded(
        in version: SMGP.Version, limit: Int = SMGP.maximumFrameLength
    ) throws(WireError) -> [UInt8] {
        if !version.isV3 { try refuseParameters(in: version) }
        return try _encodePrecisely(in: version, limit: limit)
    }

    /// Before 3.0 there are no optional parameters; leaving them out in silence would change what a message says.
    @inline(never)
    private func refuseParameters(in version: SMGP.Version) throws(WireError) {
        let parameters: SMGP.Parameters
        switch message {
        case .submit(let submit): parameters = submit.parameters
        case .deliver(let deliver): parameters = deliver.parameters
        case .forward(let forward): parameters = forward.parameters
        case .forwardResponse(let response): parameters = response.parameters
        default: return
        }
        guard !parameters.isEmpty else { return }
        throw WireError(.malformed, field: "TLVs", offset: encodedSize(in: version))
    }
}

// MARK: - What SMGP's peers do

extension SMGP.Frame {
    /// At 1.3 a Submit is met with and without FixedFee; its length tells (section 3.4.3).
    public static func otherLayout(than version: SMGP.Version) -> SMGP.Version? { version.other }

    /// The octets of a report that is not in the form of section 6.3: at least 1, so that an empty one counts too.
    @inline(__always)
    public static func unusualReport(in message: Message, _ version: SMGP.Version) -> UInt8 {
        switch message {
        case .deliver(let deliver) where deliver.isReport != 0:
            SMGP.StatusReport.isUsual(deliver.content) ? 0 : UInt8(clamping: max(1, deliver.content.count))
        case .forward(let forward) where forward.reportFlag == .report:
            SMGP.StatusReport.isUsual(forward.content) ? 0 : UInt8(clamping: max(1, forward.content.count))
        default: 0
        }
    }

    /// What is unusual about the report: its size or its labels' places, and values wider than their own.
    private var reportDeviations: [SMGP.Deviation] {
        let content: [UInt8]
        switch message {
        case .deliver(let deliver): content = deliver.content
        case .forward(let forward): content = forward.content
        default: return []
        }
        return [.reportLayout(octets: content.count)]
            + SMGP.StatusReport.wideValues(in: content).map {
                .reportValue(item: $0.item, octets: $0.octets, width: $0.width)
            }
    }

    /// Every deviation of the frame, in a fixed order; empty for a lawful one.
    public var deviationList: [SMGP.Deviation] {
        var list: [SMGP.Deviation] = []
        if deviations.hasOtherLayout { list.append(.otherVersionLayout) }
        if deviations.reportOctets > 0 { list += reportDeviations }
        if case .unknown(let unknown) = message, Self.billing.contains(unknown.commandID.request) {
            list.append(.otherSize(octets: unknown.body.count))
        }
        if let octets = deviations.tailLength { list.append(.shortTail(octets: octets)) }
        if !surplus.isEmpty { list.append(.surplus(octets: surplus.count)) }
        return list
    }

    /// The commands whose bodies are kept raw where their size is not the known one (section 3.12).
    private static let billing: Set<SMGP.CommandID> = [.paymentRequest, .queryUserState]
}

extension SMGP {
    /// A tolerated way in which a frame departs from its layout (section 11).
    public enum Deviation: Hashable, Sendable {
        /// A Submit of 1.3 in the version's other layout: without FixedFee where it is usual, or with it.
        case otherVersionLayout
        /// A status report that has not 122 octets, or whose labels do not stand at their places in them.
        case reportLayout(octets: Int)
        /// A value of a status report that is wider than its place: kept whole up to 32 octets, never cut to the place.
        case reportValue(item: String, octets: Int, width: Int)
        /// A body of the billing extension that has not the known size; it is kept raw.
        case otherSize(octets: Int)
        /// Deliver without its Reserve.
        case shortTail(octets: Int)
        /// Octets follow a header-only frame or Query.
        case surplus(octets: Int)

        /// The deviation's name, as output begins with it.
        public var name: String {
            switch self {
            case .otherVersionLayout: "other-version-layout"
            case .reportLayout: "report-layout"
            case .reportValue: "report-value"
            case .otherSize: "other-size"
            case .shortTail: "short-tail"
            case .surplus: "surplus"
            }
        }
    }
}

extension SMGP.Deviation: CustomStringConvertible {
    /// The name, a colon and the figures.
    public var description: String {
        switch self {
        case .otherVersionLayout: "\(name): the Submit has the size of the other 1.3, with or without FixedFee"
        case .reportLayout(SMGP.StatusReport.length): "\(name): the labels stand at other places"
        case .reportLayout(let octets): "\(name): the report has \(octets) octets"
        case .reportValue(let item, let octets, let width): "\(name): \(item) has \(octets) octets of \(width)"
        case .otherSize(let octets): "\(name): the body has \(octets) octets and is kept raw"
        case .shortTail(let octets): "\(name): \(octets) octets of Reserve are there"
        case .surplus(let octets): "\(name): \(octets) octets follow the last field"
        }
    }
}
