import CarrierMessaging
import CarrierWire
import SGIPCodec

/// SGIP's codes, and what codes and words mean.
enum SGIPMeaning {
    static var codes: CarrierCodes {
        CarrierCodes(
            throttled: 88, structure: UInt32(SGIP.Result.parameter.rawValue),
            unknownCommand: UInt32(SGIP.Result.messageID.rawValue),
            tooManyConnections: UInt32(SGIP.Result.tooManyConnections.rawValue),
            addressNotAllowed: UInt32(SGIP.Result.illegalLogin.rawValue))
    }

    static func of(_ code: UInt32) -> String {
        guard let code = UInt8(exactly: code) else { return "code \(code)" }
        return code == 0 ? "accepted" : SGIP.Result(rawValue: code).meaningInWords
    }

    /// State and ErrorCode, or the word that a bridge put into Reserve.
    static func of(_ report: DeliveryReport) -> CodeMeaning {
        let code = UInt8(report.errorCode).map { SGIP.Result(rawValue: $0) } ?? SGIPOutcome(report.raw)?.code ?? .ok
        let reason = code == .ok ? nil : code.words
        guard let outcome = SGIPOutcome(report.raw) else {
            let word = StatusWord(report.raw)
            return (word.meaning ?? SGIPOutcome(report.state).state.meaning ?? word.words).because(of: reason)
        }
        return (outcome.state.meaning ?? StatusWordTable.nobodyKnows).because(of: reason)
    }
}
