import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import Foundation
import SMSText
import XCTest

@testable import carrier

/// Output that cannot be written, or that nobody reads.
final class OutputTests: XCTestCase {
    /// A pipe whose ends are closed with the value, or before.
    private final class Line: Sendable {
        let reading: Int32
        let writing: Int32
        private let open = Guarded<Set<Int32>>([])

        init() {
            var ends: [Int32] = [0, 0]
            _ = pipe(&ends)
            (reading, writing) = (ends[0], ends[1])
            open.withLock { $0 = [ends[0], ends[1]] }
        }

        /// Everything written so far; waits where nothing was and somebody may still write.
        func text() -> String {
            String(decoding: Console.read(upTo: 1 << 20, from: reading) ?? [], as: UTF8.self)
        }

        /// Writes until nothing fits any more.
        func fill() {
            let flags = fcntl(writing, F_GETFL)
            _ = fcntl(writing, F_SETFL, flags | O_NONBLOCK)
            let octets = [UInt8](repeating: 0x0A, count: 4096)
            for _ in 0..<100_000 {
                if octets.withUnsafeBytes({ write(writing, $0.baseAddress, $0.count) }) < 0 { break }
            }
            _ = fcntl(writing, F_SETFL, flags)
        }

        func stop(_ end: Int32) {
            if open.withLock({ $0.remove(end) }) != nil { close(end) }
        }

        deinit {
            stop(reading)
            stop(writing)
        }
    }

    private let connection = ["--account", "901234", "--secret", "test1234", "--protocol", "cmpp-3.0"]

    private func console(output: Int32, diagnostics: Line, input: String = "") -> Console {
        var console = Console.standard(output: output, diagnostics: diagnostics.writing)
        let waiting = Guarded(Array(input.utf8))
        console.input = { _ in
            waiting.withLock { octets in
                defer { octets = [] }
                return octets
            }
        }
        return console
    }

    private func fullDisk() throws -> Int32 {
        let descriptor = open("/dev/full", O_WRONLY)
        if descriptor < 0 { throw XCTSkip("no /dev/full here") }
        return descriptor
    }

    // MARK: A full disk

    func testAFullDiskIsOneLineAndStatusOneForEveryCommand() async throws {
        let full = try fullDisk()
        defer { close(full) }
        let frame = "0000000c00000008000000c8"
        let object = #"{"protocol":"cmpp-2.0","command":"CMPP_ACTIVE_TEST","fields":{"Sequence_Id":1}}"#
        let lines: [(String, [String], String)] = [
            ("carrier", ["--help"], ""), ("carrier", ["--version"], ""), ("carrier help", ["help", "send"], ""),
            ("carrier split", ["split", "--help"], ""), ("carrier split", ["split", "a"], ""),
            ("carrier split", ["split", "a", "--json"], ""),
            ("carrier decode", ["decode", "--protocol", "cmpp-2.0"], frame),
            ("carrier decode", ["decode", "--protocol", "cmpp-2.0", "--json"], frame),
            ("carrier encode", ["encode"], object),
            ("carrier cycle", ["cycle", "--protocol", "cmpp-2.0"], ""),
            ("carrier receive", ["receive", "--listen", "127.0.0.1:0", "--for", "1m"] + connection, ""),
            ("carrier receive", ["receive", "--listen", "127.0.0.1:0", "--for", "1m", "--json"] + connection, ""),
        ]
        for (place, words, input) in lines {
            let notes = Line()
            let status = await EntryPoint.run(words, on: console(output: full, diagnostics: notes, input: input))
            XCTAssertEqual(status, .differs, "\(words)")
            let text = notes.text()
            XCTAssertTrue(text.hasPrefix("\(place): standard output cannot be written: "), "\(words): \(text)")
            XCTAssertTrue(text.contains("No space left on device"), text)
            XCTAssertEqual(text.filter { $0 == "\n" }.count, 1, text)
        }
    }

    func testAFullDiskEndsASenderWithStatusOne() async throws {
        let full = try fullDisk()
        defer { close(full) }
        for more in [["--json"], []] {
            let listener = try await ScriptedGateway().listen()
            let notes = Line()
            let words =
                ["send", "--connect", "\(listener.address)", "--from", "1", "--to", "1", "--text", "a"] + connection
            let status = await EntryPoint.run(words + more, on: console(output: full, diagnostics: notes))
            XCTAssertEqual(status, .differs)
            let text = notes.text()
            XCTAssertTrue(text.hasPrefix("carrier send: standard output cannot be written: "), text)
            XCTAssertEqual(text.filter { $0 == "\n" }.count, 1, text)
            await listener.close()
        }
    }

    func testAReaderThatLeftEndsEveryCommandWith130() async throws {
        signal(SIGPIPE, SIG_IGN)
        for words in [
            ["--help"], ["split", "a"], ["encode"],
            ["receive", "--listen", "127.0.0.1:0", "--for", "1m", "--json"] + connection,
        ] {
            let (line, notes) = (Line(), Line())
            line.stop(line.reading)
            let object = #"{"protocol":"cmpp-2.0","command":"CMPP_ACTIVE_TEST","fields":{"Sequence_Id":1}}"#
            let status = await EntryPoint.run(
                words, on: console(output: line.writing, diagnostics: notes, input: object))
            XCTAssertEqual(status, .interrupted, "\(words)")
            notes.stop(notes.writing)
            XCTAssertEqual(notes.text(), "", "\(words)")
        }
    }

