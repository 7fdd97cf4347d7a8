import CMPPCodec
import CarrierWire
import SMGPCodec
import SMSText

/// A message's content without its frame: a report, or text.
package enum BareContent {
    /// A report in the content of an incoming message.
    package struct Report: Sendable {
        /// The dialect whose layout it has.
        package var protocolName: String
        /// Its fields.
        package var fields: [NamedValue]
        /// What its words mean.
        package var meanings: [(field: String, meaning: CodeMeaning)]
    }

    /// The report that octets are, in the layout of one of the dialects; nil where they are none.
    ///
    /// CMPP's has 60 or 71 octets (cmpp.md 3.9), SMGP's begins with `id:` (smgp.md 6.3); SGIP has none in content.
    package static func report(_ octets: [UInt8], among dialects: [WireDialect]) -> Report? {
        for dialect in dialects {
            let name = dialect.name
            if name.hasPrefix("cmpp"), let report = try? CMPP.StatusReport(content: octets) {
                // The number of octets says the version, whatever was asked for.
                let version: CMPP.Version = octets.count == CMPP.Version.v2_0.reportLength ? .v2_0 : .v3_0
                let fields = report.described(in: version).map { NamedValue($0.name.description, $0.value) }
                return Report(protocolName: version.rawValue, fields: fields, meanings: [("Stat", report.words)])
            }
            if name.hasPrefix("smgp"), let report = SMGP.StatusReport(content: octets) {
                var meanings = [("stat", report.state.meaning ?? report.state.word.words)]
                if let error = report.errorCode.meaning { meanings.append(("err", error)) }
                return Report(protocolName: name, fields: report.items, meanings: meanings.map { ($0.0, $0.1) })
            }
        }
        return nil
    }

    /// A way to read octets as text.
    package struct Reading: Sendable {
        /// The data coding under which it is read.
        package var coding: UInt8
        /// The text.
        package var text: String
        /// What is not as the coding says.
        package var anomalies: [String]
    }

    /// Header and text of content.
    package struct Text: Sendable {
        /// The header in the exchange format; nil without one.
        package var header: JSONValue?
        /// The header in words.
        package var headerWords: String?
        /// Whether a header was announced and cannot be one.
        package var isHeaderMalformed: Bool
        /// The ways to read what follows it, the likeliest first; none of binary content.
        package var readings: [Reading]
    }

    /// Reads content as text: in the coding named, or in every one in which it is sound.
    package static func text(_ octets: [UInt8], coding: UInt8?, hasHeader: Bool) -> Text {
        let data = UserData(content: octets, hasHeader: hasHeader)
        let payload = data.payload
        var readings: [Reading] = []
        if let coding {
            if Alphabet(dataCoding: coding) != .binary { readings = [reading(payload, coding)] }
        } else {
            let sound = [8, 0, 15].map { reading(payload, $0) }.filter { $0.anomalies.isEmpty && isUsual($0.text) }
            readings = sound.isEmpty ? [reading(payload, 0)] : sound
            // Pairs of letters are Han characters too: plain words are taken for what they look like.
            if isPlainWords(payload), let place = readings.firstIndex(where: { $0.coding == 0 }) {
                readings.insert(readings.remove(at: place), at: 0)
            }
            if readings.contains(where: { $0.coding == 0 }) { readings.removeAll { $0.coding == 15 } }
        }
        return Text(
            header: data.header?.json, headerWords: data.header?.words, isHeaderMalformed: data.isMalformed,
            readings: readings)
    }

    private static func reading(_ payload: [UInt8], _ coding: UInt8) -> Reading {
        let reading = TextDecoder.reading(of: payload, dataCoding: coding)
        return Reading(coding: coding, text: reading.text, anomalies: reading.anomalies.map(\.description))
    }

    /// Characters that messages have: no controls, no private use, nothing unassigned.
    private static func isUsual(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar == "\n" || scalar == "\r" || scalar == "\t"
            case .privateUse, .unassigned, .surrogate: false
            default: true
            }
        }
    }

    private static func isPlainWords(_ octets: [UInt8]) -> Bool {
        octets.allSatisfy { octet in
            switch octet {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: " .,:;!?-/()'\"\n\r".utf8.contains(octet)
            }
        }
    }
}
