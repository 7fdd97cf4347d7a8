/// Framing and malformed frames at an SGIP gateway.
enum SGIPGatewayFraming {
    static let text = #"""
        protocol sgip-1.2
        role gateway

        clause 1.3
        reference sgip 1.3

        case 1 must "A length of zero ends the connection and no other."
          login as a
          login as b
          b: send hex:0000000000000003b2d05e00435a1e1000000005
          b: expectClosed within 10s
          a: sound

        case 2 must "A length below the header's ends the connection and no other."
          login as a
          login as b
          b: send hex:0000001300000003b2d05e00435a1e1000000005
          b: expectClosed within 10s
          a: sound

        case 3 must "A length of 4 294 967 295 ends the connection and no other; nothing waits for so many octets."
          login as a
          login as b
          b: send hex:ffffffff00000003b2d05e00435a1e1000000005
          b: expectClosed within 10s
          a: sound

        case 4 must "A length of 2 147 483 648 ends the connection and no other."
          login as a
          login as b
          b: send hex:8000000000000003b2d05e00435a1e1000000005
          b: expectClosed within 10s
          a: sound

        case 5 must "A length of 16 megabytes ends the connection and no other."
          login as a
          login as b
          b: send hex:0100000000000003b2d05e00435a1e1000000005
          b: expectClosed within 10s
          a: sound

        case 6 must "A web client's GET is no frame: the connection ends."
          connect as b
          b: send hex:474554202f20485454502f312e31+hex:0d0a0d0a
          b: expectClosed within 10s
          login as a
          a: sound

        case 7 must "An SSH client's greeting is no frame: the connection ends."
          connect as b
          b: send hex:5353482d322e302d4f70656e5353485f392e36+hex:0d0a
          b: expectClosed within 10s
          login as a
          a: sound

        case 8 must "A TLS client's hello is no frame: the connection ends."
          connect as b
          b: send hex:16030100c8010000c40303+hex:55*64
          b: expectClosed within 10s
          login as a
          a: sound

        case 9 must "A submit that arrives octet by octet is the same submit."
          login
          send Submit ReportFlag=2 .pieces=1 as s
          expect Submit_Resp Result=0 to s

        case 10 must "A submit that is split behind its length is the same submit."
          login
          send Submit ReportFlag=2 .pieces=4 as s
          expect Submit_Resp Result=0 to s

        case 11 must "A submit that is split within its header is the same submit."
          login
          send Submit ReportFlag=2 .pieces=7 as s
          expect Submit_Resp Result=0 to s

        case 12 must "A submit that is split behind its header is the same submit."
          login
          send Submit ReportFlag=2 .pieces=20 as s
          expect Submit_Resp Result=0 to s

        case 13 must "A submit that is split before its last octet is the same submit."
          login
          send Submit ReportFlag=2 .pieces=150 as s
          expect Submit_Resp Result=0 to s

        case 14 must "A submit whose rest comes five seconds later is the same submit."
          timeout 40s
          login
          hold Deliver
          send Submit ReportFlag=2 .cut=8 as s
          wait 5s
          send hex:00*8
          expect Submit_Resp Result=0 to s

        case 15 must "Half a frame and then the end of the stream is the end of that session alone."
          login as a
          login as b
          b: send hex:000000b400000003b2d05e00435a1e1000000005+hex:00*20
          b: close
          a: sound

        case 16 must "Half a frame and then silence holds up nobody else."
          login as a
          login as b
          b: send hex:000000b400000003b2d05e00435a1e1000000005+hex:00*20
          a: sound
          a: sound

        case 17 must "Half a login and then silence holds up nobody else."
          connect as b
          b: send hex:0000003d00000001b2d05e00435a1e1000000005
          login as a
          a: sound

        clause 8.4
        reference sgip 8.4

        case 15 must "A submit without a body is refused for its structure, or ends the connection."
          malformed
          login
          send hex:0000001400000003b2d05e00435a1e1000000005
          expect Submit_Resp Result in {5,8} or closed

        case 16 must "A submit that is cut in its content is refused for it, or ends the connection."
          malformed
          login
          send Submit ReportFlag=2 .short=10 as s
          expect Submit_Resp Result in {5,8} to s or closed

        case 17 must "A submit that is cut in its fixed fields is refused for its structure, or ends the connection."
          malformed
          login
          send Submit ReportFlag=2 .short=100 as s
          expect Submit_Resp Result in {5,8} to s or closed

        case 18 must "A submit of which one octet is left behind the header is refused, or ends the connection."
          malformed
          login
          send hex:0000001500000003b2d05e00435a1e100000000500
          expect Submit_Resp Result in {5,8} or closed

        case 19 must "A content length that points behind the end of the frame is refused, or ends the connection."
          malformed
          login
          send Submit ReportFlag=2 MessageLength=0xffffffff as s
          expect Submit_Resp Result in {5,8} to s or closed

        case 20 must "A count of destinations that points behind the frame is refused, or ends the connection."
          malformed
          login
          send Submit ReportFlag=2 UserCount=60 as s
          expect Submit_Resp Result in {5,8} to s or closed

        case 21 must "A count of 255 destinations in a frame with one is refused, or ends the connection."
          malformed
          login
          send Submit ReportFlag=2 UserCount=255 as s
          expect Submit_Resp Result!=0 to s or closed

        case 22 must "A count of no destinations in a frame with one is refused, or ends the connection."
          malformed
          login
          send Submit ReportFlag=2 UserCount=0 as s
          expect Submit_Resp Result!=0 to s or closed

        case 23 must "A malformed submit leaves the other sessions of the account as they are."
          login as a
          login as b
          b: send Submit ReportFlag=2 .short=100
          a: sound

        case 24 must "Octets at random behind a sound login end that connection or are answered; nobody else is hurt."
          login as a
          login as b
          b: send hex:0000002000000099deadbeef+hex:5aa5*10
          a: sound

        case 25 must "Text fields that are no ASCII do no harm."
          login
          send Submit ReportFlag=2 SPNumber=hex:ff8081 as s
          expect Submit_Resp to s or closed

        clause 2
        reference sgip 2

        case 1 should "A command that the protocol does not have is not answered as if it were one."
          login as a
          a: send hex:0000001400000fffb2d05e00435a1e1000000005
          a: expect nothing within 2s or closed

        case 2 must "A command that the protocol does not have leaves the other sessions as they are."
          login as a
          login as b
          b: send hex:0000001400000fffb2d05e00435a1e1000000005
          a: sound

        case 3 should "A command with all bits but the highest is not answered as if it were one."
          login
          send hex:000000147fffffffb2d05e00435a1e1000000005
          expect nothing within 2s or closed

        case 4 should "A response that the protocol does not have is ignored, or ends the connection."
          login as a
          login as b
          b: send hex:0000001480000fffb2d05e00435a1e1000000005
          b: expect nothing within 2s or closed
          a: sound

        case 5 should "An unknown command with a body is passed over as a whole, or ends the connection."
          login as a
          login as b
          b: send hex:0000004000000fffb2d05e00435a1e1000000005+hex:00*44
          b: expect nothing within 2s or closed
          a: sound
        """#
}