    // MARK: A reader that does not read

    func testAStoppedReaderHoldsUpNeitherConnectionsNorTheEnd() async throws {
        let (line, notes) = (Line(), Line())
        line.fill()
        let arguments = try Arguments(
            parsing: connection + ["--listen", "127.0.0.1:0", "--report-after", "1ms", "--json"],
            for: ReceiveCommand.spec)
        var command = try ReceiveCommand(arguments)
        let interruption = Interruption()
        command.interruption = { interruption }
        let plain = console(output: line.writing, diagnostics: notes)
        let live = try XCTUnwrap(
            LiveOutput(of: plain, asJSON: true, limits: .init(octets: 2000, patience: 0.01, partingPatience: 0.05)))
        let printed = EventRecorder<[UInt8]>()
        var place = live.console(from: plain)
        let output = place.output
        place.output = { octets in
            printed.note(octets)
            return output(octets)
        }
        let (started, console) = (command, place)
        let listening = XCTestExpectation(description: "listening")
        printed.when({ !$0.isEmpty }, { listening.fulfill() })
        let run = Task { try await started.run(on: console) }
        await fulfillment(of: [listening], timeout: 5)
        let first = String(decoding: printed.notes.first ?? [], as: UTF8.self)
        let address = try XCTUnwrap(first.split(separator: "\"").first { $0.hasPrefix("127.") })

        let sender = Stage()
        let sent = await EntryPoint.run(
            ["send", "--connect", String(address), "--from", "1", "--to", "1", "--text", "a", "--count", "100"]
                + connection, on: sender.console)
        XCTAssertEqual(sent, .done, sender.output)
        let start = MonotonicClock.now()
        interruption.interrupt()
        let status = try await run.value
        let ended = await live.finish(status, in: "receive", on: plain)
        XCTAssertLessThan(MonotonicClock.now() - start, .seconds(10))
        XCTAssertEqual(ended, .interrupted)
        XCTAssertTrue(notes.text().contains("lines were not written: nobody read standard output"))
        line.stop(line.reading)
    }

    func testADroppedLineIsToldWhenTheReaderReadsAgain() async {
        let gate = DispatchSemaphore(value: 0)
        let written = EventRecorder<String>()
        let queue = OutputQueue(
            limits: .init(octets: 4, patience: 1, partingPatience: 5), lossLine: { Array("\($0) lost\n".utf8) },
            write: { octets in
                gate.wait()
                written.note(String(decoding: octets, as: UTF8.self))
                return nil
            })
        XCTAssertTrue(queue.append(Array("one\n".utf8)))
        for _ in 0..<3 { XCTAssertTrue(queue.append(Array("two\nthree\n".utf8))) }
        XCTAssertTrue(queue.append(Array("last\n".utf8), last: true))
        for _ in 0..<8 { gate.signal() }
        let balance = await queue.finish()
        XCTAssertEqual(written.notes.joined(), "one\n6 lost\nlast\n")
        XCTAssertEqual(balance.lostLines, 6)
        XCTAssertNil(balance.fault)
        XCTAssertFalse(balance.isHurried)
    }

    func testASlowReaderLosesNothing() async {
        let written = EventRecorder<String>()
        let queue = OutputQueue(
            limits: .init(octets: 8, patience: 30, partingPatience: 5), lossLine: { Array("\($0) lost\n".utf8) },
            write: { octets in
                written.note(String(decoding: octets, as: UTF8.self))
                return nil
            })
        var expected = ""
        for number in 0..<2000 {
            XCTAssertTrue(queue.append(Array("line \(number)\n".utf8)))
            expected += "line \(number)\n"
        }
        let balance = await queue.finish()
        XCTAssertEqual(balance.lostLines, 0)
        XCTAssertEqual(written.notes.joined(), expected)
    }

    func testABrokenStreamIsToldAtOnce() async {
        let queue = OutputQueue(lossLine: { _ in [] }, write: { _ in .unwritable(errno: ENOSPC) })
        let told = XCTestExpectation(description: "broken")
        queue.whenBroken { told.fulfill() }
        XCTAssertTrue(queue.append([0x0A]))
        await fulfillment(of: [told], timeout: 5)
        XCTAssertFalse(queue.append([0x0A]))
        let balance = await queue.finish()
        XCTAssertEqual(balance.fault, .unwritable(errno: ENOSPC))
        let late = XCTestExpectation(description: "broken before")
        queue.whenBroken { late.fulfill() }
        await fulfillment(of: [late], timeout: 5)
    }

    // MARK: Descriptors

