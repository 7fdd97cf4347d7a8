import CarrierMessaging
import CarrierSession
import CarrierTransport
import SMSText

// The provider's requests. Everything here runs under the connection's lock and the state's.
extension GatewayHandler {
    /// Submits that wait at most while too many reports do; what comes beyond is served all the same, so that the
    /// session never stops reading the answers that reports wait for.
    private static var maximumWaitingSubmits: Int { 512 }

    func take(
        _ message: Message, _ token: ReplyToken, _ state: inout State, _ session: inout Session<Vocabulary>,
        _ now: Moment
    ) {
        guard !state.isCut else {
            state.unheeded += 1
            return
        }
        guard let submission = state.binding.submission(message, sequence: token.sequence) else {
            return refuse(message, token, &state, &session, now)
        }
        if !state.dropped.isEmpty, let answer = state.dropped.answer(to: submission, token.sequence) {
            return answerAgain(answer, message, token, &state, &session, now)
        }
        let waits = state.waiting.count > 0 || isCongested(state, session)
        if waits, state.waiting.count < Self.maximumWaitingSubmits {
            state.waiting.add((message, token), at: now + desk.settings.patience)
            return
        }
        judge(submission, message, token, &state, &session, now)
    }

    /// True when so many reports wait for the window that more submits must wait too.
    private func isCongested(_ state: State, _ session: Session<Vocabulary>) -> Bool {
        state.ready.count >= max(64, 4 * session.limits.windowSize)
    }

    /// Serves the submits that had to wait: as many as there is room for, or all. A peer that takes no reports does not
    /// keep its submits from being answered, only from being answered fast.
    func takeWaiting(
        all: Bool, _ state: inout State, _ session: inout Session<Vocabulary>, _ now: Moment
    ) {
        while let deadline = state.waiting.nextDeadline, all || deadline <= now || !isCongested(state, session),
            let (_, request) = state.waiting.pop()
        {
            guard !state.isCut else {
                state.unheeded += 1
                continue
            }
            guard let submission = state.binding.submission(request.message, sequence: request.token.sequence) else {
                continue
            }
            judge(submission, request.message, request.token, &state, &session, now)
        }
    }

    /// A request that is no submit gets the protocol's word for what is not served.
    private func refuse(
        _ message: Message, _ token: ReplyToken, _ state: inout State, _ session: inout Session<Vocabulary>,
        _ now: Moment
    ) {
        let code = state.binding.codes.unknownCommand
        desk.tally { $0.otherRequests += 1 }
        if session.stateName == .closed { return }
        guard let response = state.binding.acknowledgement(of: message, code: code),
            (try? session.reply(response, to: token, at: now)) != nil
        else {
            session.abandon(token, at: now)
            return tell(&state) { state in .notice("\(state.account): a request that has no answer") }
        }
    }

    private func judge(
        _ submission: Submission, _ message: Message, _ token: ReplyToken, _ state: inout State,
        _ session: inout Session<Vocabulary>, _ now: Moment
    ) {
        state.submits += 1
        state.owed += 1
        var plan = desk.plan(submission, account: state.account, state.binding, now)
        desk.script.exception?(submission, &plan)
        let named = state.binding.identity(of: message, sequence: token.sequence)
        let verdict = desk.accept(
            submission, plan, named: named, account: state.account, connection: state.connection?.id ?? 0,
            state.binding, now)
        tellSubmit(submission, plan, verdict.id, &state)
        for event in verdict.events { tell(&state) { _ in event } }

        let parcels = reports(on: submission, plan, verdict, &state, now)
        let response = state.binding.submitResponse(to: message, id: verdict.id, code: plan.code)
        if plan.dropsResponse {
            drop(token, submission, verdict.id, plan.code, &state, &session, now)
        } else if plan.isReportEarly, !parcels.isEmpty {
            state.held[state.lastHold] = HeldResponse(response: response, token: token)
        } else if plan.responseDelay > .zero {
            state.late.add(HeldResponse(response: response, token: token), at: now + plan.responseDelay)
        } else {
            reply(response, token, &state, &session, now)
        }
        let delay = plan.isReportEarly ? Moment.Span.zero : plan.reportDelay
        let dueAt = plan.isReportEarly ? now : now + plan.responseDelay + delay
        for parcel in parcels { route(parcel, at: dueAt, elsewhere: plan.reportsElsewhere, &state) }
        if let limit = desk.script.faults.closeAfter, state.submits >= limit {
            state.isCut = true
            state.connection?.abort()
        }
    }

