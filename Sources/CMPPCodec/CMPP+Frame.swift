import CarrierWire

extension CMPP {
    /// One frame: its sequence number, its message, and what departed from the layout in a tolerated way.
    ///
    /// A frame that decodes encodes to the same octets. ``canonical`` drops the departures.
    public struct Frame: Hashable, Sendable {
        /// Sequence_Id.
        public var sequence: UInt32
        /// What the frame says.
        public var message: Message
        /// What departed from the layout; ``deviationList`` spells it out.
        public var deviations = Deviations()
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

// MARK: - Decoding

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
        if let header = CMPP.Header(octets), Int(header.totalLength) == octets.count, octets.count <= limit {
            let body = UnsafeRawBufferPointer(rebasing: octets[12...])
            let visitor = BodyDecoder(octets: body, version: version)
            if let message = header.commandID.visitBody(in: version, visitor) {
                self.init(sequence: header.sequence, message: message)
                if case .deliver(let deliver) = message { nameReportLayout(of: deliver, in: version) }
                return
            }
        }
        self = try CMPP.Frame.decodePrecisely(octets, in: version, limit: limit)
    }

    /// Decodes exactly one frame.
    public init(
        decoding octets: [UInt8], in version: CMPP.Version, limit: Int = CMPP.maximumFrameLength
    ) throws(WireError) {
        let result = octets.withUnsafeBytes { octets in
            Result { () throws(WireError) in try CMPP.Frame(decoding: octets, in: version, limit: limit) }
        }
        self = try result.get()
    }

    @inline(__always)
    mutating func nameReportLayout(of deliver: CMPP.Deliver, in version: CMPP.Version) {
        let count = deliver.content.count
        if deliver.registeredDelivery != 0, count == version.other.reportLength {
            deviations.reportOctets = UInt8(truncatingIfNeeded: count)
        }
    }
}

/// Decodes the body of the command that it visits, if it is exactly its fields.
private struct BodyDecoder: BodyTypeVisitor {
    let octets: UnsafeRawBufferPointer
    let version: CMPP.Version

    @inline(never)
    func visit<Body: CMPP.Body>(_ type: Body.Type) -> CMPP.Message? {
        var body = Body()
        return body._fill(octets, in: version) ? body.message : nil
    }

    func visitUnknown() -> CMPP.Message? { nil }
}

// MARK: - Encoding

extension CMPP.Frame {
    /// Octets of the encoded frame, header included.
    public func encodedSize(in version: CMPP.Version) -> Int {
        var none: Void = ()
        let size = message.visit(BodySizer(version: version, deviations: deviations), &none)
        return 12 &+ size &+ surplus.count
    }

    /// Appends the frame to `buffer`; on an error the buffer is as before.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it, `lengthOutOfRange` for a frame above `limit`,
    ///   `malformed` for a command that the version does not have.
    public func encode(
        into buffer: inout OctetBuffer, in version: CMPP.Version, limit: Int = CMPP.maximumFrameLength
    ) throws(WireError) {
        if surplus.isEmpty, deviations.writesCanonically, message.exists(in: version) {
            let writer = BodyWriter(sequence: sequence, version: version, limit: limit)
            if message.visit(writer, &buffer) { return }
        }
        buffer.append(try encodedPrecisely(in: version, limit: limit))
    }

    /// The frame's octets.
    public func encoded(
        in version: CMPP.Version, limit: Int = CMPP.maximumFrameLength
    ) throws(WireError) -> [UInt8] {
        try encodedPrecisely(in: version, limit: limit)
    }

    /// The frame without its deviations: what the specification's layout makes of the same message.
    public var canonical: CMPP.Frame { CMPP.Frame(sequence: sequence, message: message) }
}

/// Measures the body that it visits.
private struct BodySizer: BodyVisitor {
    let version: CMPP.Version
    let deviations: CMPP.Deviations

    @inline(never)
    func visit<Body: CMPP.Body>(_ body: Body, _ state: inout Void) -> Int {
        let layout = deviations.hasOtherVersionLayout && Body.isToldByLength ? version.other : version
        let size = body._size(in: layout)
        guard let tail = deviations.tailLength else { return size }
        let width = body.tailWidth(in: layout)
        return size &- width &+ min(tail, width)
    }

    func visit(_ unknown: CMPP.Unknown, _ state: inout Void) -> Int { unknown.body.count }
}

/// Appends a whole frame around the body that it visits; false, and nothing appended, when it is not that simple.
private struct BodyWriter: BodyVisitor {
    let sequence: UInt32
    let version: CMPP.Version
    let limit: Int

    @inline(never)
    func visit<Body: CMPP.Body>(_ body: Body, _ buffer: inout OctetBuffer) -> Bool {
        let size = 12 &+ body._size(in: version)
        guard size <= limit else { return false }
        return buffer.append(room: size) { free in
            let frame = UnsafeMutableRawBufferPointer(rebasing: free[0..<size])
            let fits = body._write(into: UnsafeMutableRawBufferPointer(rebasing: frame[12...]), in: version)
            guard fits else { return 0 }
            frame.storeBytes(of: UInt32(truncatingIfNeeded: size).bigEndian, toByteOffset: 0, as: UInt32.self)
            frame.storeBytes(of: Body.commandID.rawValue.bigEndian, toByteOffset: 4, as: UInt32.self)
            frame.storeBytes(of: sequence.bigEndian, toByteOffset: 8, as: UInt32.self)
            return size
        } > 0
    }

    func visit(_ unknown: CMPP.Unknown, _ buffer: inout OctetBuffer) -> Bool { false }
}
