/// The end of a session at a CMPP gateway.
enum CMPPGatewayClosing {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role gateway

        clause cmpp-2.0 7.4.2 cmpp-3.0 8.4.2
        reference cmpp 3.4

        case 1 must "A TERMINATE is answered with TERMINATE_RESP under the same Sequence_Id."
          basic
          detects closing-response-missing closing-response-wrong-sequence closing-response-too-long
          detects closing-response-too-short closing-response-unknown closing-response-ends closing-ignored
          detects closing-ends-at-once
          login
          send CMPP_TERMINATE as t
          expect CMPP_TERMINATE_RESP to t

        case 81 must "A TERMINATE is answered once."
          basic
          detects closing-response-twice
          login
          send CMPP_TERMINATE as t
          expect CMPP_TERMINATE_RESP to t
          expect no CMPP_TERMINATE_RESP or closed within 2s

        case 2 must "TERMINATE_RESP has no body."
          login
          send CMPP_TERMINATE as t
          expect CMPP_TERMINATE_RESP Total_Length=12 to t

        case 3 should "After TERMINATE_RESP the gateway closes the TCP connection."
          detects stays-open
          login
          send CMPP_TERMINATE as t
          expect CMPP_TERMINATE_RESP to t
          expectClosed within 15s

        case 4 must "A SUBMIT that came before the TERMINATE is answered before TERMINATE_RESP."
          login
          send CMPP_SUBMIT Registered_Delivery=0 as s
          send CMPP_TERMINATE as t
          expect CMPP_SUBMIT_RESP to s
          expect CMPP_TERMINATE_RESP to t

        case 5 must "Sixteen SUBMITs before the TERMINATE are all answered before TERMINATE_RESP."
          login
          send CMPP_SUBMIT Registered_Delivery=0 times 16
          send CMPP_TERMINATE as t
          expect 16 CMPP_SUBMIT_RESP
          expect CMPP_TERMINATE_RESP to t

        case 6 should "A SUBMIT behind the TERMINATE is not accepted."
          login
          send CMPP_TERMINATE as t
          send CMPP_SUBMIT Registered_Delivery=0 as s
          expect CMPP_TERMINATE_RESP to t or CMPP_SUBMIT_RESP Result!=0 to s
          expect closed or CMPP_SUBMIT_RESP Result!=0 to s or CMPP_TERMINATE_RESP to t or nothing within 5s

        case 7 must "A TERMINATE ends its own connection and no other of the account."
          login as a
          login as b
          b: send CMPP_TERMINATE as t
          b: expect CMPP_TERMINATE_RESP to t
          a: sound

        case 8 must "Reports that are due for a session that ended wait for the account's next connection."
          slow
          timeout 900s
          login as a
          hold CMPP_DELIVER
          a: send CMPP_SUBMIT Registered_Delivery=1 as s
          a: expect CMPP_SUBMIT_RESP Result=0 to s as r
          a: send CMPP_TERMINATE as t
          a: expect CMPP_TERMINATE_RESP to t
          a: close
          release
          login as b
          b: expect CMPP_DELIVER Registered_Delivery=1 report.Msg_Id=$r.Msg_Id within 600s or notStrict nothing

        case 9 must "A TERMINATE with the highest Sequence_Id is answered like any other."
          login
          send CMPP_TERMINATE .sequence=0xffffffff as t
          expect CMPP_TERMINATE_RESP Sequence_Id=0xffffffff to t

        case 10 should "Octets behind the header of a TERMINATE are ignored."
          login
          send CMPP_TERMINATE .extra=hex:00 as t
          expect CMPP_TERMINATE_RESP to t

        case 11 must "A TERMINATE_RESP that nobody asked for does no harm to other sessions."
          login as a
          login as b
          b: send CMPP_TERMINATE_RESP .sequence=77
          a: sound

        case 12 must "A connection that is closed without TERMINATE is the end of that session alone."
          login as a
          login as b
          b: send CMPP_SUBMIT
          b: close
          a: sound

        case 13 must "A connection that is reset is the end of that session alone."
          login as a
          login as b
          b: send CMPP_SUBMIT
          b: reset
          a: sound

        case 14 must "After a connection was reset the account can log in again."
          login as b
          b: reset
          login as a
          a: sound

        case 15 should "A TERMINATE in the middle of a flood of ACTIVE_TEST is answered."
          login
          send CMPP_ACTIVE_TEST times 50
          send CMPP_TERMINATE as t
          expect 50 CMPP_ACTIVE_TEST_RESP
          expect CMPP_TERMINATE_RESP to t
        """#
}
