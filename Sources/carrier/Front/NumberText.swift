import CarrierSession

/// Telephone numbers as command lines spell them: digits, one leading `+`, nothing else.
enum NumberText {
    /// The number.
    ///
    /// - Throws: for anything else, with the number as it should be written where that can be told.
    static func number(_ text: String, _ option: OptionSpec, plus: Bool = true) throws(UsageError) -> String {
        let digits = plus && text.hasPrefix("+") ? text.dropFirst() : text[...]
        if !digits.isEmpty, digits.utf8.allSatisfy(isDigit) { return text }
        throw UsageError("\(option.name) \(UsageError.quoted(text)) cannot be used", mend: mend(text, plus: plus))
    }

    /// Numbers with commas between them, at least one.
    static func numbers(_ text: String, _ option: OptionSpec) throws(UsageError) -> [String] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var numbers: [String] = []
        for part in parts {
            guard !part.isEmpty else {
                let sound = parts.filter { !$0.isEmpty }
                let instead = sound.isEmpty ? "a number" : Console.printable(sound.joined(separator: ","))
                throw UsageError(
                    "\(option.name) \(UsageError.quoted(text)) has an empty number in it", mend: "write \(instead)")
            }
            if let separator = part.unicodeScalars.first(where: isSeparator) {
                let several = split(part)
                if let only = several.first, several.count == 1 {
                    throw UsageError("\(option.name) \(UsageError.quoted(part)) cannot be used", mend: "write \(only)")
                }
                if several.count > 1, several.allSatisfy({ (5...21).contains($0.utf8.count) }) {
                    let sign = Console.printable(String(separator))
                    throw UsageError(
                        "\(option.name) \(UsageError.quoted(part)) is no number: commas part numbers, not \"\(sign)\"",
                        mend: "write \(several.joined(separator: ","))")
                }
            }
            numbers.append(try number(part, option))
        }
        return numbers
    }

    /// What to tell about a number that goes out as it is and that carriers may not take.
    static func warning(on number: String) -> String? {
        guard number.hasPrefix("00"), number.utf8.count > 10 else { return nil }
        return "\(number) begins with 00, which is dialled and no part of it: carriers want \(number.dropFirst(2))"
    }

    private static func mend(_ text: String, plus: Bool) -> String {
        let rule = plus ? "a number is digits, with one + in front or none" : "write digits"
        let bare = cleaned(text)
        let digits = bare.hasPrefix("+") ? bare.dropFirst() : bare[...]
        // Only signs that people put into numbers were taken out: then it is clear what is meant.
        guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return rule }
        return "write \(plus ? bare : String(digits))"
    }

    /// Without blanks, hyphens, dots, brackets and characters that cannot be seen; full-width digits as digits.
    private static func cleaned(_ text: String) -> String {
        var bare = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF10...0xFF19: bare.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFF10 + 0x30)))
            case 0xFF0B: bare += "+"
            default:
                if isFiller(scalar) { continue }
                bare.unicodeScalars.append(scalar)
            }
        }
        return bare
    }

    /// The numbers of a text in which other signs part them.
    private static func split(_ text: String) -> [String] {
        var parts: [String] = []
        for part in text.unicodeScalars.split(whereSeparator: isSeparator) {
            let bare = cleaned(String(String.UnicodeScalarView(part)))
            let digits = bare.hasPrefix("+") ? bare.dropFirst() : bare[...]
            guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return [] }
            parts.append(bare)
        }
        return parts
    }

    private static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ";", "；", "，", "、", "/", "／", "|", "｜": true
        default: scalar.properties.isWhitespace
        }
    }

    private static func isFiller(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", "－", ".", "(", ")", "（", "）": true
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .dashPunctuation: true
            default: false
            }
        }
    }
}
