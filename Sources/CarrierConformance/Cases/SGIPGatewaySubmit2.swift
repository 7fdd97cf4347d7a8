/// Submit, Report and Deliver of an SGIP gateway.
enum SGIPGatewaySubmit2 {
    static let text = #"""
        protocol sgip-1.2
        role gateway
        clause 10
        reference sgip 10

        case 4 should "A part that comes alone is answered and keeps nobody else waiting."
          login
          send Submit TP_udhi=1 MessageCoding=8 MessageContent=hex:0500032e03024e16754c as u
          expect Submit_Resp to u
          sound

        case 5 info "TP_udhi 0x40, the bit as SMPP has it, is met in the field; no code is named for it."
          login
          send Submit TP_udhi=0x40 MessageCoding=8 MessageContent=hex:0500033002014f60597d as s
          expect Submit_Resp to s

        case 6 must "A user data header that is longer than the content is answered, and does no harm."
          malformed
          login
          send Submit TP_udhi=1 MessageCoding=8 MessageContent=hex:ff00032a0201 as s
          expect Submit_Resp to s or closed

        clause 1.4
        reference sgip 1.4

        case 1 must "A node number above 2 147 483 647 is repeated as it is."
          login
          send Submit .sequence=[3999999999,1231235959,7] as s
          expect Submit_Resp Sequence_Number=[3999999999,1231235959,7] or notStrict Submit_Resp Result=9

        case 2 must "The three words of a number are not swapped."
          login
          send Submit .sequence=[3000000001,101000000,4294967295] as s
          expect Submit_Resp Sequence_Number=[3000000001,101000000,4294967295] or notStrict Submit_Resp

        case 3 should "A counter of 0 is where every node begins."
          login
          send Submit .sequence=[3000000001,1130101010,0] as s
          expect Submit_Resp Sequence_Number=[3000000001,1130101010,0]

        case 4 must "Two numbers that differ in their time alone are two commands."
          login
          send Submit ReportFlag=2 .sequence=[3000000001,1130101010,5] as s
          expect Submit_Resp to s
          send Submit ReportFlag=2 .sequence=[3000000001,1130101011,5] as u
          expect Submit_Resp to u

        case 5 must "A repeated Submit, all twelve octets the same, is answered with what the first one was answered."
          login
          send Submit ReportFlag=2 as s
          expect Submit_Resp Result=0 to s
          send Submit ReportFlag=2 .sequence=$s.Sequence_Number as u
          expect Submit_Resp Result=0 to u or notStrict Submit_Resp Result=9 to u or notStrict nothing

        case 6 must "The same number with other content is answered with Result 9."
          login
          send Submit ReportFlag=2 as s
          expect Submit_Resp Result=0 to s
          expect nothing within 1s
          send Submit ReportFlag=2 MessageContent=hex:4f74686572 .sequence=$s.Sequence_Number as u
          expect Submit_Resp Result=9 to u or notStrict Submit_Resp to u

        clause 5
        reference sgip 5

        case 1 must "A Report comes over a connection that the gateway dials, for a Submit that asks for one."
          basic
          detects report-missing report-too-long report-ends
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          r: expect Report within 60s

        case 2 must "A Report names the Submit by all twelve octets of its number."
          basic
          detects report-wrong-id
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          r: expect Report SubmitSequenceNumber=$s.Sequence_Number within 60s

        case 3 must "A Report has 64 octets."
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          r: expect Report Message_Length=64 within 60s

        case 4 must "ReportType of a Report on a Submit is 0."
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          r: expect Report ReportType=0 within 60s

        case 5 must "UserNumber of a Report is the receiver of the Submit."
          detects report-wrong-number
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 UserNumber=['8613012345678'] as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          r: expect Report UserNumber='8613012345678' within 60s or notStrict Report UserNumber='13012345678'

        case 6 must "State of a Report is 0, 1 or 2, and ErrorCode is 0 unless it is 2."
          detects report-wrong-state
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          r: expect Report State in 0..1 ErrorCode=0 within 60s or Report State=2

        case 7 should "The Report's own number is not the Submit's."
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          r: expect Report Sequence_Number!=$s.Sequence_Number within 60s

