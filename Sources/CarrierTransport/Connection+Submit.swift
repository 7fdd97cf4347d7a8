import CarrierSession
import Dispatch

extension Connection {
    /// Submits a request and waits for its response, whatever that says.
    ///
    /// While the window is full or the rate is used up the request waits its turn, first come first served. Requests
    /// submitted close together leave in one write. Many tasks that submit one request after another have less
    /// work with it when they prefer the connection's ``executor``.
    ///
    /// When the task is cancelled before the request was sent, it is taken back and never sent. When it was sent
    /// already, `CancellationError` is thrown at once, and the outcome, which still comes, is handed to the handler
    /// as an ordinary `.response` or `.failed` event (without a handler: to `notices`).
    ///
    /// - Throws: `RequestError` when there is no response, `CancellationError` when the task was cancelled.
    @inlinable public func submit(_ message: Message) async throws -> Message {
        try await outcome(of: message).response()
    }

    /// Submits a request and waits for its response, as ``submit(_:)`` does, and says under which number it went and
    /// when: in SGIP that number is the message's identity, which its reports name.
    ///
    /// - Throws: As ``submit(_:)``.
    @inlinable public func exchange(_ message: Message) async throws -> AnsweredRequest<Message> {
        let waiter = await outcome(of: message)
        let response = try waiter.response()
        guard let transmission = waiter.transmission else { throw RequestError.noResponse }
        return AnsweredRequest(response: response, transmission: transmission)
    }

    @inlinable func outcome(of message: Message) async -> Waiter<Message> {
        let waiter = Waiter<Message>()
        await withTaskCancellationHandler {
            await untilWoken { begin(message, waiter, $0) }
        } onCancel: {
            cancel(waiter)
        }
        return waiter
    }

    @inlinable func begin(_ message: Message, _ waiter: Waiter<Message>, _ wakening: Wakening) {
        switch mailbox.leave(Letter(message, waiter), wakening) {
        case .none?: break
        case .deliver: deliverLetters()
        case .call: queue.async { self.visit { _, _ in } }
        case nil:
            waiter.outcome = .failure(.cancelled)
            wakening.resume()
        }
    }

    /// Takes what lies in the mailbox to the session and sends it.
    @inlinable func deliverLetters() {
        lock.lock()
        let now = MonotonicClock.now()
        takeLetters(&state, now)
        sendAtOnce(&state, now)
        unlockAndResume()
    }

    /// Releases the lock, and resumes whoever got an outcome under it.
    @inlinable func unlockAndResume() {
        let resumptions = state.waiters.takeResumptions()
        lock.unlock()
        for wakening in resumptions { wakening.resume() }
    }

    /// Under the lock.
    @inlinable func takeLetters(_ state: inout State, _ now: Moment) {
        let letters = mailbox.takeAll()
        if letters.isEmpty { return }
        for letter in letters { take(letter, &state, now) }
        mailbox.note(room: roomInWindow(state))
    }

    @inlinable func take(_ letter: Letter<Message>, _ state: inout State, _ now: Moment) {
        let waiter = letter.waiter
        if waiter.wakening == nil { return }
        let slot = state.waiters.add(.single(waiter))
        do throws(SessionError) {
            waiter.ticket = try state.session.submit(
                letter.message, tag: WaiterTable<Message>.tag(of: slot), at: now)
            waiter.slot = slot
        } catch {
            state.waiters.remove(slot)
            if let wakening = waiter.settle(.failure(.notAccepted(error))) {
                state.waiters.resumptions.append(wakening)
            }
        }
    }

    @inlinable func cancel(_ waiter: Waiter<Message>) {
        if let wakening = mailbox.withdraw(waiter) { return wakening.resume() }
        lock.lock()
        guard waiter.wakening != nil else { return lock.unlock() }
        if state.session.cancel(waiter.ticket) {
            // The session hands it back as `.failed(.cancelled)`, which resumes the caller.
            scheduleVisit(&state)
            return lock.unlock()
        }
        let wakening = waiter.settle(.failure(.cancelled))
        state.waiters.abandon(waiter.slot)
        lock.unlock()
        wakening?.resume()
    }

    /// Submits many requests in order and waits until each has its response or its failure; results are in the order of
    /// `messages`. One wait for all of them: the cheap way to send much.
    ///
    /// Beyond what the window has room for only a few of them are queued in the session at a time, so that other
    /// callers get their turn.
    /// When the task is cancelled, what was not sent is `cancelled`, and what was sent is still awaited.
    @inlinable public func submit(contentsOf messages: [Message]) async -> [Result<Message, RequestError>] {
        let job = BatchJob(messages)
        await finish(job)
        return job.results
    }

