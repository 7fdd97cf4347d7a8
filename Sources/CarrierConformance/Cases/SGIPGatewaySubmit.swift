/// Submit, Report and Deliver of an SGIP gateway.
enum SGIPGatewaySubmit {
    static let text = #"""
        protocol sgip-1.2
        role gateway

        clause 3.2
        reference sgip 3.2

        case 1 must "A sound Submit is accepted with Result 0."
          basic
          detects submit-response-missing submit-response-wrong-sequence submit-response-too-long
          detects submit-response-too-short submit-response-unknown submit-response-ends
          detects submit-response-shortened submit-response-late submit-refused submit-ignored
          detects submit-ends-connection
          timeout 50s
          login
          send Submit as s
          expect Submit_Resp Result=0 to s within 30s

        case 2 must "Submit_Resp has 29 octets."
          login
          send Submit as s
          expect Submit_Resp Message_Length=29 to s

        case 3 must "Submit_Resp repeats all twelve octets of the sequence number."
          login
          send Submit as s
          expect Submit_Resp Sequence_Number=$s.Sequence_Number to s

        case 4 must "The answer to Submit comes within 30 seconds."
          timeout 50s
          login
          send Submit as s
          expect Submit_Resp to s within 30s

        case 81 must "A Submit is answered once, and so is the next."
          basic
          detects submit-response-twice submit-ends-behind
          login
          send Submit ReportFlag=2 as s
          expect Submit_Resp to s
          expectNothing for 2s
          send Submit ReportFlag=2 as u
          expect Submit_Resp to u

        case 5 should "Reserve of Submit_Resp is zero."
          login
          send Submit as s
          expect Submit_Resp Reserve='' to s

        clause 3.4
        reference sgip 3.4

        case 1 must "A ChargeNumber of 21 zeros means that the SP pays."
          login
          send Submit ChargeNumber='000000000000000000000' as s
          expect Submit_Resp Result=0 to s

        case 2 should "A ChargeNumber with 86 in front is accepted, or refused as such."
          login
          send Submit ChargeNumber='8613012345678' as s
          expect Submit_Resp Result in {0,6,24} to s

        case 3 must "A ChargeNumber that is no number is refused with Result 6."
          login
          send Submit ChargeNumber='nobody' as s
          expect Submit_Resp Result=6 to s or notStrict Submit_Resp to s

        case 4 must "One receiver is accepted."
          login
          send Submit UserNumber=['8613012345678'] as s
          expect Submit_Resp Result=0 to s

        case 5 must "Three receivers are accepted; gateways of 1.3 answer 19."
          login
          send Submit UserNumber=['8613012345678','8613112345678','8618612345678'] ReportFlag=2 as s
          expect Submit_Resp Result in {0,19} to s

        case 6 should "A hundred receivers are accepted; gateways of 1.3 answer 19."
          login
          send Submit UserNumber=['8613012345678']*100 ReportFlag=2 as s
          expect Submit_Resp Result in {0,19} to s or notStrict closed or notStrict Submit_Resp to s

        case 7 must "A Submit to nobody is refused with Result 5."
          login
          send Submit UserNumber=[] as s
          expect Submit_Resp Result=5 to s or closed or notStrict Submit_Resp to s

        case 8 must "101 receivers are refused with Result 5."
          login
          send Submit UserNumber=['8613012345678']*101 ReportFlag=2 as s
          expect Submit_Resp Result=5 to s or closed or notStrict Submit_Resp to s

        case 9 info "A receiver without 86 is refused with Result 6 by some; the later text no longer says so."
          login
          send Submit UserNumber=['13012345678'] as s
          expect Submit_Resp Result=6 to s or notStrict Submit_Resp to s

        case 10 must "A receiver that is no number is refused with Result 6."
          login
          send Submit UserNumber=['nobody'] as s
          expect Submit_Resp Result=6 to s or notStrict Submit_Resp to s

        case 11 info "An empty SPNumber is refused with Result 5 by some; the table has no range for it."
          login
          send Submit SPNumber='' as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        case 12 must "An SPNumber that fills its 21 octets has no terminator."
          login
          send Submit SPNumber='106901234567890123456' as s
          expect Submit_Resp to s

        case 13 must "A CorpId that is no number is refused with Result 5."
          login
          send Submit CorpId='abcde' as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        case 14 must "A ServiceType that fills its ten octets has no terminator; it is accepted or refused as such."
          login
          send Submit ServiceType='ABCDEFGHIJ' as s
          expect Submit_Resp to s

        case 15 must "What stands in Reserve of a Submit is no error: a LinkID goes there."
          login
          send Submit Reserve='LINK0001' as s
          expect Submit_Resp Result in {0,17,107} to s

        case 16 must "MessageType 0 is the short message."
          login
          send Submit MessageType=0 as s
          expect Submit_Resp Result=0 to s

        case 17 must "MessageType 9 is undefined and refused with Result 5."
          login
          send Submit MessageType=9 as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        case 18 must "AgentFlag 1 is known."
          login
          send Submit AgentFlag=1 as s
          expect Submit_Resp to s

        case 19 must "AgentFlag 2 is none and refused with Result 5."
          login
          send Submit AgentFlag=2 as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        case 20 must "MorelatetoMTFlag 0, the first answer to an incoming message, is known."
          login
          send Submit MorelatetoMTFlag=0 as s
          expect Submit_Resp to s

        case 21 must "MorelatetoMTFlag 4 is none and refused with Result 5."
          login
          send Submit MorelatetoMTFlag=4 as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        case 22 must "Priority 0, the lowest, is accepted."
          login
          send Submit Priority=0 as s
          expect Submit_Resp Result=0 to s

