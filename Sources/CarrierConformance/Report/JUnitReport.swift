import CarrierSession

extension ConformanceReport {
    /// The run as JUnit XML, which build servers read: a failure for a failed case, skipped for one that was not
    /// tried or not supported.
    public var junit: String {
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        let skipped = count(.skipped) + count(.unsupported)
        lines.append(
            "<testsuite name=\"\(Markup.escaped("\(dialect)/\(role.rawValue)"))\" tests=\"\(results.count)\" "
                + "failures=\"\(count(.fail))\" skipped=\"\(skipped)\" time=\"\(Markup.seconds(duration))\">")
        for result in results { lines += Self.testCase(result) }
        lines.append("</testsuite>")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func testCase(_ result: CaseResult) -> [String] {
        let id = result.id
        let name = "\(id.number): \(result.requirement)"
        let head =
            "  <testcase classname=\"\(Markup.escaped("\(id.dialect).\(id.role.rawValue).\(id.clause)"))\" "
            + "name=\"\(Markup.escaped(name))\" time=\"\(Markup.seconds(result.duration))\""
        switch result.outcome {
        case .pass: return [head + "/>"]
        case .fail:
            let message = "expected \(result.expected), seen \(result.seen)"
            let wire = result.wire.map { "\(Markup.seconds($0.time)) \($0.side.rawValue) \($0.command) \($0.note)" }
            return [
                head + ">", "    <failure message=\"\(Markup.escaped(message))\">",
                Markup.escaped(([id.description, result.step] + wire).joined(separator: "\n")),
                "    </failure>", "  </testcase>",
            ]
        case .skipped, .unsupported:
            return [head + ">", "    <skipped message=\"\(Markup.escaped(result.seen))\"/>", "  </testcase>"]
        case .notStrict, .informational:
            let text = "\(result.outcome.rawValue): \(result.seen)"
            return [head + ">", "    <system-out>\(Markup.escaped(text))</system-out>", "  </testcase>"]
        }
    }
}

/// What texts need in markup.
enum Markup {
    /// A text with everything escaped that could be read as markup, and without what XML cannot hold.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case let other where other.value < 0x20 || other.value == 0x7F || other.value & 0xFFFE == 0xFFFE:
                escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Seconds with three digits behind the point.
    static func seconds(_ span: Moment.Span) -> String {
        let milliseconds = max(0, span.nanoseconds / 1_000_000)
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
