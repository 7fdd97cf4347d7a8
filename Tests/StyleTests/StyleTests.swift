import Foundation
import XCTest

/// The style guide, as far as a machine can check it.
final class StyleTests: XCTestCase {
    private func report(_ sources: [Repository.Source], _ check: (Repository.Source) -> [Finding]) {
        XCTAssertGreaterThan(sources.count, 5, "the sources are not where they are looked for")
        for source in sources {
            for finding in check(source) { XCTFail("\(source.path):\(finding.line): \(finding.text)") }
        }
    }

    func testEveryModuleImportsOnlyWhatItMay() {
        report(Repository.sources) { Rules.foreignImports($0.text, module: $0.module) }
    }

    func testFilesFunctionsAndLinesAreShort() {
        report(Repository.sources + Repository.tests) { Rules.lengths($0.text, isTable: $0.isTable) }
    }

    func testNothingEndsTheProcess() {
        report(Repository.sources) { Rules.traps($0.text) }
    }

    func testUncheckedPromisesStayInTheTransportAndSayWhy() {
        report(Repository.sources + Repository.tests) { Rules.uncheckedPromises($0.text, module: $0.module) }
    }

    func testPublicDeclarationsAreDocumented() {
        let standard: Set = ["rawValue", "description", "Element", "AsyncIterator", "makeAsyncIterator", "next"]
        let required = Repository.sources.reduce(into: standard) { $0.formUnion(Rules.requirements($1.text)) }
        report(Repository.sources) { Rules.undocumented($0.text, required: required) }
    }

    /// The codecs' are their specifications' fields and codes; above them a public line is a promise that is chosen.
    func testThePublicSurfaceAboveTheCodecsStaysSmall() {
        let codecs: Set = ["CMPPCodec", "SMGPCodec", "SGIPCodec"]
        let lines = Repository.sources.filter { !codecs.contains($0.module) }.flatMap { $0.text.lines }
        let promises = lines.filter { $0.drop { $0 == " " }.hasPrefix("public ") }
        XCTAssertGreaterThan(promises.count, 100)
        XCTAssertLessThan(promises.count, 2_500)
    }

    func testSharedModulesNameNoProtocol() {
        report(Repository.sources.filter { Rules.sharedModules.contains($0.module) }) {
            Rules.protocolNames($0.text)
        }
    }

    func testNamesAreTheGlossarys() {
        report(Repository.sources + Repository.tests) { Rules.replacedNames($0.text) }
        let source = SwiftText(
            "let mailbox = 1, inboxes = 2\nstruct ToyVocabulary {}\nfunc takeParked(_ fates: Int) {} // desk")
        XCTAssertEqual(Rules.replacedNames(source).map(\.line), [1, 2, 3, 3])
    }

    func testNoTestSleeps() {
        report(Repository.tests) { Rules.sleeps($0.text) }
    }

    func testNothingIsLeftOver() {
        let words = ["TO" + "DO", "FIX" + "ME", "unimple" + "mented", "X" + "XX"]
        report(Repository.sources) { Rules.leftovers($0.text.lines, words: words) }
        let places = ["/wo" + "rk/", "/tmp/" + "team", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/"]
        report(Repository.sources + Repository.tests) { Rules.leftovers($0.text.lines, words: places) }
        for folder in ["Docs", "Fixtures"] {
            for path in Repository.paths(under: folder) where !path.hasSuffix(".pcap") {
                let lines = SwiftText.split(Repository.text(of: path) ?? "")
                for finding in Rules.leftovers(lines, words: places + ["<<<" + "<<<<", ">>>" + ">>>>"]) {
                    XCTFail("\(path):\(finding.line): \(finding.text)")
                }
            }
        }
    }

    func testThePackageDependsOnNothing() throws {
        let manifest = SwiftText(try XCTUnwrap(Repository.text(of: "Package.swift")))
        XCTAssertEqual(Rules.dependencies(manifest), [])
    }

    func testOnlyTheAgreedEntriesAreVisibleAtTheTop() throws {
        let entries = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path)
        XCTAssertTrue(entries.contains("Package.swift"))
        XCTAssertEqual(Rules.strangers(entries), [])
    }
}
