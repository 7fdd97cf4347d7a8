import XCTest

/// Coordination is decided in cores that are functions of their inputs; the service only runs them.
final class CoreLawTests: XCTestCase {
    private func sources(of module: String) -> [Repository.Source] {
        let sources = Repository.sources.filter { $0.module == module }
        XCTAssertGreaterThan(sources.count, 5, "\(module) is not where it is looked for")
        return sources
    }

    private func expectNone(_ module: String, _ check: (SwiftText) -> [Finding]) {
        for source in sources(of: module) {
            for finding in check(source.text) { XCTFail("\(source.path):\(finding.line): \(finding.text)") }
        }
    }

    func testMessagingHasNoLockClockTaskOrCodec() {
        XCTAssertEqual(Rules.imports["CarrierMessaging"], ["CarrierWire", "SMSText", "CarrierSession"])
        expectNone("CarrierMessaging", Rules.coreImpurities)
        expectNone("CarrierMessaging") { Rules.protocolNames($0) }
    }

    func testTheCoresAreNotGeneric() {
        let cores: Set = ["ClientCore", "GatewayCore"]
        let declared = sources(of: "CarrierMessaging").flatMap { source in
            zip(source.text.tokens, source.text.tokens.dropFirst())
                .filter { $0.text == "struct" && cores.contains($1.text) }.map(\.1.text)
        }
        XCTAssertEqual(Set(declared), cores)
        expectNone("CarrierMessaging") { Rules.genericTypes($0, named: cores) }
    }

    func testTheServiceHasNoQueueAndNamesNoProtocol() {
        expectNone("CarrierService", Rules.queues)
        expectNone("CarrierService", Rules.protocolNames)
    }

    func testCoreImpurities() {
        let source = SwiftText(
            """
            // A Task and a Lock in a comment.
            let lock = Lock()
            let submit = CMPP.Submit()
            func wait() async {}
            let task = "Task", TaskList = 1
            """)
        XCTAssertEqual(Rules.coreImpurities(source).map(\.line), [2, 3, 4])
    }

    func testGenericTypes() {
        let source = SwiftText("struct Core: Sendable {}\nstruct Core<Rules> {}\nextension Core where T == Int {}")
        XCTAssertEqual(Rules.genericTypes(source, named: ["Core"]).map(\.line), [2])
        XCTAssertEqual(Rules.genericTypes(source, named: ["Other"]).map(\.line), [])
    }

    func testQueues() {
        let source = SwiftText(
            "var queue: [Int]\nlet waiting = SubmitQueue()\nlet isQueued = true\nvar ring = Fifo<Int>()")
        XCTAssertEqual(Rules.queues(source).map(\.line), [1, 2, 4, 4])
    }
}
