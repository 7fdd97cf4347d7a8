import Foundation

/// A file or standard input (`-`), read piece by piece.
final class InputFile {
    /// The name for messages.
    let name: String
    private let console: Console
    private let descriptor: Int32
    private static let pieceSize = 1 << 16

    /// Opens the file.
    init(_ path: String, on console: Console) throws(UsageError) {
        self.console = console
        if path == "-" {
            name = "standard input"
            descriptor = -1
            return
        }
        name = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            let reason = String(cString: strerror(errno))
            throw UsageError("\(UsageError.quoted(path)) cannot be opened: \(reason)", mend: "name a readable file")
        }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw UsageError("\(UsageError.quoted(path)) is a folder", mend: "name a file in it")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The next octets; nil at the end.
    func next() throws(UsageError) -> [UInt8]? {
        let octets =
            descriptor < 0
            ? console.input(InputFile.pieceSize) : Console.read(upTo: InputFile.pieceSize, from: descriptor)
        guard let octets else {
            throw UsageError("\(UsageError.quoted(name)) cannot be read", mend: "name a readable file")
        }
        return octets.isEmpty ? nil : octets
    }

    /// Everything.
    func octets() throws(UsageError) -> [UInt8] {
        var octets: [UInt8] = []
        while let piece = try next() { octets += piece }
        return octets
    }

    /// Everything as text; octets that are not UTF-8 become U+FFFD, which no reader of text formats accepts.
    func text() throws(UsageError) -> String { String(decoding: try octets(), as: UTF8.self) }
}
