import Foundation
import XCTest

/// The manifest as the package manager reads it.
struct PackageManifest: Decodable {
    struct Target: Decodable {
        struct Need: Decodable { var target: [String?]? }
        var name: String
        var dependencies: [Need]
        var needs: Set<String> { Set(dependencies.compactMap { $0.target?.first ?? nil }) }
    }
    var targets: [Target]

    /// What `swift package dump-package` makes of a manifest's text.
    init(of text: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("manifest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try text.write(to: folder.appendingPathComponent("Package.swift"), atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["swift", "package", "--package-path", folder.path, "dump-package"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        XCTAssertEqual(process.terminationStatus, 0)
        self = try JSONDecoder().decode(Self.self, from: data)
    }

    /// The package's own, read once.
    static func current() throws -> PackageManifest { try read.get() }

    private static let read = Result { try PackageManifest(of: XCTUnwrap(Repository.text(of: "Package.swift"))) }
}

/// The manifest with the line that a user adds first.
final class ManifestTests: XCTestCase {
    private func manifestWithADependency() throws -> PackageManifest {
        let text = try XCTUnwrap(Repository.text(of: "Package.swift"))
        let line = "    products: products,\n"
        XCTAssertTrue(text.contains(line))
        let added = line + "    dependencies: [.package(url: \"https://example.com/other.git\", from: \"1.0.0\")],\n"
        return try PackageManifest(of: text.replacingOccurrences(of: line, with: added))
    }

    func testAUserMayAddADependencyAndTheCommandNeedsOnlyWhatItImports() throws {
        let manifest = try manifestWithADependency()
        let libraries = Set(manifest.targets.map(\.name))
        for target in manifest.targets where Repository.sources.contains(where: { $0.module == target.name }) {
            let imported = Set(
                Repository.sources.filter { $0.module == target.name }.flatMap { Rules.importedModules($0.text) })
            XCTAssertTrue(
                imported.intersection(libraries).isSubset(of: target.needs), "\(target.name) misses a dependency")
            if target.name == "carrier" { XCTAssertEqual(target.needs, imported.intersection(libraries)) }
        }
    }
}
