import CarrierFixtures
import CarrierSession

extension ConformanceReport {
    /// The run as one page that needs nothing else: a matrix of clauses and cases, filters, and for each case what was
    /// expected and seen, with every frame; light and dark, and readable on a phone.
    ///
    /// - Parameter earlier: a run to compare with; what differs stands on top.
    public func html(comparedTo earlier: EarlierRun? = nil) -> String {
        let title = "\(dialect) \(role == .gateway ? "gateway" : "SP")"
        var page = [
            "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            "<title>Conformance: \(Markup.escaped(title))</title>", "<style>\(HTMLParts.style)</style>", "</head>",
            "<body>", "<h1>Conformance of a \(Markup.escaped(title))</h1>", totals,
        ]
        if let earlier { page.append(comparison(earlier)) }
        page += [matrix, filters, "<main id=\"cases\">"]
        var left = HTMLParts.maximumOctets
        for result in results {
            let text = HTMLCase(result, isBrief: left < HTMLParts.maximumOctets / 4).text
            left -= text.utf8.count
            page.append(left > 0 ? text : HTMLCase(result, isBrief: true, hasWire: false).text)
        }
        page += ["</main>", "<script>\(HTMLParts.script)</script>", "</body>", "</html>"]
        return page.joined(separator: "\n") + "\n"
    }

    private var totals: String {
        let parts = CaseOutcome.allCases.filter { count($0) > 0 }.map { outcome in
            "<span class=\"badge \(outcome.rawValue)\">\(count(outcome)) \(HTMLParts.words(outcome))</span>"
        }
        return "<p class=\"totals\">\(results.count) cases in \(Markup.seconds(duration)) s "
            + parts.joined(separator: " ") + "</p>"
    }

    private var matrix: String {
        var clauses: [String] = []
        for result in results where !clauses.contains(result.id.clause) { clauses.append(result.id.clause) }
        let rows = clauses.map { clause in
            let cells = results.filter { $0.id.clause == clause }.map { result in
                let tip = "\(result.id.number): \(result.requirement)"
                return "<a class=\"cell \(result.outcome.rawValue)\" href=\"#\(HTMLParts.anchor(result.id))\" "
                    + "title=\"\(Markup.escaped(tip))\">\(result.id.number)</a>"
            }
            return "<div class=\"row\"><span class=\"clause\">\(Markup.escaped(clause))</span>"
                + "<span class=\"cells\">\(cells.joined())</span></div>"
        }
        return "<section class=\"matrix\" aria-label=\"clauses and cases\">\(rows.joined(separator: "\n"))</section>"
    }

    private var filters: String {
        let buttons = CaseOutcome.allCases.filter { count($0) > 0 }.map { outcome in
            "<button type=\"button\" class=\"filter \(outcome.rawValue)\" data-outcome=\"\(outcome.rawValue)\" "
                + "aria-pressed=\"true\">\(HTMLParts.words(outcome))</button>"
        }
        return "<nav class=\"filters\">\(buttons.joined(separator: " ")) "
            + "<input id=\"search\" type=\"search\" placeholder=\"clause, command, word…\" aria-label=\"search\"></nav>"
    }

    private func comparison(_ earlier: EarlierRun) -> String {
        let rows = earlier.differences(to: self).map { change in
            "<li><code>\(Markup.escaped(change.id))</code> \(Markup.escaped(change.then)) → "
                + "<b>\(Markup.escaped(change.now))</b></li>"
        }
        let body =
            rows.isEmpty ? "<p>Nothing differs from the earlier run.</p>" : "<ul>\(rows.joined(separator: "\n"))</ul>"
        return "<section class=\"compare\"><h2>What differs from the earlier run</h2>\(body)</section>"
    }
}

/// One case on the page.
private struct HTMLCase {
    let result: CaseResult
    /// Shows less, where a page would become too large.
    let isBrief: Bool
    var hasWire = true

    init(_ result: CaseResult, isBrief: Bool, hasWire: Bool = true) {
        (self.result, self.isBrief, self.hasWire) = (result, isBrief, hasWire)
    }

    /// Passing cases are there to be looked up, the others to be read.
    private var isOfInterest: Bool { ![.pass, .informational].contains(result.outcome) }

