import CarrierTransport
import CarrierWire

/// A codec of one protocol and one command, as a benchmark drives it.
///
/// A concrete type for each codec, so that the optimiser compiles the timed loops for it; it stands in another module
/// than the codec, as every user does.
protocol BenchedCodec: Sendable {
    /// The codec's frame.
    associatedtype Frame
    /// The name that `--protocol` takes.
    var protocolName: String { get }
    /// The frame that is measured.
    var sample: Frame { get }
    /// The command's specification name.
    var command: String { get }
    /// Decodes exactly one frame.
    func decode(_ octets: UnsafeRawBufferPointer) throws(WireError) -> Frame
    /// Appends the frame to an existing buffer.
    func encode(_ frame: Frame, into buffer: inout OctetBuffer) throws(WireError)
    /// A number that only a decoded frame gives: the sequence number.
    func check(_ frame: Frame) -> UInt32
}

/// One row of `carrier bench codec`: a command of a protocol that can be measured on this machine.
package struct CodecBench: Sendable {
    /// How long to measure.
    package struct Effort: Hashable, Sendable {
        /// The medians are taken of so many runs; at least one.
        package var runs: Int
        /// How long one loop of one run lasts at least, in nanoseconds.
        package var nanoseconds: Int64

        /// States both.
        package init(runs: Int, nanoseconds: Int64) {
            self.runs = runs
            self.nanoseconds = nanoseconds
        }

        /// What the command line does: seven runs of 10 ms a loop.
        package static let standard = Effort(runs: 7, nanoseconds: 10_000_000)
    }

    /// What was measured: medians, a frame each.
    package struct Figures: Hashable, Sendable {
        /// Octets of the frame.
        package var octets: Int
        /// Copying as many octets from one place of memory to another.
        package var memcpyNanoseconds: Double
        /// Decoding the whole frame from its octets.
        package var decodeNanoseconds: Double
        /// Encoding the frame into a buffer that has room.
        package var encodeNanoseconds: Double
        /// Heap objects made by decoding; nil where they cannot be counted.
        package var decodeAllocations: Double?
        /// Heap objects made by encoding; nil where they cannot be counted.
        package var encodeAllocations: Double?
        /// The runs that the medians are of.
        package var runs: Int

        /// Decoding and encoding, in copies of the same octets.
        package var timesMemcpy: Double { (decodeNanoseconds + encodeNanoseconds) / memcpyNanoseconds }
    }

    /// The name that `--protocol` takes.
    package let protocolName: String
    /// The command's specification name.
    package let command: String
    private let measuring: @Sendable (Effort) throws(WireError) -> Figures

    init(_ codec: some BenchedCodec) {
        protocolName = codec.protocolName
        command = codec.command
        measuring = { effort throws(WireError) in try CodecMeter(codec).measure(effort) }
    }

    /// The rows of every protocol: a submit of 140 octets of content, its response, and one more.
    package static let all: [CodecBench] = cmpp + smgp + sgip

    /// Measures; takes about thirty times `nanoseconds` and blocks the thread as long.
    ///
    /// - Throws: what the codec throws at its own sample: never, unless it is broken.
    package func measure(_ effort: Effort = .standard) throws(WireError) -> Figures { try measuring(effort) }
}
