import CarrierSession

/// One channel of a client: its place in the plan, and how far its connection is.
struct ClientChannel: Sendable {
    let id: ChannelID
    let entry: ChannelPlan.Entry
    /// True when the gateway dialled it.
    var isReverse = false
    var state = ChannelState.closed
    /// What the login said that it carries.
    var carries: ChannelTraffic
    /// When it opened.
    var openedAt: Moment?
    /// When it is dialled again, or done probing.
    var deadline: Moment?
    /// Losses and refused logins in a row.
    var failures = 0
    var refusals = 0
    /// Ends in order, in a row, between which nothing was answered.
    var fruitlessEnds = 0
    /// True when the last connection ended in order: it is made again when there is something to send.
    var endedInOrder = false
    /// True when a request that this connection sent will not be answered.
    var lostRequests = false
    /// Requests that were taken and have no end.
    var inFlight = 0
    /// The message whose requests go out here next.
    var current: RequestRun?
    /// True while it stands in the list of channels that found nothing to send.
    var isHungry = false
    /// Answers to be taken.
    var replies: [ClientReply] = []
    /// Counts its connections: what belongs to an earlier one is not for the next.
    var generation: UInt64 = 0

    init(id: ChannelID, entry: ChannelPlan.Entry) {
        self.id = id
        self.entry = entry
        carries = entry.traffic
    }

    var carriesSubmits: Bool { carries.contains(.submit) && !isReverse }
    /// True when new messages may begin here.
    var takesNew: Bool { state == .open && carriesSubmits }
    /// True when a message that was begun here may go on.
    var mayFinish: Bool { takesNew || state == .draining }
    /// True while there is a connection or the attempt to make one.
    var isConnected: Bool {
        switch state {
        case .dialing, .loggingIn, .open, .probing, .draining, .closing: true
        case .closed, .lost, .refused: false
        }
    }
    /// True when it was given up for now: whoever stands behind it may be dialled.
    var isDown: Bool {
        switch state {
        case .lost, .refused, .probing: true
        case .dialing, .loggingIn: failures > 0 || refusals > 0
        case .closed, .open, .draining, .closing: false
        }
    }
    var isWaitingForWork: Bool { state == .closed && endedInOrder && carriesSubmits }

    /// A submit was answered: earlier troubles are over.
    mutating func noteAnswer() {
        failures = 0
        refusals = 0
        fruitlessEnds = 0
    }

    mutating func forgetConnection() {
        openedAt = nil
        deadline = nil
        inFlight = 0
        lostRequests = false
        replies = []
        generation &+= 1
        carries = entry.traffic
    }
}
