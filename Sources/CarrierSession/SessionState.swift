import CarrierWire

/// The name of a session's state.
public enum SessionStateName: String, Hashable, Sendable, CaseIterable {
    /// There is no connection yet.
    case connecting
    /// The connection is there, login is not finished.
    case loggingIn
    /// Traffic flows.
    case open
    /// No new requests of this side; what is open is finished, then the session ends.
    case closing
    /// Over.
    case closed
}

/// Where a session stands. The requests and replies themselves are not part of it: they come and go without moving it.
@usableFromInline enum SessionState: Hashable, Sendable {
    case connecting
    case loggingIn(Login)
    case open
    case closing(Closing)
    case closed(CloseReason)

    @usableFromInline struct Login: Hashable, Sendable {
        var role: SessionRole
        /// When login must be finished.
        var deadline: Moment
    }

    @usableFromInline struct Closing: Hashable, Sendable {
        var stage: Stage
        /// What the owner is told when the closing succeeds.
        var reason: CloseReason
        /// When the closing must be finished.
        var deadline: Moment
    }

    enum Stage: String, Hashable, Sendable, CaseIterable {
        /// This side wants to close; it waits for the responses and replies that are open.
        case draining
        /// This side has asked and waits for the answer.
        case exchanging
        /// This side has asked, the peer too: the peer has been answered, its answer is awaited.
        case crossing
        /// The peer has asked; replies that this side owes come before the answer.
        case answering
        /// The peer has asked and has been answered; responses that it owes may still come.
        case lingering
    }

    @usableFromInline var name: SessionStateName {
        switch self {
        case .connecting: .connecting
        case .loggingIn: .loggingIn
        case .open: .open
        case .closing: .closing
        case .closed: .closed
        }
    }
}

/// What can move a session from one state to another.
@usableFromInline enum SessionInput: Hashable, Sendable {
    /// The connection is there.
    case start(SessionRole, loginDeadline: Moment)
    /// Login was accepted.
    case loginAccepted(LoginSummary)
    /// Login was refused.
    case loginRefused(code: UInt32, by: Blame)
    /// Login was accepted by the peer, but this side does not go on.
    case loginObjected(LoginObjection)
    /// This side's login cannot be written.
    case loginUnencodable(WireError)
    /// A request other than login or closing came before login.
    case earlyRequest
    /// A response to nothing came before login.
    case earlyResponse
    /// A second login came; `answered` says whether the protocol has an answer to that.
    case repeatedLogin(answered: Bool)
    /// A frame with a damaged body came; `answered` says whether the protocol has an answer to that.
    case damagedFrame(WireError, answered: Bool)
    /// A frame of unsound length came.
    case unreadable(WireError)
    /// The owner, or the idle time, wants to close.
    case closeWanted(CloseReason, deadline: Moment)
    /// The peer asks to close.
    case closingRequest(deadline: Moment)
    /// The peer agrees to close, or nobody has to ask.
    case closingResponse
    /// What is still open has changed: responses that the peer owes, replies that this side owes.
    case awaiting(responses: Bool, replies: Bool)
    /// The deadline of the state has come.
    case deadlineReached
    /// The stream ended or broke.
    case streamEnded(errno: Int32?)
    /// The peer ended the stream in order, with nothing open.
    case peerLeft
    /// Signs of life stayed unanswered.
    case peerSilent
    /// A request stayed unanswered, and that ends the session.
    case requestUnanswered
    /// The owner ends the session at once.
    case aborted
}

/// What the session has to do when it moves.
@usableFromInline enum SessionAction: Hashable, Sendable {
    case sendLogin
    case announce(LoginSummary)
    /// Hand back the requests that were not sent.
    case handBackQueued
    case sendClosing
    case answerClosing
    /// Hand back what is left and say that the session is over.
    case finish(CloseReason)
}

/// The whole of a session's life: from a state and an input to a state and what is to be done.
extension SessionState {
    @usableFromInline typealias Step = (state: SessionState, actions: [SessionAction])

    /// The next state; the same one without actions where the input does not matter.
    @usableFromInline func transition(_ input: SessionInput) -> Step {
        switch (self, input) {
        case (.closed, _): (self, [])
        case (_, .aborted): over(.aborted)
        case (_, .unreadable(let error)): over(.unreadable(error))
        case (.connecting, _): connecting(input)
        case (.loggingIn(let login), _): loggingIn(login, input)
        case (.open, _): open(input)
        case (.closing(let closing), _): self.closing(closing, input)
        }
    }

