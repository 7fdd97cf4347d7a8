import Foundation

/// The package as it lies on disk.
struct Repository {
    /// One Swift source.
    struct Source {
        /// From the package's root: `Sources/CarrierWire/BCD.swift`.
        var path: String
        var text: SwiftText
        var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
        var name: String { path.split(separator: "/").last.map(String.init) ?? "" }
        var isTable: Bool { name.contains("Table") }
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let sources = swiftFiles(under: "Sources")
    static let tests = swiftFiles(under: "Tests")

    /// Paths below a folder, sorted, without hidden ones.
    static func paths(under folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
        return (found?.allObjects as? [String] ?? [])
            .filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }.sorted().map { folder + "/" + $0 }
    }

    static func text(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: root.appendingPathComponent(path).path) else {
            return nil
        }
        return String(data: data, encoding: .utf8)
    }

    private static func swiftFiles(under folder: String) -> [Source] {
        paths(under: folder).filter { $0.hasSuffix(".swift") }.compactMap { path in
            text(of: path).map { Source(path: path, text: SwiftText($0)) }
        }
    }
}
