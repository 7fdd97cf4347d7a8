import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

/// What whoever watches a session is told: frames in the order of the wire, and what the engine made of them.
final class ObserverTests: XCTestCase {
    /// Every frame's sequence number and direction is written down.
    private final class Watcher: SessionObserver {
        let notebook = EventRecorder<String>()

        func frame(_ octets: UnsafeRawBufferPointer, _ direction: FrameDirection, at moment: Moment) {
            let length = UInt32(bigEndian: octets.loadUnaligned(as: UInt32.self))
            XCTAssertEqual(Int(length), octets.count, "whole frames only")
            notebook.note("\(direction == .sent ? ">" : "<") \(octets.count)")
        }
        func stateChanged(to state: SessionStateName, at moment: Moment) { notebook.note("state \(state.rawValue)") }
        func windowChanged(inFlight: Int, queued: Int, at moment: Moment) {
            notebook.note("window \(inFlight)+\(queued)")
        }
        func retransmitted(_ sequence: SequenceKey, attempt: Int, at moment: Moment) {
            notebook.note("again \(sequence.counter) attempt \(attempt)")
        }
        func keepAliveAnswered(at moment: Moment) { notebook.note("alive") }
        func answered(_ sequence: SequenceKey, after latency: Moment.Span, at moment: Moment) {
            notebook.note("answered \(sequence.counter) after \(latency.nanoseconds / 1_000_000_000)")
        }
    }

    private let limits = SessionLimits.standard { limits in
        limits.keepAliveInterval = nil
        limits.windowSize = 1
    }

    /// Half a window of each: what answers and what asks go into one batch, and leave in one write. The first frame
    /// too many waits, and is told once.
    func testAPortionIsSoManyRequestsAndSoManyResponses() throws {
        var stage = Stage.open(.client)
        for text in ["a", "b"] { try stage.submit(text) }
        let watcher = Watcher()
        stage.change { session, _ in session.observer = watcher }
        _ = stage.log()
        var octets = (2...3).flatMap { stage.frame(.dataResponse(0), SequenceKey(counter: UInt32($0))) }
        octets += (11...13).flatMap { stage.frame(.query(UInt8($0)), SequenceKey(counter: UInt32($0))) }
        stage.change { session, now in
            session.receive(capacity: octets.count, at: now, portion: 2) { free in
                free.copyBytes(from: octets)
                return octets.count
            }
        }
        XCTAssertTrue(stage.session.hasUnservedInput)
        XCTAssertEqual(stage.log().count { $0.contains("dataResponse") || $0.contains("request query") }, 4)
        stage.change { session, now in session.proceed(at: now, portion: 2) }
        XCTAssertEqual(stage.log().filter { $0.contains("query") }, ["0 * request query 13"])
        XCTAssertFalse(stage.session.hasUnservedInput)
        XCTAssertEqual(watcher.notebook.notes.count { $0.hasPrefix("<") }, 5)
    }

    func testFramesStatesWindowRetransmissionsAndLatencies() throws {
        var stage = Stage.open(.client, limits: limits)
        let watcher = Watcher()
        stage.change { session, _ in session.observer = watcher }
        try stage.submit("a")
        let length = stage.lastOutput.count
        try stage.submit("b")
        stage.wait(60)
        stage.wait(10)
        stage.peer(.dataResponse(0), 2)
        let response = stage.frame(.dataResponse(0), SequenceKey(counter: 2)).count
        stage.change { session, now in session.abort(at: now) }
        XCTAssertEqual(
            watcher.notebook.notes,
            [
                "window 1+0", "> \(length)", "window 1+1", "again 2 attempt 2", "> \(length)",
                "< \(response)", "answered 2 after 70", "window 0+1", "window 1+0", "> \(length)",
                "state closed", "window 0+0",
            ])
    }

    func testASignOfLife() {
        var stage = Stage.open(.client, limits: .standard)
        let watcher = Watcher()
        stage.change { session, _ in session.observer = watcher }
        stage.wait(180)
        let length = stage.lastOutput.count
        stage.peer(.pingResponse, 2)
        let answer = stage.frame(.pingResponse, SequenceKey(counter: 2)).count
        XCTAssertEqual(watcher.notebook.notes, ["> \(length)", "< \(answer)", "alive"])
    }

    func testAFrameThatWaitsIsToldOnce() throws {
        var narrow = limits
        narrow.maximumOwedReplies = 1
        var stage = Stage.open(.server, limits: narrow)
        let watcher = Watcher()
        stage.change { session, _ in session.observer = watcher }
        let request = stage.frame(.data([97]), SequenceKey(counter: 9)).count
        stage.peer(together: [(.data([97]), 9), (.data([98]), 10)])
        XCTAssertEqual(watcher.notebook.notes, ["< \(request)", "< \(request)"])
        try stage.reply(0)
        try stage.reply(1)
        let response = stage.frame(.dataResponse(0), SequenceKey(counter: 9)).count
        XCTAssertEqual(
            watcher.notebook.notes, ["< \(request)", "< \(request)", "> \(response)", "> \(response)"])
    }

    func testAPartlyWrittenFrameIsToldOnce() throws {
        var stage = Stage.open(.client, limits: limits)
        let watcher = Watcher()
        stage.change { session, now in
            session.observer = watcher
            _ = try? session.submit(.data([97]), at: now)
            let length = session.outputCount
            for _ in 0..<length { session.withOutput { min(1, $0.count) } }
            XCTAssertEqual(session.outputCount, 0)
            XCTAssertEqual(watcher.notebook.notes, ["window 1+0", "> \(length)"])
        }
    }
}
