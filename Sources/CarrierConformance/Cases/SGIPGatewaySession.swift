/// Window and repetitions at an SGIP gateway.
enum SGIPGatewaySession {
    static let text = #"""
        protocol sgip-1.2
        role gateway

        clause 8.1
        reference sgip 8.1

        case 1 must "Requests are pipelined: two are sent before the first is answered, and both are answered."
          login
          send Submit ReportFlag=2 times 2
          expect 2 Submit_Resp Result=0

        case 2 must "A window of 32 requests may be open: all are answered."
          login
          send Submit ReportFlag=2 times 32
          expect 32 Submit_Resp Result=0

        case 3 must "One request more than the window is answered too, as accepted or as too much."
          login
          send Submit ReportFlag=2 times 33
          expect 33 Submit_Resp Result in {0,11,33,88}

        case 4 should "Two hundred requests at once are all answered, as accepted or as too much."
          login
          send Submit ReportFlag=2 times 200
          expect 200 Submit_Resp Result in {0,11,33,88}
          sound

        case 5 must "What one connection asks for does not hold up another of the account."
          login as a
          login as b
          a: send Submit ReportFlag=2 times 100
          b: send Submit ReportFlag=2 as s
          b: expect Submit_Resp to s within 10s

        case 6 must "An answer goes out on the connection that its request came in on."
          login as a
          login as b
          a: send Submit ReportFlag=2 as s
          a: expect Submit_Resp Result=0 to s
          b: expectNothing for 2s

        clause 8.4
        reference sgip 8.4

        case 12 should "A response that answers nothing is ignored."
          login
          send Deliver_Resp .sequence=987654
          sound

        case 13 should "A hundred responses that answer nothing are ignored."
          login
          send Deliver_Resp times 100
          sound

        case 14 must "A response that only gateways get, sent by an SP, does no harm to others."
          login as a
          login as b
          b: send Submit_Resp .sequence=1
          a: sound
        """#
}
