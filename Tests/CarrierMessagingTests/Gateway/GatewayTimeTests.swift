import CarrierSession
import CarrierWire
import SMSText
import XCTest

@testable import CarrierMessaging

/// What ends by itself, what stays small, and the end of all.
final class GatewayTimeTests: XCTestCase {
    func testAssemblersExpireByTime() throws {
        var gateway = TestGateway {
            $0.assemblesMessages = true
            $0.reassembly = ReassemblyLimits(expiry: 600_000_000_000)
        }
        let channel = try gateway.login(.test())
        let segments = try Segmenter().segment(String(repeating: "长", count: 100), reference: .octet(9)).segments
        func send(_ index: Int) throws {
            gateway.submit(on: channel) {
                $0.coding = 8
                $0.hasHeader = true
                $0.content = segments[index].content
            }
            try gateway.decide()
        }
        try send(0)
        gateway.lose(channel)
        gateway.pass(.seconds(601))
        let given = gateway.events.compactMap { event -> IncompleteInbound.Reason? in
            if case .incompleteMessage(_, let reason, account: "901234") = event { reason } else { nil }
        }
        XCTAssertEqual(given, [.expired], "nobody sends anything any more, and it is told all the same")
    }

    func testAcceptedSegmentsBecomeOneMessage() throws {
        var gateway = TestGateway { $0.assemblesMessages = true }
        let text = String(repeating: "长", count: 100)
        let segments = try Segmenter().segment(text, reference: .octet(9)).segments
        // Over two connections, as carriers and SPs spread them.
        for segment in segments {
            gateway.submit(on: try gateway.login(.test())) {
                $0.coding = 8
                $0.hasHeader = true
                $0.content = segment.content
            }
            try gateway.decide()
        }
        let texts = gateway.events.compactMap { event -> String? in
            if case .message(let message, _) = event { message.text } else { nil }
        }
        XCTAssertEqual(texts, [text])
    }

    func testASingleSegmentIsAMessageLikeAnyOther() throws {
        var gateway = TestGateway { $0.assemblesMessages = true }
        let channel = try gateway.login(.test())
        for (coding, content) in [(UInt8(8), [0x4E, 0x2D] as [UInt8]), (0, [0x41]), (4, [0xFF])] {
            gateway.submit(on: channel) {
                $0.coding = coding
                $0.content = content
            }
            let id = try XCTUnwrap(try gateway.decide())
            guard case .message(let message, account: "901234")? = gateway.events.last else { return XCTFail("none") }
            var assembler = InboundAssembler()
            let submission = try XCTUnwrap(gateway.submits.last?.submission)
            assembler.receive(submission, id: id, connection: channel.rawValue, at: gateway.now)
            guard case .submitted(let expected)? = assembler.nextEvent() else { return XCTFail("not assembled") }
            XCTAssertEqual(message, expected)
        }
    }