        case 23 must "Priority 9, the highest, is accepted."
          login
          send Submit Priority=9 as s
          expect Submit_Resp Result=0 to s

        case 24 must "Priority 10 is none and refused with Result 5."
          login
          send Submit Priority=10 as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        clause 7
        reference sgip 7

        case 1 must "Empty ExpireTime and ScheduleTime mean the usual validity, and at once."
          login
          send Submit ExpireTime='' ScheduleTime='' as s
          expect Submit_Resp Result=0 to s

        case 2 must "An ExpireTime of sixteen characters that end in 032+ is accepted."
          login
          send Submit ExpireTime='991231235959032+' as s
          expect Submit_Resp Result=0 to s

        case 3 must "An ExpireTime that is no time is refused with Result 5."
          login
          send Submit ExpireTime='tomorrow' as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        case 4 must "The relative form that SMPP has is not allowed: Result 5."
          login
          send Submit ExpireTime='000002000000000R' as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        case 5 must "A ScheduleTime that is no time is refused with Result 5."
          login
          send Submit ScheduleTime='999999999999999+' as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        clause 9.1
        reference sgip 9.1

        case 1 must "MessageCoding 0, ASCII, is accepted."
          login
          send Submit MessageCoding=0 MessageContent=hex:48656c6c6f as s
          expect Submit_Resp Result=0 to s

        case 2 should "MessageCoding 3, writing to the SIM, is known."
          login
          send Submit MessageCoding=3 MessageContent=hex:0102030405 as s
          expect Submit_Resp to s

        case 3 must "MessageCoding 4, binary, is accepted, zero octets included."
          login
          send Submit MessageCoding=4 MessageContent=hex:0001020000ff as s
          expect Submit_Resp Result=0 to s

        case 4 must "MessageCoding 8, UCS-2, is accepted."
          login
          send Submit MessageCoding=8 MessageContent=text:"你好,联通" as s
          expect Submit_Resp Result=0 to s

        case 5 must "MessageCoding 15, GBK, is accepted."
          login
          send Submit MessageCoding=15 MessageContent=text:"你好,联通" as s
          expect Submit_Resp Result=0 to s

        case 6 info "Any other MessageCoding is read by GSM 03.38; no code is named for it, and the answer comes."
          login
          send Submit MessageCoding=24 MessageContent=hex:4f60597d as s
          expect Submit_Resp to s

        clause 9.2
        reference sgip 9.2

        case 1 must "140 octets of UCS-2 are accepted."
          login
          send Submit MessageCoding=8 MessageContent=hex:4f60*70 as s
          expect Submit_Resp Result=0 to s

        case 2 must "140 octets of GBK are accepted."
          login
          send Submit MessageCoding=15 MessageContent=hex:c4e3*70 as s
          expect Submit_Resp Result=0 to s

        case 3 should "160 octets of ASCII are accepted or refused with Result 8."
          login
          send Submit MessageCoding=0 MessageContent=hex:41*160 as s
          expect Submit_Resp Result in {0,8} to s

        case 4 info "1000 octets of content are refused with Result 8, or accepted: the text names no limit."
          login
          send Submit MessageCoding=0 MessageContent=hex:41*1000 as s
          expect Submit_Resp Result in {0,5,8} to s or closed

        case 5 should "A Submit without content is answered, with Result 8 by some."
          login
          send Submit MessageContent=hex: as s
          expect Submit_Resp Result in {0,5,8} to s or closed

        clause 9.6
        reference sgip 9.6

        case 1 must "FeeType 0 is known."
          login
          send Submit FeeType=0 as s
          expect Submit_Resp to s

        case 2 must "FeeType 1, free for the charged number, is accepted."
          login
          send Submit FeeType=1 as s
          expect Submit_Resp Result=0 to s

        case 3 must "FeeType 2, for each message, is known."
          login
          send Submit FeeType=2 FeeValue='10' as s
          expect Submit_Resp to s

        case 4 must "FeeType 3, monthly, is known."
          login
          send Submit FeeType=3 FeeValue='500' as s
          expect Submit_Resp to s

        case 5 must "FeeType 9 is none and refused with Result 5."
          login
          send Submit FeeType=9 as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        case 6 must "A FeeValue that is no number is refused with Result 5."
          login
          send Submit FeeType=2 FeeValue='abcdef' as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        case 7 must "A FeeValue with zeros in front is the same number."
          login
          send Submit FeeValue='000000' as s
          expect Submit_Resp Result=0 to s

        clause 10
        reference sgip 10

        case 1 must "The parts of a long message are accepted."
          login
          send Submit TP_udhi=1 MessageCoding=8 MessageContent=hex:0500032a02014f60597d as s
          expect Submit_Resp Result=0 to s
          send Submit TP_udhi=1 MessageCoding=8 MessageContent=hex:0500032a02024e16754c as u
          expect Submit_Resp Result=0 to u

        case 2 should "The seven-octet header with a wide reference is accepted."
          login
          send Submit TP_udhi=1 MessageCoding=8 MessageContent=hex:060804123402014f60597d as s
          expect Submit_Resp Result=0 to s

        case 3 should "Parts that come in the wrong order are accepted."
          login
          send Submit TP_udhi=1 MessageCoding=8 MessageContent=hex:0500032c02024e16754c as u
          expect Submit_Resp Result=0 to u
          send Submit TP_udhi=1 MessageCoding=8 MessageContent=hex:0500032c02014f60597d as s
          expect Submit_Resp Result=0 to s
        """#
}
