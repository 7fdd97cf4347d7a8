// Encoding: fast for a frame without deviations, precisely for any other and when a value does not fit.

extension WireFrame {
    /// Octets of the encoded frame, header included.
    @inlinable @inline(__always)
    public func _encodedSize(in dialect: Dialect) -> Int {
        var none = NoState()
        let size = message.visit(BodySizer<Self>(dialect: dialect, deviations: deviations), &none)
        return Header.length &+ size &+ surplus.count
    }

    /// True when the frame is written as its number and its message alone are.
    @inlinable @inline(__always)
    public var _isItsParts: Bool { surplus.isEmpty && deviations.writesCanonically }

    /// Appends the frame of a message and its number to `buffer`, without making it: the message would be copied. On an
    /// error the buffer is as before.
    ///
    /// A codec calls it in one place only: with two the compiler splits the way in pieces that both can use.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it, `lengthOutOfRange` for a frame above `limit`,
    ///   `malformed` for a command that the version does not have.
    @inlinable @inline(__always)
    public static func _encode(
        _ message: Message, _ sequence: Header.Sequence, into buffer: inout OctetBuffer, in dialect: Dialect, limit: Int
    ) throws(WireError) {
        if message.exists(in: dialect) {
            var none = NoState()
            // Measured first and written afterwards: while a body is written nothing is called that the optimiser
            // does not see through, so it need not be copied out of its message.
            let size = Header.length &+ message.visit(PlainSizer<Message>(dialect: dialect), &none)
            if size >= Header.length, size <= limit {
                let written = buffer.append(capacity: size &+ EncoderSlack.octets) { free in
                    let writer = BodyWriter<Self>(sequence: sequence, dialect: dialect, size: size, free: free)
                    return message.visit(writer, &none) ? size : 0
                }
                if written > 0 { return }
            }
        }
        buffer.append(try Self(sequence: sequence, message: message)._encodePrecisely(in: dialect, limit: limit))
    }

    /// The frame's octets, deviations and surplus included.
    ///
    /// - Throws: what ``_encode(_:_:into:in:limit:)`` throws.
    @inline(never)
    public func _encodePrecisely(in dialect: Dialect, limit: Int) throws(WireError) -> [UInt8] {
        guard message.exists(in: dialect) else {
            throw WireError(.malformed, field: Header.names.command, offset: 4)
        }
        var none = NoState()
        let body = try message.visit(BodyOctets<Self>(dialect: dialect, deviations: deviations), &none).get()
        let size = Header.length &+ body.count &+ surplus.count
        guard size <= limit else {
            throw WireError(
                .lengthOutOfRange(announced: UInt64(size), minimum: Header.length, maximum: limit),
                field: Header.names.length, offset: 0)
        }
        let header = Header(
            totalLength: UInt32(truncatingIfNeeded: size), commandID: message.commandID, sequence: sequence)
        return try header.octetsPrecisely(in: dialect) + body + surplus
    }
}

/// Measures the body that it visits.
@usableFromInline
struct BodySizer<Frame: WireFrame>: BodyVisitor {
    @usableFromInline typealias Message = Frame.Message
    @usableFromInline let dialect: Frame.Dialect
    @usableFromInline let deviations: FrameDeviations

    @inlinable @inline(__always)
    init(dialect: Frame.Dialect, deviations: FrameDeviations) {
        self.dialect = dialect
        self.deviations = deviations
    }

    @inlinable @inline(never)
    func visit<Body: WireBody>(_ body: Body, _ state: inout NoState) -> Int where Body.Message == Message {
        if deviations.writesCanonically { return body._size(in: dialect) }
        let layout = Frame.layout(of: Body.self, in: dialect, deviations)
        let size = body._size(in: layout)
        guard let tail = deviations.tailLength else { return size }
        let width = body.tailWidth(in: layout)
        return size &- width &+ min(tail, width)
    }

    @inlinable
    func visit(_ unknown: UnknownMessage<Message.CommandID>, _ state: inout NoState) -> Int { unknown.body.count }
}

/// Measures a body without deviations; below any header's length for an unknown command.
@usableFromInline
struct PlainSizer<Message: WireMessage>: BodyVisitor {
    @usableFromInline let dialect: Message.Dialect

    @inlinable @inline(__always)
    init(dialect: Message.Dialect) { self.dialect = dialect }

    @inlinable @inline(never)
    func visit<Body: WireBody>(_ body: Body, _ state: inout NoState) -> Int where Body.Message == Message {
        body._size(in: dialect)
    }

    @inlinable
    func visit(_ unknown: UnknownMessage<Message.CommandID>, _ state: inout NoState) -> Int { -1 }
}

/// Writes a whole frame around the body that it visits; false, and nothing of worth written, when a value does not fit.
@usableFromInline
struct BodyWriter<Frame: WireFrame>: BodyVisitor {
    @usableFromInline typealias Message = Frame.Message
    @usableFromInline let sequence: Frame.Header.Sequence
    @usableFromInline let dialect: Frame.Dialect
    @usableFromInline let size: Int
    @usableFromInline let free: UnsafeMutableRawBufferPointer

    /// - Parameter free: room for `size` octets and the slack behind them.
    @inlinable @inline(__always)
    init(sequence: Frame.Header.Sequence, dialect: Frame.Dialect, size: Int, free: UnsafeMutableRawBufferPointer) {
        self.sequence = sequence
        self.dialect = dialect
        self.size = size
        self.free = free
    }

    @inlinable @inline(never)
    func visit<Body: WireBody>(_ body: Body, _ state: inout NoState) -> Bool where Body.Message == Message {
        let start = Frame.Header.length
        let header = Frame.Header(
            totalLength: UInt32(truncatingIfNeeded: size), commandID: Body.commandID, sequence: sequence)
        // The header first: what it writes beyond its end the body overwrites.
        return header._write(into: free, size: start, in: dialect)
            && body._write(
                into: UnsafeMutableRawBufferPointer(rebasing: free[start...]), size: size &- start, in: dialect)
    }

    @inlinable
    func visit(_ unknown: UnknownMessage<Message.CommandID>, _ state: inout NoState) -> Bool { false }
}

/// The octets of the body that it visits, deviations included.
private struct BodyOctets<Frame: WireFrame>: BodyVisitor {
    typealias Message = Frame.Message
    let dialect: Frame.Dialect
    let deviations: FrameDeviations

    func visit<Body: WireBody>(
        _ body: Body, _ state: inout NoState
    ) -> Result<[UInt8], WireError> where Body.Message == Message {
        let layout = Frame.layout(of: Body.self, in: dialect, deviations)
        return Result { () throws(WireError) in
            try body.octetsPrecisely(in: layout, origin: Frame.Header.length, departure: deviations.departure)
        }
    }

    func visit(
        _ unknown: UnknownMessage<Message.CommandID>, _ state: inout NoState
    ) -> Result<[UInt8], WireError> { .success(unknown.body) }
}
