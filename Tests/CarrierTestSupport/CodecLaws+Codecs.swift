import CMPPCodec
import SGIPCodec

// A codec is under the laws with one line here and one test case of its own.
extension CMPP.Frame: LawfulFrame {}
extension SGIP.Frame: LawfulFrame {}
