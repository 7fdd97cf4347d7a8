import CMPPCodec
import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierMessaging

/// What the desk keeps follows what is open, and a bounded memory of what was.
final class MemoryTests: XCTestCase {
    private var isLong: Bool { ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1" }

    /// A million messages in the long run: delivered, failed, unreported, twice answered, early and late.
    func testBookStaysBounded() throws {
        let count = isLong ? 1_000_000 : 8_000
        let remembered = isLong ? 10_000 : 1_000
        var desk = TestDesk { options in
            options.rememberedMessages = remembered
            options.maximumEarlyReports = 100
            options.reportWindow = .seconds(60)
        }
        let message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello")
        var highest = 0
        for number in 1...count {
            let id = UInt64(number)
            if number % 7 == 0 { try desk.report(id, "DELIVRD") }
            let request = try desk.messenger.prepare(message, at: desk.now).requests[0]
            if number % 50 == 0 {
                desk.messenger.failed(tag: request.tag, .noResponse, at: desk.now)
            } else {
                desk.accept(request, id)
                if number % 9 == 0 { desk.accept(request, id + 10_000_000) }
                if number % 10 != 0, number % 7 != 0 { try desk.report(id, number % 3 == 0 ? "UNDELIV" : "DELIVRD") }
            }
            desk.wait(.milliseconds(100))
            while desk.messenger.nextEvent() != nil {}
            guard number % 64 == 0 else { continue }
            let book = desk.messenger.book
            highest = max(highest, book.openMessages)
            XCTAssertLessThanOrEqual(book.finishedMessages, remembered)
            XCTAssertLessThanOrEqual(book.idCount, 2 * (remembered + book.openMessages))
            XCTAssertLessThanOrEqual(desk.messenger.early.count, 100)
            XCTAssertLessThanOrEqual(desk.messenger.windows.count, 2 * book.openMessages + 130)
        }
        // In a window of 60 seconds 600 messages come; those without report and those whose twin is unreported wait.
        XCTAssertGreaterThan(highest, 60)
        XCTAssertLessThan(highest, 300)
        XCTAssertEqual(desk.counters.messages, count)
        desk.messenger.finish(at: desk.now)
        XCTAssertEqual(desk.counters.openOutcomes, 0)
        XCTAssertEqual(desk.counters.openParts, 0)
        XCTAssertEqual(desk.counters.parkedReports, 0)
    }

    /// Reports on nothing without end: each becomes an orphan, the store stays at its bound.
    func testFloodOfReports() throws {
        var desk = TestDesk { $0.maximumEarlyReports = 50 }
        var orphans = 0
        for id in UInt64(1)...3_000 {
            try desk.report(id % 700, "DELIVRD")
            for case .orphan in desk.events() { orphans += 1 }
            XCTAssertLessThanOrEqual(desk.messenger.early.count, 50)
        }
        XCTAssertEqual(orphans, 2_950)
    }

    /// First segments without end.
    func testFloodOfFirstSegments() throws {
        var desk = TestDesk { options in
            options.reassembly.entries = 100
            options.reassembly.octets = 5_000
        }
        for number in 0..<3_000 {
            let segment = InboundSegment(
                id: CarrierMessageID(UInt64(number)), from: "\(13_800_000_000 + number)", to: "10690001", coding: 8,
                hasHeader: true, content: [5, 0, 3, 1, 255, 1] + [UInt8](repeating: 0x4E, count: 134))
            try desk.receive(desk.binding.deliver(segment))
            XCTAssertLessThanOrEqual(desk.counters.waitingSegments, 5_000 / 140)
        }
        XCTAssertEqual(desk.counters.incomplete, 3_000 - desk.counters.waitingSegments)
    }

    /// A message of 255 segments to many receivers costs no more per part than a small one: nothing is quadratic.
    func testLargeMessages() throws {
        var desk = TestDesk()
        let receivers = (0..<198).map { "138\(10_000_000 + $0)" }
        let requests = try desk.prepare(segments: 255, to: receivers)
        XCTAssertEqual(requests.count, 510)
        for (index, request) in requests.enumerated() { desk.accept(request, UInt64(index + 1) << 16) }
        XCTAssertEqual(desk.counters.acceptedParts, 198 * 255)
        for (index, receiver) in receivers.enumerated() {
            for segment in 0..<255 where index % 66 == 0 {
                let request = index / 99 * 255 + segment
                try desk.report(UInt64(request + 1) << 16 + UInt64(index % 99), "DELIVRD", to: receiver)
            }
        }
        XCTAssertEqual(desk.counters.delivered, 3)
    }
}
