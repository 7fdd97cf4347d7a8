import CarrierWire

extension Replay {
    /// Ends before the recording does: sends the closing request that was recorded, where there is one, and closes.
    ///
    /// What was not awaited any more is not told as missing.
    public mutating func stop(at moment: Int64) {
        now = max(now, moment)
        guard !isOver else { return }
        for flow in runs.indices where runs[flow].state == .open {
            let closing: UInt32 = recording.flows[flow].dialect.name.hasPrefix("smgp") ? 6 : 2
            let last = plan.frames.lastIndex { frame in
                frame.flow == flow && frame.isOwn && frame.frame.command == closing
            }
            if let last, !isDone[last], refusal == nil { write(last) }
            actions.append(.close(flow))
        }
        summary.duration = lastFrameAt - startedAt
        isOver = true
        nextDeadline = nil
    }
}
