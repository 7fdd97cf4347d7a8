import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

// Submits, their answers and their reports.
extension ScriptState {
    /// A submit that has its answer.
    mutating func decided(_ request: SubmitRequest, _ result: SubmitAnswer, _ core: inout GatewayCore, _ now: Moment) {
        guard result.wasAsked, let planned = plans.removeValue(forKey: request.ticket) else {
            counts.throttled += result.bound == nil ? 0 : 1
            return note(request, result.id, result.code)
        }
        if case .again = planned.kind {
            counts.repeated += 1
            counts.dropped -= result.isIgnored ? 0 : 1
            return
        }
        counts.throttled += planned.isThrottled ? 1 : 0
        note(request, result.id, result.code)
        report(on: request, planned.plan, result.id, at: now + planned.plan.reportDelay, holding: nil, &core, now)
        if planned.cuts { cuts.append(request.channel) }
    }

    /// A submit that awaits its answer.
    mutating func asked(_ request: SubmitRequest, _ core: inout GatewayCore, _ now: Moment) {
        guard let planned = plans.removeValue(forKey: request.ticket), !planned.isAfterCut else {
            // Its connection had gone before anybody was asked.
            counts.submits += 1
            return
        }
        let plan = planned.plan
        counts.throttled += planned.isThrottled ? 1 : 0
        // It throws when the connection has gone meanwhile: the submit is cut off then.
        let reserved = plan.code == 0 ? try? core.reserveID(for: request.ticket, at: now) : nil
        let id = reserved ?? request.named ?? CarrierMessageID(0)
        note(request, id, plan.code)
        let answer = Answer(ticket: request.ticket, channel: request.channel, code: plan.code)
        if plan.dropsResponse {
            if decide(answer, .ignore, &core, now) {
                dropped.remember(request, id: id, code: plan.code)
                counts.dropped += 1
            }
            report(on: request, plan, id, at: now + plan.reportDelay, holding: nil, worded: true, &core, now)
        } else if plan.responseDelay > .zero {
            due.add(.answer(answer), at: now + plan.responseDelay)
            let dueAt = now + plan.responseDelay + plan.reportDelay
            report(on: request, plan, id, at: dueAt, holding: nil, &core, now)
        } else {
            report(on: request, plan, id, at: now, holding: answer, &core, now)
        }
        if planned.cuts { cuts.append(request.channel) }
    }

    private mutating func note(_ request: SubmitRequest, _ id: CarrierMessageID, _ code: UInt32) {
        counts.submits += 1
        if code == 0 { counts.accepted += 1 } else { counts.refused += 1 }
        guard isHeard else { return }
        let submission = request.submission
        var (number, count) = (submission.segmentNumber, submission.segmentCount)
        if submission.hasHeader,
            let parts = UserData(content: submission.content, hasHeader: true).header?.concatenation
        {
            (number, count) = (Int(parts.number), Int(parts.total))
        }
        let text = code == 0 ? adapter.text(of: id) : ""
        tell {
            .submit(
                ReceiverEvent.SubmitRecord(
                    messageID: text, source: submission.source, destinations: submission.destinations,
                    coding: submission.coding, segment: max(1, number), segmentCount: max(1, count), result: code))
        }
    }

    // MARK: - Answers

    /// Tells the gateway a decision; false when nobody waits for it any more.
    @discardableResult
    private mutating func decide(
        _ answer: Answer, _ decision: SubmitDecision, _ core: inout GatewayCore, _ now: Moment
    ) -> Bool {
        do throws(GatewayError) {
            try core.answer(submit: answer.ticket, with: decision, at: now)
            checker.answered(answer.ticket, on: answer.channel)
            return true
        } catch { return false }
    }

    private mutating func give(_ answer: Answer, _ core: inout GatewayCore, _ now: Moment) {
        decide(answer, answer.code == 0 ? .accept : .refuse(answer.code), &core, now)
    }

    /// Lets an answer go that waited for the end of a delivery.
    mutating func release(_ number: DeliveryNumber, _ core: inout GatewayCore, _ now: Moment) {
        if held.isEmpty { return }
        if let answer = held.removeValue(forKey: number) { give(answer, &core, now) }
    }

    // MARK: - Reports