    /// With 1 closed, something of the program's own would have that number, and lines would go into it.
    func testClosedDescriptorsAreNotTheConnections() async throws {
        for closed in ["0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"] {
            let gateway = ScriptedGateway()
            let listener = try await gateway.listen()
            let (status, _) = try await BuiltProgram.shell(
                "carrier send --connect \(listener.address) --from 1 --to 1 --text a --json "
                    + connection.joined(separator: " ") + " " + closed)
            XCTAssertEqual(status, 0, closed)
            XCTAssertEqual(gateway.faults, [], closed)
            XCTAssertEqual(gateway.submissions.count, 1, closed)
            await listener.close()
        }
    }
}

/// Lines that a peer can provoke without end.
final class LineLimiterTests: XCTestCase {
    private func moment(_ milliseconds: Int64) -> Moment { Moment(nanoseconds: milliseconds * 1_000_000) }

    func testAFewASecondOfEachKindAndTheOthersCounted() {
        var limiter = LineLimiter()
        var printed = 0
        for step in 0..<1000 where limiter.admits("a", at: moment(Int64(step))) { printed += 1 }
        XCTAssertEqual(printed, 5)
        XCTAssertTrue(limiter.admits("b", at: moment(999)))
        XCTAssertTrue(limiter.due(at: moment(999)).isEmpty)
        XCTAssertFalse(limiter.admits("a", at: moment(1000)))
        let due = limiter.due(at: moment(1000))
        XCTAssertEqual(due.map(\.kind), ["a"])
        XCTAssertEqual(due.map(\.lines), [996])
        XCTAssertTrue(limiter.admits("a", at: moment(1001)))
        XCTAssertEqual(limiter.held, 996)
        XCTAssertTrue(limiter.due().isEmpty)
    }

    func testTheRestIsToldAtTheEnd() {
        var limiter = LineLimiter()
        for _ in 0..<7 { _ = limiter.admits("a", at: moment(0)) }
        XCTAssertEqual(limiter.due().map(\.lines), [2])
        XCTAssertTrue(limiter.due().isEmpty)
        XCTAssertEqual(limiter.held, 2)
    }

    func testKindsThatAPeerInventsShareOne() {
        var limiter = LineLimiter()
        var printed = 0
        for kind in 0..<10_000 where limiter.admits("\(kind)", at: moment(0)) { printed += 1 }
        XCTAssertEqual(printed, 64 + 5)
    }

    func testASenderKeepsWhatAGatewaySendsWithoutEndShort() throws {
        let stage = Stage()
        var printer = SendPrinter(
            console: stage.console, asJSON: true, owed: 1, account: "901234",
            wording: Wording(.cmpp(.v3_0, account: ScriptedGateway.account)))
        let message = OutboundMessage(from: "1", to: ["1"], text: "a")
        let cut = try Segmenter(limits: .longASCII).segment("a", coding: .automatic, reference: .octet(1))
        let content = MessageContent(message: message, segments: cut, groupSize: 1)
        let place = MessagePlace(number: 1, content: content, segment: 0, recipient: 0)
        let report = DeliveryReport(
            messageID: CarrierMessageID(1), recipient: "1", state: .delivered, raw: "DELIVRD")
        let flood: [ClientEvent] = [
            .anomaly(ChannelID(1), .lateResponse(SequenceKey(prefix: 0, counter: 7))), .orphan(report),
            .duplicateReport(place, report),
            .malformedReport([1], envelope: CarrierMessageID(1), ChannelID(1)),
        ]
        for _ in 0..<1000 { XCTAssertTrue(printer.take(flood)) }
        // Five of each kind a second and a line on the others; a slow machine may need some seconds.
        XCTAssertGreaterThanOrEqual(stage.lines.count, 20)
        XCTAssertLessThan(stage.lines.count, 400)
        XCTAssertTrue(try XCTUnwrap(stage.lines.first).contains("\"account\":\"901234\""))
        for number in 1...100 {
            let place = MessagePlace(number: UInt64(number), content: content, segment: 0, recipient: 0)
            XCTAssertTrue(printer.take([.report(place, report)]))
        }
        XCTAssertEqual(stage.lines.filter { $0.contains("\"event\":\"report\"") }.count, 100)
    }

    func testOrdinaryLinesAreNotLimited() {
        let stage = Stage()
        var printer = ReceivePrinter(
            console: stage.console, asJSON: true, protocolName: "cmpp-3.0",
            wording: Wording(CMPPGatewayAdapter.cmpp))
        let report = ReceiverEvent.push(.init(from: "1", to: "2", text: "a"), segments: 1)
        let stray = ReceiverEvent.anomaly(account: "901234", .lateResponse(SequenceKey(prefix: 0, counter: 7)))
        for _ in 0..<100 { printer.print([report, stray]) }
        XCTAssertEqual(stage.lines.filter { $0.contains("\"deliver\"") }.count, 100)
        let strays = stage.lines.filter { $0.contains("a response too late") && $0.contains("\"anomaly\"") }.count
        XCTAssertGreaterThanOrEqual(strays, 5)
        // A slow machine may need some seconds for the hundred.
        XCTAssertLessThan(strays, 60)
        printer.summary(ReceiverCounters())
        let summary = stage.lines.last ?? ""
        XCTAssertTrue(summary.hasSuffix("\"suppressed\":\(100 - strays)}"), summary)
    }
}
