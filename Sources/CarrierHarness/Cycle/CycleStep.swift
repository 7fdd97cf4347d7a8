import CarrierMessaging

/// One message of the cycle, and what must become of it.
struct CycleStep: Sendable {
    enum Status: Hashable, Sendable {
        case delivered
        /// Accepted, and the report is a failure.
        case failed
        /// Refused by the gateway.
        case refused
    }

    var name: String
    var text: String
    var recipients: [String]
    /// Segments that the text becomes, by the rules of 70 and 67 units.
    var segments: Int
    var status = Status.delivered

    /// The service's number in every message.
    static let service = "10690001"
    static let refusedNumber = "13800138091"
    static let failingNumber = "13800138092"
    static let earlyNumber = "13800138093"

    var message: OutboundMessage { OutboundMessage(from: Self.service, to: recipients, text: text) }

    /// What every protocol has to carry; the segment counts are those of text-and-long-sms.md, section 11.
    static let all: [CycleStep] = [
        CycleStep(name: "short ASCII", text: "Your code is 1234", recipients: ["13800138000"], segments: 1),
        CycleStep(name: "short Chinese", text: "您的验证码是 1234", recipients: ["13800138001"], segments: 1),
        CycleStep(name: "70 units", text: han(70), recipients: ["13800138002"], segments: 1),
        CycleStep(name: "71 units", text: han(71), recipients: ["13800138003"], segments: 2),
        CycleStep(name: "134 units", text: han(134), recipients: ["13800138004"], segments: 2),
        CycleStep(name: "135 units", text: han(135), recipients: ["13800138005"], segments: 3),
        CycleStep(
            name: "a surrogate pair on the 67-unit boundary", text: han(66) + "😀" + han(3),
            recipients: ["13800138006"], segments: 2),
        CycleStep(
            name: "several recipients", text: "群发通知", recipients: ["13800138010", "13800138011", "13800138012"],
            segments: 1),
        CycleStep(name: "refused", text: "refuse me", recipients: [refusedNumber], segments: 1, status: .refused),
        CycleStep(name: "reported failure", text: "lose me", recipients: [failingNumber], segments: 1, status: .failed),
        CycleStep(name: "early report", text: "先到的报告", recipients: [earlyNumber], segments: 1),
    ]

    /// What subscribers send: a short message and one of three segments.
    static let incoming = ["TD", han(135)]
    static let subscriber = "13900139000"

    private static func han(_ count: Int) -> String { String(repeating: "中", count: count) }
}
