/// A session as whoever owns the socket sees it: octets in, octets out, and a moment at which to come again.
///
/// One owner at a time calls it, one call after the other; nothing of it blocks. What the session has to say goes to
/// its other face (a client's, a gateway's, or a caller's), which the owner of the socket need not know.
public protocol SessionIO: AnyObject {
    /// The connection is there: who dialled logs in, who was dialled waits for the login.
    func open(at moment: Moment)
    /// Lets `read` write up to `capacity` octets into the input and serves at most `portion` requests and as many
    /// responses of what has arrived.
    ///
    /// - Returns: what `read` returned: the octets that it wrote.
    func receive(capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int
    /// True when a portion was served and whole frames may be left for ``proceed(at:portion:)``.
    var hasUnservedInput: Bool { get }
    /// Serves the next portion of what was received.
    func proceed(at moment: Moment, portion: Int)
    /// False when reading should stop: too many replies are owed, or too many octets wait to be written.
    var wantsInput: Bool { get }
    /// Octets that wait to be written.
    var outputCount: Int { get }
    /// Shows the octets that wait to be written; `body` returns how many of them were.
    func withOutput(_ body: (UnsafeRawBufferPointer) -> Int)
    /// When ``advance(to:)`` is to be called next; nil when nothing is due.
    var nextDeadline: Moment? { get }
    /// Does what is due.
    func advance(to moment: Moment)
    /// The stream ended, or broke with the system's error `errno`.
    func endOfInput(at moment: Moment, errno: Int32?)
    /// Closes in order, bounded by ``SessionLimits/closingTimeout``.
    func close(at moment: Moment)
    /// Ends the session at once, without a word to the peer.
    func abort(at moment: Moment)
    /// True from the moment on in which the login succeeded.
    var isLoggedIn: Bool { get }
    /// Who watches the session; nil for nobody. Set it before the session is opened.
    var observer: (any SessionObserver)? { get set }
    /// Why the session is over; nil while it is not.
    var closeReason: CloseReason? { get }
}
