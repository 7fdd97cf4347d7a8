/// The names that `--protocol` takes.
enum ProtocolName {
    /// Every protocol and version of the suite, those that only the codec knows included.
    static let everyName = [
        "cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2", "smgp-2.0", "smgp-1.3", "smgp-1.3-without-fixed-fee",
        "sgip-1.3",
    ]

    /// The families, which are names where the version is told by the frames.
    static let families = ["cmpp", "smgp", "sgip"]

    /// Protocols that are none of the suite's, and would be a letter away from one that is.
    private static let strangers = ["smpp", "cngp", "cimd", "ucp", "emi", "smtp", "http", "sip"]

    /// The name among `names` that a text stands for as people write it: case, blanks, hyphens, underscores and a `v`
    /// before the version do not matter. Nil for none.
    static func read(_ text: String, among names: [String]) -> String? {
        let wanted = letters(of: text)
        if let name = names.first(where: { letters(of: $0) == wanted }) { return name }
        // `cmpp3` and `cmpp30`.
        let family = wanted.prefix { $0.isLetter }
        let digits = wanted.dropFirst(family.count)
        guard !digits.isEmpty, digits.count <= 2, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        let version = "\(digits.prefix(1)).\(digits.count == 2 ? digits.suffix(1) : "0")"
        return names.first { letters(of: $0) == family + version }
    }

    /// The same for an option's value.
    ///
    /// - Throws: a protocol of others by its name; the nearest name of the same family, never one of another.
    static func canonical(_ text: String, among names: [String], _ option: OptionSpec) throws(UsageError) -> String {
        if let name = read(text, among: names) { return name }
        let wanted = letters(of: text)
        if let stranger = strangers.first(where: { wanted.hasPrefix($0) }) {
            throw UsageError(
                "\(option.name) \(UsageError.quoted(text)): \(stranger.uppercased()) is none of the protocols here",
                mend: "use \(names.joined(separator: ", "))")
        }
        if read(text, among: everyName + families) != nil {
            throw UsageError(option, text, mend: "here it is one of \(names.joined(separator: ", "))")
        }
        let relatives = names.filter { $0.hasPrefix(wanted.prefix(4)) }
        let help = "use \((relatives.isEmpty ? names : relatives).joined(separator: ", "))"
        throw UsageError(option, text, mend: Nearest.suggestion(for: text, among: relatives, help: help))
    }

    private static func letters(of text: String) -> String {
        var letters = ""
        for character in text.lowercased() where !" -_/\t".contains(character) {
            letters.append(character)
        }
        guard let start = letters.firstIndex(of: "v"), letters.index(after: start) < letters.endIndex,
            letters[letters.index(after: start)].isNumber
        else { return letters }
        letters.remove(at: start)
        return letters
    }
}

extension Arguments {
    /// The protocols that an option names, in order.
    func protocols(_ option: OptionSpec, among names: [String]) throws(UsageError) -> [String] {
        var read: [String] = []
        for text in texts(option) { read.append(try ProtocolName.canonical(text, among: names, option)) }
        return read
    }
}
