import CMPPCodec
import CarrierMessaging
import CarrierWire

/// CMPP's codes, and what codes and words mean.
enum CMPPMeaning {
    static var codes: CarrierCodes {
        CarrierCodes(
            throttled: CMPP.Result.flowControl.rawValue, structure: CMPP.Result.structure.rawValue,
            unknownCommand: CMPP.Result.command.rawValue,
            tooManyConnections: CMPP.ConnectStatus.tooManyConnections.rawValue,
            addressNotAllowed: CMPP.ConnectStatus.sourceAddress.rawValue)
    }

    static func of(_ code: UInt32, _ version: CMPP.Version) -> String {
        CMPP.Result(rawValue: code).meaning(in: .submit, version).english
    }

    static func of(login status: UInt32) -> String { CMPP.ConnectStatus(rawValue: status).meaning.english }

    static func of(_ report: DeliveryReport) -> CodeMeaning { CMPP.words(for: StatusWord(report.raw)) }
}
