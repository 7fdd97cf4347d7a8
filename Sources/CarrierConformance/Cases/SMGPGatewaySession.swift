/// Sequence numbers, window and repetitions at an SMGP gateway.
enum SMGPGatewaySession {
    static let text = #"""
        protocol smgp-3.0 smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
        role gateway

        clause 1.3
        reference smgp 1.3

        case 1 must "A response repeats the number of its request."
          login
          send Submit .sequence=4242 as s
          expect Submit_Resp SequenceID=4242 to s

        case 2 must "Number 0 is a number."
          login
          send Submit .sequence=0 as s
          expect Submit_Resp Status=0 to s

        case 3 must "Number 0x7FFFFFFF is a number."
          login
          send Submit .sequence=0x7fffffff as s
          expect Submit_Resp Status=0 to s

        case 4 must "Number 0x80000000 is not negative."
          login
          send Submit .sequence=0x80000000 as s
          expect Submit_Resp Status=0 to s

        case 5 must "Number 0xFFFFFFFF, the highest, is a number."
          login
          send Submit .sequence=0xffffffff as s
          expect Submit_Resp Status=0 to s

        case 6 must "Numbers go round: 0 follows 0xFFFFFFFF."
          login
          send Submit .sequence=0xfffffffe as s
          expect Submit_Resp Status=0 to s
          send Submit .sequence=0xffffffff as u
          expect Submit_Resp Status=0 to u
          send Submit .sequence=0 as v
          expect Submit_Resp Status=0 to v

        case 7 should "Numbers that leave a gap are accepted."
          login
          send Submit .sequence=100 as s
          expect Submit_Resp Status=0 to s
          send Submit .sequence=200 as u
          expect Submit_Resp Status=0 to u

        case 8 should "A login may take the number 0."
          connect
          send Login .sequence=0 as c
          expect Login_Resp Status=0 to c

        case 9 must "A login may take the highest number."
          connect
          send Login .sequence=0xffffffff as c
          expect Login_Resp Status=0 to c

        case 10 must "Each connection counts for itself: the same number on two of them is two requests."
          login as a
          login as b
          a: send Submit .sequence=4001 as s
          a: expect Submit_Resp Status=0 to s
          b: send Submit .sequence=4001 as u
          b: expect Submit_Resp Status=0 to u

        case 11 must "A submit and a keep-alive may carry the same number: they are told apart by the command."
          login
          send Submit .sequence=55 as s
          send Active_Test .sequence=55 as t
          expect Submit_Resp to s or Active_Test_Resp to t
          expect Active_Test_Resp to t or Submit_Resp to s

        clause 9
        reference smgp 9

        case 4 must "Requests are pipelined: two are sent before the first is answered, and both are answered."
          login
          send Submit NeedReport=0 times 2
          expect 2 Submit_Resp Status=0

        case 5 must "A window of 16 requests may be open: all are answered."
          login
          send Submit NeedReport=0 times 16
          expect 16 Submit_Resp Status=0

        case 6 must "One request more than the window is answered too, as accepted or as too much."
          login
          send Submit NeedReport=0 times 17
          expect 17 Submit_Resp Status in {0,1,103,104,134}

        case 7 should "Two hundred requests at once are all answered, as accepted or as too much."
          login
          send Submit NeedReport=0 times 200
          expect 200 Submit_Resp Status in {0,1,103,104,134}
          sound

        case 8 must "A keep-alive is answered while a whole window of submits is open."
          timeout 50s
          login
          send Submit NeedReport=0 times 16
          send Active_Test as t
          meanwhile
            expect 16 Submit_Resp
          expect Active_Test_Resp to t within 30s

        case 9 must "What one connection asks for does not hold up another of the account."
          login as a
          login as b
          a: send Submit NeedReport=0 times 100
          b: send Submit NeedReport=0 as s
          b: expect Submit_Resp to s within 10s

        case 10 must "An answer goes out on the connection that its request came in on."
          login as a
          login as b
          a: send Submit NeedReport=0 as s
          a: expect Submit_Resp Status=0 to s
          b: expectNothing for 2s

        case 11 must "A submit that is repeated before its answer is known is answered."
          login
          send Submit NeedReport=0 .sequence=900 as s
          send Submit NeedReport=0 .sequence=900 as u
          expect Submit_Resp to s
          expect Submit_Resp to u or nothing within 5s

        case 12 should "A repeated submit gets the answer of the first one or a refusal, and no second id."
          login
          send Submit NeedReport=0 .sequence=900 as s
          expect Submit_Resp Status=0 to s as r
          send Submit NeedReport=0 .sequence=900 as u
          expect Submit_Resp Status=0 MsgID=$r.MsgID to u or Submit_Resp Status=12 to u or notStrict Submit_Resp to u

        case 13 should "A submit that is repeated twice, as after two silences, is answered each time."
          login
          send Submit NeedReport=0 .sequence=900 as s
          expect Submit_Resp Status=0 to s
          send Submit NeedReport=0 .sequence=900 as u
          expect Submit_Resp to u
          send Submit NeedReport=0 .sequence=900 as v
          expect Submit_Resp to v

        case 14 should "A repeated submit brings one report, not two."
          needs report
          timeout 80s
          login
          send Submit NeedReport=1 .sequence=900 as s
          expect Submit_Resp Status=0 to s as r
          send Submit NeedReport=1 .sequence=900 as u
          expect Submit_Resp to u
          expect Deliver report.id=$r.MsgID within 60s
          expect no Deliver report.id=$r.MsgID within 5s

        case 15 should "A number that comes again with other content is another request, or is refused as repeated."
          login
          send Submit NeedReport=0 .sequence=900 as s
          expect Submit_Resp Status=0 to s as r
          expect nothing within 1s
          send Submit NeedReport=0 .sequence=900 MsgContent=hex:4f74686572 as u
          expect Submit_Resp Status=0 MsgID!=$r.MsgID to u or Submit_Resp Status=12 to u or notStrict Submit_Resp to u

        case 16 must "A keep-alive that is repeated is answered each time."
          login
          send Active_Test .sequence=77 as t
          expect Active_Test_Resp to t
          send Active_Test .sequence=77 as u
          expect Active_Test_Resp to u

        clause 2.3
        reference smgp 2.3

        case 16 should "A response that answers nothing is ignored."
          login
          send Deliver_Resp .sequence=987654
          sound

        case 17 should "A hundred responses that answer nothing are ignored."
          login
          send Deliver_Resp times 100
          sound

        case 18 must "A response that only gateways get, sent by an SP, does no harm to others."
          login as a
          login as b
          b: send Submit_Resp .sequence=1
          a: sound

        case 19 should "A keep-alive's answer that answers nothing is ignored."
          login
          send Active_Test_Resp .sequence=987654
          sound
        """#
}
