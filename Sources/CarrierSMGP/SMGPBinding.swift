import CarrierMessaging
import CarrierSession
import CarrierWire
import SMGPCodec
import SMSText

/// Translates between the neutral model and SMGP, for one account and version.
public struct SMGPBinding: CarrierBinding {
    public typealias Vocabulary = SMGPVocabulary

    /// The version whose fields are used.
    public var version: SMGP.Version
    /// MsgSrc of messages that name no provider of their own: the account.
    public var providerID: String
    /// MServiceID of every submit: the product id of the mobile network; empty to leave it out (3.0 only).
    public var productID = ""
    /// Receivers of one Submit: 100 by the specification, 20 at some platforms (section 11).
    public var receiverLimit = 100

    public init(_ version: SMGP.Version, providerID: String) {
        self.version = version
        self.providerID = providerID
    }

    public var name: String { version.rawValue }
    public var segmentLimits: SegmentLimits { .standard }
    public var sessionLimits: SessionLimits { .standard }

    public var codes: CarrierCodes {
        CarrierCodes(
            throttled: SMGP.Status.throttled.rawValue, structure: SMGP.Status.structure.rawValue,
            unknownCommand: SMGP.Status.command.rawValue,
            tooManyConnections: SMGP.Status.tooManyConnections.rawValue,
            addressNotAllowed: SMGP.Status.address.rawValue)
    }

    /// The same in another version, which a login settled.
    func speaking(_ other: SMGP.Version) -> SMGPBinding {
        if other == version { return self }
        var binding = self
        binding.version = other
        return binding
    }

    // MARK: Ids

    public func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        let time = CivilTime(moment)
        let parts = SMGP.MessageID.Parts(
            gateway: Int(gateway), month: time.month, day: time.day, hour: time.hour, minute: time.minute,
            sequence: Int(serial))
        return id(SMGP.MessageID(parts))
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        guard steps != 0, let id = SMGP.MessageID(octets: base.octets) else { return base }
        return self.id(id.advanced(by: steps))
    }

    /// Twenty digits, as gateways print an id.
    public func text(of id: CarrierMessageID) -> String {
        SMGP.MessageID(octets: id.octets)?.description ?? id.description
    }

    /// The MsgID of an id; zero for one that is not ten octets long.
    func messageID(_ id: CarrierMessageID) -> SMGP.MessageID {
        id.ten.map { SMGP.MessageID(high: $0.first, low: $0.last) } ?? SMGP.MessageID()
    }

    func id(_ id: SMGP.MessageID) -> CarrierMessageID { CarrierMessageID(id.high, id.low) }

    // MARK: Answers

    public func meaning(of code: UInt32) -> String {
        code == 0 ? "accepted" : SMGP.Status(rawValue: code).meaning.english
    }

    /// The state and, where the report says why, the meaning of err (sections 7.3 and 7.4).
    public func meaning(of report: DeliveryReport) -> CodeMeaning {
        let state = OctetString(report.raw).flatMap { SMGP.ReportState($0).meaning }
        let code = OctetString(report.errorCode).map { SMGP.ReportErrorCode($0) }
        let reason = code.flatMap { $0 == .success ? nil : $0.meaning }
        return (state ?? StatusWord(report.raw).words).because(of: reason ?? StatusWord(report.raw).reasonMeaning)
    }

    public func receipt(
        _ response: SMGP.Message, to request: SMGP.Message, sequence: SequenceKey
    ) -> SubmitReceipt {
        guard case .submitResponse(let submitted) = response else {
            return SubmitReceipt(code: SMGP.Status.command.rawValue, meaning: "not an answer to a submit")
        }
        guard submitted.status != .ok else { return SubmitReceipt(code: 0, messageID: id(submitted.messageID)) }
        // Never rely on the id of a refusal (section 3.5).
        return SubmitReceipt(
            code: submitted.status.rawValue, meaning: submitted.status.meaning.english,
            isThrottled: submitted.status.retry == .later)
    }

    public func submitResponse(to request: SMGP.Message, id: CarrierMessageID, code: UInt32) -> SMGP.Message {
        var response = SMGP.SubmitResponse()
        if code == 0 { response.messageID = messageID(id) }
        response.status = SMGP.Status(rawValue: code)
        return .submitResponse(response)
    }

    /// The answer; a gateway's route operations that this side does not serve say so (Status 68).
    public func acknowledgement(of request: SMGP.Message, code: UInt32) -> SMGP.Message? {
        let isRoute = request.commandID.request.rawValue >= SMGP.CommandID.queryTERoute.rawValue
        return SMGPAnswer.answer(to: request, code == 0 && isRoute ? .noRouteUpdates : SMGP.Status(rawValue: code))
    }
}
