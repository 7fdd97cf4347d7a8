/// Sequence numbers, window and repetitions at a CMPP gateway.
enum CMPPGatewaySession {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role gateway

        clause cmpp-2.0 7.3 cmpp-3.0 8.3
        reference cmpp 1.2

        case 1 must "A response repeats the number of its request."
          login
          send CMPP_SUBMIT .sequence=4242 as s
          expect CMPP_SUBMIT_RESP Sequence_Id=4242 to s

        case 2 must "Number 0 is a number."
          login
          send CMPP_SUBMIT .sequence=0 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 3 must "Number 0x7FFFFFFF is a number."
          login
          send CMPP_SUBMIT .sequence=0x7fffffff as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 4 must "Number 0x80000000 is not negative."
          login
          send CMPP_SUBMIT .sequence=0x80000000 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 5 must "Number 0xFFFFFFFF, the highest, is a number."
          login
          send CMPP_SUBMIT .sequence=0xffffffff as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 6 must "Numbers go round: 0 follows 0xFFFFFFFF."
          login
          send CMPP_SUBMIT .sequence=0xfffffffe as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          send CMPP_SUBMIT .sequence=0xffffffff as u
          expect CMPP_SUBMIT_RESP Result=0 to u
          send CMPP_SUBMIT .sequence=0 as v
          expect CMPP_SUBMIT_RESP Result=0 to v

        case 7 should "Numbers that leave a gap are accepted."
          login
          send CMPP_SUBMIT .sequence=100 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          send CMPP_SUBMIT .sequence=200 as u
          expect CMPP_SUBMIT_RESP Result=0 to u

        case 8 should "A login may take the number 0."
          connect
          send CMPP_CONNECT .sequence=0 as c
          expect CMPP_CONNECT_RESP Status=0 to c

        case 9 must "A login may take the highest number."
          connect
          send CMPP_CONNECT .sequence=0xffffffff as c
          expect CMPP_CONNECT_RESP Status=0 to c

        case 10 must "Each connection counts for itself: the same number on two of them is two requests."
          login as a
          login as b
          a: send CMPP_SUBMIT .sequence=4001 as s
          a: expect CMPP_SUBMIT_RESP Result=0 to s
          b: send CMPP_SUBMIT .sequence=4001 as u
          b: expect CMPP_SUBMIT_RESP Result=0 to u

        case 11 must "A submit and a keep-alive may carry the same number: they are told apart by the command."
          login
          send CMPP_SUBMIT .sequence=55 as s
          send CMPP_ACTIVE_TEST .sequence=55 as t
          expect CMPP_SUBMIT_RESP to s or CMPP_ACTIVE_TEST_RESP to t
          expect CMPP_ACTIVE_TEST_RESP to t or CMPP_SUBMIT_RESP to s

        clause cmpp-2.0 6.1 cmpp-3.0 7.1
        reference cmpp 8.4

        case 1 must "Requests are pipelined: two are sent before the first is answered, and both are answered."
          login
          send CMPP_SUBMIT Registered_Delivery=0 times 2
          expect 2 CMPP_SUBMIT_RESP Result=0

        case 2 must "A window of 16 requests may be open: all are answered."
          login
          send CMPP_SUBMIT Registered_Delivery=0 times 16
          expect 16 CMPP_SUBMIT_RESP Result=0

        case 3 must "One request more than the window is answered too, as accepted or as too much."
          login
          send CMPP_SUBMIT Registered_Delivery=0 times 17
          expect 17 CMPP_SUBMIT_RESP Result in {0,8}

        case 4 should "Two hundred requests at once are all answered, as accepted or as too much."
          login
          send CMPP_SUBMIT Registered_Delivery=0 times 200
          expect 200 CMPP_SUBMIT_RESP Result in {0,8}
          sound

        case 5 must "A keep-alive is answered while a whole window of submits is open."
          timeout 50s
          login
          send CMPP_SUBMIT Registered_Delivery=0 times 16
          send CMPP_ACTIVE_TEST as t
          meanwhile
            expect 16 CMPP_SUBMIT_RESP
          expect CMPP_ACTIVE_TEST_RESP to t within 30s

