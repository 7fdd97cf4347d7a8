import CarrierSession
import XCTest

@testable import CarrierBench

final class SessionBenchTests: XCTestCase {
    /// Figures of a debug build say nothing about speed, but that every message is answered and the rows fit together.
    func testEveryProtocolIsMeasuredWithAndWithoutReports() async throws {
        let load = SessionBench.Load(connections: 2, window: 8)
        for name in BenchProtocol.names {
            let bench = try XCTUnwrap(BenchProtocol(name))
            let rows = try await SessionBench(messages: 300, runs: 3).measure(bench, under: load)
            XCTAssertEqual(rows.count, 3, name)
            guard case .ceiling(let ceiling)? = rows.first else { return XCTFail("\(name): no ceiling") }
            XCTAssertGreaterThan(ceiling.perSecond, 0)
            // 140 octets of content and a header of 12 at least; an answer is a header and a status at least.
            XCTAssertGreaterThan(ceiling.requestOctets, 152)
            XCTAssertGreaterThan(ceiling.replyOctets, 12)
            let figures = rows.compactMap { row -> SessionBench.Figures? in
                if case .session(let figures) = row { figures } else { nil }
            }
            XCTAssertEqual(figures.map(\.reports), [false, true])
            for figure in figures {
                XCTAssertEqual(figure.protocolName, name)
                XCTAssertEqual(figure.load, load)
                XCTAssertEqual(figure.runs, 3)
                XCTAssertEqual(figure.ofCeiling, figure.perSecond / ceiling.perSecond, accuracy: 1e-9)
                XCTAssertGreaterThan(figure.p50, .zero)
                XCTAssertGreaterThanOrEqual(figure.p99, figure.p50)
            }
        }
    }

    func testTheOctetsAreThoseOfTheSpecification() throws {
        // CMPP_SUBMIT with one recipient and 140 octets: 12 + 147 + 140 (2.0) and 12 + 183 + 140 (3.0) octets; its
        // response 12 + 9 and 12 + 12 (cmpp.md sections 3.5 and 3.6).
        for (name, octets) in ["cmpp-2.0": (299, 21), "cmpp-3.0": (335, 24)] {
            let measured = try XCTUnwrap(BenchProtocol(name)).octets()
            XCTAssertEqual(measured.request, octets.0, name)
            XCTAssertEqual(measured.reply, octets.1, name)
        }
    }

    func testAProtocolWithoutSessionsIsNone() {
        XCTAssertNil(BenchProtocol("smpp-3.4"))
    }
}
