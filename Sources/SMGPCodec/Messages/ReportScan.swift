import CarrierWire

/// The items of a report behind labels that may stand anywhere: letters of either case are alike, and so are `_` and a
/// blank.
///
/// A value runs to the next label, known or not, without the blanks and NULs around it; the text runs to the end.
struct ReportScan {
    enum Item: Int, CaseIterable {
        case submitted, delivered, submitDate, doneDate, state, errorCode, text

        /// The name in the specification's table.
        var name: String {
            switch self {
            case .submitted: "sub"
            case .delivered: "dlvrd"
            case .submitDate: "submit date"
            case .doneDate: "done date"
            case .state: "stat"
            case .errorCode: "err"
            case .text: "text"
            }
        }

        /// Octets of the place in the specification's form.
        var width: Int {
            switch self {
            case .submitted, .delivered, .errorCode: 3
            case .submitDate, .doneDate: 10
            case .state: 7
            case .text: 20
            }
        }
    }

    private static let labels: [(text: String, item: Item)] =
        Item.allCases.map { ($0.name + ":", $0) } + [("txt:", .text)]

    private let content: [UInt8]
    private var places = [Range<Int>?](repeating: nil, count: Item.allCases.count)

    /// A report whose text begins at `offset`, and nothing else is of interest.
    init(text content: [UInt8], from offset: Int) {
        self.content = content
        places[Item.text.rawValue] = min(offset, content.count)..<content.count
    }

    /// Finds the items behind the id.
    init(_ content: [UInt8]) {
        self.content = content
        var position = min(13, content.count)
        var open: (item: Item?, start: Int) = (nil, position)
        while position < content.count {
            if let (text, item) = label(at: position) {
                close(open.item, open.start..<position)
                position += text.utf8.count
                open = (item, position)
                // Whatever the text says, it is no item.
                if item == .text { break }
            } else {
                if isUnknownLabel(at: position), !isBlank(open.start..<position) {
                    close(open.item, open.start..<position)
                    open = (nil, position)
                }
                position += 1
            }
        }
        close(open.item, open.start..<content.count)
    }

    static func matches(_ octets: ArraySlice<UInt8>, _ label: some Collection<UInt8>) -> Bool {
        octets.elementsEqual(label) { folded($0) == folded($1) }
    }

    private static func folded(_ octet: UInt8) -> UInt8 {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): octet &+ 0x20
        case UInt8(ascii: "_"): UInt8(ascii: " ")
        default: octet
        }
    }

    /// The octets of an item; none where it is missing.
    func octets(of item: Item) -> ArraySlice<UInt8> { places[item.rawValue].map { content[$0] } ?? [] }

    /// The value of an item, at most the 32 octets that an octet string holds.
    func value(of item: Item) -> OctetString { OctetString(octets(of: item).prefix(OctetString.capacity)) ?? "" }

    /// The first occurrence of an item counts.
    private mutating func close(_ item: Item?, _ range: Range<Int>) {
        guard let item, places[item.rawValue] == nil else { return }
        guard item != .text else {
            places[item.rawValue] = range
            return
        }
        let start = range.first { !Self.isPadding(content[$0]) } ?? range.upperBound
        let end = range.last { !Self.isPadding(content[$0]) }.map { $0 + 1 } ?? start
        places[item.rawValue] = start..<end
    }

    private func label(at position: Int) -> (text: String, item: Item)? {
        // No label begins inside a word; one may follow a value without a blank.
        if position > 13, Self.isWordOctet(content[position - 1]) { return nil }
        return Self.labels.first { Self.matches(content[position...].prefix($0.text.utf8.count), $0.text.utf8) }
    }

    /// True for letters and a colon behind a blank: a label that this protocol does not have.
    private func isUnknownLabel(at position: Int) -> Bool {
        guard position > 13, Self.isPadding(content[position - 1]) else { return false }
        let word = content[position...].prefix { Self.isWordOctet($0) || (0x41...0x5A).contains($0) }
        return word.count > 1 && word.endIndex < content.count && content[word.endIndex] == UInt8(ascii: ":")
    }

    private func isBlank(_ range: Range<Int>) -> Bool { content[range].allSatisfy(Self.isPadding) }

    private static func isPadding(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0 }

    /// A small letter or `_`; capitals end a value, in front of a label without its blank.
    private static func isWordOctet(_ octet: UInt8) -> Bool {
        (0x61...0x7A).contains(octet) || octet == UInt8(ascii: "_")
    }
}
