import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

final class SmokeTests: XCTestCase {
    func testLogsInSubmitsAndCloses() throws {
        let t = Moment(secondsSince1970: 0)
        var client = Session(speaking: ToyVocabulary(), role: .client, limits: .standard)
        var server = Session(speaking: ToyVocabulary(), role: .server, limits: .standard)
        client.open(at: t)
        server.open(at: t)
        func carry() {
            for _ in 0..<4 {
                client.takeOutput().withUnsafeBytes { server.receive($0, at: t) }
                server.takeOutput().withUnsafeBytes { client.receive($0, at: t) }
            }
        }
        carry()
        XCTAssertEqual(client.stateName, .open)
        XCTAssertEqual(server.stateName, .open)
        try client.submit(.data([1, 2]), at: t)
        carry()
        var token: ReplyToken?
        while let event = server.nextEvent() { if case .request(_, let given) = event { token = given } }
        try server.reply(.dataResponse(0), to: XCTUnwrap(token), at: t)
        carry()
        var names: [String] = []
        while let event = client.nextEvent() { names.append("\(event)".prefix(8).description) }
        XCTAssertEqual(names, ["opened(C", "response"])
        client.close(at: t)
        carry()
        XCTAssertEqual(client.stateName, .closed)
        XCTAssertEqual(server.stateName, .closed)
    }
}
