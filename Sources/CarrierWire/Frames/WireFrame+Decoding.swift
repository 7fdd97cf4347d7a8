// Decoding: fast, and once more precisely when that fails.

extension WireFrame {
    /// Decodes exactly one frame.
    ///
    /// - Throws: `lengthOutOfRange` for an announced length below the header or above `limit`, `truncated` with the
    ///   field that the octets end in, `trailingOctets` where the body tolerates no surplus, `lengthMismatch` when
    ///   announced length and number of octets differ otherwise.
    @inlinable @inline(__always)
    public static func _decode(
        _ octets: UnsafeRawBufferPointer, in dialect: Dialect, limit: Int
    ) throws(WireError) -> Self {
        guard let (sequence, message) = _decodeExactly(octets, in: dialect, limit: limit) else {
            return try _decodePrecisely(octets, in: dialect, limit: limit)
        }
        let report = unusualReport(in: message, dialect)
        // A variable would be written in pieces and read as a whole, which is slow.
        guard report != 0 else { return Self(sequence: sequence, message: message) }
        return _frame(sequence, message, reporting: report)
    }

    /// Decodes exactly one frame into its parts: out of a frame they would be copied.
    ///
    /// - Throws: what ``_decode(_:in:limit:)`` throws.
    @inlinable @inline(__always)
    public static func _decodeParts(
        _ octets: UnsafeRawBufferPointer, in dialect: Dialect, limit: Int
    ) throws(WireError) -> (message: Message, sequence: Header.Sequence, deviations: [Deviation]) {
        guard let (sequence, message) = _decodeExactly(octets, in: dialect, limit: limit) else {
            let frame = try _decodePrecisely(octets, in: dialect, limit: limit)
            return (frame.message, frame.sequence, frame.deviationList)
        }
        let report = unusualReport(in: message, dialect)
        guard report != 0 else { return (message, sequence, []) }
        let deviations = _frame(sequence, message, reporting: report).deviationList
        return (message, sequence, deviations)
    }

    /// The parts of a frame that is exactly its fields; nil for any other.
    @inlinable @inline(__always)
    static func _decodeExactly(
        _ octets: UnsafeRawBufferPointer, in dialect: Dialect, limit: Int
    ) -> (sequence: Header.Sequence, message: Message)? {
        guard let header = Header(octets, in: dialect), Int(header.totalLength) == octets.count, octets.count <= limit
        else { return nil }
        let body = UnsafeRawBufferPointer(rebasing: octets[Header.length...])
        if body.isEmpty, let message = Message.emptyBody(of: header.commandID) { return (header.sequence, message) }
        let visitor = BodyDecoder<Message>(octets: body, dialect: dialect)
        guard let message = Message.visitBody(of: header.commandID, in: dialect, visitor) else { return nil }
        return (header.sequence, message)
    }

    @usableFromInline @inline(never)
    static func _frame(_ sequence: Header.Sequence, _ message: Message, reporting octets: UInt8) -> Self {
        var frame = Self(sequence: sequence, message: message)
        frame.deviations.reportOctets = octets
        return frame
    }

    @usableFromInline @inline(never)
    static func _decodePrecisely(
        _ octets: UnsafeRawBufferPointer, in dialect: Dialect, limit: Int
    ) throws(WireError) -> Self {
        var header = Header()
        _ = try header.readPrecisely(octets, in: dialect, origin: 0)
        let announced = Int(header.totalLength)
        let minimum = Header.length
        guard announced >= minimum, announced <= limit else {
            throw WireError(
                .lengthOutOfRange(announced: UInt64(announced), minimum: minimum, maximum: limit),
                field: Header.names.length, offset: 0)
        }
        let mismatch = WireError(
            .lengthMismatch(announced: announced, actual: octets.count), field: Header.names.length, offset: 0)
        guard octets.count <= announced else { throw mismatch }
        let decoder = TolerantDecoder<Self>(
            octets: UnsafeRawBufferPointer(rebasing: octets[minimum...]), header: header, dialect: dialect,
            isWhole: octets.count == announced)
        let frame = try Message.visitBody(of: header.commandID, in: dialect, decoder).get()
        guard octets.count == announced else { throw mismatch }
        return frame
    }
}