    /// Submits many requests as ``submit(contentsOf:)`` does, and says of each under which number it went and when.
    @inlinable public func exchange(
        contentsOf messages: [Message]
    ) async -> [Result<AnsweredRequest<Message>, RequestError>] {
        let job = BatchJob(messages, keepsTransmissions: true)
        await finish(job)
        return job.answers
    }

    /// Submits the segments of one long message: they leave in order, with no other request of this connection in
    /// between. Either all of them are accepted, or each result is the same `notAccepted`.
    ///
    /// When the task is cancelled, what was not sent is `cancelled`, and what was sent is still awaited.
    @inlinable public func exchange(
        group messages: [Message]
    ) async -> [Result<AnsweredRequest<Message>, RequestError>] {
        let job = BatchJob(messages, isGroup: true, keepsTransmissions: true)
        await finish(job)
        return job.answers
    }

    /// Submits a batch and waits for its outcomes.
    @inlinable func finish(_ job: BatchJob<Message>) async {
        if job.messages.isEmpty { return }
        await withTaskCancellationHandler {
            await untilWoken { begin(job, $0) }
        } onCancel: {
            cancel(job)
        }
    }

    @inlinable func begin(_ job: BatchJob<Message>, _ wakening: Wakening) {
        lock.lock()
        job.wakening = wakening
        if Task.isCancelled { cancelUnfed(job) }
        state.waiters.feeding.append(job)
        let now = MonotonicClock.now()
        feedBatches(&state, now)
        // The caller has waited for nothing yet and the batch is whole: it leaves now, in one write.
        sendAtOnce(&state, now)
        // A batch that was cancelled before it began, or that came after the end, has its results already.
        unlockAndResume()
    }

    @inlinable func cancel(_ job: BatchJob<Message>) {
        lock.lock()
        cancelUnfed(job)
        // What waits in the session is the latest part of what was submitted.
        for ticket in job.tickets.compactMap({ $0 }).suffix(state.session.requestsQueued) {
            _ = state.session.cancel(ticket)
        }
        scheduleVisit(&state)
        unlockAndResume()
    }

    /// Under the lock: gives up what the session has not seen.
    @inlinable func cancelUnfed(_ job: BatchJob<Message>) {
        while job.next < job.messages.count {
            job.settle(job.next, .failure(.cancelled))
            job.next += 1
        }
        state.waiters.finish(job)
    }

    /// Under the lock: moves messages of waiting batches into the session, as many as the window has room for and a few
    /// that wait in line with other callers' requests. Those that wait are encoded twice, once to see that they can be.
    @inlinable func feedBatches(_ state: inout State, _ now: Moment) {
        while let job = state.waiters.feeding.first {
            if job.isGroup, job.next == 0, !state.session.isEnding { feedGroup(job, &state, now) }
            while job.next < job.messages.count {
                let isOver = state.session.isEnding
                if !isOver, state.session.requestsQueued > state.session.limits.windowSize / 8 { return }
                let index = job.next
                job.next += 1
                if isOver {
                    job.settle(index, .failure(.sessionEnded(wasSent: false)))
                } else {
                    feed(job, index, &state, now)
                }
            }
            state.waiters.feeding.removeFirst()
            state.waiters.finish(job)
        }
    }

    /// A group is submitted whole, whatever waits before it.
    @inlinable func feedGroup(_ job: BatchJob<Message>, _ state: inout State, _ now: Moment) {
        job.next = job.messages.count
        let slots = job.messages.indices.map { state.waiters.add(.batch(job, $0)) }
        do throws(SessionError) {
            job.tickets = try state.session.submit(
                group: job.messages, tag: { WaiterTable<Message>.tag(of: slots[$0]) }, at: now)
        } catch {
            for slot in slots { state.waiters.settle(slot: slot, .failure(.notAccepted(error))) }
        }
    }

    @inlinable func feed(_ job: BatchJob<Message>, _ index: Int, _ state: inout State, _ now: Moment) {
        let slot = state.waiters.add(.batch(job, index))
        do throws(SessionError) {
            let tag = WaiterTable<Message>.tag(of: slot)
            job.tickets.append(try state.session.submit(job.messages[index], tag: tag, at: now))
        } catch {
            job.tickets.append(nil)
            state.waiters.settle(slot: slot, .failure(.notAccepted(error)))
        }
    }
}