    func testHandlersOfClosedConnectionsAreNotKept() throws {
        var gateway = TestGateway()
        var ids: [CarrierMessageID] = []
        for _ in 0..<4000 {
            let channel = try gateway.login(.test(), carries: [.submit])
            gateway.submit(on: channel)
            ids.append(try XCTUnwrap(try gateway.decide()))
            gateway.lose(channel)
            gateway.events = []
        }
        XCTAssertEqual(gateway.core.channels.count, 1, "one place is used again and again")
        XCTAssertEqual(gateway.core.channelCount, 0)
        XCTAssertEqual(gateway.core.undecided.capacity, 1)
        XCTAssertEqual(gateway.core.deadlines.count, 0)
        gateway.pass(.seconds(3600))
        for id in ids { try gateway.report(on: id) }
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "901234"), 4000)
        XCTAssertLessThanOrEqual(MemoryLayout<PendingDelivery>.stride, 288)
        XCTAssertLessThanOrEqual(MemoryLayout<GatewayEvent>.stride, 104)
    }

    func testReportableSubmitsAreBoundedInCountAndTime() throws {
        var gateway = TestGateway {
            $0.maximumReportable = 3
            $0.reportableFor = .seconds(100)
        }
        let channel = try gateway.login(.test())
        var ids: [CarrierMessageID] = []
        for _ in 0..<4 {
            gateway.submit(on: channel)
            ids.append(try XCTUnwrap(try gateway.decide()))
        }
        XCTAssertThrowsError(try gateway.report(on: ids[0])) { XCTAssertEqual($0 as? GatewayError, .unknownID) }
        XCTAssertEqual(gateway.bounds, [.reportableSubmits])
        gateway.pass(.seconds(99))
        XCTAssertNoThrow(try gateway.report(on: ids[1]))
        gateway.pass(.seconds(1))
        XCTAssertThrowsError(try gateway.report(on: ids[2]))
        XCTAssertEqual(gateway.core.counters.forgotten, 3)
        XCTAssertEqual(gateway.core.reportableCount, 0)
    }

    func testIDsAreNeverGivenTwice() {
        // 16 bits a second, and a million a minute.
        for capacity in [IDCapacity(serials: 65_536), IDCapacity(serials: 1_000_000, seconds: 60)] {
            var source = MessageIDSource(capacity: capacity)
            var given: Set<UInt64> = []
            var count = 0
            for step in 0..<6_000 {
                let now = Moment(nanoseconds: Int64(step) * 50_000)
                let size = 1 + step % 100
                let (moment, serial) = source.take(size, at: now)
                let period = moment.nanoseconds / 1_000_000_000 / capacity.seconds
                XCTAssertLessThanOrEqual(serial + UInt32(size), capacity.serials)
                for offset in 0..<UInt32(size) {
                    given.insert(UInt64(period) << 32 | UInt64(serial + offset))
                }
                count += size
            }
            XCTAssertEqual(given.count, count)
        }
    }

    /// A process that starts anew in the same second, or minute, knows nothing of the ids that were given in it.
    func testIDsAreNotGivenAgainAfterARestartWithinTheSameTime() {
        for capacity in [IDCapacity(serials: 65_536), IDCapacity(serials: 1_000_000, seconds: 60)] {
            var given: Set<UInt64> = []
            var count = 0
            // Eight lives of 40 ms each, 100 ids in all of them.
            for life in 0..<8 {
                var source = MessageIDSource(capacity: capacity)
                for step in 0..<100 {
                    let now = Moment(nanoseconds: 120_000_000_000 + Int64(life) * 50_000_000 + Int64(step) * 400_000)
                    let (moment, serial) = source.take(1, at: now)
                    XCTAssertEqual(moment.nanoseconds, 120_000_000_000)
                    given.insert(UInt64(serial))
                    count += 1
                }
            }
            XCTAssertEqual(given.count, count)
        }
    }

    // MARK: The end

    func testTheEndWaitsForWhatIsOwed() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        gateway.submit(on: channel)
        let id = try XCTUnwrap(try gateway.decide())
        let number = try gateway.report(on: id)
        gateway.core.shutDown(draining: .seconds(10), at: gateway.now)
        gateway.settle()
        gateway.submit(on: channel)
        XCTAssertEqual(gateway.sessions[channel]?.replies.last?.code, 8, "no submits any more")
        XCTAssertNil(gateway.core.connectionArrived(from: nil, at: gateway.now))
        XCTAssertEqual(gateway.sessions[channel]?.isClosing, false)
        gateway.acknowledge(on: channel)
        XCTAssertEqual(gateway.acknowledged, [number])
        XCTAssertEqual(gateway.sessions[channel]?.isClosing, true)
        gateway.lose(channel, .closedLocally)
        guard case .shutDown? = gateway.events.last else { return XCTFail("not told") }
        XCTAssertNil(gateway.core.nextDeadline)
    }

    func testTheEndHandsBackWhatIsNotDelivered() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test(), window: 1)
        var ids: [CarrierMessageID] = []
        for _ in 0..<2 {
            gateway.submit(on: channel)
            ids.append(try XCTUnwrap(try gateway.decide()))
        }
        for id in ids { try gateway.report(on: id) }
        gateway.submit(on: channel)
        gateway.core.shutDown(draining: .seconds(10), at: gateway.now)
        gateway.pass(.seconds(10))
        XCTAssertEqual(gateway.sessions[channel]?.replies.last?.code, 8, "the submit that nobody decided about")
        XCTAssertEqual(gateway.undeliverable.map(\.wasSent), [false])
        gateway.lose(channel, .closingTimeout)
        XCTAssertEqual(gateway.undeliverable.map(\.wasSent), [false, true])
        XCTAssertEqual(gateway.undeliverable.map(\.reason), [.shutDown, .shutDown])
        guard case .shutDown? = gateway.events.last else { return XCTFail("not told") }
        XCTAssertThrowsError(try gateway.report(on: ids[0]))
        XCTAssertEqual(gateway.core.counters.pending, 0)
    }

    func testALoginIsNotAskedForInTheEnd() throws {
        var gateway = TestGateway()
        let asked = gateway.connect()
        let silent = gateway.connect()
        gateway.tell(.loginAsked(LoginRequest(account: "901234", version: "test")), on: asked)
        let held = try gateway.login(.test(), carries: [.submit])
        gateway.submit(on: held)
        gateway.core.shutDown(draining: .seconds(10), at: gateway.now)
        gateway.settle()
        gateway.tell(.loginAsked(LoginRequest(account: "901234", version: "test")), on: silent)
        for channel in [asked, silent] {
            guard case .unavailable? = gateway.sessions[channel]?.loginAnswers.last else { return XCTFail("asked") }
        }
        XCTAssertNotNil(try gateway.decide(), "what was asked before may still be decided")
        XCTAssertEqual(gateway.sessions[held]?.isClosing, true, "and nothing keeps the channels then")
    }
}
