import Dispatch

/// Runs tasks where their connection is served, so that a response wakes no other thread.
///
/// After a response, a task that awaited ``Connection/submit(_:)`` goes on on one of the threads that all tasks share,
/// and waking that thread costs more than all the rest of the submit. A task that prefers this executor goes on on the
/// thread that has just read the response, and what the tasks of a connection submit there leaves in one write:
///
///     await withTaskGroup(of: Void.self) { group in
///         for part in parts {
///             group.addTask(executorPreference: connection.executor) { await send(part, over: connection) }
///         }
///     }
///
/// It is meant for tasks that do little between their submits. One that computes for long, or blocks, holds up this
/// connection: its responses, its keep-alive, the peer's requests. Other connections go on. Tasks of one executor may
/// run at the same time, and they run on when the connection is closed. A task can prefer it from macOS 15 on, and on
/// Linux.
public final class ConnectionExecutor: Sendable {
    private struct Jobs {
        var waiting: [UnownedJob] = []
        /// The thread that serves the connection runs what waits.
        var areGathered = false
        /// The connection's queue is about to run what waits.
        var isRunDue = false
    }

    private let jobs = Guarded(Jobs())
    private let queue: DispatchQueue

    @usableFromInline init(queue: DispatchQueue) { self.queue = queue }

    /// Keeps what comes for the calling thread, until it calls `release`. Only one thread at a time may do so.
    @usableFromInline func gather() { jobs.withLock { $0.areGathered = true } }

    /// Whether something has come.
    @usableFromInline var hasGathered: Bool { jobs.withLock { !$0.waiting.isEmpty } }

    /// Runs what has come, but not what comes meanwhile.
    @usableFromInline func runGathered() {
        let batch = jobs.withLock { jobs in
            defer { jobs.waiting = [] }
            return jobs.waiting
        }
        // On older systems nothing can prefer this executor.
        if #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) {
            let executor = asUnownedTaskExecutor()
            for job in batch { job.runSynchronously(on: executor) }
        }
    }

    /// What is left, and what comes from now on, runs on the queue.
    @usableFromInline func release() {
        let isDue = jobs.withLock { jobs in
            jobs.areGathered = false
            return Self.mustBeRun(&jobs)
        }
        if isDue { runOnQueue() }
    }

    private static func mustBeRun(_ jobs: inout Jobs) -> Bool {
        if jobs.waiting.isEmpty || jobs.areGathered || jobs.isRunDue { return false }
        jobs.isRunDue = true
        return true
    }

    private func runOnQueue() {
        queue.async { [self] in
            jobs.withLock { $0.isRunDue = false }
            runGathered()
        }
    }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension ConnectionExecutor: TaskExecutor {
    /// Called by the tasks' runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isDue = jobs.withLock { jobs in
            jobs.waiting.append(job)
            return Self.mustBeRun(&jobs)
        }
        if isDue { runOnQueue() }
    }
}