    /// Reports on every recipient of a submit, now or at a moment; an answer may wait for the first of them.
    private mutating func report(
        on request: SubmitRequest, _ plan: SubmitPlan, _ id: CarrierMessageID, at moment: Moment,
        holding answer: Answer?, worded: Bool = false, _ core: inout GatewayCore, _ now: Moment
    ) {
        guard let state = reportedState(plan, request.submission) else { return }
        var answer = answer
        let words = worded || plan.isReportDoubled ? Worded(request.submission, at: now) : nil
        for (index, recipient) in request.submission.destinations.enumerated() {
            var report = Report(
                id: adapter.id(id, advancedBy: index), recipient: recipient, account: request.account,
                origin: request.channel, state: state, word: plan.word, isElsewhere: plan.reportsElsewhere)
            if worded { report.worded = words }
            if plan.isReportDoubled { report.envelope = makeEnvelope(now) }
            add(report, at: moment, holding: answer, &core, now)
            answer = nil
            guard plan.isReportDoubled else { continue }
            (report.isCopy, report.worded) = (true, words)
            add(report, at: moment, holding: nil, &core, now)
        }
    }

    /// An id for both messages that carry a doubled report: a repetition keeps it.
    private mutating func makeEnvelope(_ now: Moment) -> CarrierMessageID {
        let (moment, serial) = envelopes.take(1, at: now)
        return adapter.makeID(at: moment, serial: serial, gateway: gateway &+ 1)
    }

    private mutating func add(
        _ report: Report, at moment: Moment, holding answer: Answer?, _ core: inout GatewayCore, _ now: Moment
    ) {
        counts.reportsOwed += 1
        if moment <= now { return give(report, holding: answer, &core, now) }
        due.add(.report(report), at: moment)
        reportsDue += 1
    }

    private mutating func give(
        _ report: Report, holding answer: Answer?, _ core: inout GatewayCore, _ now: Moment
    ) {
        let channel = channel(for: report)
        do throws(GatewayError) {
            let number: DeliveryNumber
            if let worded = report.worded {
                let words = DeliveryReport(
                    messageID: report.id, recipient: report.recipient, state: report.state,
                    raw: report.word ?? adapter.word(for: report.state),
                    submitTime: adapter.reportTime(worded.submittedAt), doneTime: adapter.reportTime(now),
                    source: worded.submit.source)
                number = try core.report(
                    words, on: worded.submit, of: report.account, preferring: channel,
                    under: report.envelope, at: now)
            } else {
                number = try core.report(
                    report.state, word: report.word, on: report.id, to: report.recipient, of: report.account,
                    preferring: channel, under: report.envelope, at: now)
            }
            checker.owed(number)
            owed[number] = .report(report)
            held[number] = answer
        } catch {
            giveUp(report, because: "the gateway does not take it: \(error)")
            if let answer { give(answer, &core, now) }
        }
    }

    /// The channel of the submit, or, where that is wanted, another one of its account.
    private func channel(for report: Report) -> ChannelID {
        guard report.isElsewhere else { return report.origin }
        return open[report.account]?.last { $0 != report.origin } ?? report.origin
    }

    mutating func give(
        _ push: ReceiverScript.Push, to account: String, preferring channel: ChannelID?, _ core: inout GatewayCore,
        _ now: Moment
    ) throws(GatewayError) -> DeliveryNumber {
        let message = IncomingMessage(from: push.source, to: push.destination, text: push.text)
        let number = try core.deliver(message, to: account, preferring: channel, at: now)
        checker.owed(number)
        owed[number] = .push(push)
        counts.deliversOwed += 1
        return number
    }

    private mutating func giveUp(_ report: Report, because reason: String) {
        counts.undeliverable += 1
        let record = record(of: report)
        tell { .undelivered(record, reason: reason) }
    }

    /// The words on a report; nil when nobody listens.
    func record(of report: Report) -> ReceiverEvent.ReportRecord? {
        guard isHeard else { return nil }
        return ReceiverEvent.ReportRecord(
            messageID: adapter.text(of: report.id), destination: report.recipient, state: report.state,
            raw: report.word ?? adapter.word(for: report.state), isCopy: report.isCopy)
    }

    // MARK: - Time

    /// Does what is due, and what is due within the next millisecond: it leaves in one write then.
    mutating func work(_ core: inout GatewayCore, _ now: Moment) {
        while let next = due.popDue(now + .milliseconds(1)) {
            switch next {
            case .answer(let answer): give(answer, &core, now)
            case .report(let report):
                reportsDue -= 1
                give(report, holding: nil, &core, now)
            }
        }
    }

    /// Gives up what has not become due.
    mutating func giveUpDue() {
        while let next = due.pop() {
            guard case .report(let report) = next else { continue }
            reportsDue -= 1
            giveUp(report, because: "the receiver closed first")
        }
    }
}
