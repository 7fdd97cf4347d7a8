/// Submit, reports and incoming messages at an SMGP gateway.
enum SMGPGatewaySubmit {
    static let text = #"""
        protocol smgp-3.0 smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
        role gateway

        clause 3.5
        reference smgp 3.5

        case 1 must "A sound Submit is accepted with Status 0."
          basic
          detects submit-response-missing submit-response-wrong-sequence submit-response-too-long
          detects submit-response-too-short submit-response-unknown submit-response-ends
          detects submit-response-shortened submit-response-late submit-refused submit-ignored
          detects submit-ends-connection
          timeout 80s
          login
          send Submit as s
          expect Submit_Resp Status=0 to s within 60s

        case 2 must "The answer to Submit comes within T, 60 seconds."
          timeout 80s
          login
          send Submit as s
          expect Submit_Resp to s within 60s

        case 81 must "A Submit is answered once, and so is the next."
          basic
          detects submit-response-twice submit-ends-behind
          login
          send Submit NeedReport=0 as s
          expect Submit_Resp to s
          expectNothing for 2s
          send Submit NeedReport=0 as u
          expect Submit_Resp to u

        case 3 must "Submit_Resp has 26 octets."
          login
          send Submit as s
          expect Submit_Resp PacketLength=26 to s

        case 4 must "An accepted Submit gets a MsgID."
          detects submit-id-zero
          login
          send Submit as s
          expect Submit_Resp Status=0 MsgID!=hex:00*10 to s

        case 5 must "Two accepted Submits get different MsgIDs."
          detects submit-id-same
          login
          send Submit as s
          expect Submit_Resp Status=0 to s as one
          send Submit as u
          expect Submit_Resp Status=0 MsgID!=$one.MsgID to u

        case 6 should "Where a Submit is refused, MsgID is zero."
          malformed
          login
          send Submit .short=100 as s
          expect Submit_Resp Status!=0 MsgID=hex:00*10 to s or closed or notStrict Submit_Resp Status!=0 to s

        clause 3.4
        reference smgp 3.4

        case 1 must "NeedReport 0 is accepted."
          login
          send Submit NeedReport=0 as s
          expect Submit_Resp Status=0 to s

        case 2 info "NeedReport 9 has no meaning and is refused; no code is named for it."
          login
          send Submit NeedReport=9 as s
          expect Submit_Resp Status!=0 to s or notStrict Submit_Resp Status=0 to s

        case 3 info "MsgType 0 is the phone's; from an SP it is refused with Status 30."
          login
          send Submit MsgType=0 as s
          expect Submit_Resp Status=30 to s or notStrict Submit_Resp to s

        case 4 info "MsgType 99 is reserved and refused with Status 30."
          login
          send Submit MsgType=99 as s
          expect Submit_Resp Status=30 to s or notStrict Submit_Resp to s

        case 5 must "Priority 0, low, is accepted."
          login
          send Submit Priority=0 as s
          expect Submit_Resp Status=0 to s

        case 6 must "Priority 3, high, is accepted."
          login
          send Submit Priority=3 as s
          expect Submit_Resp Status=0 to s

        case 7 info "Priority 10 is above every table and refused with Status 31."
          login
          send Submit Priority=10 as s
          expect Submit_Resp Status=31 to s or notStrict Submit_Resp to s

        case 26 should "Priority 9, the highest before 3.0, is accepted."
          only smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
          login
          send Submit Priority=9 as s
          expect Submit_Resp Status=0 to s

        case 8 must "A ServiceID that fills its ten octets has no terminator; it is accepted or refused as such."
          login
          send Submit ServiceID='ABCDEFGHIJ' as s
          expect Submit_Resp Status in {0,43} to s

        case 9 must "A SrcTermID that fills its 21 octets has no terminator; it is accepted or refused as such."
          login
          send Submit SrcTermID='106901234567890123456' as s
          expect Submit_Resp Status in {0,46} to s

        case 10 must "An empty ChargeTermID means that the receiver pays."
          login
          send Submit ChargeTermID='' as s
          expect Submit_Resp Status=0 to s

        case 11 must "A ChargeTermID that fills its 21 octets is accepted or refused as such."
          login
          send Submit ChargeTermID='123456789012345678901' as s
          expect Submit_Resp Status in {0,48} to s

        case 12 info "A receiver that is no number is refused with Status 47."
          login
          send Submit DestTermID=['nobody'] as s
          expect Submit_Resp Status=47 to s or notStrict Submit_Resp to s

        case 13 must "What stands in Reserve is ignored."
          login
          send Submit Reserve=hex:0102030405060708 as s
          expect Submit_Resp Status=0 to s

        clause 10.4
        reference smgp 10.4

