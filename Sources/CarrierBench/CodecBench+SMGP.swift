import CarrierWire
import SMGPCodec

extension CodecBench {
    /// Submit to one recipient with 140 octets of content and three optional parameters, Submit_Resp and Active_Test.
    static let smgp: [CodecBench] = [
        SMGP.Message.submit(submit), .submitResponse(response), .activeTest(SMGP.ActiveTest()),
    ].map { CodecBench(BenchedSMGP(sample: SMGP.Frame(sequence: 0x0102_0304, message: $0))) }

    private static let submit: SMGP.Submit = {
        var submit = SMGP.Submit()
        submit.messageType = .mobileTerminated
        submit.needReport = 1
        submit.serviceID = "TEST"
        submit.feeType = "00"
        submit.feeCode = "000000"
        submit.fixedFee = "000000"
        submit.dataCoding = .ucs2
        submit.sourceTerminalID = "10659000001"
        submit.destinationTerminalIDs = ["18900000001"]
        submit.content = [UInt8](repeating: 0x4E, count: 140)
        submit.parameters.userDataHeaderIndicator = 0
        submit.parameters.linkID = Array("08161530450000000001".utf8)
        submit.parameters.messageSource = Array("30010001".utf8)
        return submit
    }()

    private static let response: SMGP.SubmitResponse = {
        var response = SMGP.SubmitResponse()
        response.messageID =
            SMGP.MessageID(octets: [1, 0, 0x61, 8, 0x16, 0x15, 0x30, 1, 0x23, 0x45]) ?? SMGP.MessageID()
        return response
    }()
}

private struct BenchedSMGP: BenchedCodec {
    let sample: SMGP.Frame

    var protocolName: String { SMGP.Version.v3_0.rawValue }
    var command: String { sample.commandName(in: .v3_0) }

    func decode(_ octets: UnsafeRawBufferPointer) throws(WireError) -> SMGP.Frame {
        try SMGP.Frame(decoding: octets, in: .v3_0)
    }

    func encode(_ frame: SMGP.Frame, into buffer: inout OctetBuffer) throws(WireError) {
        try frame.encode(into: &buffer, in: .v3_0)
    }

    func check(_ frame: SMGP.Frame) -> UInt32 { frame.sequence }
}
