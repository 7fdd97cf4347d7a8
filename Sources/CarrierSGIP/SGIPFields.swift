import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec
import SMSText

/// Values as SGIP's fields hold them: what does not fit is refused by name, nothing is cut.
enum SGIPField {
    /// A subscriber's number (section 9.3): `86` in front of eleven digits that begin with 1, no `+`.
    static func subscriber(_ number: String, _ name: FieldName) throws(MessagingError) -> OctetString {
        guard !number.isEmpty else { throw MessagingError(.noRecipient, field: name) }
        // The usual spelling, which stays as it is.
        if number.utf8.count == 13, number.hasPrefix("861"), number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return try MessageField.text(number, width: 21, name)
        }
        let bare = PhoneNumber.normalized(number)
        let isMobile = bare.utf8.count == 11 && bare.utf8.first == UInt8(ascii: "1")
        return try MessageField.text(isMobile ? "86" + bare : bare, width: 21, name)
    }

    /// MorelatetoMTFlag: an on-demand transaction makes the message the first answer to a subscriber's request.
    static func cause(linkID: String) -> SGIP.Cause { linkID.isEmpty ? .unsolicited : .firstReply }

    /// CorpId (section 3.4): a number of at most five digits, padded with zeros on the left.
    static func corporation(_ id: String) throws(MessagingError) -> OctetString {
        if id.isEmpty { return OctetString() }
        guard DecimalDigits.number(id.utf8) != nil, let field = OctetString(padding: id, to: 5) else {
            throw MessagingError(.outOfRange, field: "CorpId")
        }
        return field
    }

    /// A price in fen (section 3.4): 0 to 99999.
    static func price(_ digits: String, _ name: FieldName) throws(MessagingError) -> OctetString {
        // An empty one counts as zero.
        guard digits.isEmpty || DecimalDigits.number(digits.utf8).map({ $0 <= 99_999 }) ?? false else {
            throw MessagingError(.outOfRange, field: name)
        }
        return try MessageField.text(digits.isEmpty ? "0" : digits, width: 6, name)
    }

    /// FeeType (section 9.6).
    static func feeType(_ type: Billing.FeeType) throws(MessagingError) -> SGIP.FeeType {
        switch type {
        case .free: return .free
        case .perMessage: return .perMessage
        case .monthly: return .monthly
        case .collectedByProvider: return .collectedByProvider
        case .capped: throw MessagingError(.unsupported, field: "FeeType")
        case .other(let digits):
            guard let number = UInt8(digits) else { throw MessagingError(.outOfRange, field: "FeeType") }
            return SGIP.FeeType(rawValue: number)
        }
    }

    /// What a FeeType says; a value that the specification has no word for is kept as its digits, so is 0.
    static func feeType(_ type: SGIP.FeeType) -> Billing.FeeType {
        switch type {
        case .free: .free
        case .perMessage: .perMessage
        case .monthly: .monthly
        case .collectedByProvider: .collectedByProvider
        default: .other(String(type.rawValue))
        }
    }

    /// A time (section 7): absolute, in China time. The text fixes tenths as 0, so a moment between two tenths, which
    /// comes from a clock and not from another protocol, counts as the next whole second.
    static func time(_ time: DeliveryTime?, _ name: FieldName) throws(MessagingError) -> OctetString {
        switch time {
        case nil: return OctetString()
        case .after: throw MessagingError(.unsupported, field: name)
        case .at(let moment):
            let isExact = moment.nanoseconds % 100_000_000 == 0
            let seconds = moment.nanoseconds / 1_000_000_000
            let shown = isExact ? moment : Moment(secondsSince1970: seconds + 1)
            let civil = CivilTime(shown)
            let time = SMPPTime(
                year: civil.year - 2000, month: civil.month, day: civil.day, hour: civil.hour, minute: civil.minute,
                second: civil.second, tenth: Int(shown.nanoseconds / 100_000_000 % 10))
            guard let field = time.field else { throw MessagingError(.outOfRange, field: name) }
            return field
        }
    }
}

/// A report's state and error code as one word: `0`, `1`, `2:25` (sections 5 and 6).
struct SGIPOutcome: Hashable, Sendable {
    var state: SGIP.State
    var code: SGIP.Result

    init(state: SGIP.State, code: SGIP.Result) {
        self.state = state
        self.code = code
    }

    /// Reads a word; nil for one of another protocol.
    init?(_ word: String) {
        let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let state = UInt8(first) else { return nil }
        let code = parts.count > 1 ? UInt8(parts[1]) : 0
        guard let code else { return nil }
        self.init(state: SGIP.State(rawValue: state), code: SGIP.Result(rawValue: code))
    }

    /// A state has no code of its own but one that says about the same; the choice is ours (`Docs/notes/sgip.md`).
    init(_ state: DeliveryState) {
        switch state {
        case .delivered: self.init(state: .delivered, code: .ok)
        case .accepted, .enroute: self.init(state: .waiting, code: .ok)
        case .undelivered, .expired: self.init(state: .failed, code: .absent)
        case .rejected: self.init(state: .failed, code: .functionMissing)
        case .deleted, .unknown: self.init(state: .failed, code: .systemFailure)
        }
    }

    var word: String { code == .ok ? "\(state.rawValue)" : "\(state.rawValue):\(code.rawValue)" }

    /// All that the protocol tells apart; what is neither 0 nor 1 is a failure.
    var deliveryState: DeliveryState {
        switch state {
        case .delivered: .delivered
        case .waiting: .enroute
        default: .undelivered
        }
    }
}

extension SessionLimits {
    /// Window 32, response 30 s, three transmissions, no keep-alive, closed after 60 s without traffic (section 8).
    static var sgip: SessionLimits {
        var limits = SessionLimits()
        limits.windowSize = 32
        limits.replyTimeout = .seconds(30)
        limits.maximumAttempts = 3
        limits.keepAliveInterval = nil
        limits.idleTimeout = .seconds(60)
        return limits
    }
}
