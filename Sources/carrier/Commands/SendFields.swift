import CarrierMessaging
import SMSText

/// The options of `carrier send` that fill the fields which carriers check, each the account's usual value when it is
/// not given.
struct SendFields: Sendable {
    private static let usual = "the account's usual"
    private static let serviceID = OptionSpec.value(
        "--service-id", "C", otherwise: usual, "the service's code (业务代码): Service_Id, ServiceID, ServiceType")
    private static let feeType = OptionSpec.value(
        "--fee-type", "C", otherwise: "free",
        "how the fee applies (资费类别), in the protocol's digits: CMPP 01 to 05, SMGP 00 to 03, SGIP 0 to 4")
    private static let feeCode = OptionSpec.value(
        "--fee-code", "C", otherwise: "0",
        "the fee (资费代码) in fen: FeeCode, in SMGP's types 02 and 03 FixedFee, FeeValue")
    private static let sourceCode = OptionSpec.value(
        "--source-code", "C", otherwise: usual, "the provider's code (企业代码): Msg_src, MsgSrc, CorpId")
    private static let linkID = OptionSpec.value(
        "--link-id", "C", otherwise: "none", "the on-demand transaction (点播) that the message answers: LinkID")
    private static let priority = OptionSpec.value(
        "--priority", "N", default: "0", "the priority (优先级), in the protocol's numbers: Msg_level, Priority")
    private static let messageClass = OptionSpec.value(
        "--class", "N", otherwise: "none", "the message class of GSM 03.38, 0 to 3: 0 shows at once (闪信)")
    private static let extensionCode = OptionSpec.value(
        "--extension", "N", otherwise: "none", "digits behind the number of --from (扩展号)")
    private static let signature = OptionSpec.value(
        "--signature", "T", otherwise: "none", "the provider's name (签名): 【T】 goes in front of the text and counts")

    static let options = [
        serviceID, feeType, feeCode, sourceCode, linkID, priority, messageClass, extensionCode, signature,
    ]

    private var serviceID: String
    private var providerID: String?
    private var linkID: String
    private var priority: UInt8
    private var messageClass: UInt8?
    private var extensionCode: String
    private var feeType: Billing.FeeType?
    private var feeCode: String?
    /// What goes in front of the text.
    let signature: Signature?

    init(_ arguments: Arguments) throws(UsageError) {
        serviceID = arguments.text(Self.serviceID) ?? ""
        providerID = arguments.text(Self.sourceCode)
        linkID = arguments.text(Self.linkID) ?? ""
        priority = UInt8(clamping: try arguments.integer(Self.priority, in: 0...255) ?? 0)
        messageClass = try arguments.integer(Self.messageClass, in: 0...3).map { UInt8(clamping: $0) }
        extensionCode =
            try arguments.text(Self.extensionCode).map { text throws(UsageError) in
                try NumberText.number(text, Self.extensionCode, plus: false)
            } ?? ""
        feeType = try arguments.value(Self.feeType, mend: "write the protocol's digits, such as 02") { text in
            Arguments.decimal(text) == nil ? nil : .other(text)
        }
        feeCode = try arguments.value(Self.feeCode, mend: "write a whole number of fen, such as 10") { text in
            Arguments.decimal(text) == nil ? nil : text
        }
        signature = try arguments.value(
            Self.signature, mend: "write a name without 【 and 】, on one line", Signature.init)
    }

    /// Puts the values into a message.
    func fill(_ message: inout OutboundMessage) {
        message.serviceID = serviceID
        message.providerID = providerID
        message.linkID = linkID
        message.priority = priority
        message.messageClass = messageClass
        message.extensionCode = extensionCode
        if let feeType { message.billing.feeType = feeType }
        if let feeCode { message.billing.feeCode = feeCode }
    }
}
