/// Framing, malformed frames and unknown commands at an SMGP gateway.
enum SMGPGatewayFraming {
    static let text = #"""
        protocol smgp-3.0 smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
        role gateway

        clause 1.4
        reference smgp 1.4

        case 1 must "A length of zero ends the connection and no other."
          login as a
          login as b
          b: send hex:000000000000000200000005
          b: expectClosed within 10s
          a: sound

        case 2 must "A length below the header's ends the connection and no other."
          login as a
          login as b
          b: send hex:0000000b0000000200000005
          b: expectClosed within 10s
          a: sound

        case 3 must "A length of 4 294 967 295 ends the connection and no other; nothing waits for so many octets."
          login as a
          login as b
          b: send hex:ffffffff0000000200000005
          b: expectClosed within 10s
          a: sound

        case 4 must "A length of 2 147 483 648 ends the connection and no other."
          login as a
          login as b
          b: send hex:800000000000000200000005
          b: expectClosed within 10s
          a: sound

        case 5 must "A length of 16 megabytes ends the connection and no other."
          login as a
          login as b
          b: send hex:010000000000000200000005
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
          send Submit NeedReport=0 .pieces=1 as s
          expect Submit_Resp Status=0 to s

        case 10 must "A submit that is split behind its length is the same submit."
          login
          send Submit NeedReport=0 .pieces=4 as s
          expect Submit_Resp Status=0 to s

        case 11 must "A submit that is split within its header is the same submit."
          login
          send Submit NeedReport=0 .pieces=7 as s
          expect Submit_Resp Status=0 to s

        case 12 must "A submit that is split behind its header is the same submit."
          login
          send Submit NeedReport=0 .pieces=12 as s
          expect Submit_Resp Status=0 to s

        case 13 must "A submit that is split before its last octet is the same submit."
          login
          send Submit NeedReport=0 .pieces=150 as s
          expect Submit_Resp Status=0 to s

        case 14 must "A submit whose rest comes five seconds later is the same submit."
          timeout 40s
          login
          hold Deliver
          send Submit NeedReport=0 .cut=8 as s
          wait 5s
          send hex:00*8
          expect Submit_Resp Status=0 to s

        case 15 must "Many frames that arrive together are all read."
          login
          send hex:0000000c0000000400000101+hex:0000000c0000000400000102+hex:0000000c0000000400000103
          expect 3 Active_Test_Resp

        case 16 must "Half a frame and then the end of the stream is the end of that session alone."
          login as a
          login as b
          b: send hex:000000b40000000200000005+hex:00*20
          b: close
          a: sound

        case 17 must "Half a frame and then silence holds up nobody else."
          login as a
          login as b
          b: send hex:000000b40000000200000005+hex:00*20
          a: sound
          a: sound

        case 18 must "Half a login and then silence holds up nobody else."
          connect as b
          b: send hex:0000002a0000000100000005
          login as a
          a: sound

        case 19 must "A thousand keep-alives at once are all answered."
          login
          send Active_Test times 1000
          expect 1000 Active_Test_Resp
          sound

        clause 3.4
        reference smgp 3.4

        case 14 must "A submit without a body is refused for its structure, or ends the connection."
          malformed
          login
          send hex:0000000c0000000200000005
          expect Submit_Resp Status in {10,36,47} or closed

        case 15 must "A submit that is cut in its content is refused for it, or ends the connection."
          malformed
          login
          send Submit NeedReport=0 .short=10 as s
          expect Submit_Resp Status in {10,36,47} to s or closed

        case 16 must "A submit that is cut in its fixed fields is refused for its structure, or ends the connection."
          malformed
          login
          send Submit NeedReport=0 .short=100 as s
          expect Submit_Resp Status in {10,36,47} to s or closed

        case 17 must "A submit of which one octet is left behind the header is refused, or ends the connection."
          malformed
          login
          send hex:0000000d000000020000000500
          expect Submit_Resp Status in {10,36,47} or closed

        case 18 must "A content length that points behind the end of the frame is refused, or ends the connection."
          malformed
          login
          send Submit NeedReport=0 MsgLength=200 as s
          expect Submit_Resp Status in {10,36,47} to s or closed

        case 19 must "A count of destinations that points behind the frame is refused, or ends the connection."
          malformed
          login
          send Submit NeedReport=0 DestTermIDCount=60 as s
          expect Submit_Resp Status in {10,36,47} to s or closed

        case 20 must "A count of 255 destinations in a frame with one is refused, or ends the connection."
          malformed
          login
          send Submit NeedReport=0 DestTermIDCount=255 as s
          expect Submit_Resp Status!=0 to s or closed

        case 21 must "A count of no destinations in a frame with one is refused, or ends the connection."
          malformed
          login
          send Submit NeedReport=0 DestTermIDCount=0 as s
          expect Submit_Resp Status!=0 to s or closed

        case 22 should "Octets behind the header of a keep-alive are ignored."
          login
          send Active_Test .extra=hex:00 as t
          expect Active_Test_Resp to t

        case 23 must "A malformed submit leaves the other sessions of the account as they are."
          login as a
          login as b
          b: send Submit NeedReport=0 .short=100
          a: sound

        case 24 must "Octets at random behind a sound login end that connection or are answered; nobody else is hurt."
          login as a
          login as b
          b: send hex:0000002000000099deadbeef+hex:5aa5*10
          a: sound

        case 25 must "Text fields that are no ASCII do no harm."
          login
          send Submit NeedReport=0 SrcTermID=hex:ff8081 as s
          expect Submit_Resp to s or closed

        clause 2.3
        reference smgp 2.3

        case 20 should "A command that the protocol does not have is not answered as if it were one."
          login as a
          a: send hex:0000000c00000fff00000005
          a: expect nothing within 2s or closed

        case 21 must "A command that the protocol does not have leaves the other sessions as they are."
          login as a
          login as b
          b: send hex:0000000c00000fff00000005
          a: sound

        case 22 should "A command with all bits but the highest is not answered as if it were one."
          login
          send hex:0000000c7fffffff00000005
          expect nothing within 2s or closed

        case 23 should "A response that the protocol does not have is ignored, or ends the connection."
          login as a
          login as b
          b: send hex:0000000c80000fff00000005
          b: expect nothing within 2s or closed
          a: sound

        case 24 should "An unknown command with a body is passed over as a whole, or ends the connection."
          login as a
          login as b
          b: send hex:0000004000000fff00000005+hex:00*52
          b: expect nothing within 2s or closed
          a: sound
        """#
}
