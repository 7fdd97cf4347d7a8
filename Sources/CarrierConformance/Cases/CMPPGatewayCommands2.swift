/// Keep-alive, QUERY, CANCEL, reports and incoming messages of a CMPP gateway.
enum CMPPGatewayCommands2 {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role gateway
        clause cmpp-2.0 7.4.5 cmpp-3.0 8.4.5
        reference cmpp 3.9

        case 8 should "Dest_Id of a report is the Src_Id of the SUBMIT."
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER Registered_Delivery=1 Dest_Id=$s.Src_Id within 120s

        case 9 should "Src_terminal_Id of a report is the destination of the SUBMIT."
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 Dest_terminal_Id=['13800138000'] as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER Registered_Delivery=1 Src_terminal_Id='13800138000' within 120s

        case 10 must "Submit_time and Done_time of a report are ten digits, the year first."
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER Registered_Delivery=1 report.Submit_time!='' report.Done_time!='' within 120s

        case 11 should "The Msg_Id of the DELIVER that carries a report is not the SUBMIT's."
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          expect CMPP_DELIVER Registered_Delivery=1 Msg_Id!=$r.Msg_Id within 120s

        case 12 must "No report comes where none is wanted."
          login
          send CMPP_SUBMIT Registered_Delivery=0 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          expect no CMPP_DELIVER report.Msg_Id=$r.Msg_Id within 5s

        case 13 must "No report comes for a SUBMIT that was refused."
          login
          send CMPP_SUBMIT Registered_Delivery=1 Dest_terminal_Id=['13800138999'] Msg_Length=200 as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or closed
          expect no CMPP_DELIVER Src_terminal_Id='13800138999' or closed within 5s

        case 14 must "Two reports are two DELIVERs with different Sequence_Ids."
          detects report-same-sequence
          needs report
          timeout 260s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 times 2
          expect 2 CMPP_SUBMIT_RESP Result=0
          expect CMPP_DELIVER as d within 120s
          expect CMPP_DELIVER Sequence_Id!=$d.Sequence_Id as e within 120s
          send CMPP_DELIVER_RESP to d
          send CMPP_DELIVER_RESP to e

        case 15 should "The gateway numbers its own requests in steps of one."
          needs report
          timeout 260s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 times 2
          expect 2 CMPP_SUBMIT_RESP Result=0
          expect CMPP_DELIVER as d within 120s
          send CMPP_DELIVER_RESP to d
          expect CMPP_DELIVER Sequence_Id=$d.Sequence_Id+1 as e within 120s
          send CMPP_DELIVER_RESP to e

        case 16 must "A report that was answered is not sent again."
          detects report-twice
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          expect CMPP_DELIVER report.Msg_Id=$r.Msg_Id within 120s
          expect no CMPP_DELIVER report.Msg_Id=$r.Msg_Id within 5s

        case 81 must "A report that was answered is not sent again when T has passed."
          detects delivery-response-ignored
          slow
          needs report
          timeout 400s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          expect CMPP_DELIVER report.Msg_Id=$r.Msg_Id within 120s
          expect no CMPP_DELIVER report.Msg_Id=$r.Msg_Id within 90s

        case 17 must "A DELIVER that is not answered within T is sent again: the same octets, the same Sequence_Id."
          slow
          needs report
          timeout 400s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER as d within 120s
          expect CMPP_DELIVER Sequence_Id=$d.Sequence_Id Msg_Id=$d.Msg_Id Msg_Content=$d.Msg_Content within 80s
          release

        case 18 must "A DELIVER is sent three times at most without an answer, sixty seconds apart."
          slow
          needs report
          timeout 900s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER as d within 120s
          expect CMPP_DELIVER Sequence_Id=$d.Sequence_Id within 80s
          expect CMPP_DELIVER Sequence_Id=$d.Sequence_Id within 80s
          expect no CMPP_DELIVER Sequence_Id=$d.Sequence_Id or closed within 80s

        case 19 must "A DELIVER_RESP that says flow control leaves the session as it is."
          needs report
          timeout 140s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER as d within 120s
          send CMPP_DELIVER_RESP Result=8 to d
          release
          sound

