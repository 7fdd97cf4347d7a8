import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import SMSText
import XCTest

/// A client that sends a message again.
final class ReceiverRepetitionTests: XCTestCase {
    private func submits(_ text: String, reference: UInt8) throws -> [CMPP.Message] {
        var message = OutboundMessage(from: "10690001", to: ["13800138000"], text: text, coding: .ucs2)
        message.reference = .octet(reference)
        return try CarrierTestSupport.submits(
            of: message, speaking: CMPPClientAdapter(.v3_0, account: ReceiverBench.account),
            as: CMPPClientMapping(.v3_0, providerID: "901234"), at: MonotonicClock.now())
    }

    /// The answers to these submits on a connection of their own.
    private func exchange(_ submits: [CMPP.Message], with bench: ReceiverBench) async throws -> [UInt64] {
        let connection = try await bench.dial()
        var ids: [UInt64] = []
        for submit in submits {
            guard case .submitResponse(let response) = try await connection.submit(submit) else { continue }
            XCTAssertEqual(response.result, .ok)
            ids.append(response.messageID.rawValue)
        }
        await connection.close()
        return ids
    }

    /// The same reference and text within a minute after a new login: one message, and every repetition is told.
    func testALongMessageThatIsSentAgainIsTold() async throws {
        let bench = try await ReceiverBench(.accept)
        let submits = try submits(String(repeating: "\u{957F}", count: 80), reference: 7)
        let first = try await exchange(submits, with: bench)
        let again = try await exchange(submits, with: bench)
        await bench.receiver.close()
        XCTAssertEqual(Set(first + again).count, 4)
        XCTAssertEqual(bench.hearing.messages.count, 1)
        let told = bench.hearing.repetitions
        XCTAssertEqual(told.map(\.account), ["901234", "901234"])
        XCTAssertEqual(told.map(\.segment.number), [1, 2])
        XCTAssertEqual(told.map(\.segment.id.number), again)
        XCTAssertTrue(told.allSatisfy { $0.segment.isOfWholeMessage && $0.segment.reference == .octet(7) })
        XCTAssertTrue(told.allSatisfy { $0.segment.destinations == ["13800138000"] && $0.segment.segmentCount == 2 })
        let counters = bench.receiver.counters
        XCTAssertEqual(
            [counters.accepted, counters.messages, counters.repeatedSegments, counters.repeated], [4, 1, 2, 0])
    }

    func testASegmentThatIsSentAgainWhileItsMessageWaitsIsTold() async throws {
        let bench = try await ReceiverBench(.accept)
        let submits = try submits(String(repeating: "\u{957F}", count: 80), reference: 7)
        _ = try await exchange([submits[0]], with: bench)
        _ = try await exchange(submits, with: bench)
        await bench.receiver.close()
        XCTAssertEqual(bench.hearing.messages.count, 1)
        XCTAssertEqual(bench.hearing.repetitions.map(\.segment.isOfWholeMessage), [false])
        XCTAssertEqual(bench.receiver.counters.repeatedSegments, 1)
    }

    /// Another text under the reference is another message.
    func testAnotherTextUnderTheReferenceIsAnotherMessage() async throws {
        let bench = try await ReceiverBench(.accept)
        for letter in ["\u{957F}", "\u{77ED}"] {
            _ = try await exchange(submits(String(repeating: letter, count: 80), reference: 7), with: bench)
        }
        await bench.receiver.close()
        XCTAssertEqual(bench.hearing.messages.count, 2)
        XCTAssertEqual(bench.hearing.repetitions.count, 0)
    }
}
