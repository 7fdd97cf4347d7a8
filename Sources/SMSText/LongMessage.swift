/// Which way a message travels. A reference of one direction says nothing about the other.
public enum MessageDirection: Sendable, Hashable {
    /// From a handset to a service provider (上行).
    case mobileOriginated
    /// From a service provider to a handset (下行).
    case mobileTerminated
}

/// A segment as it came in, before anybody looked into its header.
public struct IncomingSegment<Tag: Sendable>: Sendable {
    /// The sender's number as received.
    public var source: String
    /// The receiver's number as received; for a submit to several recipients the whole list, see ``destination(of:)``.
    public var destination: String
    /// Which way it travels.
    public var direction: MessageDirection
    /// Header and payload.
    public var content: [UInt8]
    /// What the indicator says, see ``UserDataHeader/isIndicated(by:)``. False for a status report, always.
    public var hasHeader: Bool
    /// The raw data coding octet.
    public var dataCoding: UInt8
    /// Whatever the caller wants to find again beside this segment: message id, sequence number, connection.
    public var tag: Tag

    /// Puts the parts together.
    public init(
        source: String, destination: String, direction: MessageDirection = .mobileOriginated, content: [UInt8],
        hasHeader: Bool, dataCoding: UInt8, tag: Tag
    ) {
        self.source = source
        self.destination = destination
        self.direction = direction
        self.content = content
        self.hasHeader = hasHeader
        self.dataCoding = dataCoding
        self.tag = tag
    }

    /// One destination for an ordered list of recipients.
    public static func destination(of recipients: [String]) -> String {
        recipients.map(PhoneNumber.normalized).joined(separator: ",")
    }
}

/// One segment of a message, kept with what its caller gave along.
public struct MessagePart<Tag: Sendable>: Sendable {
    /// 1 for the first.
    public var number: Int
    /// Header and payload.
    public var content: [UInt8]
    /// The octets of the header at the beginning of the content.
    public var headerLength: Int
    /// The elements of the header beside the concatenation.
    public var elements: [InformationElement] = []
    /// The raw data coding octet; parts of one message may differ.
    public var dataCoding: UInt8
    /// The caller's own.
    public var tag: Tag
    /// When it came, in the caller's nanoseconds.
    public var arrival: Int64

    /// What follows the header.
    public var payload: ArraySlice<UInt8> { content.dropFirst(max(0, headerLength)) }
}

/// A message with the parts that came: all of them, or what there was when it was given up.
public struct LongMessage<Tag: Sendable>: Sendable {
    /// The sender's number as the first part to arrive had it.
    public var source: String
    /// The receiver's number as the first part to arrive had it.
    public var destination: String
    /// Which way it travelled.
    public var direction: MessageDirection
    /// The reference; `nil` for a message that never was a long one.
    public var reference: ConcatenationReference?
    /// The number of parts that make the message.
    public var total: Int
    /// The parts in the order of their numbers.
    public var parts: [MessagePart<Tag>]
    /// Information elements beside the concatenation, in the order of the parts, each once: ports among others. Only
    /// ports are the same in every part.
    public var elements: [InformationElement]
    /// True when a header was announced and cannot be one; the whole content then counts as payload.
    public var isMalformed: Bool

    /// True when no part is missing.
    public var isComplete: Bool { parts.count == total }

    /// The payloads joined, headers left out: the message itself when it is binary.
    public var octets: [UInt8] {
        // A key path would be looked up by name each time: the type is generic.
        parts.reduce(into: []) { $0 += $1.payload }
    }

    /// The text of ``reading``.
    public var text: String { reading.text }

    /// The text, read as what it is where it cannot be what its data coding says, U+FFFD for what is damaged; its
    /// anomalies name both.
    ///
    /// Neighbours of one alphabet are joined before they are decoded, for peers cut characters in two; never across a
    /// missing part. Empty for binary content.
    public var reading: TextReading {
        // Most messages: nothing to join.
        if parts.count == 1, let only = parts.first {
            return TextDecoder.reading(of: only.payload, dataCoding: only.dataCoding)
        }
        var whole = TextReading(text: "")
        var run = parts[...]
        while let first = run.first {
            var end = run.startIndex + 1
            while end < run.endIndex, run[end].number == first.number + end - run.startIndex { end += 1 }
            let part = TextDecoder.reading(ofSegments: run[..<end].lazy.map { ($0.payload, $0.dataCoding) })
            whole.text += part.text
            whole.anomalies += part.anomalies.filter { !whole.anomalies.contains($0) }
            run = run[end...]
        }
        return whole
    }
}

/// Why a message was given up before it was complete.
@nonexhaustive
public enum IncompleteReason: Sendable, Hashable {
    /// No further segment came in time.
    case expired
    /// The same reference came again with another content: the sender has begun a new message.
    case abandoned
    /// More messages were open than the bound allows; this one had waited longest.
    case evictedByEntries
    /// More octets, or segments, were held than the bound allows; this one had waited longest.
    case evictedByOctets
    /// The reassembler was emptied, see ``Reassembler/removeAll()``.
    case ended
}

/// The end of an entry. Every segment that was stored is in exactly one of these.
public enum ReassemblyEvent<Tag: Sendable>: Sendable {
    /// All parts are there.
    case complete(LongMessage<Tag>)
    /// Parts are missing and will not be waited for. The peer has been answered and will not send them again, so the
    /// application is the last place where they are.
    case incomplete(LongMessage<Tag>, IncompleteReason)
}
