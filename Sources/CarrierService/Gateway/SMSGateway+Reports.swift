import CarrierMessaging

// Reports where the SP asked for them, on more than one segment or recipient at once.
extension SMSGateway {
    /// Reports what became of a message at one recipient, on each of its segments, where its SP wants to know.
    ///
    /// - Returns: the reports' numbers; none where the SP did not ask for a report of this state.
    /// - Throws: as ``report(_:on:to:word:errorCode:of:)``; what comes before the failure is reported.
    @discardableResult
    public func report(
        _ state: DeliveryState, on message: GatewayMessage, to recipient: String, word: String? = nil,
        errorCode: String = ""
    ) throws(GatewayError) -> [DeliveryNumber] {
        try runtime.report(
            state, on: message.message.parts.map { ($0.id, recipient) }, of: message.account,
            wanted: message.message.envelope.wantsReport, word, errorCode)
    }
}

extension GatewaySubmit {
    /// Reports what became of the segment at all its recipients, where its SP wants to know, at once or minutes later.
    ///
    /// - Parameter id: what ``accept()`` returned.
    /// - Returns: the reports' numbers; none where the SP did not ask for a report of this state.
    /// - Throws: as ``SMSGateway/report(_:on:to:word:errorCode:of:)``; what comes before the failure is reported.
    @discardableResult
    public func report(
        _ state: DeliveryState, on id: CarrierMessageID, word: String? = nil, errorCode: String = ""
    ) throws(GatewayError) -> [DeliveryNumber] {
        try runtime.report(
            state, on: submission.destinations.map { (id, $0) }, of: account, wanted: submission.wantsReport, word,
            errorCode)
    }
}

extension GatewayRuntime {
    fileprivate func report(
        _ state: DeliveryState, on places: [(id: CarrierMessageID, recipient: String)], of account: String,
        wanted isWanted: Bool, _ word: String?, _ errorCode: String
    ) throws(GatewayError) -> [DeliveryNumber] {
        guard isWanted else { return [] }
        return try withCore { core, now throws(GatewayError) in
            var numbers: [DeliveryNumber] = []
            for (id, recipient) in places {
                do throws(GatewayError) {
                    numbers.append(
                        try core.report(
                            state, word: word, errorCode: errorCode, on: id, to: recipient, of: account, at: now))
                } catch .notRequested {
                    continue  // Only failures were asked for: the core has noted the success.
                }
            }
            return numbers
        }
    }
}