        case 1 must "FeeType 00, free, is accepted."
          login
          send Submit FeeType='00' as s
          expect Submit_Resp Status=0 to s

        case 2 must "FeeType 01, for each message, is known."
          login
          send Submit FeeType='01' FeeCode='000010' as s
          expect Submit_Resp Status in {0,32,33,43} to s

        case 3 must "FeeType 02, monthly, is known."
          only smgp-3.0 smgp-2.0 smgp-1.3
          login
          send Submit FeeType='02' FixedFee='000500' as s
          expect Submit_Resp Status in {0,32,40,43} to s

        case 4 must "FeeType 03, capped, is known."
          only smgp-3.0 smgp-2.0 smgp-1.3
          login
          send Submit FeeType='03' FeeCode='000010' FixedFee='000500' as s
          expect Submit_Resp Status in {0,32,33,40,43} to s

        case 8 must "FeeType 02, monthly, is known where Submit has no FixedFee."
          only smgp-1.3-without-fixed-fee
          login
          send Submit FeeType='02' FeeCode='000500' as s
          expect Submit_Resp Status in {0,32,33,43} to s

        case 5 info "FeeType 99 is reserved and refused with Status 32."
          login
          send Submit FeeType='99' as s
          expect Submit_Resp Status=32 to s or notStrict Submit_Resp to s

        case 6 info "A FeeCode that is no number is refused with Status 33."
          login
          send Submit FeeType='01' FeeCode='abcdef' as s
          expect Submit_Resp Status=33 to s or notStrict Submit_Resp to s

        case 7 info "A FixedFee that is no number is refused with Status 40."
          only smgp-3.0 smgp-2.0 smgp-1.3
          login
          send Submit FeeType='02' FixedFee='abcdef' as s
          expect Submit_Resp Status=40 to s or notStrict Submit_Resp to s

        clause 8
        reference smgp 8

        case 1 should "A relative ValidTime of two days is accepted."
          login
          send Submit ValidTime='000002000000000R' as s
          expect Submit_Resp Status=0 to s

        case 2 should "An absolute ValidTime in China's time is accepted."
          login
          send Submit ValidTime='991231235959032+' as s
          expect Submit_Resp Status=0 to s

        case 3 info "A ValidTime that is no time is refused with Status 44 or 35."
          login
          send Submit ValidTime='tomorrow' as s
          expect Submit_Resp Status in {35,44} to s or notStrict Submit_Resp to s

        case 4 info "An AtTime that is no time is refused with Status 45 or 35."
          login
          send Submit AtTime='999999999999999+' as s
          expect Submit_Resp Status in {35,45} to s or notStrict Submit_Resp to s

        case 5 info "A ValidTime that is over is refused with Status 37."
          login
          send Submit ValidTime='010101000000032+' as s
          expect Submit_Resp Status in {37,44} to s or notStrict Submit_Resp to s

        clause 10.1
        reference smgp 10.1

        case 1 must "MsgFormat 0, ASCII, is accepted."
          login
          send Submit MsgFormat=0 MsgContent=hex:48656c6c6f as s
          expect Submit_Resp Status=0 to s

        case 2 should "MsgFormat 3, writing to the card, is known."
          login
          send Submit MsgFormat=3 MsgContent=hex:0102030405 as s
          expect Submit_Resp to s

        case 3 must "MsgFormat 4, binary, is accepted, zero octets included."
          login
          send Submit MsgFormat=4 MsgContent=hex:0001020000ff as s
          expect Submit_Resp Status=0 to s

        case 4 must "MsgFormat 8, UCS-2, is accepted."
          login
          send Submit MsgFormat=8 MsgContent=text:"你好,世界" as s
          expect Submit_Resp Status=0 to s

        case 5 must "MsgFormat 15, GB 18030, is accepted."
          login
          send Submit MsgFormat=15 MsgContent=text:"你好,世界" as s
          expect Submit_Resp Status=0 to s

        case 6 should "MsgFormat 246, for the SIM, is known since 3.0.2."
          only smgp-3.0
          login
          send Submit MsgFormat=246 MsgContent=hex:0102030405 as s
          expect Submit_Resp Status in {0,34} to s

        case 7 info "MsgFormat 99 is reserved and refused with Status 34."
          login
          send Submit MsgFormat=99 MsgContent=hex:41 as s
          expect Submit_Resp Status=34 to s or notStrict Submit_Resp to s

        clause 10.2
        reference smgp 10.2

        case 1 must "140 octets of UCS-2 are accepted."
          login
          send Submit MsgFormat=8 MsgContent=hex:4f60*70 as s
          expect Submit_Resp Status=0 to s

        case 2 must "140 octets of ASCII are accepted."
          login
          send Submit MsgFormat=0 MsgContent=hex:41*140 as s
          expect Submit_Resp Status=0 to s

