import CMPPCodec

/// SUBMIT_RESP Result in words (cmpp.md 6.2). Beyond 13 gateways differ; only the widespread readings are given.
enum CMPPResultTable {
    private static let common: [UInt32: String] = [
        0: "accepted", 1: "message structure error", 2: "command word error", 3: "duplicate sequence number",
        4: "message length error", 5: "tariff code error", 6: "longer than the maximum message",
        7: "business code error", 8: "flow control",
    ]
    private static let since21: [UInt32: String] = [
        9: "charged number not served by this gateway", 10: "Src_Id error", 11: "Msg_src error",
        12: "Fee_terminal_Id error", 13: "Dest_terminal_Id error",
    ]

    static func meaning(of code: UInt32, in version: CMPP.Version) -> String {
        if let meaning = common[code] { return meaning }
        if version.isV3, let meaning = since21[code] { return meaning }
        return "other error \(code)"
    }

    /// Status of CONNECT_RESP in words (cmpp.md 6.1).
    static func meaning(ofLogin status: UInt32) -> String {
        switch CMPP.ConnectStatus(rawValue: status) {
        case .ok: "accepted"
        case .structure: "message structure error"
        case .sourceAddress: "illegal source address"
        case .authentication: "authentication failed"
        case .versionTooHigh: "version too high"
        case .tooManyConnections: "too many connections"
        default: "other error \(status)"
        }
    }
}
