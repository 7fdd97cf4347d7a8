import CarrierFixtures
import CarrierSession

/// One line of a case's dialogue.
struct DialogueStep: Sendable {
    /// The connection in front of the verb; nil for the last one that was opened.
    var connection: String?
    /// What is to be done.
    var verb: Verb
    /// The line in the source, counted from 1.
    var line: Int
    /// The line as it was written, without indentation.
    var text: String

    indirect enum Verb: Sendable {
        /// A connection is made, or awaited where the peer makes it; with a sound login where `login` is set.
        case connect(name: String, login: Bool, isReverse: Bool)
        /// A frame.
        case send(Sending)
        /// Octets as they are.
        case octets(DialogueValue, pieces: Int?)
        /// One of these comes next, so often.
        case expect([Alternative], count: Int, limit: Moment.Span?)
        /// Nothing comes but what may come at any time.
        case expectNothing(Moment.Span)
        /// The limit of the `expect`s that follow.
        case within(Moment.Span)
        /// Time passes; frames are served.
        case wait(Moment.Span)
        /// A command of the peer is not answered by the suite from here on.
        case hold(String)
        /// Held commands are answered again; nil for all of them.
        case release(String?)
        /// Steps side by side with those that follow.
        case meanwhile([DialogueStep])
        /// The connection is ended in order of the transport.
        case close
        /// The connection is broken.
        case reset
        /// What the SP under test is to send in this case.
        case text(String, recipients: [String])
        /// A sound request and its response.
        case sound
        /// Every connection is ended; of no text, but of the sound exchange behind a malformed one.
        case closeAll
    }

    /// A frame that is to be sent.
    struct Sending: Sendable {
        /// The specification's name of the command.
        var command: String
        /// The version in whose layout it is written; nil for the connection's.
        var layout: WireDialect?
        /// Fields that are not as usual, in the order in which they were written.
        var fields: [FieldSetting] = []
        /// What makes the frame illegal.
        var distortions: [Distortion] = []
        /// The secret that digests are made from, where it is not the account's.
        var secret: DialogueValue?
        /// The name under which it is remembered.
        var name: String?
        /// The frame that it responds to.
        var responds: String?
        /// Frames in all, with consecutive sequence numbers.
        var times = 1
        /// Octets a write; nil for all at once.
        var pieces: Int?
    }

    /// A field with its value.
    struct FieldSetting: Sendable {
        var path: [String]
        var value: DialogueValue
        var column: Int
    }

    /// What makes a frame illegal.
    enum Distortion: Sendable {
        /// The announced length.
        case length(DialogueValue)
        /// The command.
        case command(DialogueValue)
        /// The sequence number.
        case sequence(DialogueValue)
        /// So many octets are missing at the end.
        case cut(Int)
        /// So many octets are missing at the end; the announced length says so.
        case short(Int)
        /// Octets behind the body; the announced length counts them.
        case extra(DialogueValue)
        /// An octet, or several, at an offset.
        case octet(Int, DialogueValue)
    }

    /// What an `expect` takes.
    struct Alternative: Sendable {
        enum What: Sendable {
            case frame(FrameExpectation)
            /// The connection ends.
            case closed
            /// Nothing comes until the limit.
            case nothing
            /// No such frame comes until the limit.
            case absence(FrameExpectation)
        }
        var what: What
        /// True when the peer is then tolerated, not right.
        var isNotStrict: Bool
    }

    /// The frame that is expected.
    struct FrameExpectation: Sendable {
        var command: String
        var conditions: [Condition] = []
        /// The frame that it must respond to.
        var responds: String?
        /// The name under which it is remembered.
        var name: String?
    }

    /// What a field must be.
    struct Condition: Sendable {
        enum Test: Sendable {
            case equal(DialogueValue)
            case notEqual(DialogueValue)
            case range(DialogueValue, DialogueValue)
            case oneOf([DialogueValue])
            case prefix(DialogueValue)
        }
        var path: [String]
        var test: Test
        /// The condition as it was written.
        var text: String
    }
}

/// A value in a dialogue, before the names in it are known.
indirect enum DialogueValue: Sendable {
    case number(UInt64)
    case text(String)
    case octets([UInt8])
    /// A text to be encoded by the frame's own coding.
    case encodedText(String)
    /// A field of a frame that was named before, or with an empty path something of the run: `$account`.
    case reference(String, [String])
    case list([DialogueValue])
    case record([(String, DialogueValue)])
    /// Octets and texts one behind the other, or the sum of numbers.
    case sum([DialogueValue])
    case repeated(DialogueValue, Int)
    /// The digest that proves the secret, in logins and their responses.
    case digest
}
