import CarrierSession

extension Connection {
    /// Submits a request and waits for its response, whatever that says.
    ///
    /// While the window is full or the rate is used up the request waits its turn, first come first served. Requests
    /// submitted close together leave in one write.
    ///
    /// When the task is cancelled before the request was sent, it is taken back and never sent. When it was sent
    /// already, `CancellationError` is thrown at once, and the outcome, which still comes, is handed to the handler
    /// as an ordinary `.response` or `.failed` event (without a handler: to `notices`).
    ///
    /// - Throws: `RequestError` when there is no response, `CancellationError` when the task was cancelled.
    @inlinable public func submit(_ message: Message) async throws -> Message {
        let waiter = Waiter<Message>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { begin(message, waiter, $0) }
        } onCancel: {
            cancel(waiter)
        }
    }

    @inlinable func begin(
        _ message: Message, _ waiter: Waiter<Message>, _ continuation: CheckedContinuation<Message, any Error>
    ) {
        lock.lock()
        // The mark of cancellation is set before the cancellation handler runs: seen here, or found by it later.
        if Task.isCancelled {
            lock.unlock()
            return continuation.resume(throwing: CancellationError())
        }
        let slot = state.waiters.add(.single(waiter))
        do throws(SessionError) {
            let tag = WaiterTable<Message>.tag(of: slot)
            let now = MonotonicClock.now()
            waiter.ticket = try state.session.submit(message, tag: tag, at: now)
            waiter.slot = slot
            waiter.continuation = continuation
            // More callers may follow, and the queue sends for all of them; a full window has nobody to wait for.
            let isLast = state.returners.comeBack(at: now)
            if isLast || isWindowFull(state) || state.session.outputCount >= SocketLimits.octetsWorthAWrite {
                sendAtOnce(&state, now)
            } else if !state.returners.areAwaited {
                scheduleVisit(&state)
            }
            lock.unlock()
        } catch {
            state.waiters.remove(slot)
            lock.unlock()
            continuation.resume(throwing: RequestError.notAccepted(error))
        }
    }

    @inlinable func cancel(_ waiter: Waiter<Message>) {
        lock.lock()
        guard let continuation = waiter.continuation else { return lock.unlock() }
        if state.session.cancel(waiter.ticket) {
            // The session hands it back as `.failed(.cancelled)`, which resumes the caller.
            scheduleVisit(&state)
            return lock.unlock()
        }
        waiter.continuation = nil
        state.waiters.abandon(waiter.slot)
        lock.unlock()
        continuation.resume(throwing: CancellationError())
    }

    /// Submits many requests in order and waits until each has its response or its failure; results are in the order of
    /// `messages`. One wait for all of them: the cheap way to send much.
    ///
    /// Not more than a window of them is queued in the session at a time, so that other callers get their turn.
    /// When the task is cancelled, what was not sent is `cancelled`, and what was sent is still awaited.
    @inlinable public func submit(contentsOf messages: [Message]) async -> [Result<Message, RequestError>] {
        if messages.isEmpty { return [] }
        let job = BatchJob(messages)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { begin(job, $0) }
        } onCancel: {
            cancel(job)
        }
    }

    @inlinable func begin(
        _ job: BatchJob<Message>, _ continuation: CheckedContinuation<[Result<Message, RequestError>], Never>
    ) {
        lock.lock()
        job.continuation = continuation
        if Task.isCancelled { cancelUnfed(job) }
        state.waiters.feeding.append(job)
        let now = MonotonicClock.now()
        feedBatches(&state, now)
        // The caller has waited for nothing yet and the batch is whole: it leaves now, in one write.
        sendAtOnce(&state, now)
        // A batch that was cancelled before it began, or that came after the end, has its results already.
        let resumptions = state.takeResumptions()
        lock.unlock()
        for resumption in resumptions { resumption.run() }
    }

    @inlinable func cancel(_ job: BatchJob<Message>) {
        lock.lock()
        cancelUnfed(job)
        // What waits in the session is the latest part of what was submitted.
        for ticket in job.tickets.compactMap({ $0 }).suffix(state.session.requestsQueued) {
            _ = state.session.cancel(ticket)
        }
        scheduleVisit(&state)
        let resumptions = state.takeResumptions()
        lock.unlock()
        for resumption in resumptions { resumption.run() }
    }

    /// Under the lock: gives up what the session has not seen.
    @inlinable func cancelUnfed(_ job: BatchJob<Message>) {
        while job.next < job.messages.count {
            job.settle(job.next, .failure(.cancelled))
            job.next += 1
        }
        deliverResults(of: job, &state)
    }

    @inlinable func deliverResults(of job: BatchJob<Message>, _ state: inout State) {
        guard let (continuation, results) = job.takeFinished() else { return }
        state.resumptions.append(.batch(continuation, results))
    }

    /// Under the lock: moves messages of waiting batches into the session, at most a window of them at a time.
    @inlinable func feedBatches(_ state: inout State, _ now: Moment) {
        while let job = state.waiters.feeding.first {
            while job.next < job.messages.count {
                let isOver = state.session.isEnding
                if !isOver, state.session.requestsQueued >= state.session.limits.windowSize { return }
                let index = job.next
                job.next += 1
                if isOver {
                    job.settle(index, .failure(.sessionEnded(wasSent: false)))
                } else {
                    feed(job, index, &state, now)
                }
            }
            state.waiters.feeding.removeFirst()
            deliverResults(of: job, &state)
        }
    }

    @inlinable func feed(_ job: BatchJob<Message>, _ index: Int, _ state: inout State, _ now: Moment) {
        let slot = state.waiters.add(.batch(job, index))
        do throws(SessionError) {
            let tag = WaiterTable<Message>.tag(of: slot)
            job.tickets.append(try state.session.submit(job.messages[index], tag: tag, at: now))
        } catch {
            job.tickets.append(nil)
            state.waiters.remove(slot)
            job.settle(index, .failure(.notAccepted(error)))
        }
    }

    /// Under the lock: gives an outcome to the task that waits for it; false when nobody does.
    @inlinable func settleWaiter(
        _ exchange: Exchange<Message>, _ result: Result<Message, RequestError>, _ state: inout State
    ) -> Bool {
        guard let entry = state.waiters.remove(tag: exchange.tag) else { return false }
        switch entry {
        case .free, .abandoned:
            return false
        case .single(let waiter):
            guard let continuation = waiter.continuation else { return false }
            waiter.continuation = nil
            state.resumptions.append(.answer(continuation, result.mapError(Self.outwardError)))
            state.returners.counted += 1
        case .batch(let job, let index):
            job.settle(index, result)
            deliverResults(of: job, &state)
        }
        return true
    }

    /// Under the lock, at the session's end: nobody waits for ever.
    ///
    /// The session has handed every request back before; what is left here would be a fault of its bookkeeping.
    @inlinable func endWaiters(_ state: inout State) {
        for entry in state.waiters.removeAll() {
            switch entry {
            case .free, .abandoned:
                continue
            case .single(let waiter):
                guard let continuation = waiter.continuation else { continue }
                waiter.continuation = nil
                state.resumptions.append(.answer(continuation, .failure(RequestError.sessionEnded(wasSent: true))))
            case .batch(let job, let index):
                job.settle(index, .failure(.sessionEnded(wasSent: true)))
                deliverResults(of: job, &state)
            }
        }
    }

    @inlinable static func outwardError(_ error: RequestError) -> any Error {
        error == .cancelled ? CancellationError() : error
    }
}
