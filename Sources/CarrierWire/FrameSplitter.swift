/// Cuts a stream of octets into whole frames by the length that each frame begins with.
///
/// A length that is unsound is an error as soon as its four octets are there, and stays one: nothing behind it can be
/// trusted, so the stream is over. Memory is bounded by the rules' maximum length plus what one read brings.
public struct FrameSplitter: Sendable {
    /// The shape of the frames.
    public let rules: FrameRules
    @usableFromInline var buffer = OctetBuffer()
    private var fault: WireError?

    /// Cuts by `rules`.
    public init(rules: FrameRules) {
        // Once more: a length below its own four octets would be a frame that never ends.
        self.rules = FrameRules(
            headerLength: rules.headerLength, maximumLength: rules.maximumLength, lengthField: rules.lengthField)
    }

    /// Octets received and not yet handed out as frames.
    public var waitingOctets: Int { buffer.count }

    /// Shows the octets that wait, without consuming them: at a stream's end, a frame of which the end is missing.
    public func withWaitingOctets<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        buffer.withOctets { body($0) }
    }

    /// Takes in a copy of received octets.
    public mutating func append(_ octets: UnsafeRawBufferPointer) { buffer.append(octets) }

    /// Lets `body` read straight into the buffer's free end; it returns how many octets it read.
    @discardableResult
    @inlinable public mutating func append<Failure: Error>(
        capacity: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        try buffer.append(capacity: capacity, body)
    }

    /// Hands the next whole frame to `body` and consumes it; nil when no whole frame is there yet.
    ///
    /// - Throws: `lengthOutOfRange` when the announced length is below the header or above the limit.
    public mutating func nextFrame<Value>(_ body: (UnsafeRawBufferPointer) -> Value) throws(WireError) -> Value? {
        if let fault { throw fault }
        let rules = rules
        var announced: UInt32 = 0
        let value = buffer.withOctets { octets -> Value? in
            guard octets.count >= 4 else { return nil }
            announced = UInt32(bigEndian: octets.loadUnaligned(as: UInt32.self))
            guard announced >= UInt32(clamping: rules.headerLength), announced <= UInt32(clamping: rules.maximumLength),
                octets.count >= Int(announced)
            else { return nil }
            return body(UnsafeRawBufferPointer(rebasing: octets[0..<Int(announced)]))
        }
        guard let value else {
            if buffer.count >= 4,
                announced < UInt32(clamping: rules.headerLength)
                    || announced > UInt32(clamping: rules.maximumLength)
            {
                let error = WireError(
                    .lengthOutOfRange(
                        announced: UInt64(announced), minimum: rules.headerLength, maximum: rules.maximumLength),
                    field: rules.lengthField, offset: 0)
                fault = error
                throw error
            }
            return nil
        }
        buffer.consume(Int(announced))
        return value
    }

    /// Shows the waiting whole frames one after another to `take`, which says whether it took the frame.
    ///
    /// A frame that is not taken stays, and the walk ends; so does it where no whole frame is left.
    ///
    /// - Throws: `lengthOutOfRange`, after the frames before the unsound length were shown.
    public mutating func forEachFrame(_ take: (UnsafeRawBufferPointer) -> Bool) throws(WireError) {
        if let fault { throw fault }
        let rules = rules
        var unsound: UInt32?
        let taken = buffer.withOctets { octets -> Int in
            var start = 0
            while octets.count &- start >= 4 {
                let announced = UInt32(bigEndian: octets.loadUnaligned(fromByteOffset: start, as: UInt32.self))
                guard announced >= UInt32(clamping: rules.headerLength),
                    announced <= UInt32(clamping: rules.maximumLength)
                else {
                    unsound = announced
                    break
                }
                let end = start &+ Int(announced)
                guard end <= octets.count, take(UnsafeRawBufferPointer(rebasing: octets[start..<end])) else { break }
                start = end
            }
            return start
        }
        buffer.consume(taken)
        guard let unsound else { return }
        let error = WireError(
            .lengthOutOfRange(
                announced: UInt64(unsound), minimum: rules.headerLength, maximum: rules.maximumLength),
            field: rules.lengthField, offset: 0)
        fault = error
        throw error
    }
}