/// Decodes the body of the command that it visits, if it is exactly its fields.
@usableFromInline
struct BodyDecoder<Message: WireMessage>: BodyTypeVisitor {
    @usableFromInline let octets: UnsafeRawBufferPointer
    @usableFromInline let dialect: Message.Dialect

    @inlinable @inline(__always)
    init(octets: UnsafeRawBufferPointer, dialect: Message.Dialect) {
        self.octets = octets
        self.dialect = dialect
    }

    @inlinable @inline(never)
    func visit<Body: WireBody>(_ type: Body.Type) -> Message? where Body.Message == Message {
        // Moved out of its place, since a variable would be copied into the message, and its arrays be retained, and
        // then be released with it.
        withUnsafeTemporaryAllocation(of: Body.self, capacity: 1) { place -> Message? in
            guard let body = place.baseAddress else { return nil }
            body.initialize(to: Body())
            guard body.pointee._fill(octets, in: dialect) else {
                body.deinitialize(count: 1)
                return nil
            }
            return body.move().message
        }
    }

    @inlinable
    func visitUnknown() -> Message? { nil }
}

/// Decodes the body that it visits with the tolerances that its type states.
private struct TolerantDecoder<Frame: WireFrame>: BodyTypeVisitor {
    typealias Message = Frame.Message
    let octets: UnsafeRawBufferPointer
    let header: Frame.Header
    let dialect: Frame.Dialect
    let isWhole: Bool

    func visit<Body: WireBody>(_ type: Body.Type) -> Result<Frame, WireError> where Body.Message == Message {
        let frame = Result { () throws(WireError) in try decode(type) }
        if case .failure = frame, isWhole, Body.tolerances.contains(.otherSize) { return visitUnknown() }
        return frame
    }

    func visitUnknown() -> Result<Frame, WireError> {
        let unknown = UnknownMessage(commandID: header.commandID, body: [UInt8](octets))
        return .success(Frame(sequence: header.sequence, message: .unknown(unknown)))
    }

    private func decode<Body: WireBody>(_ type: Body.Type) throws(WireError) -> Frame where Body.Message == Message {
        var body = Body()
        var deviations = FrameDeviations()
        let layout = layout(of: type)
        deviations.hasOtherLayout = layout != dialect
        let reading = try body.readPrecisely(
            octets, in: layout, origin: Frame.Header.length,
            payloadLength: isWhole ? Frame.payloadLength(of: type, in: octets, dialect) : nil,
            tolerating: isWhole ? Body.tolerances : [], isWhole: isWhole)
        deviations.departure = reading.departure
        let surplus = octets.count &- reading.count
        guard surplus == 0 || !isWhole || Body.tolerances.contains(.surplus) else {
            throw WireError(
                .trailingOctets(count: surplus), field: Frame.Header.names.length,
                offset: Frame.Header.length &+ reading.count)
        }
        var frame = Frame(sequence: header.sequence, message: body.message)
        frame.deviations = deviations
        frame.surplus = [UInt8](octets[reading.count...])
        frame.deviations.reportOctets = Frame.unusualReport(in: frame.message, dialect)
        return frame
    }

    private func layout<Body: WireBody>(of type: Body.Type) -> Frame.Dialect where Body.Message == Message {
        guard isWhole, Body.tolerances.contains(.otherLayout), let other = Frame.otherLayout(than: dialect),
            Body.fits(octets, in: other), !Body.fits(octets, in: dialect)
        else { return dialect }
        return other
    }
}

extension WireFrame {
    /// The layout in which `type` stands in a frame with these deviations.
    @usableFromInline
    static func layout<Body: WireBody>(
        of type: Body.Type, in dialect: Dialect, _ deviations: FrameDeviations
    ) -> Dialect where Body.Message == Message {
        guard deviations.hasOtherLayout, Body.tolerances.contains(.otherLayout) else { return dialect }
        return otherLayout(than: dialect) ?? dialect
    }
}
