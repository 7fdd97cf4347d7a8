import CarrierWire

extension SGIP {
    /// One frame: its sequence number, its message, and what departed from the layout in a tolerated way.
    ///
    /// A frame that decodes encodes to the same octets. ``CarrierWire/WireFrame/canonical`` drops the departures.
    public struct Frame: WireFrame {
        /// Twenty octets.
        public typealias Header = SGIP.Header

        /// Sequence Number.
        public var sequence: SequenceNumber
        /// What the frame says.
        public var message: Message
        /// What departed from the layout; ``deviationList`` spells it out.
        public var deviations = FrameDeviations()
        /// Octets behind an Unbind or Unbind_Resp, kept and written back.
        public var surplus: [UInt8] = []

        /// A frame without deviations.
        @inlinable
        public init(sequence: SequenceNumber, message: Message) {
            self.sequence = sequence
            self.message = message
        }
    }
}

// MARK: - The doors

extension SGIP.Frame {
    /// Decodes exactly one frame.
    ///
    /// - Parameters:
    ///   - octets: the whole frame, header included.
    ///   - version: the layouts of the session.
    ///   - limit: the longest frame that is accepted.
    /// - Throws: `lengthOutOfRange` for a Message Length below 20 or above `limit`, `truncated` with the field that the
    ///   octets end in, `trailingOctets` behind the last field, `lengthMismatch` when Message Length and the number of
    ///   octets differ otherwise.
    public init(
        decoding octets: UnsafeRawBufferPointer, in version: SGIP.Version, limit: Int = SGIP.maximumFrameLength
    ) throws(WireError) {
        self = try Self._decode(octets, in: version, limit: limit)
    }

    // Emitted into the caller's module: a caller in this one would make the compiler split the way above in two.
    /// Decodes exactly one frame.
    @_alwaysEmitIntoClient
    public init(
        decoding octets: [UInt8], in version: SGIP.Version, limit: Int = SGIP.maximumFrameLength
    ) throws(WireError) {
        let result = octets.withUnsafeBytes { octets in
            Result { () throws(WireError) in try SGIP.Frame(decoding: octets, in: version, limit: limit) }
        }
        self = try result.get()
    }

    /// Decodes exactly one frame into its parts: for a caller that takes them apart anyway.
    ///
    /// - Throws: what ``init(decoding:in:limit:)`` throws.
    public static func parts(
        of octets: UnsafeRawBufferPointer, in version: SGIP.Version, limit: Int = SGIP.maximumFrameLength
    ) throws(WireError) -> (message: SGIP.Message, sequence: SGIP.SequenceNumber, deviations: [SGIP.Deviation]) {
        try _decodeParts(octets, in: version, limit: limit)
    }

    /// Appends the frame of a message and its number to `buffer`; on an error the buffer is as before.
    ///
    /// - Throws: what ``encode(into:in:limit:)`` throws.
    public static func encode(
        _ message: SGIP.Message, sequence: SGIP.SequenceNumber, into buffer: inout OctetBuffer,
        in version: SGIP.Version, limit: Int = SGIP.maximumFrameLength
    ) throws(WireError) {
        try _encode(message, sequence, into: &buffer, in: version, limit: limit)
    }

    /// Octets of the encoded frame, header included.
    public func encodedSize(in version: SGIP.Version) -> Int { _encodedSize(in: version) }

    /// Appends the frame to `buffer`; on an error the buffer is as before.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it, `lengthOutOfRange` for a frame above `limit`.
    public func encode(
        into buffer: inout OctetBuffer, in version: SGIP.Version, limit: Int = SGIP.maximumFrameLength
    ) throws(WireError) {
        if _isItsParts {
            try Self.encode(message, sequence: sequence, into: &buffer, in: version, limit: limit)
        } else {
            buffer.append(try _encodePrecisely(in: version, limit: limit))
        }
    }

    /// The frame's octets.
    public func encoded(
        in version: SGIP.Version, limit: Int = SGIP.maximumFrameLength
    ) throws(WireError) -> [UInt8] {
        try _encodePrecisely(in: version, limit: limit)
    }
}

// MARK: - What SGIP's peers do

extension SGIP.Frame {
    /// Trace_Resp is met with nodes of either edition.
    public static func otherLayout(than version: SGIP.Version) -> SGIP.Version? { version.other }

    /// Announcing the wrong length for the content is called `content-length`.
    public static var lengthDeviation: String { "content-length" }

    /// The content's length where MessageLength counts Reserve too: eight more than there is before eight NULs.
    ///
    /// The same octets could be content without Reserve; NULs at the end speak for Reserve.
    public static func payloadLength<Body: WireBody>(
        of type: Body.Type, in octets: UnsafeRawBufferPointer, _ version: SGIP.Version
    ) -> Int? where Body.Message == Message {
        let reserve = 8
        var body = Body()
        guard type == SGIP.Submit.self || type == SGIP.Deliver.self,
            let reading = try? body.readPrecisely(
                octets, in: version, origin: SGIP.headerLength, tolerating: .missingTail),
            reading.count == octets.count, reading.departure.tailLength == 0,
            octets.suffix(reserve).allSatisfy({ $0 == 0 })
        else { return nil }
        switch body.message {
        case .submit(let submit) where submit.content.count >= reserve: return submit.content.count &- reserve
        case .deliver(let deliver) where deliver.content.count >= reserve: return deliver.content.count &- reserve
        default: return nil
        }
    }

    /// Every deviation of the frame, in a fixed order; empty for a lawful one.
    public var deviationList: [SGIP.Deviation] {
        var list: [SGIP.Deviation] = []
        if deviations.hasOtherLayout { list.append(.otherVersionLayout) }
        if let announced = deviations.announcedLength {
            list.append(.contentLength(announced: announced, actual: message.content?.count ?? 0))
        }
        if let octets = deviations.tailLength { list.append(.shortTail(octets: octets)) }
        if !surplus.isEmpty { list.append(.surplus(octets: surplus.count)) }
        return list
    }
}

extension SGIP {
    /// A tolerated way in which a frame departs from its layout (`Docs/notes/sgip.md`).
    public enum Deviation: Hashable, Sendable {
        /// Trace_Resp with the nodes of the other edition.
        case otherVersionLayout
        /// MessageLength counts Reserve too.
        case contentLength(announced: Int, actual: Int)
        /// Reserve is shorter than eight octets, or missing.
        case shortTail(octets: Int)
        /// Octets follow the header of Unbind or Unbind_Resp.
        case surplus(octets: Int)

        /// The deviation's name, as output begins with it.
        public var name: String {
            switch self {
            case .otherVersionLayout: "other-version-layout"
            case .contentLength: Frame.lengthDeviation
            case .shortTail: "short-tail"
            case .surplus: "surplus"
            }
        }
    }
}

extension SGIP.Deviation: CustomStringConvertible {
    /// The name, a colon and the figures.
    public var description: String {
        switch self {
        case .otherVersionLayout: "\(name): the nodes have the other edition's size"
        case .contentLength(let announced, let actual):
            "\(name): MessageLength says \(announced), \(actual) octets are there"
        case .shortTail(let octets): "\(name): \(octets) octets of the last field are there"
        case .surplus(let octets): "\(name): \(octets) octets follow the last field"
        }
    }
}
