import Foundation
import XCTest

/// A program of the README, compiled as it stands there with the modules and objects that were built for the tests.
struct ReadmeProgram {
    enum Kind: String {
        case client
        case gateway
        case relay
    }

    let kind: Kind
    let lines: [String]

    /// Every module that it imports.
    var imports: [String] { lines.filter { $0.hasPrefix("import ") }.map { String($0.dropFirst("import ".count)) } }

    /// The programs: the Swift blocks that begin with an import and link `CarrierService`.
    static func all() throws -> [ReadmeProgram] {
        let readme = try XCTUnwrap(Repository.text(of: "README.md"))
        return ReadmeBlocks.all(of: "swift", in: readme).filter { $0.contains("import CarrierService") }.map { lines in
            let text = lines.joined(separator: "\n")
            let kind: Kind =
                switch (text.contains("SMSClient("), text.contains("SMSGateway")) {
                case (true, true): .relay
                case (true, false): .client
                default: .gateway
                }
            return ReadmeProgram(kind: kind, lines: lines)
        }
    }

    static func of(_ kind: Kind) throws -> ReadmeProgram { try XCTUnwrap(all().first { $0.kind == kind }) }

    /// Compiles and links it with the objects of what it imports, directly or not, and of nothing else.
    func build(in folder: URL) throws -> URL {
        let products = try Self.products()
        let source = folder.appendingPathComponent("\(kind.rawValue).swift")
        let program = folder.appendingPathComponent(kind.rawValue)
        try lines.joined(separator: "\n").appending("\n").write(to: source, atomically: true, encoding: .utf8)
        var words = [
            "swiftc", "-swift-version", "6", "-warnings-as-errors", "-module-name", "Program",
            "-I", products.appendingPathComponent("Modules").path, "-o", program.path, source.path,
        ]
        words += lines.contains("@main") ? ["-parse-as-library"] : []
        // Objects that were built for a sanitizer need it.
        for (name, symbol) in [("thread", "__tsan_init"), ("address", "__asan_init")]
        where dlsym(dlopen(nil, RTLD_NOW), symbol) != nil {
            words.append("-sanitize=\(name)")
        }
        for module in try linked() { words += try Self.objects(of: module, in: products) }
        try Self.run(words)
        return program
    }

    /// The package's modules that a program with these imports links.
    func linked() throws -> [String] {
        let targets = try PackageManifest.current().targets
        let needs = Dictionary(targets.map { ($0.name, $0.needs) }) { first, _ in first }
        var linked: Set<String> = []
        var open = imports
        while let module = open.popLast() {
            if linked.insert(module).inserted { open += needs[module] ?? [] }
        }
        return linked.sorted()
    }

    private static func products() throws -> URL {
        let place = Bundle(for: ReadmeProgramTests.self).bundleURL
        let folders = [place, place.deletingLastPathComponent(), Bundle.main.bundleURL]
        let products = folders.first {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("Modules/CarrierService.swiftmodule").path)
        }
        return try XCTUnwrap(products, "no modules in \(folders.map(\.path))")
    }

    /// The objects of a module's sources; what an earlier build left of other sources stays out.
    private static func objects(of module: String, in products: URL) throws -> [String] {
        let folder = products.appendingPathComponent("\(module).build")
        let names = Repository.sources.filter { $0.module == module }.map { $0.name + ".o" }
        XCTAssertFalse(names.isEmpty, "\(module) is no module of the package")
        return names.map { folder.appendingPathComponent($0).path }
            .filter { FileManager.default.fileExists(atPath: $0) }
    }

    private static func run(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        XCTAssertEqual(process.terminationStatus, 0, text)
    }
}

/// Code blocks of a Markdown text.
enum ReadmeBlocks {
    /// The blocks of a language, without the fences.
    static func all(of language: String, in text: String) -> [[String]] {
        var blocks: [[String]] = []
        var open: [String]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line == "```" + language {
                open = []
            } else if line == "```", let lines = open {
                blocks.append(lines)
                open = nil
            } else {
                open?.append(line)
            }
        }
        return blocks
    }
}
