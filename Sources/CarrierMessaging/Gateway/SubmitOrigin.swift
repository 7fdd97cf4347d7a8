import CarrierWire
import SMSText

/// What is remembered of a submit for the sake of its reports, without a heap object of its own.
struct SubmitOrigin: Sendable {
    var source: OctetString
    var serviceID: OctetString
    /// The first octets of the content, user data header excluded.
    var excerpt = OctetString()
    /// Octets of the content, user data header excluded.
    var payloadCount: UInt16 = 0
    var coding: UInt8 = 0
    var recipientsArePseudonyms = false

    init(_ submission: Submission, source: OctetString, serviceID: OctetString) {
        self.source = source
        self.serviceID = serviceID
        let payload = UserData(content: submission.content, hasHeader: submission.hasHeader).payload
        excerpt = OctetString(payload.prefix(OctetString.capacity)) ?? OctetString()
        payloadCount = UInt16(clamping: payload.count)
        coding = submission.coding
        recipientsArePseudonyms = submission.destinationsArePseudonyms
    }
}

extension ReportedSubmit {
    /// What a report on `submission` needs of it.
    public init(_ submission: Submission) {
        self.init(
            SubmitOrigin(
                submission, source: OctetString(submission.source) ?? OctetString(),
                serviceID: OctetString(submission.serviceID) ?? OctetString()))
    }

    init(_ origin: SubmitOrigin) {
        self.init(source: origin.source.text, serviceID: origin.serviceID.text)
        excerpt = origin.excerpt
        payloadCount = Int(origin.payloadCount)
        coding = origin.coding
        recipientsArePseudonyms = origin.recipientsArePseudonyms
    }
}
