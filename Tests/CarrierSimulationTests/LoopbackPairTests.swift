import CarrierSimulation
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import Dispatch
import Foundation
import XCTest

/// What many runs on several threads add up to.
private struct Sum {
    private(set) var accepted = 0
    private(set) var tally: [String: Int] = [:]
    private(set) var failures: [String] = []

    mutating func add(_ run: SeededRun, seed: UInt64) {
        accepted += run.accepted
        tally.merge(run.tally, uniquingKeysWith: +)
        let violations = run.accepted == run.outcomes ? run.violations : run.violations + ["outcomes are missing"]
        guard !violations.isEmpty else { return }
        failures.append("seed \(seed): \(violations.prefix(3)); repeat it with CARRIER_SEED=\(seed)")
    }
}

final class LoopbackPairTests: XCTestCase {
    /// 400 runs, 10 000 with `CARRIER_LONG_TESTS=1`; `CARRIER_SEED=n` repeats one of them with its trace.
    func testWindowsOutcomesTimeoutsAndRepliesHoldOnFaultyLinks() throws {
        let environment = ProcessInfo.processInfo.environment
        if let text = environment["CARRIER_SEED"], let seed = UInt64(text) {
            let run = SeededRun(seed: seed)
            XCTAssertEqual(run.run(tracing: true), [])
            print(run.transcript)
            return
        }
        let shared = Guarded(Sum())
        let parts = environment["CARRIER_LONG_TESTS"] == "1" ? 100 : 4
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            for seed in UInt64(part * 100 + 1)...UInt64(part * 100 + 100) {
                let run = SeededRun(seed: seed)
                run.run()
                shared.withLock { $0.add(run, seed: seed) }
            }
        }
        let sum = shared.withLock { $0 }
        for failure in sum.failures.prefix(5) { XCTFail(failure) }
        XCTAssertGreaterThan(sum.accepted, 1000 * parts)
        // The faults bite: everything that can go wrong does so often.
        let expected = [
            "response", "noResponse", "sessionEnded", "cancelled", "late response", "duplicate response",
            "repeated request", "refused request", "retransmission", "exact timeout",
        ]
        for name in expected { XCTAssertGreaterThan(sum.tally[name] ?? 0, 4 * parts, name) }
        let tally = sum.tally.sorted { $0.key < $1.key }
        print("\(100 * parts) runs, \(sum.accepted) requests, each with one outcome:", tally)
    }

    func testTheSameSeedGivesTheSameTrace() {
        for seed: UInt64 in 1...50 {
            let (first, second) = (SeededRun(seed: seed), SeededRun(seed: seed))
            first.run(tracing: true)
            second.run(tracing: true)
            XCTAssertEqual(first.transcript, second.transcript)
            XCTAssertFalse(first.transcript.isEmpty)
        }
    }

    func testDifferentSeedsGiveDifferentTraces() {
        let transcripts = (1...50).map { seed in
            let run = SeededRun(seed: UInt64(seed))
            run.run(tracing: true)
            return run.transcript
        }
        XCTAssertEqual(Set(transcripts).count, 50)
    }

    /// A message a minute for ten hours, a pause of two hours in the middle, one answer in ten late.
    private func tenHours() throws -> LoopbackPair<ToyRules> {
        var pair = LoopbackPair(client: ToyRules(), server: ToyRules())
        pair.isTracing = true
        pair.onEvent = { pair, side, event in
            guard case .request(_, let token) = event else { return }
            let late = token.serial % 10 == 9
            pair.schedule(after: late ? .seconds(75) : .milliseconds(20)) { pair in
                let now = pair.now
                do { try pair[side].reply(.dataResponse(0), to: token, at: now) } catch { XCTFail("\(error)") }
            }
        }
        for minute in 0..<598 where !(240..<360).contains(minute) {
            pair.schedule(after: .seconds(Int64(minute) * 60 + 1)) { pair in
                let now = pair.now
                do { try pair[.client].submit(.data([UInt8(minute % 200)]), at: now) } catch { XCTFail("\(error)") }
            }
        }
        pair.schedule(after: .seconds(35_990)) { pair in
            let now = pair.now
            pair[.client].close(at: now)
        }
        try pair.drive(for: .seconds(36_000))
        return pair
    }

    func testTenHoursPassInMillisecondsAndTheSameWayEveryTime() throws {
        let started = ContinuousClock.now
        let pair = try tenHours()
        let elapsed = ContinuousClock.now - started
        // Far more than any machine needs, sanitizers and compilers beside it included, and far less than ten hours.
        XCTAssertLessThan(elapsed, .seconds(60))
        print("ten hours in \(elapsed)")
        let trace = pair.trace
        XCTAssertEqual(trace, try tenHours().trace)
        XCTAssertEqual(trace.filter { $0.contains("client response") }.count, 478)
        XCTAssertEqual(trace.filter { $0.contains("anomaly retransmission") }.count, 47)
        XCTAssertEqual(trace.filter { $0.contains("closed") }.count, 2)
        // The last message before the pause comes at 14 341 s, the first behind it at 21 601 s: for two hours there is
        // nothing but a question and an answer of 12 octets each, every three minutes.
        let inPause = trace.filter { line in (14_500..<21_600).contains(Int(line.prefix { $0 != "." }) ?? 0) }
        XCTAssertTrue(
            inPause.allSatisfy { line in
                ["sends 12 octets", "sends 24 octets", " alive "].contains { line.contains($0) }
            })
        XCTAssertGreaterThan(inPause.count, 2 * 38)
    }

    func testACutLosesWhatIsUnderWayAndBothSidesSeeIt() throws {
        var faults = FaultPlan.none
        faults.cutAfter = .seconds(5)
        faults.latency = .seconds(1)
        var pair = LoopbackPair(client: ToyRules(), server: ToyRules(), faults: faults)
        pair.isTracing = true
        pair.schedule(after: .milliseconds(4500)) { pair in
            let now = pair.now
            do { try pair[.client].submit(.data([65]), at: now) } catch { XCTFail("\(error)") }
        }
        try pair.drive(for: .seconds(10))
        XCTAssertEqual(
            pair.trace.map { $0.split(separator: " ").dropLast($0.contains("sends") ? 1 : 0).joined(separator: " ") },
            [
                "0.000000 client sends 14 octets", "1.000000 server opened as sp",
                "1.000000 server sends 13 octets", "2.000000 client opened as sp",
                "4.500000 client sends 13 octets", "5.000000 the connection breaks",
                "5.000000 client failed ticket 1: sessionEnded", "5.000000 client closed: connectionLost",
                "5.000000 server closed: endedByPeer",
            ])
    }

    func testALinkSplitsJoinsAndDoublesButKeepsTheOrder() {
        let rules = ToyRules().frameRules
        for seed: UInt64 in 1...200 {
            var plan = FaultPlan(seed: seed)
            plan.duplicateOneIn = 0
            var link = FaultyLink(plan: plan, rules: rules, direction: 0)
            var (sent, received): ([UInt8], [UInt8]) = ([], [])
            var now = Moment(secondsSince1970: 1_785_556_800)
            for number: UInt8 in 0..<20 {
                let frame: [UInt8] = [0, 0, 0, 13, 0, 0, 0, 3, 0, 0, 0, number, number]
                link.send(frame, at: now)
                sent += frame
                now = now + .milliseconds(3)
            }
            link.end(at: now)
            while let arrival = link.nextArrival, !link.isEmpty {
                XCTAssertGreaterThan(arrival, Moment(secondsSince1970: 1_785_556_800))
                now = max(now, arrival)
                while let octets = link.receive(at: now) { received += octets }
            }
            XCTAssertEqual(received, sent)
            XCTAssertTrue(link.hasEnded(at: now + .seconds(1)))
        }
    }

    func testADoubledFrameArrivesTwiceWholeButTheFirstOneNever() {
        var plan = FaultPlan.none
        plan.duplicateOneIn = 1
        var link = FaultyLink(plan: plan, rules: ToyRules().frameRules, direction: 0)
        let now = Moment(secondsSince1970: 1_785_556_800)
        // The first frame is the login, which is left alone.
        let login: [UInt8] = [0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 1]
        let frame: [UInt8] = [0, 0, 0, 12, 0, 0, 0, 4, 0, 0, 0, 2]
        link.send(login, at: now)
        link.send(frame, at: now)
        XCTAssertNil(link.receive(at: now))
        XCTAssertEqual(link.receive(at: now + .milliseconds(1)), login)
        XCTAssertEqual(link.receive(at: now + .milliseconds(1)), frame)
        XCTAssertEqual(link.receive(at: now + .milliseconds(1)), frame)
        XCTAssertNil(link.receive(at: now + .seconds(1)))
    }

    func testOctetsThatAreNoFramesTravelToo() {
        var link = FaultyLink(plan: .none, rules: ToyRules().frameRules, direction: 0)
        let now = Moment(secondsSince1970: 1_785_556_800)
        link.send(Array("GET / HTTP/1.1".utf8), at: now)
        XCTAssertEqual(link.receive(at: now + .seconds(1)), Array("GET / HTTP/1.1".utf8))
    }
}