    private func over(_ reason: CloseReason, after actions: [SessionAction] = []) -> Step {
        (.closed(reason), actions + [.finish(reason)])
    }

    private func connecting(_ input: SessionInput) -> Step {
        switch input {
        case .start(.client, let deadline): (.loggingIn(Login(role: .client, deadline: deadline)), [.sendLogin])
        case .start(.server, let deadline): (.loggingIn(Login(role: .server, deadline: deadline)), [])
        case .closeWanted: over(.closedLocally)
        case .streamEnded(let errno): over(.connectionLost(errno: errno))
        default: (self, [])
        }
    }

    private func loggingIn(_ login: Login, _ input: SessionInput) -> Step {
        switch input {
        case .loginAccepted(let summary): (.open, [.announce(summary)])
        case .loginRefused(let code, let blame): over(.loginRefused(code: code, by: blame))
        case .loginObjected(let objection): over(.loginObjected(objection))
        case .loginUnencodable(let error): over(.loginUnencodable(error))
        case .earlyRequest: over(.protocolViolation)
        case .earlyResponse: login.role == .server ? over(.protocolViolation) : (self, [])
        case .damagedFrame(let error, _): over(.unreadable(error))
        case .closeWanted: over(.closedLocally)
        case .closingRequest: over(.closedByPeer, after: [.answerClosing])
        case .deadlineReached: over(.loginTimeout)
        case .streamEnded(let errno): over(.connectionLost(errno: errno))
        default: (self, [])
        }
    }

    private func open(_ input: SessionInput) -> Step {
        switch input {
        case .repeatedLogin(answered: false): over(.protocolViolation)
        case .damagedFrame(let error, answered: false): over(.unreadable(error))
        case .closeWanted(let reason, let deadline):
            (.closing(Closing(stage: .draining, reason: reason, deadline: deadline)), [.handBackQueued])
        case .closingRequest(let deadline):
            (.closing(Closing(stage: .answering, reason: .closedByPeer, deadline: deadline)), [.handBackQueued])
        case .streamEnded(let errno): over(.connectionLost(errno: errno))
        case .peerLeft: over(.endedByPeer)
        case .peerSilent: over(.peerSilent)
        case .requestUnanswered: over(.requestUnanswered)
        default: (self, [])
        }
    }

    private func closing(_ closing: Closing, _ input: SessionInput) -> Step {
        var next = closing
        switch (closing.stage, input) {
        case (_, .damagedFrame(let error, answered: false)): return over(.unreadable(error))
        case (_, .repeatedLogin(answered: false)): return over(.protocolViolation)
        case (_, .requestUnanswered): return over(.requestUnanswered)

        case (.draining, .awaiting(responses: false, replies: false)):
            next.stage = .exchanging
            return (.closing(next), [.sendClosing])
        case (.draining, .closingRequest):
            next.stage = .answering
            next.reason = .closedByPeer
            return (.closing(next), [])
        case (.exchanging, .closingRequest):
            next.stage = .crossing
            return (.closing(next), [.answerClosing])
        case (.exchanging, .closingResponse), (.crossing, .closingResponse): return over(closing.reason)
        case (.crossing, .streamEnded): return over(closing.reason)
        case (.draining, .streamEnded(let errno)), (.exchanging, .streamEnded(let errno)):
            return over(.connectionLost(errno: errno))
        case (.draining, .deadlineReached), (.exchanging, .deadlineReached): return over(.closingTimeout)
        case (.crossing, .deadlineReached): return over(closing.reason)

        case (.answering, .awaiting(responses: true, replies: false)):
            next.stage = .lingering
            return (.closing(next), [.answerClosing])
        case (.answering, .awaiting(responses: false, replies: false)):
            return over(closing.reason, after: [.answerClosing])
        case (.answering, .deadlineReached): return over(closing.reason, after: [.answerClosing])
        case (.lingering, .awaiting(responses: false, _)): return over(closing.reason)
        case (.lingering, .closingRequest), (.crossing, .closingRequest): return (self, [.answerClosing])
        case (.lingering, .deadlineReached), (.answering, .streamEnded), (.lingering, .streamEnded):
            return over(closing.reason)
        default: return (self, [])
        }
    }
}