        case 6 must "What one connection asks for does not hold up another of the account."
          login as a
          login as b
          a: send CMPP_SUBMIT Registered_Delivery=0 times 100
          b: send CMPP_SUBMIT Registered_Delivery=0 as s
          b: expect CMPP_SUBMIT_RESP to s within 10s

        case 7 must "An answer goes out on the connection that its request came in on."
          login as a
          login as b
          a: send CMPP_SUBMIT Registered_Delivery=0 as s
          a: expect CMPP_SUBMIT_RESP Result=0 to s
          b: expectNothing for 2s

        reference cmpp 8.3

        case 8 must "A submit that is repeated before its answer is known is answered."
          login
          send CMPP_SUBMIT Registered_Delivery=0 .sequence=900 as s
          send CMPP_SUBMIT Registered_Delivery=0 .sequence=900 as u
          expect CMPP_SUBMIT_RESP to s
          expect CMPP_SUBMIT_RESP to u or nothing within 5s

        case 9 should "A repeated submit gets the answer of the first one or a refusal, and no second id."
          login
          send CMPP_SUBMIT Registered_Delivery=0 .sequence=900 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          send CMPP_SUBMIT Registered_Delivery=0 .sequence=900 as u
          expect CMPP_SUBMIT_RESP Result=0 Msg_Id=$r.Msg_Id to u or CMPP_SUBMIT_RESP Result=3 to u or notStrict \#
        CMPP_SUBMIT_RESP to u

        case 10 should "A submit that is repeated twice, as after two silences, is answered each time."
          login
          send CMPP_SUBMIT Registered_Delivery=0 .sequence=900 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          send CMPP_SUBMIT Registered_Delivery=0 .sequence=900 as u
          expect CMPP_SUBMIT_RESP to u
          send CMPP_SUBMIT Registered_Delivery=0 .sequence=900 as v
          expect CMPP_SUBMIT_RESP to v

        case 11 should "A repeated submit brings one report, not two."
          needs report
          timeout 80s
          login
          send CMPP_SUBMIT Registered_Delivery=1 .sequence=900 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          send CMPP_SUBMIT Registered_Delivery=1 .sequence=900 as u
          expect CMPP_SUBMIT_RESP to u
          expect CMPP_DELIVER report.Msg_Id=$r.Msg_Id within 60s
          expect no CMPP_DELIVER report.Msg_Id=$r.Msg_Id within 5s

        case 12 should "A number that comes again with other content is another request, or is refused as repeated."
          login
          send CMPP_SUBMIT Registered_Delivery=0 .sequence=900 as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          expect nothing within 1s
          send CMPP_SUBMIT Registered_Delivery=0 .sequence=900 Msg_Content=hex:4f74686572 as u
          expect CMPP_SUBMIT_RESP Result=0 Msg_Id!=$r.Msg_Id to u or CMPP_SUBMIT_RESP Result=3 to u or notStrict \#
        CMPP_SUBMIT_RESP to u

        case 13 must "A keep-alive that is repeated is answered each time."
          login
          send CMPP_ACTIVE_TEST .sequence=77 as t
          expect CMPP_ACTIVE_TEST_RESP to t
          send CMPP_ACTIVE_TEST .sequence=77 as u
          expect CMPP_ACTIVE_TEST_RESP to u

        clause cmpp-2.0 7.3 cmpp-3.0 8.3
        reference cmpp 1.2

        case 12 should "A response that answers nothing is ignored."
          login
          send CMPP_DELIVER_RESP .sequence=987654
          sound

        case 13 should "A hundred responses that answer nothing are ignored."
          login
          send CMPP_DELIVER_RESP times 100
          sound

        case 14 must "A response that only gateways get, sent by an SP, does no harm to others."
          login as a
          login as b
          b: send CMPP_SUBMIT_RESP .sequence=1
          a: sound

        case 15 should "A keep-alive's answer that answers nothing is ignored."
          login
          send CMPP_ACTIVE_TEST_RESP .sequence=987654
          sound
        """#
}
