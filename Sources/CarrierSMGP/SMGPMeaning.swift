import CarrierMessaging
import CarrierWire
import SMGPCodec

/// SMGP's codes, and what codes and words mean.
enum SMGPMeaning {
    static var codes: CarrierCodes {
        CarrierCodes(
            throttled: SMGP.Status.throttled.rawValue, structure: SMGP.Status.structure.rawValue,
            unknownCommand: SMGP.Status.command.rawValue,
            tooManyConnections: SMGP.Status.tooManyConnections.rawValue,
            addressNotAllowed: SMGP.Status.address.rawValue)
    }

    static func of(_ code: UInt32) -> String { code == 0 ? "accepted" : SMGP.Status(rawValue: code).meaning.english }

    /// The state and, where the report says why, the meaning of err (sections 7.3 and 7.4).
    static func of(_ report: DeliveryReport) -> CodeMeaning {
        let state = OctetString(report.raw).flatMap { SMGP.ReportState($0).meaning }
        let code = OctetString(report.errorCode).map { SMGP.ReportErrorCode($0) }
        let reason = code.flatMap { $0 == .success ? nil : $0.meaning }
        return (state ?? StatusWord(report.raw).words).because(of: reason ?? StatusWord(report.raw).reasonMeaning)
    }
}
