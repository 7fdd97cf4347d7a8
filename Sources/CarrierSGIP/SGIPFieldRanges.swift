import CarrierMessaging
import CarrierWire
import SGIPCodec

/// The ranges of a Submit's fields, and the result that a gateway answers to a value outside (section 8.4).
enum SGIPFieldRanges {
    /// 6 where a number of a phone is none, 5 where another field is out of its range; nil where nothing is.
    ///
    /// A number without 86 is taken (section 9.3), and so is whatever the tables leave open: SPNumber, ServiceType,
    /// MessageCoding, the length of the content.
    static func refusal(of submit: SGIP.Submit, to recipients: [String]) -> UInt32? {
        let isNumber = SubscriberNumber.isWellFormed
        if !(1...100).contains(recipients.count) { return code(.parameter) }
        if !recipients.allSatisfy(isNumber) { return code(.mobileNumber) }
        let charged = submit.chargeNumber
        if !charged.isEmpty, charged != SGIP.Submit.providerPays, !isNumber(charged.text) { return code(.mobileNumber) }
        let isInRange =
            isPrice(submit.corporationID) && isPrice(submit.feeValue) && isPrice(submit.givenValue)
            && submit.feeType.rawValue <= 4 && submit.agentFlag.rawValue <= 1 && submit.cause.rawValue <= 3
            && submit.priority <= 9 && submit.reportFlag.rawValue <= 3 && submit.messageType == 0
            && isTime(submit.expireTime) && isTime(submit.scheduleTime)
        return isInRange ? nil : code(.parameter)
    }

    private static func code(_ result: SGIP.Result) -> UInt32 { UInt32(result.rawValue) }

    /// A decimal number up to 99999; empty counts as zero (sections 3.4 and 9.6).
    private static func isPrice(_ field: OctetString) -> Bool {
        if field.isEmpty { return true }
        return DecimalDigits.number(field.text.utf8).map { $0 <= 99_999 } ?? false
    }

    /// Empty, or an absolute time of sixteen characters (section 7).
    private static func isTime(_ field: OctetString) -> Bool {
        field.isEmpty || SMPPTime(field).map { $0.reference != .now } ?? false
    }
}
