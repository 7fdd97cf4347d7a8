import CarrierCMPP
import CarrierService
import XCTest

/// Reports on more than one segment at once.
final class GatewayReportTests: XCTestCase {
    private func client(_ gateway: SMSGateway) async throws -> SMSClient {
        let client = SMSClient(
            speaking: .cmpp(.v3_0, account: CMPPAccount(id: "901234", secret: "secret")),
            channels: .primary("\(gateway.address)"))
        try await client.start()
        try await client.opened()
        return client
    }

    private let message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello", report: .none)
    private let accounts = [GatewayAccount(id: "901234", secret: "secret")]

    /// On each segment, and only where the SP asked for that.
    func testAMessageIsReportedOnAllItsSegments() async throws {
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: accounts, settings: .accepting)
        let reading = Task {
            var reports: [Int] = []
            for await message in gateway.messages {
                reports.append(try gateway.report(.undelivered, on: message, to: "13800138000").count)
            }
            return reports
        }
        let client = try await client(gateway)
        var long = message
        long.content = .text(String(repeating: "汉", count: 140), coding: .automatic)
        let silent = try await client.submit(long).outcomes(within: .seconds(10))
        XCTAssertEqual(silent.map(\.result), [.accepted])
        long.report = .requested
        let reported = try await client.submit(long).outcomes(within: .seconds(10))
        XCTAssertEqual(reported.map(\.result), [.failed])
        XCTAssertEqual(reported.map(\.deliveryState), [.undelivered])
        await client.shutDown()
        await gateway.shutDown()
        let reports = try await reading.value
        XCTAssertEqual(reports, [0, 3], "at most 67 characters a segment (text-and-long-sms.md section 2.1)")
    }
}
