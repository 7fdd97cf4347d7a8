import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierWire

/// How one protocol prints its ids, codes and reports: what its adapter says, for printers that know no protocol.
struct Wording: Sendable {
    /// An id as the protocol prints it.
    let id: @Sendable (CarrierMessageID) -> String
    /// What a submit response's code means.
    let result: @Sendable (UInt32) -> String
    /// What a login response's status means.
    let login: @Sendable (UInt32) -> String
    private let meaning: @Sendable (DeliveryReport) -> CodeMeaning

    init(_ adapter: some GatewayAdapter) {
        id = { adapter.text(of: $0) }
        result = { adapter.meaning(of: $0) }
        login = { adapter.meaning(ofLogin: $0) }
        meaning = { adapter.meaning(of: $0) }
    }

    init(_ adapter: any ClientAdapter) {
        id = { adapter.text(of: $0) }
        result = { adapter.meaning(of: $0) }
        login = { adapter.meaning(ofLogin: $0) }
        meaning = { adapter.meaning(of: $0) }
    }

    /// What a report's word and code mean; nil for a delivery, whose state says it all.
    func report(_ report: DeliveryReport) -> String? {
        report.state == .delivered && report.errorCode.allSatisfy { $0 == "0" } ? nil : meaning(report).description
    }

    /// Why a session ended, a status with its meaning.
    func words(of reason: CloseReason) -> String {
        guard case .loginRefused(let status, _) = reason else { return reason.words }
        return "\(reason.words), \(login(status))"
    }

    /// The status, the carrier's word and code for it, and what they mean.
    func words(of report: DeliveryReport) -> String {
        let code = report.errorCode.isEmpty ? "" : ", error \(Console.printable(report.errorCode))"
        let meaning = self.report(report).map { ": \(Console.printable($0))" } ?? ""
        return "\(report.state.rawValue) (\(Console.printable(report.raw))\(code))\(meaning)"
    }
}

extension EventLines {
    /// The members of a report.
    mutating func state(of report: DeliveryReport, _ wording: Wording) {
        text("state", report.state.rawValue)
        text("raw", report.raw)
        if !report.errorCode.isEmpty { text("errorCode", report.errorCode) }
        if let meaning = wording.report(report) { text("meaning", meaning) }
        if let deviation = report.deviation { text("deviation", deviation) }
    }
}
