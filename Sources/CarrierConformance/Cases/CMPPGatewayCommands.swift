/// Keep-alive, QUERY, CANCEL, reports and incoming messages of a CMPP gateway.
enum CMPPGatewayCommands {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role gateway

        clause cmpp-2.0 7.4.7 cmpp-3.0 8.4.7
        reference cmpp 3.12

        case 1 must "An ACTIVE_TEST is answered under the same Sequence_Id."
          basic
          detects keep-alive-response-missing keep-alive-response-wrong-sequence keep-alive-response-too-long
          detects keep-alive-response-too-short keep-alive-response-unknown keep-alive-response-ends
          detects keep-alive-ignored keep-alive-ends-connection
          login
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP to t

        case 81 must "An ACTIVE_TEST is answered once, and so is the next."
          basic
          detects keep-alive-response-twice
          login
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP to t
          expectNothing for 2s
          send CMPP_ACTIVE_TEST as u
          expect CMPP_ACTIVE_TEST_RESP to u

        case 2 must "ACTIVE_TEST_RESP has one reserved octet."
          login
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP Total_Length=13 to t or notStrict CMPP_ACTIVE_TEST_RESP to t

        case 3 should "The reserved octet of ACTIVE_TEST_RESP is zero."
          login
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP Reserved=0 to t

        case 4 must "An ACTIVE_TEST is answered within T, 60 seconds."
          timeout 80s
          login
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP to t within 60s

        case 5 must "Three ACTIVE_TESTs at once are answered, each under its own Sequence_Id."
          login
          send CMPP_ACTIVE_TEST .sequence=11 as t
          send CMPP_ACTIVE_TEST .sequence=12 as u
          send CMPP_ACTIVE_TEST .sequence=13 as v
          expect CMPP_ACTIVE_TEST_RESP to t
          expect CMPP_ACTIVE_TEST_RESP to u
          expect CMPP_ACTIVE_TEST_RESP to v

        clause cmpp-2.0 6.1 cmpp-3.0 7.1
        reference cmpp 8.2

        case 14 should "The gateway tests an idle link, at the latest after C, 180 seconds."
          detects keep-alive-never
          slow
          timeout 400s
          login
          expect CMPP_ACTIVE_TEST within 200s

        case 81 must "Each test of an idle link has a number of its own."
          detects keep-alive-same-sequence
          slow
          timeout 500s
          login
          expect CMPP_ACTIVE_TEST as t within 200s
          expect CMPP_ACTIVE_TEST Sequence_Id!=$t.Sequence_Id within 200s

        case 15 should "A test that is not answered within T is sent again, and after N of them the link is closed."
          slow
          timeout 900s
          login
          hold CMPP_ACTIVE_TEST
          expect CMPP_ACTIVE_TEST within 200s
          expect CMPP_ACTIVE_TEST within 80s
          expect CMPP_ACTIVE_TEST within 80s
          expectClosed within 80s

        case 16 should "A test that is answered late still proves that this side is alive."
          slow
          timeout 900s
          login
          hold CMPP_ACTIVE_TEST
          expect CMPP_ACTIVE_TEST as t within 200s
          wait 50s
          send CMPP_ACTIVE_TEST_RESP to t
          release
          wait 100s
          sound

        case 17 must "An ACTIVE_TEST_RESP without its reserved octet is accepted."
          slow
          timeout 900s
          login
          hold CMPP_ACTIVE_TEST
          expect CMPP_ACTIVE_TEST as t within 200s
          send CMPP_ACTIVE_TEST_RESP .short=1 to t
          release
          sound

        case 18 should "A link over which submits go is not closed for want of tests."
          slow
          timeout 900s
          login
          sound
          wait 100s
          sound
          wait 100s
          sound

        clause cmpp-2.0 7.4.4 cmpp-3.0 8.4.4
        reference cmpp 3.7

        case 1 should "A QUERY for the day's totals is answered with QUERY_RESP under the same Sequence_Id."
          login
          send CMPP_QUERY Time='20260801' Query_Type=0 as q
          expect CMPP_QUERY_RESP to q

        case 2 should "QUERY_RESP has 63 octets."
          login
          send CMPP_QUERY Time='20260801' Query_Type=0 as q
          expect CMPP_QUERY_RESP Total_Length=63 to q

        case 3 should "QUERY_RESP repeats day, type and code of the QUERY."
          login
          send CMPP_QUERY Time='20260801' Query_Type=1 Query_Code='TEST' as q
          expect CMPP_QUERY_RESP Time='20260801' Query_Type=1 Query_Code='TEST' to q

        case 4 info "A QUERY of a type that does not exist: the response has no code for it; the session goes on."
          login
          send CMPP_QUERY Query_Type=9 as q
          expect CMPP_QUERY_RESP to q or nothing within 2s
          sound

        case 5 info "A QUERY for a day that is none: the response has no code for it; the session goes on."
          login
          send CMPP_QUERY Time='20261332' as q
          expect CMPP_QUERY_RESP to q or nothing within 2s
          sound

        case 6 must "A QUERY that is cut short does no harm."
          malformed
          login
          send CMPP_QUERY .short=20
          expect CMPP_QUERY_RESP or nothing within 2s or closed

        clause cmpp-2.0 7.4.6 cmpp-3.0 8.4.6
        reference cmpp 3.11