    private func tellSubmit(
        _ submission: Submission, _ plan: SubmitPlan, _ id: CarrierMessageID, _ state: inout State
    ) {
        guard desk.isHeard else { return }
        var (number, count) = (submission.segmentNumber, submission.segmentCount)
        if submission.hasHeader,
            let parts = UserData(content: submission.content, hasHeader: true).header?.concatenation
        {
            (number, count) = (Int(parts.number), Int(parts.total))
        }
        state.events.append(
            .submit(
                ReceiverEvent.SubmitRecord(
                    messageID: plan.code == 0 ? state.binding.text(of: id) : "", source: submission.source,
                    destinations: submission.destinations, coding: submission.coding, segment: max(1, number),
                    segmentCount: max(1, count), result: plan.code)))
    }

    /// The reports that an accepted submit brings, one for each receiver.
    private func reports(
        on submission: Submission, _ plan: SubmitPlan, _ verdict: ReceiverDesk<Profile>.Verdict, _ state: inout State,
        _ now: Moment
    ) -> [Parcel<Profile>] {
        guard plan.code == 0, let fate = plan.report, !verdict.envelopes.isEmpty else { return [] }
        var envelope = submission
        envelope.content = []
        let word = plan.word ?? state.binding.word(for: fate)
        var parcels: [Parcel<Profile>] = []
        for (index, (receiver, carrier)) in zip(submission.destinations, verdict.envelopes).enumerated() {
            let report = Parcel<Profile>.Report(
                submission: envelope, id: state.binding.id(verdict.id, advancedBy: index), envelope: carrier,
                receiver: receiver, state: fate, word: word, submittedAt: now)
            var parcel = Parcel<Profile>(content: .init(.report(report)), account: state.account)
            if plan.isReportEarly, !plan.dropsResponse, index == 0 {
                state.lastHold += 1
                parcel.hold = Parcel.Hold(handler: self, serial: state.lastHold)
            }
            parcels.append(parcel)
            if plan.isReportDoubled {
                parcels.append(Parcel(content: parcel.content, account: state.account, isCopy: true))
            }
        }
        let count = parcels.count
        desk.tally {
            $0.reportsOwed += count
            $0.waiting += count
        }
        return parcels
    }

    // MARK: - Answers

    func reply(
        _ response: Message, _ token: ReplyToken, _ state: inout State, _ session: inout Session<Vocabulary>,
        _ now: Moment
    ) {
        state.owed -= 1
        guard session.stateName != .closed else {
            // The connection went with what it brought last.
            return desk.tally {
                $0.awaitingAnswer -= 1
                $0.cutOff += 1
            }
        }
        do throws(SessionError) {
            try session.reply(response, to: token, at: now)
            desk.tally {
                $0.awaitingAnswer -= 1
                $0.answered += 1
            }
        } catch {
            session.abandon(token, at: now)
            desk.tally {
                $0.awaitingAnswer -= 1
                $0.cutOff += 1
            }
            tell(&state) { state in .notice("\(state.account): a response cannot be written: \(error.reason)") }
        }
    }

    private func drop(
        _ token: ReplyToken, _ submission: Submission, _ id: CarrierMessageID, _ code: UInt32, _ state: inout State,
        _ session: inout Session<Vocabulary>, _ now: Moment
    ) {
        state.owed -= 1
        session.abandon(token, at: now)
        state.dropped.remember(
            token.sequence, DroppedSubmits.Answer(submission: submission, id: id, code: code))
        desk.tally {
            $0.awaitingAnswer -= 1
            $0.dropped += 1
        }
    }

    /// A repetition of a submit whose response was dropped: the same id, and no second report.
    private func answerAgain(
        _ answer: DroppedSubmits.Answer, _ message: Message, _ token: ReplyToken, _ state: inout State,
        _ session: inout Session<Vocabulary>, _ now: Moment
    ) {
        desk.tally { $0.repeated += 1 }
        if desk.script.faults.dropEvery == 1 {
            session.abandon(token, at: now)
            return
        }
        let response = state.binding.submitResponse(to: message, id: answer.id, code: answer.code)
        guard session.stateName != .closed, (try? session.reply(response, to: token, at: now)) != nil else { return }
        state.dropped.forget(token.sequence)
        desk.tally {
            $0.dropped -= 1
            $0.answered += 1
        }
    }

    /// Sends a response that was held back until a report was settled.
    func release(
        _ hold: UInt64, _ state: inout State, _ session: inout Session<Vocabulary>, _ now: Moment
    ) {
        guard let held = state.held.removeValue(forKey: hold) else { return }
        reply(held.response, held.token, &state, &session, now)
    }
}