    var text: String {
        var parts = [
            "<details class=\"case \(result.outcome.rawValue)\" id=\"\(HTMLParts.anchor(result.id))\" "
                + "data-outcome=\"\(result.outcome.rawValue)\">",
            "<summary><span class=\"badge \(result.outcome.rawValue)\">\(HTMLParts.words(result.outcome))</span> "
                + "<code>\(Markup.escaped("\(result.id.clause)/\(result.id.number)"))</code> "
                + "<span class=\"requirement\">\(Markup.escaped(result.requirement))</span></summary>",
            "<dl>", line("case", result.id.description), line("level", result.level.rawValue),
        ]
        if let reference = result.reference { parts.append(line("described in", reference)) }
        if !result.expected.isEmpty { parts.append(line("expected", result.expected)) }
        if !result.seen.isEmpty { parts.append(line("seen", result.seen)) }
        if !result.step.isEmpty { parts.append(line("line", result.step)) }
        if let basic = result.blockedBy {
            let link = "<a href=\"#\(HTMLParts.anchor(basic))\">\(Markup.escaped(basic.description))</a>"
            parts.append("<dt>stands on</dt><dd>\(link)</dd>")
        }
        parts += [line("time", Markup.seconds(result.duration) + " s"), "</dl>"]
        if hasWire, !result.wire.isEmpty {
            parts.append("<div class=\"ladder\"><div class=\"heads\"><span>suite</span><span>peer</span></div>")
            parts += result.wire.map { rung($0) }
            if result.leftOut > 0 { parts.append("<p>\(result.leftOut) more are not shown.</p>") }
            parts.append("</div>")
        }
        parts.append("</details>")
        return parts.joined(separator: "\n")
    }

    private func line(_ name: String, _ value: String) -> String {
        "<dt>\(name)</dt><dd>\(Markup.escaped(value))</dd>"
    }

    private func rung(_ entry: WireEntry) -> String {
        let side = entry.side == .suite ? "out" : "in"
        let marks = entry.deviating.isEmpty ? "" : " deviating"
        let name = entry.connection.hasPrefix("#") || entry.connection.isEmpty ? "" : "\(entry.connection): "
        let arrow =
            "<span class=\"time\">\(Markup.seconds(entry.time))</span>"
            + "<span class=\"arrow\">\(Markup.escaped(name + entry.command))</span>"
        let note = entry.note.isEmpty ? "" : "<p class=\"note\">\(Markup.escaped(entry.note))</p>"
        guard !entry.octets.isEmpty else { return "<div class=\"rung event \(side)\">\(arrow)\(note)</div>" }
        return "<details class=\"rung \(side)\(marks)\"><summary>\(arrow)</summary>\(note)"
            + "<pre>\(hex(entry))</pre>\(fields(entry))</details>"
    }

    /// The octets, sixteen a line, the deviating ones marked.
    private func hex(_ entry: WireEntry) -> String {
        let limit = isBrief ? 64 : isOfInterest ? 4096 : 512
        var text = ""
        for (index, octet) in entry.octets.prefix(limit).enumerated() {
            if index > 0 { text += index % 16 == 0 ? "\n" : " " }
            let pair = WireEntry.pair(octet)
            text += entry.deviating.contains { $0.contains(index) } ? "<mark>\(pair)</mark>" : pair
        }
        return entry.octets.count > limit ? text + "\n… \(entry.octets.count - limit) more" : text
    }

    private func fields(_ entry: WireEntry) -> String {
        guard isOfInterest, !isBrief, !entry.fields.isEmpty else { return "" }
        let rows = entry.fields.map { field in
            let isMarked = entry.deviating.contains {
                $0.overlaps(field.offset..<max(field.offset + field.length, field.offset))
            }
            let name = Markup.escaped(field.name)
            return "<tr\(isMarked ? " class=\"deviating\"" : "")><td>\(field.offset)</td><td>\(name)</td>"
                + "<td>\(Markup.escaped(field.value))</td></tr>"
        }
        return "<table>\(rows.joined())</table>"
    }
}

/// The parts of the page that do not depend on the run.
private enum HTMLParts {
    /// Cases beyond it are shown without frames, so that a page stays below 2 MB.
    static let maximumOctets = 1_700_000

    static func words(_ outcome: CaseOutcome) -> String {
        switch outcome {
        case .pass: "passed"
        case .fail: "failed"
        case .notStrict: "not strict"
        case .informational: "informational"
        case .unsupported: "unsupported"
        case .skipped: "skipped"
        }
    }