        case 1 must "A CANCEL is answered under the same Sequence_Id."
          login
          send CMPP_CANCEL Msg_Id=0x80b0014003e90001 as k
          expect CMPP_CANCEL_RESP to k

        case 2 must "A CANCEL of a message that the gateway does not have fails: Success_Id 1."
          login
          send CMPP_CANCEL Msg_Id=0x80b0014003e90001 as k
          expect CMPP_CANCEL_RESP Success_Id=1 to k

        case 3 must "A CANCEL of Msg_Id 0 fails: Success_Id 1."
          login
          send CMPP_CANCEL Msg_Id=0 as k
          expect CMPP_CANCEL_RESP Success_Id=1 to k

        case 4 must "A CANCEL of a message that was just accepted is answered with 0 or 1."
          login
          send CMPP_SUBMIT Registered_Delivery=0 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          send CMPP_CANCEL Msg_Id=$r.Msg_Id as k
          expect CMPP_CANCEL_RESP Success_Id in {0,1} to k

        case 5 must "CANCEL_RESP has 13 octets, Success_Id has one."
          only cmpp-2.0
          login
          send CMPP_CANCEL as k
          expect CMPP_CANCEL_RESP Total_Length=13 to k or notStrict CMPP_CANCEL_RESP to k

        case 6 must "CANCEL_RESP has 16 octets, Success_Id has four."
          only cmpp-3.0
          login
          send CMPP_CANCEL as k
          expect CMPP_CANCEL_RESP Total_Length=16 to k or notStrict CMPP_CANCEL_RESP to k

        case 7 must "A CANCEL that is cut short is answered as failed, or ends the connection."
          malformed
          login
          send CMPP_CANCEL .short=4 as k
          expect CMPP_CANCEL_RESP Success_Id=1 to k or closed

        case 8 should "The ids of one account are not another session's to delete: a CANCEL is answered per session."
          login as a
          login as b
          b: send CMPP_CANCEL Msg_Id=0x1080000000000000 as k
          b: expect CMPP_CANCEL_RESP Success_Id=1 to k
          a: sound

        clause cmpp-2.0 7.7.1 cmpp-3.0 8.7.1
        reference cmpp 2

        case 6 should "A FWD belongs between gateways: from an SP it is not served."
          login as a
          login as b
          b: send CMPP_FWD
          b: expect CMPP_FWD_RESP Result!=0 or nothing within 2s or closed
          a: sound

        case 7 should "An MT_ROUTE belongs to the name server: from an SP it is not served."
          login as a
          login as b
          b: send CMPP_MT_ROUTE
          b: expect CMPP_MT_ROUTE_RESP Result!=0 or nothing within 2s or closed
          a: sound

        case 8 should "An MO_ROUTE belongs to the name server: from an SP it is not served."
          login as a
          login as b
          b: send CMPP_MO_ROUTE
          b: expect CMPP_MO_ROUTE_RESP Result!=0 or nothing within 2s or closed
          a: sound

        case 9 should "A route update belongs to the name server: from an SP it changes nothing."
          login as a
          login as b
          b: send CMPP_MT_ROUTE_UPDATE
          b: expect CMPP_MT_ROUTE_UPDATE_RESP Result!=0 or nothing within 2s or closed
          a: sound

        case 10 should "A DELIVER is the gateway's to send: from an SP it is not served."
          login as a
          login as b
          b: send CMPP_DELIVER
          b: expect CMPP_DELIVER_RESP Result!=0 or nothing within 2s or closed
          a: sound

        case 11 should "0x17 is a command of 3.0 alone: in 2.0 it is unknown."
          only cmpp-2.0
          login
          send hex:0000001a0000001700000005+hex:00*14
          expect nothing within 2s or closed

        clause cmpp-2.0 7.4.5 cmpp-3.0 8.4.5
        reference cmpp 3.9

        case 1 must "A report comes for a SUBMIT that asks for one."
          basic
          detects report-missing report-too-long report-ends report-not-marked
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER Registered_Delivery=1 within 120s

        case 2 must "A report names the Msg_Id that the SUBMIT was answered with."
          basic
          detects report-wrong-id
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          expect CMPP_DELIVER Registered_Delivery=1 report.Msg_Id=$r.Msg_Id within 120s

        case 3 must "A report in 2.0 has 60 octets of content."
          only cmpp-2.0
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER Registered_Delivery=1 Msg_Length=60 Total_Length=145 within 120s

        case 4 must "A report in 3.0 has 71 octets of content; the early text's 60 are met."
          only cmpp-3.0
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER Registered_Delivery=1 Msg_Length=71 within 120s or notStrict CMPP_DELIVER Msg_Length=60

        case 5 must "A report names the destination of the SUBMIT."
          detects report-wrong-number
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 Dest_terminal_Id=['13800138000'] as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER Registered_Delivery=1 report.Dest_terminal_Id='13800138000' within 120s

        case 6 should "A report's Stat is a word of the specification's table, or of a family with a reason."
          detects report-wrong-state
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER report.Stat in {'DELIVRD','EXPIRED','DELETED','UNDELIV','UNKNOWN','REJECTD'} within \#
        120s or notStrict CMPP_DELIVER Registered_Delivery=1

        case 7 must "ACCEPTD is no final word: a gateway keeps it to itself."
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect CMPP_DELIVER Registered_Delivery=1 report.Stat!='ACCEPTD' within 120s
        """#
}