        case 3 must "140 octets of GB 18030 are accepted."
          login
          send Submit MsgFormat=15 MsgContent=hex:c4e3*70 as s
          expect Submit_Resp Status=0 to s

        case 4 info "142 octets of UCS-2 are refused with Status 36."
          only smgp-3.0 smgp-2.0
          login
          send Submit MsgFormat=8 MsgContent=hex:4f60*71 as s
          expect Submit_Resp Status=36 to s or notStrict Submit_Resp to s

        case 5 info "160 octets of ASCII are met; the text says 140, and Status 36 for a wrong length."
          only smgp-3.0 smgp-2.0
          login
          send Submit MsgFormat=0 MsgContent=hex:41*160 as s
          expect Submit_Resp Status in {0,36,107} to s

        case 6 info "252 octets are refused with Status 36."
          only smgp-3.0 smgp-2.0
          login
          send Submit MsgFormat=0 MsgContent=hex:41*252 as s
          expect Submit_Resp Status=36 to s or notStrict Submit_Resp to s

        case 8 should "252 octets of ASCII, the limit of 1.3, are accepted."
          only smgp-1.3 smgp-1.3-without-fixed-fee
          login
          send Submit MsgFormat=0 MsgContent=hex:41*252 as s
          expect Submit_Resp Status=0 to s

        case 9 should "252 octets of UCS-2, the limit of 1.3, are accepted."
          only smgp-1.3 smgp-1.3-without-fixed-fee
          login
          send Submit MsgFormat=8 MsgContent=hex:4f60*126 as s
          expect Submit_Resp Status=0 to s

        case 7 info "A Submit without content is answered, by some with Status 36."
          login
          send Submit MsgFormat=0 MsgContent=hex: as s
          expect Submit_Resp to s

        clause 3.4.2
        reference smgp 3.4.2

        case 1 must "Two receivers in one Submit are accepted."
          login
          send Submit NeedReport=0 DestTermID=['18900000001','18900000002'] as s
          expect Submit_Resp Status=0 to s

        case 2 must "A hundred receivers in one Submit are accepted."
          login
          send Submit NeedReport=0 DestTermID=['18900000001']*100 as s
          expect Submit_Resp Status=0 to s or notStrict Submit_Resp to s

        case 3 info "101 receivers are refused: DestTermIDCount is 1 to 100; no code is named for it."
          login
          send Submit NeedReport=0 DestTermID=['18900000001']*101 as s
          expect Submit_Resp Status!=0 to s or closed or notStrict Submit_Resp Status=0 to s

        case 4 must "A Submit to nobody is refused with Status 47."
          login
          send Submit DestTermID=[] as s
          expect Submit_Resp Status=47 to s or closed or notStrict Submit_Resp Status!=0 to s

        case 5 must "Of several receivers each one's report comes."
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 DestTermID=['18900000001','18900000002','18900000003'] as s
          expect Submit_Resp Status=0 to s
          expect 3 Deliver IsReport=1 within 120s

        case 6 must "The first receiver's report carries the MsgID of the answer."
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 DestTermID=['18900000001','18900000002'] as s
          expect Submit_Resp Status=0 to s as r
          expect Deliver IsReport=1 report.id=$r.MsgID within 120s

        clause 4
        reference smgp 4.1

        case 1 must "TP_udhi, PkTotal and PkNumber make the parts of a long message."
          only smgp-3.0
          login
          send Submit MsgFormat=8 MsgContent=hex:0500032a02014f60597d TLVs.TP_udhi=1 TLVs.PkTotal=2 TLVs.PkNumber=1 as s
          expect Submit_Resp Status=0 to s as one
          send Submit MsgFormat=8 MsgContent=hex:0500032a02024e16754c TLVs.TP_udhi=1 TLVs.PkTotal=2 TLVs.PkNumber=2 as u
          expect Submit_Resp Status=0 MsgID!=$one.MsgID to u

        case 2 must "The order of the parameters is free."
          only smgp-3.0
          login
          send Submit MsgFormat=8 MsgContent=hex:0500032b02014f60597d TLVs.PkNumber=1 TLVs.PkTotal=2 TLVs.TP_udhi=1 as s
          expect Submit_Resp Status=0 to s

        case 3 must "A parameter that the gateway does not know is skipped by its length."
          only smgp-3.0
          login
          send Submit .extra=hex:010100063330303130300002000100 as s
          expect Submit_Resp Status=0 to s

        case 12 info "A parameter behind Reserve, new in 3.0: before it no code is named; the session lives or ends."
          only smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
          login as a
          login as b
          b: send Submit NeedReport=0 .extra=hex:0002000101 as s
          b: expect Submit_Resp to s or closed
          a: sound
        """#
}
