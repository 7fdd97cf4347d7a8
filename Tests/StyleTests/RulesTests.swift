import XCTest

/// Each rule must be able to fail: it is shown a source that breaks it and one that does not.
final class RulesTests: XCTestCase {
    private func lines(_ findings: [Finding]) -> [Int] { findings.map(\.line) }

    func testLexerTellsCodeFromCommentsAndStrings() {
        let source = SwiftText(
            ##"""
            let a = "one \(two("three")) four" // five
            /* six /* seven */ eight */ nine
            let b = #"ten \(eleven) \#(twelve) "thirteen" "#
            let c = """
                fourteen " \(fifteen)
                """
            let d = "\\" + sixteen
            """##)
        XCTAssertEqual(
            source.tokens.map(\.text).filter { $0.count > 2 && $0 != "let" },
            ["two", "nine", "twelve", "fifteen", "sixteen"])
        XCTAssertEqual(source.tokens.first { $0.text == "sixteen" }?.line, 7)
        XCTAssertTrue(source.linesWithoutComments[0].contains("four"))
        XCTAssertFalse(source.linesWithoutComments[0].contains("five"))
        XCTAssertFalse(source.linesWithoutComments[1].contains("eight"))
    }

    func testForeignImports() {
        let source = SwiftText("import CarrierWire\n@preconcurrency import Foundation\nimport struct CMPPCodec.CMPP\n")
        XCTAssertEqual(lines(Rules.foreignImports(source, module: "CarrierSession")), [2, 3])
        XCTAssertEqual(lines(Rules.foreignImports(source, module: "CarrierFixtures")), [])
        XCTAssertEqual(lines(Rules.foreignImports(source, module: "Cellar")), [1])
        XCTAssertEqual(lines(Rules.foreignImports(SwiftText("// import Foundation"), module: "CarrierWire")), [])
        for module in ["CarrierWire", "SMSText", "CMPPCodec", "CarrierSession", "CarrierMessaging"] {
            let foundation = SwiftText("import Foundation")
            XCTAssertEqual(lines(Rules.foreignImports(foundation, module: module)), [1], module)
        }
        XCTAssertEqual(lines(Rules.foreignImports(SwiftText("import CarrierHarness"), module: "CarrierTransport")), [1])
    }

    func testLengths() {
        let file = String(repeating: "let a = 1\n", count: 501)
        XCTAssertEqual(lines(Rules.lengths(SwiftText(file), isTable: false)), [501])
        XCTAssertEqual(lines(Rules.lengths(SwiftText(file), isTable: true)), [])
        XCTAssertEqual(Rules.lengths(SwiftText(String(repeating: "let a = 1\n", count: 500)), isTable: false), [])
        XCTAssertEqual(lines(Rules.lengths(SwiftText(String(repeating: "信", count: 121)), isTable: false)), [1])
        XCTAssertEqual(Rules.lengths(SwiftText(String(repeating: "信", count: 120)), isTable: false), [])
        for head in ["func f(a: Int = { 1 }()) -> [Int]", "init()", "var x: Int", "subscript(i: Int) -> Int", "deinit"]
        {
            let longest = "struct S {\n\(head) {\n" + String(repeating: "f()\n", count: 68) + "}\n}\n"
            XCTAssertEqual(Rules.lengths(SwiftText(longest), isTable: false), [], head)
            let tooLong = "struct S {\n\(head) {\n" + String(repeating: "f()\n", count: 69) + "}\n}\n"
            XCTAssertEqual(lines(Rules.lengths(SwiftText(tooLong), isTable: false)), [2], head)
        }
        let requirement = "protocol P {\nfunc f()\nvar x: Int { get }\n}\n" + String(repeating: "f()\n", count: 90)
        XCTAssertEqual(Rules.lengths(SwiftText(requirement), isTable: false), [])
    }

    func testTraps() {
        let bad = [
            "try! f()", "a as! B", "a!", "a![0]", "f()!", "a[0]!.b", "\"x\"!", "var a: Int!", "a?.b!", "fatalError()",
            "precondition(a)", "preconditionFailure()", "assert(a)", "assertionFailure()", "a.unsafelyUnwrapped",
            "unsafeBitCast(a, to: B.self)", "let x = a! + b",
        ]
        for code in bad {
            XCTAssertEqual(lines(Rules.traps(SwiftText("\n" + code))), [2], code)
        }
        let good = [
            "!a", "a != b", "a !== b", "f(!a)", "[!a]", "if !a {}", "// a!", "\"a!\"", "return !a", "try? f()",
            "a as? B", "self.assert(a)", "/// try! f()", "\"\"\"\nfatalError()\n\"\"\"",
        ]
        for code in good {
            XCTAssertEqual(Rules.traps(SwiftText(code)), [], code)
        }
    }

    func testUncheckedPromises() {
        let bare = SwiftText("import A\n\n\nfinal class Box: @unchecked Sendable {\n    var a = 1\n}\n\n\n\n// Far.\n")
        XCTAssertEqual(lines(Rules.uncheckedPromises(bare, module: "CarrierTransport")), [4])
        let said = SwiftText("final class Box: @unchecked Sendable {\n    // Only under `lock`.\n    var a = 1\n}\n")
        XCTAssertEqual(Rules.uncheckedPromises(said, module: "CarrierTransport"), [])
        XCTAssertEqual(lines(Rules.uncheckedPromises(said, module: "CarrierHarness")), [1])
        let unsafe = SwiftText("nonisolated(unsafe) var a = 1")
        XCTAssertEqual(lines(Rules.uncheckedPromises(unsafe, module: "carrier")), [1])
        XCTAssertEqual(Rules.uncheckedPromises(SwiftText("// @unchecked Sendable"), module: "carrier"), [])
        XCTAssertEqual(Rules.uncheckedPromises(SwiftText("\"@unchecked Sendable\""), module: "StyleTests"), [])
    }

    func testUndocumented() {
        let bad = [
            "public struct A {}", "    public var a = 1", "public private(set) var a = 1",
            "// Not this.\npublic init(a: Int) { if a > 1 { b = a } }",
            "@inlinable\npublic func f() {}", "public static let a = 1", "@frozen public enum E {}",
            "/// Far.\n\npublic typealias A = B", "public mutating func f() {}", "open class A {}",
            "public protocol P {}",
        ]
        for code in bad { XCTAssertEqual(Rules.undocumented(SwiftText(code)).count, 1, code) }
        let good = [
            "/// Yes.\npublic struct A {}", "/// Yes.\n@inlinable\n@inline(__always)\npublic func f() {}",
            "public static func == (a: A, b: A) -> Bool { true }", "public func hash(into hasher: inout Hasher) {}",
            "public extension A {}", "public import A", "struct A { var a = 1 }", "// public var a = 1",
        ]
        for code in good { XCTAssertEqual(Rules.undocumented(SwiftText(code)), [], code) }
        XCTAssertEqual(Rules.undocumented(SwiftText("public init(a: Int) { self.a = a }")), [])
        let required = Rules.requirements(SwiftText("protocol P { func f() }"))
        XCTAssertEqual(required, ["f"])
        XCTAssertEqual(Rules.undocumented(SwiftText("public func f() {}"), required: required), [])
    }

    func testProtocolNames() {
        XCTAssertEqual(lines(Rules.protocolNames(SwiftText("\nlet a = CMPP.Submit()"))), [2])
        XCTAssertEqual(lines(Rules.protocolNames(SwiftText("let a = \"smgp\""))), [1])
        XCTAssertEqual(lines(Rules.protocolNames(SwiftText("case sgip"))), [1])
        XCTAssertEqual(Rules.protocolNames(SwiftText("/// As in SGIP.\nlet a = 1")), [])
    }

    func testSleeps() {
        for code in [
            "sleep(1)", "usleep(1)", "try await Task.sleep(for: .seconds(1))", "Thread.sleep(forTimeInterval: 1)",
        ] {
            XCTAssertEqual(lines(Rules.sleeps(SwiftText(code))), [1], code)
        }
        XCTAssertEqual(Rules.sleeps(SwiftText("// sleep(1)\nlet sleep = 1\nfunc testNoTestSleeps() {}")), [])
    }

    func testLeftovers() {
        XCTAssertEqual(lines(Rules.leftovers(["a", "// LATER: b"], words: ["LATER"])), [2])
        XCTAssertEqual(Rules.leftovers(["a", "b"], words: ["LATER"]), [])
    }

    func testDependencies() {
        XCTAssertEqual(lines(Rules.dependencies(SwiftText("let a = [\n.package(url: \"x\", from: \"1.0.0\")]"))), [2])
        XCTAssertEqual(lines(Rules.dependencies(SwiftText(".binaryTarget(name: \"x\")"))), [1])
        XCTAssertEqual(Rules.dependencies(SwiftText("let package = Package(name: \"x\") // .package(")), [])
    }

    func testStrangers() {
        XCTAssertEqual(Rules.strangers([".build", "Sources", "notes.txt", "Makefile"]), ["Makefile", "notes.txt"])
        XCTAssertEqual(
            Rules.strangers(["Package.swift", "README.md", "Sources", "Tests", "Fixtures", "Docs", ".ci"]), [])
    }
}
