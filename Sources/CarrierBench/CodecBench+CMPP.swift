import CMPPCodec
import CarrierWire

extension CodecBench {
    /// CMPP_SUBMIT to one recipient with 140 octets of content, CMPP_SUBMIT_RESP and CMPP_ACTIVE_TEST, both versions.
    static let cmpp: [CodecBench] = CMPP.Version.allCases.flatMap { version in
        [CMPP.Message.submit(submit), .submitResponse(response), .activeTest(CMPP.ActiveTest())].map { message in
            CodecBench(BenchedCMPP(version: version, sample: CMPP.Frame(sequence: 0x0102_0304, message: message)))
        }
    }

    private static let submit: CMPP.Submit = {
        var submit = CMPP.Submit()
        submit.segmentCount = 1
        submit.segmentNumber = 1
        submit.registeredDelivery = .wanted
        submit.serviceID = "TEST"
        submit.feeUserType = .provider
        submit.dataCoding = .ucs2
        submit.messageSource = "901234"
        submit.feeType = "01"
        submit.feeCode = "000000"
        submit.sourceID = "10658000"
        submit.destinationIDs = ["13800138000"]
        submit.content = [UInt8](repeating: 0x4E, count: 140)
        return submit
    }()

    private static let response: CMPP.SubmitResponse = {
        var response = CMPP.SubmitResponse()
        response.messageID = CMPP.MessageID(rawValue: 0x80B0_0140_03E9_0001)
        return response
    }()
}

private struct BenchedCMPP: BenchedCodec {
    let version: CMPP.Version
    let sample: CMPP.Frame

    var protocolName: String { version.rawValue }
    var command: String { sample.commandName(in: version) }

    func decode(_ octets: UnsafeRawBufferPointer) throws(WireError) -> CMPP.Frame {
        try CMPP.Frame(decoding: octets, in: version)
    }

    func encode(_ frame: CMPP.Frame, into buffer: inout OctetBuffer) throws(WireError) {
        try frame.encode(into: &buffer, in: version)
    }

    func check(_ frame: CMPP.Frame) -> UInt32 { frame.sequence }
}
