import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec
import SMSText

/// Translates between the neutral model and SGIP, for one account and edition.
public struct SGIPBinding: CarrierBinding {
    public typealias Vocabulary = SGIPVocabulary

    /// The edition whose rules are used.
    public var version: SGIP.Version
    /// CorpId (企业代码) of messages that name no provider of their own.
    public var corporationID: String
    /// Receivers of one Submit, 1 to 100. With 83 a frame of 160 octets stays within the text's 2 KB (1.3); 1.3 and
    /// many gateways of 1.2 want 1 (section 11, Q10).
    public var receiversPerSubmit: Int
    /// TP_udhi of a segment with a user data header: 1, or 64 for gateways that want it so (section 10).
    public var headerIndicator: UInt8 = 1

    public init(_ version: SGIP.Version, corporationID: String) {
        self.version = version
        self.corporationID = corporationID
        receiversPerSubmit = version == .v1_3 ? 1 : 83
    }

    public var name: String { version.rawValue }
    public var segmentLimits: SegmentLimits { .standard }

    /// Window 32, response 30 s, three transmissions, no keep-alive, closed after 60 s without traffic (section 8).
    public var sessionLimits: SessionLimits {
        var limits = SessionLimits()
        limits.windowSize = 32
        limits.replyTimeout = .seconds(30)
        limits.maximumAttempts = 3
        limits.keepAliveInterval = nil
        limits.idleTimeout = .seconds(60)
        return limits
    }

    public var codes: CarrierCodes {
        CarrierCodes(
            throttled: 88, structure: UInt32(SGIP.Result.parameter.rawValue),
            unknownCommand: UInt32(SGIP.Result.messageID.rawValue),
            tooManyConnections: UInt32(SGIP.Result.tooManyConnections.rawValue),
            addressNotAllowed: UInt32(SGIP.Result.illegalLogin.rawValue))
    }

    // MARK: Ids

    /// A submit's id is its sequence number; this makes ids for what the gateway begins itself.
    public func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        let time = CivilTime(moment).monthToSecond
        return CarrierMessageID(SequenceKey(prefix: UInt64(gateway) << 32 | UInt64(time), counter: serial))
    }

    public func identity(of request: SGIP.Message, sequence: SequenceKey) -> CarrierMessageID? {
        guard case .submit = request else { return nil }
        return CarrierMessageID(sequence)
    }

    /// There are no ranges: all receivers of a Submit share its number (section 5).
    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID { base }

    /// Node, time and counter: `3057112345-1120203225-1`.
    public func text(of id: CarrierMessageID) -> String {
        SGIP.SequenceNumber(octets: id.octets)?.description ?? id.description
    }

    // MARK: Answers

    public func meaning(of code: UInt32) -> String {
        guard let code = UInt8(exactly: code) else { return "code \(code)" }
        return code == 0 ? "accepted" : SGIP.Result(rawValue: code).meaningInWords
    }

    /// State and ErrorCode, or the word that a bridge put into Reserve.
    public func meaning(of report: DeliveryReport) -> CodeMeaning {
        let code = UInt8(report.errorCode).map { SGIP.Result(rawValue: $0) } ?? SGIPFate(report.raw)?.code ?? .ok
        let reason = code == .ok ? nil : code.words
        guard let fate = SGIPFate(report.raw) else {
            let word = StatusWord(report.raw)
            return (word.meaning ?? SGIPFate(report.state).state.meaning ?? word.words).because(of: reason)
        }
        return (fate.state.meaning ?? StatusWordTable.nobodyKnows).because(of: reason)
    }

    public func receipt(
        _ response: SGIP.Message, to request: SGIP.Message, sequence: SequenceKey
    ) -> SubmitReceipt {
        guard case .submitResponse(let submitted) = response else {
            return SubmitReceipt(code: codes.unknownCommand, meaning: "not an answer to a submit")
        }
        let code = UInt32(submitted.result.rawValue)
        guard submitted.result != .ok else { return SubmitReceipt(code: 0, messageID: CarrierMessageID(sequence)) }
        return SubmitReceipt(code: code, meaning: meaning(of: code), isThrottled: submitted.result.isTemporary)
    }

    public func submitResponse(to request: SGIP.Message, id: CarrierMessageID, code: UInt32) -> SGIP.Message {
        .submitResponse(SGIP.SubmitResponse(SGIP.Result(rawValue: UInt8(clamping: code))))
    }

    public func acknowledgement(of request: SGIP.Message, code: UInt32) -> SGIP.Message? {
        request.response(result: SGIP.Result(rawValue: UInt8(clamping: code)))
    }
}
