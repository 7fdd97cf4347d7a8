import CarrierSession
import CarrierWire
import SMSText

/// Every number that bounds a gateway, beside those of its accounts.
public struct GatewayOptions: Sendable {
    /// The gateway's number in the ids that it makes.
    public var gateway: UInt32 = 1
    /// Where peers may come from, whatever the account; empty for everywhere.
    public var allowed: [AddressBlock] = []
    /// Connections at a time, logged in or not, at most 2^20.
    public var maximumChannels = 65_536
    /// Accounts that are remembered though nothing of theirs is left: their rate, their settings.
    public var maximumIdleAccounts = 10_000

    /// Submits of all channels that await their decision; beyond, submits are refused with the flow-control code.
    public var maximumUndecided = 65_536
    /// Submits of one channel that await their decision.
    public var maximumUndecidedPerChannel = 1024
    /// The status code for submits that are refused for now; nil for the protocol's own (流量控制).
    public var throttleCode: UInt32?
    /// Accepted submits that are remembered for the sake of their reports; of more the oldest are forgotten.
    public var maximumReportable = 1_000_000
    /// How long an accepted submit is remembered for the sake of its reports.
    public var reportableFor = Moment.Span.seconds(72 * 3600)

    /// The pause after which a delivery that stayed unanswered is sent again.
    public var repushAfter = Moment.Span.seconds(300)
    /// How long a delivery is tried, from its beginning; then it is handed back.
    public var deliverFor = Moment.Span.seconds(24 * 3600)

    /// How long one attempt to make a reverse connection may take, name resolution included.
    public var connectTimeout = Moment.Span.seconds(10)
    /// The pause before a reverse connection that failed is dialled again; it doubles from time to time.
    public var dialPause = Moment.Span.seconds(1)
    /// The longest such pause.
    public var maximumDialPause = Moment.Span.seconds(30)
    /// The pause after a refused login on a reverse connection, which doubles too, up to sixteen of it.
    public var refusedLoginPause = Moment.Span.seconds(60)

    /// Whether submitted segments are joined to whole messages.
    public var assemblesMessages = false
    /// How much waits for the rest of its message, for each account.
    public var reassembly = ReassemblyLimits()

    /// Whether a decider is asked about submits before anybody is told of them: whoever gives the channels their turns
    /// takes them with ``GatewayCore/takeSubmits(into:)`` then.
    public var hasDecider = false
    /// Whether records are handed out to a store, and answers wait until the store has them.
    public var usesStore = false
    /// Whether it is told when a delivery is sent, not only how it ends.
    public var tellsSending = false
    /// The least time between two events that tell of the same bound of the same account.
    public var boundNotice = Moment.Span.seconds(60)

    public init() {}

    /// The defaults.
    public static let standard = GatewayOptions()
}
