import CMPPCodec
import SGIPCodec
import SMGPCodec

// A codec is under the laws with one line here and one test case of its own.
extension CMPP.Frame: LawfulFrame {}
extension SMGP.Frame: LawfulFrame {}
extension SGIP.Frame: LawfulFrame {}
