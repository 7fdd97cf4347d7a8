import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// What the reference receiver does with what it is sent: a value, so that a run can be written down and repeated.
public struct ReceiverScript: Sendable {
    /// Which submits are refused, and how.
    public struct Refusal: Hashable, Sendable {
        /// The result code.
        public var code: UInt32
        /// Every so many submits one is refused; 1, and what is less, refuses all of them.
        public var every: Int

        public init(code: UInt32, every: Int = 1) {
            self.code = code
            self.every = max(1, every)
        }
    }

    /// A message from a subscriber, pushed to the SP; long text becomes several segments.
    public struct Push: Hashable, Sendable {
        /// The subscriber's number.
        public var source: String
        /// The service's number.
        public var destination: String
        /// What the subscriber wrote.
        public var text: String

        public init(from source: String, to destination: String, text: String) {
            self.source = source
            self.destination = destination
            self.text = text
        }
    }

    /// Submits that are refused; nil to accept all.
    public var refusal: Refusal?
    /// The state that is reported for accepted segments that ask for a report; nil for no reports.
    public var report: DeliveryState?
    /// How long reports take.
    public var reportDelay = ReportDelay.fixed(.milliseconds(50))
    /// Makes what is drawn repeatable.
    public var seed: UInt64 = 0
    /// Reports and answers that may wait for their time; above it submits are refused for now.
    public var maximumDue = 200_000
    /// What is pushed to every session after its login, in order.
    public var pushes: [Push] = []
    /// What goes wrong on purpose.
    public var faults = ReceiverFaults()
    /// The last word on each submit: called with what is planned for it. Must be quick and must not call the receiver.
    public var exception: (@Sendable (Submission, inout SubmitPlan) -> Void)?

    public init() {}

    /// Accepts everything and reports nothing.
    public static let accept = ReceiverScript()

    /// The same script with reports.
    public func reporting(
        _ state: DeliveryState, after delay: Moment.Span = .milliseconds(50)
    ) -> ReceiverScript {
        changed {
            $0.report = state
            $0.reportDelay = .fixed(delay)
        }
    }

    /// The same script that refuses every so many submits.
    public func refusing(_ code: UInt32, every count: Int = 1) -> ReceiverScript {
        changed { $0.refusal = Refusal(code: code, every: count) }
    }

    /// The same script that pushes one more message to every session.
    public func pushing(from source: String, to destination: String, text: String) -> ReceiverScript {
        changed { $0.pushes.append(Push(from: source, to: destination, text: text)) }
    }

    /// The same script with faults.
    public func failing(_ change: (inout ReceiverFaults) -> Void) -> ReceiverScript {
        changed { change(&$0.faults) }
    }

    /// The same script with a last word on each submit.
    public func except(
        _ exception: @escaping @Sendable (Submission, inout SubmitPlan) -> Void
    ) -> ReceiverScript {
        changed { $0.exception = exception }
    }

    private func changed(_ change: (inout ReceiverScript) -> Void) -> ReceiverScript {
        var script = self
        change(&script)
        return script
    }

    /// What is planned for the submit of that number, from 1, before room and exception.
    func plan(for ordinal: Int, _ generator: inout SeededGenerator) -> SubmitPlan {
        var plan = SubmitPlan()
        if let refusal, ordinal % max(1, refusal.every) == 0 { plan.code = refusal.code }
        plan.report = report
        plan.reportDelay = report == nil ? .zero : reportDelay.draw(&generator)
        plan.isReportEarly = faults.earlyReports
        plan.isReportDoubled = faults.duplicateReports
        plan.reportsElsewhere = faults.reportsOnOtherConnection
        plan.dropsResponse = faults.dropsResponse(ordinal)
        plan.responseDelay = faults.responseDelay
        return plan
    }
}

/// What goes wrong on purpose.
public struct ReceiverFaults: Hashable, Sendable {
    /// Reports go out at once, and the response to the submit only after the report was answered.
    public var earlyReports = false
    /// Every report goes out twice.
    public var duplicateReports = false
    /// Reports go out on another connection of the account, while there is one.
    public var reportsOnOtherConnection = false
    /// Every so many submits get no response until they are repeated; nil for none, 1 for never a response.
    public var dropEvery: Int?
    /// How long each response to a submit is held back.
    public var responseDelay = Moment.Span.zero
    /// Everything is written one octet at a time.
    public var splitsWrites = false
    /// A connection is cut off after so many submits; nil for never.
    public var closeAfter: Int?

    public init() {}

    func dropsResponse(_ ordinal: Int) -> Bool {
        guard let dropEvery else { return false }
        return ordinal % max(1, dropEvery) == 0
    }
}

/// What the receiver does with one submit.
public struct SubmitPlan: Hashable, Sendable {
    /// The result code; zero accepts.
    public var code: UInt32 = 0
    /// The state to report, if the submit asks for a report and is accepted; nil for none.
    public var report: DeliveryState?
    /// The carrier's word in the report; nil for the protocol's own word for the state.
    public var word: String?
    /// How long after the response the report is due.
    public var reportDelay = Moment.Span.zero
    /// The report goes out first, and the response only after the report was answered.
    public var isReportEarly = false
    /// The report goes out twice.
    public var isReportDoubled = false
    /// The report takes another connection of the account, if there is one.
    public var reportsElsewhere = false
    /// No response, until the submit is repeated.
    public var dropsResponse = false
    /// How long the response is held back.
    public var responseDelay = Moment.Span.zero

    public init() {}
}