        case 8 must "With ReportFlag 2 no Report comes."
          needs report
          timeout 80s
          login
          send Submit ReportFlag=2 .sequence=[$node,$timestamp,900001] as s
          expect Submit_Resp Result=0 to s
          send Submit ReportFlag=1 .sequence=[$node,$timestamp,900002] as u
          expect Submit_Resp Result=0 to u
          within 60s
          reverse login as r
          r: expect no Report SubmitSequenceNumber=$s.Sequence_Number or closed or Unbind within 5s

        case 9 should "With ReportFlag 0 no Report comes for a message that arrives."
          needs report
          timeout 80s
          login
          send Submit ReportFlag=0 .sequence=[$node,$timestamp,900003] as s
          expect Submit_Resp Result=0 to s
          send Submit ReportFlag=1 .sequence=[$node,$timestamp,900004] as u
          expect Submit_Resp Result=0 to u
          within 60s
          reverse login as r
          r: expect no Report SubmitSequenceNumber=$s.Sequence_Number State=0 or closed or Unbind within 5s

        case 81 must "Two Reports have different sequence numbers."
          detects report-same-sequence
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 times 2
          expect 2 Submit_Resp Result=0
          within 60s
          reverse login as r
          r: expect Report as p within 60s
          r: expect Report Sequence_Number!=$p.Sequence_Number within 60s

        clause 9.7
        reference sgip 9.7

        case 1 should "ReportFlag 3, a monthly record, is known since 1.2."
          login
          send Submit ReportFlag=3 as s
          expect Submit_Resp to s

        case 2 must "ReportFlag 9 is reserved and refused with Result 5."
          login
          send Submit ReportFlag=9 as s
          expect Submit_Resp Result=5 to s or notStrict Submit_Resp to s

        clause 1.1
        reference sgip 1.1

        case 1 must "The gateway binds on the connection that it dials, with LoginType 2."
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse as r
          r: expect Bind LoginType=2 within 60s

        case 2 must "The gateway sends nothing on the connection that it dials before its Bind is answered."
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse as r
          r: expect Bind as c within 60s
          r: expect nothing within 3s
          r: send Bind_Resp to c

        case 3 must "A gateway whose Bind is refused sends no Report on that connection."
          needs report
          timeout 150s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse as r
          r: expect Bind as c within 60s
          r: send Bind_Resp Result=1 to c
          r: expectClosed within 15s

        case 4 must "A Report that is not answered within 30 seconds is sent again with the same number."
          slow
          needs report
          timeout 400s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          hold Report
          r: expect Report as p within 60s
          r: expect Report Sequence_Number=$p.Sequence_Number within 45s
          release

        case 5 must "A Report that was answered is not sent again."
          detects report-twice
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 .sequence=[$node,$timestamp,900005] as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          r: expect Report SubmitSequenceNumber=$s.Sequence_Number within 60s
          r: expect no Report SubmitSequenceNumber=$s.Sequence_Number or Unbind or closed within 5s

        case 81 must "A Report that was answered is not sent again when 30 seconds have passed."
          detects delivery-response-ignored
          slow
          needs report
          timeout 400s
          login
          send Submit ReportFlag=1 .sequence=[$node,$timestamp,900006] as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          r: expect Report SubmitSequenceNumber=$s.Sequence_Number within 60s
          r: expect no Report SubmitSequenceNumber=$s.Sequence_Number or Unbind or closed within 50s

        case 6 must "A Report_Resp with an error leaves the connection as it is."
          needs report
          timeout 140s
          login
          send Submit ReportFlag=1 as s
          expect Submit_Resp Result=0 to s
          within 60s
          reverse login as r
          hold Report
          r: expect Report as p within 60s
          r: send Report_Resp Result=11 to p
          release
          sound

        clause 3.5
        reference sgip 3.5

        case 1 must "An incoming message is a Deliver over the connection that the gateway dials."
          needs deliver
          timeout 140s
          login
          within 60s
          reverse login as r
          r: expect Deliver within 60s

        case 2 must "UserNumber of an incoming message is the phone with 86, SPNumber the service's number."
          needs deliver
          timeout 140s
          login
          within 60s
          reverse login as r
          r: expect Deliver UserNumber~'86' SPNumber!='' within 60s

        case 3 must "MessageCoding of an incoming message is one of the table's."
          needs deliver
          timeout 140s
          login
          within 60s
          reverse login as r
          r: expect Deliver MessageCoding in {0,3,4,8,15} within 60s
        """#
}