    static func anchor(_ id: CaseID) -> String {
        String("c-\(id.clause)-\(id.number)".map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" })
    }

    static let style = """
        :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--line:#d5dae0;--soft:#f4f6f8;--pass:#1a7f37;\
        --fail:#c62828;--notStrict:#9a6700;--informational:#0860b5;--unsupported:#6e7781;--skipped:#6e7781}
        @media (prefers-color-scheme:dark){:root{--bg:#11151a;--fg:#e3e8ee;--line:#2f3741;--soft:#1a2027;\
        --pass:#4ac26b;--fail:#ff7b72;--notStrict:#d4a72c;--informational:#6cb6ff;--unsupported:#9aa4af;\
        --skipped:#9aa4af}}
        *{box-sizing:border-box}body{margin:0 auto;max-width:72rem;padding:1rem;background:var(--bg);color:var(--fg);\
        font:16px/1.45 system-ui,sans-serif}
        h1{font-size:1.4rem}h2{font-size:1.1rem}code,pre{font-family:ui-monospace,monospace;font-size:.85rem}
        .badge{display:inline-block;padding:0 .5rem;border-radius:1rem;border:1px solid currentColor;font-size:.8rem;\
        white-space:nowrap}
        .pass{color:var(--pass)}.fail{color:var(--fail)}.notStrict{color:var(--notStrict)}
        .informational{color:var(--informational)}.unsupported,.skipped{color:var(--unsupported)}
        .row{display:flex;gap:.6rem;border-top:1px solid var(--line);padding:.2rem 0}
        .clause{flex:0 0 5.5rem;font-family:ui-monospace,monospace;font-size:.85rem}
        .cells{display:flex;flex-wrap:wrap;gap:.2rem}
        .cell{min-width:1.7rem;text-align:center;border:1px solid currentColor;border-radius:.3rem;font-size:.75rem;\
        text-decoration:none;padding:.05rem .2rem}
        .filters{position:sticky;top:0;background:var(--bg);padding:.6rem 0;display:flex;flex-wrap:wrap;gap:.4rem;\
        border-bottom:1px solid var(--line);margin-top:1rem;z-index:1}
        button,input{font:inherit;font-size:.85rem;border-radius:1rem;border:1px solid currentColor;background:none;\
        padding:.2rem .8rem}input{color:var(--fg);flex:1 1 10rem;min-width:0}button[aria-pressed=false]{opacity:.35}
        .case{border-bottom:1px solid var(--line);padding:.4rem 0;scroll-margin-top:4rem}.case>summary{cursor:pointer}
        .case .requirement,.case dl,.case .ladder,.case code{color:var(--fg)}
        dl{display:grid;grid-template-columns:6.5rem 1fr;gap:.1rem .6rem;margin:.6rem 0}dt{opacity:.7}
        dd{margin:0;overflow-wrap:anywhere}
        .ladder{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .6rem;background:var(--soft)}
        .heads{display:flex;justify-content:space-between;font-weight:600;padding-left:4.2rem}
        .rung>summary,.rung.event{display:flex;gap:.6rem;align-items:baseline;list-style:none;cursor:pointer;\
        padding:.1rem 0}.rung.event{cursor:default;opacity:.75}
        .time{flex:0 0 3.6rem;font-family:ui-monospace,monospace;font-size:.75rem;opacity:.7;text-align:right}
        .arrow{flex:1;display:flex;align-items:center;gap:.4rem;font-family:ui-monospace,monospace;font-size:.85rem;\
        overflow-wrap:anywhere}
        .out .arrow::after,.in .arrow::before{content:"";flex:1;height:0;border-top:1px solid currentColor}
        .out .arrow::after{content:"▶";border:0;height:auto;flex:1;text-align:right;\
        background:linear-gradient(currentColor,currentColor) center/100% 1px no-repeat}
        .in .arrow::before{content:"◀";border:0;height:auto;flex:1;\
        background:linear-gradient(currentColor,currentColor) center/100% 1px no-repeat}
        .event .arrow::before,.event .arrow::after{background:none;content:""}
        .deviating>summary,tr.deviating{color:var(--fail)}mark{background:var(--fail);color:var(--bg)}
        pre{overflow-x:auto;margin:.3rem 0 .3rem 4.2rem}
        table{margin-left:4.2rem;border-collapse:collapse;font-size:.8rem}
        td{padding:.05rem .6rem .05rem 0;overflow-wrap:anywhere;vertical-align:top}.note{margin:.2rem 0 .2rem 4.2rem}
        [hidden]{display:none}
        @media (max-width:40rem){body{padding:.6rem}dl{grid-template-columns:1fr}dt{margin-top:.3rem}\
        pre,table,.note{margin-left:0}.clause{flex-basis:4rem}}
        """

    static let script = """
        (function(){var off={},box=document.getElementById('search'),
        cases=[].slice.call(document.querySelectorAll('.case'));
        function apply(){var word=box.value.trim().toLowerCase();cases.forEach(function(c){
        c.hidden=!!off[c.dataset.outcome]||(word!==''&&c.textContent.toLowerCase().indexOf(word)<0);});}
        [].forEach.call(document.querySelectorAll('.filter'),function(b){b.addEventListener('click',function(){
        var k=b.dataset.outcome;off[k]=!off[k];b.setAttribute('aria-pressed',String(!off[k]));apply();});});
        box.addEventListener('input',apply);
        function open(){var c=document.getElementById(location.hash.slice(1));if(c&&c.tagName==='DETAILS'){
        c.hidden=false;c.open=true;c.scrollIntoView();}}
        window.addEventListener('hashchange',open);open();})();
        """
}