        case 20 must "A DELIVER_RESP with an error leaves the session as it is."
          needs report
          timeout 140s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER as d within 120s
          send CMPP_DELIVER_RESP Result=1 to d
          release
          sound

        case 21 should "A DELIVER_RESP counts by its Sequence_Id, whatever its Msg_Id is."
          needs report
          timeout 140s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          expect CMPP_DELIVER report.Msg_Id=$r.Msg_Id as d within 120s
          send CMPP_DELIVER_RESP Msg_Id=0x1122334455667788 to d
          expect no CMPP_DELIVER report.Msg_Id=$r.Msg_Id within 5s

        case 22 must "A DELIVER_RESP that comes twice does no harm."
          needs report
          timeout 140s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER as d within 120s
          send CMPP_DELIVER_RESP to d
          send CMPP_DELIVER_RESP to d
          release
          sound

        case 23 should "A DELIVER_RESP of 24 octets, as 3.0 has it, is read."
          only cmpp-2.0
          needs report
          timeout 140s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          expect CMPP_DELIVER report.Msg_Id=$r.Msg_Id as d within 120s
          send CMPP_DELIVER_RESP .extra=hex:000000 to d
          release
          expect no CMPP_DELIVER report.Msg_Id=$r.Msg_Id within 5s

        case 24 must "At most sixteen DELIVERs wait for their answers."
          slow
          needs report
          timeout 120s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 times 16
          expect 16 CMPP_SUBMIT_RESP
          send CMPP_SUBMIT Registered_Delivery=1 times 8
          expect 8 CMPP_SUBMIT_RESP
          expect 16 CMPP_DELIVER within 40s
          expect no CMPP_DELIVER within 10s
          release

        case 25 should "Submits are answered while reports wait for their answers."
          needs report
          timeout 140s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER within 120s
          send CMPP_SUBMIT Registered_Delivery=0 as u
          expect CMPP_SUBMIT_RESP Result=0 to u
          release

        case 26 must "A report that a broken connection took with it comes again on the account's next connection."
          slow
          needs report
          timeout 900s
          login as a
          hold CMPP_DELIVER
          a: send CMPP_SUBMIT Registered_Delivery=1 as s
          a: expect CMPP_SUBMIT_RESP Result=0 to s as r
          a: expect CMPP_DELIVER within 120s
          a: reset
          login as b
          b: expect CMPP_DELIVER report.Msg_Id=$r.Msg_Id within 600s
          release

        reference cmpp 3.8

        case 27 must "An incoming message is a DELIVER with Registered_Delivery 0."
          needs deliver
          login
          expect CMPP_DELIVER Registered_Delivery=0 within 10s

        case 28 must "TP_udhi of an incoming message is 0 or 1; 0x40 is met."
          needs deliver
          login
          expect CMPP_DELIVER TP_udhi in {0,1} within 10s or notStrict CMPP_DELIVER TP_udhi=0x40

        case 29 must "Msg_Fmt of an incoming message is one of the specification's."
          needs deliver
          login
          expect CMPP_DELIVER Registered_Delivery=0 Msg_Fmt in {0,3,4,8,15} within 10s

        case 30 must "Msg_Length of an incoming message is at most 140, or 160 in ASCII."
          needs deliver
          login
          expect CMPP_DELIVER Registered_Delivery=0 Msg_Length in 0..160 within 10s

        case 31 must "An incoming message names the phone and the number that it was sent to."
          needs deliver
          login
          expect CMPP_DELIVER Registered_Delivery=0 Src_terminal_Id!='' Dest_Id!='' within 10s

        case 32 must "Msg_Id of an incoming message is given by the gateway."
          needs deliver
          login
          expect CMPP_DELIVER Registered_Delivery=0 Msg_Id!=0 within 10s

        case 33 must "What is behind the content of an incoming message is Reserved and zero."
          only cmpp-2.0
          needs deliver
          login
          expect CMPP_DELIVER Registered_Delivery=0 Reserved='' within 10s
        """#
}
