import CarrierWire
import SGIPCodec

extension CodecBench {
    /// Submit to one recipient with 140 octets of content, Submit_Resp and Report; 1.3 has the same layouts.
    static let sgip: [CodecBench] = [
        SGIP.Message.submit(submit), .submitResponse(SGIP.SubmitResponse()), .report(report),
    ].map { CodecBench(BenchedSGIP(sample: SGIP.Frame(sequence: sequence, message: $0))) }

    private static let sequence = SGIP.SequenceNumber(node: 3_057_112_345, time: 1_120_203_227, counter: 0x0102_0304)

    private static let submit: SGIP.Submit = {
        var submit = SGIP.Submit()
        submit.spNumber = "10690001"
        submit.chargeNumber = SGIP.Submit.providerPays
        submit.userNumbers = ["8613800138000"]
        submit.corporationID = "12345"
        submit.serviceType = "TEST"
        submit.feeType = .free
        submit.feeValue = "0"
        submit.givenValue = "0"
        submit.cause = .unsolicited
        submit.reportFlag = .always
        submit.dataCoding = .ucs2
        submit.content = [UInt8](repeating: 0x4E, count: 140)
        return submit
    }()

    private static let report: SGIP.Report = {
        var report = SGIP.Report()
        report.submitSequence = sequence
        report.userNumber = "8613800138000"
        return report
    }()
}

private struct BenchedSGIP: BenchedCodec {
    let sample: SGIP.Frame

    var protocolName: String { SGIP.Version.v1_2.rawValue }
    var command: String { sample.commandName(in: .v1_2) }

    func decode(_ octets: UnsafeRawBufferPointer) throws(WireError) -> SGIP.Frame {
        try SGIP.Frame(decoding: octets, in: .v1_2)
    }

    func encode(_ frame: SGIP.Frame, into buffer: inout OctetBuffer) throws(WireError) {
        try frame.encode(into: &buffer, in: .v1_2)
    }

    func check(_ frame: SGIP.Frame) -> UInt32 { frame.sequence.counter }
}
