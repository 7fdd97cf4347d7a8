import CarrierWire

extension CMPP {
    /// One frame: its sequence number, its message, and what departed from the layout in a tolerated way.
    ///
    /// A frame that decodes encodes to the same octets. ``CarrierWire/WireFrame/canonical`` drops the departures.
    public struct Frame: WireFrame {
        /// Twelve octets.
        public typealias Header = CMPP.Header

        /// Sequence_Id.
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

extension CMPP.Frame {
    /// Decodes exactly one frame.
    ///
    /// - Parameters:
    ///   - octets: the whole frame, header included.
    ///   - version: the layouts of the session.
    ///   - limit: the longest frame that is accepted.
    /// - Throws: `lengthOutOfRange` for a Total_Length below 12 or above `limit`, `truncated` with the field that the
    ///   octets end in, `lengthMismatch` when Total_Length and the number of octets differ otherwise.
    public init(
        decoding octets: UnsafeRawBufferPointer, in version: CMPP.Version, limit: Int = CMPP.maximumFrameLength
    ) throws(WireError) {
        self = try Self._decode(octets, in: version, limit: limit)
    }

    // Emitted into the caller's module: a caller in this one would make the compiler split the way above in two.
    /// Decodes exactly one frame.
    @_alwaysEmitIntoClient
    public init(
        decoding octets: [UInt8], in version: CMPP.Version, limit: Int = CMPP.maximumFrameLength
    ) throws(WireError) {
        let result = octets.withUnsafeBytes { octets in
            Result { () throws(WireError) in try CMPP.Frame(decoding: octets, in: version, limit: limit) }
        }
        self = try result.get()
    }

    /// Decodes exactly one frame into its parts: for a caller that takes them apart anyway.
    ///
    /// - Throws: what ``init(decoding:in:limit:)`` throws.
    public static func parts(
        of octets: UnsafeRawBufferPointer, in version: CMPP.Version, limit: Int = CMPP.maximumFrameLength
    ) throws(WireError) -> (message: CMPP.Message, sequence: UInt32, deviations: [CMPP.Deviation]) {
        try _decodeParts(octets, in: version, limit: limit)
    }

    /// Appends the frame of a message and its number to `buffer`; on an error the buffer is as before.
    ///
    /// - Throws: what ``encode(into:in:limit:)`` throws.
    public static func encode(
        _ message: CMPP.Message, sequence: UInt32, into buffer: inout OctetBuffer, in version: CMPP.Version,
        limit: Int = CMPP.maximumFrameLength
    ) throws(WireError) {
        try _encode(message, sequence, into: &buffer, in: version, limit: limit)
    }

    /// Octets of the encoded frame, header included.
    public func encodedSize(in version: CMPP.Version) -> Int { _encodedSize(in: version) }

    /// Appends the frame to `buffer`; on an error the buffer is as before.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it, `lengthOutOfRange` for a frame above `limit`,
    ///   `malformed` for a command that the version does not have.
    public func encode(
        into buffer: inout OctetBuffer, in version: CMPP.Version, limit: Int = CMPP.maximumFrameLength
    ) throws(WireError) {
        if _isItsParts {
            try Self.encode(message, sequence: sequence, into: &buffer, in: version, limit: limit)
        } else {
            buffer.append(try _encodePrecisely(in: version, limit: limit))
        }
    }

    /// The frame's octets.
    public func encoded(
        in version: CMPP.Version, limit: Int = CMPP.maximumFrameLength
    ) throws(WireError) -> [UInt8] {
        try _encodePrecisely(in: version, limit: limit)
    }
}

// MARK: - What CMPP's peers do

extension CMPP.Frame {
    /// The responses that 3.0 widened are met in either size (sections 3.3 and 9.1).
    public static func otherLayout(than version: CMPP.Version) -> CMPP.Version? { version.other }

    /// The length of a DELIVER's report where Msg_Length does not decide it (section 3.9, rules 2 and 3).
    public static func payloadLength<Body: WireBody>(
        of type: Body.Type, in octets: UnsafeRawBufferPointer, _ version: CMPP.Version
    ) -> Int? where Body.Message == Message {
        guard type == CMPP.Deliver.self else { return nil }
        let available = octets.count &- CMPP.Deliver()._size(in: version)
        guard available == CMPP.Version.v2_0.reportLength || available == CMPP.Version.v3_0.reportLength else {
            return nil
        }
        // Reads the fields with the available as the content's length: registeredDelivery and Msg_Length decide.
        var deliver = CMPP.Deliver()
        guard let reading = try? deliver.readPrecisely(octets, in: version, origin: 12, payloadLength: available),
            deliver.registeredDelivery != 0
        else { return nil }
        let full = CMPP.Version.v3_0.reportLength
        let announced = reading.departure.announcedPayload ?? available
        let isThere = available &+ CMPP.Deliver().tailWidth(in: version) >= full
        return announced == full && isThere ? nil : available
    }

    /// The octets of a report in any layout but the version's own: at least 1, so that an empty one counts too.
    @inline(__always)
    public static func unusualReport(in message: Message, _ version: CMPP.Version) -> UInt8 {
        let count: Int
        switch message {
        case .deliver(let deliver) where deliver.registeredDelivery != 0: count = deliver.content.count
        case .forward(let forward) where forward.forwardType == .mtReport: count = forward.content.count
        default: return 0
        }
        return count == version.reportLength ? 0 : UInt8(clamping: max(1, count))
    }

    /// Octets of the report in the content.
    private var reportLength: Int {
        switch message {
        case .deliver(let deliver): deliver.content.count
        case .forward(let forward): forward.content.count
        default: 0
        }
    }

    /// Every deviation of the frame, in a fixed order; empty for a lawful one.
    public var deviationList: [CMPP.Deviation] {
        var list: [CMPP.Deviation] = []
        if deviations.hasOtherLayout { list.append(.otherVersionLayout) }
        if deviations.reportOctets > 0 { list.append(.reportLayout(octets: reportLength)) }
        if let announced = deviations.announcedLength {
            list.append(.reportLength(announced: announced, actual: reportLength))
        }
        if let octets = deviations.tailLength { list.append(.shortTail(octets: octets)) }
        if !surplus.isEmpty { list.append(.surplus(octets: surplus.count)) }
        return list
    }
}
