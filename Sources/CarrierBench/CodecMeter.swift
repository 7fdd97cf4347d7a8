import CarrierTransport
import CarrierWire

/// The timed loops of one codec.
struct CodecMeter<Codec: BenchedCodec> {
    private let codec: Codec

    init(_ codec: Codec) { self.codec = codec }

    /// Takes the three figures in turn in every run, so that what disturbs one disturbs all.
    func measure(_ effort: CodecBench.Effort) throws(WireError) -> CodecBench.Figures {
        var buffer = OctetBuffer()
        let sample = codec.sample
        try codec.encode(sample, into: &buffer)
        let octets = Repeated(buffer.takeAll())
        var target = octets.stream
        var memcpy = Timing(effort)
        var decode = Timing(effort)
        var encode = Timing(effort)
        for _ in 0..<max(1, effort.runs) {
            memcpy.run { times in copy(octets, into: &target, times: times) }
            try decode.run { times throws(WireError) in try self.decode(octets, times: times) }
            try encode.run { times throws(WireError) in try self.encode(sample, into: &buffer, times: times) }
        }
        let rounds = 1000
        let decoded = try HeapCounter.objects { () throws(WireError) in try self.decode(octets, times: rounds) }
        let encoded = try HeapCounter.objects { () throws(WireError) in
            try self.encode(sample, into: &buffer, times: rounds)
        }
        return CodecBench.Figures(
            octets: octets.count, memcpyNanoseconds: memcpy.median, decodeNanoseconds: decode.median,
            encodeNanoseconds: encode.median, decodeAllocations: decoded.map { Double($0) / Double(rounds) },
            encodeAllocations: encoded.map { Double($0) / Double(rounds) }, runs: max(1, effort.runs))
    }

    @inline(never)
    private func copy(_ octets: Repeated, into target: inout [UInt8], times: Int) {
        octets.stream.withUnsafeBytes { source in
            target.withUnsafeMutableBytes { target in
                guard let source = source.baseAddress, let target = target.baseAddress else { return }
                var start = 0
                for _ in 0..<times {
                    CodecMeter.copy(source + start, target + start, octets.count)
                    octets.step(&start)
                }
            }
        }
    }

    // A call of its own, so that no copy is left out because the next one writes the same.
    @inline(never)
    private static func copy(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
        target.copyMemory(from: source, byteCount: count)
    }

    @inline(never)
    private func decode(_ octets: Repeated, times: Int) throws(WireError) {
        let result = octets.stream.withUnsafeBytes { stream in
            Result { () throws(WireError) -> UInt32 in
                var sum: UInt32 = 0
                var start = 0
                for _ in 0..<times {
                    let place = UnsafeRawBufferPointer(rebasing: stream[start..<start + octets.count])
                    let frame = try codec.decode(place)
                    sum &+= codec.check(frame)
                    octets.step(&start)
                }
                return sum
            }
        }
        let expected = codec.check(codec.sample) &* UInt32(truncatingIfNeeded: times)
        guard try result.get() == expected else { throw WireError(.malformed, field: "Sequence", offset: 8) }
    }

    @inline(never)
    private func encode(_ frame: Codec.Frame, into buffer: inout OctetBuffer, times: Int) throws(WireError) {
        for _ in 0..<times {
            try codec.encode(frame, into: &buffer)
            buffer.consume(buffer.count)
        }
    }
}

/// A frame many times over, one behind the other as in a stream: each begins at another place of a cache line. Where an
/// array happens to lie makes a quarter of the time of a copy.
private struct Repeated {
    private static let frames = 16
    let stream: [UInt8]
    /// Octets of one frame.
    let count: Int

    init(_ frame: [UInt8]) {
        stream = Array(repeatElement(frame, count: Self.frames).joined())
        count = frame.count
    }

    /// Goes on to the next frame, and from the last one to the first.
    @inline(__always)
    func step(_ start: inout Int) {
        start &+= count
        if start == stream.count { start = 0 }
    }
}

/// How long one step of a loop takes, over several runs.
private struct Timing {
    private let effort: CodecBench.Effort
    private var times = 1
    private var steps: [Double] = []

    init(_ effort: CodecBench.Effort) { self.effort = effort }

    /// Runs the loop as often as makes a run long enough; the number is found in the first run.
    mutating func run<Failure: Error>(_ loop: (_ times: Int) throws(Failure) -> Void) throws(Failure) {
        while true {
            let start = MonotonicClock.now()
            try loop(times)
            let elapsed = MonotonicClock.now().nanoseconds &- start.nanoseconds
            if elapsed >= effort.nanoseconds || times >= 1 << 30 {
                steps.append(Double(elapsed) / Double(times))
                return
            }
            times *= 2
        }
    }

    var median: Double {
        let sorted = steps.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}
