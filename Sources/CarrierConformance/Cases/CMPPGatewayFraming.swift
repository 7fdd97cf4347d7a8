/// Framing, malformed frames and unknown commands at a CMPP gateway.
enum CMPPGatewayFraming {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role gateway

        clause cmpp-2.0 7.2 cmpp-3.0 8.2
        reference cmpp 1.3

        case 1 must "A length of zero ends the connection and no other."
          login as a
          login as b
          b: send hex:000000000000000400000005
          b: expectClosed within 10s
          a: sound

        case 2 must "A length below the header's ends the connection and no other."
          login as a
          login as b
          b: send hex:0000000b0000000400000005
          b: expectClosed within 10s
          a: sound

        case 3 must "A length of 4 294 967 295 ends the connection and no other; nothing waits for so many octets."
          login as a
          login as b
          b: send hex:ffffffff0000000400000005
          b: expectClosed within 10s
          a: sound

        case 4 must "A length of 2 147 483 648 ends the connection and no other."
          login as a
          login as b
          b: send hex:800000000000000400000005
          b: expectClosed within 10s
          a: sound

        case 5 must "A length of 16 megabytes ends the connection and no other."
          login as a
          login as b
          b: send hex:010000000000000400000005
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
          send CMPP_SUBMIT Registered_Delivery=0 .pieces=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 10 must "A submit that is split behind its length is the same submit."
          login
          send CMPP_SUBMIT Registered_Delivery=0 .pieces=4 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 11 must "A submit that is split within its header is the same submit."
          login
          send CMPP_SUBMIT Registered_Delivery=0 .pieces=7 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 12 must "A submit that is split behind its header is the same submit."
          login
          send CMPP_SUBMIT Registered_Delivery=0 .pieces=12 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 13 must "A submit that is split before its last octet is the same submit."
          login
          send CMPP_SUBMIT Registered_Delivery=0 .pieces=150 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 14 must "A submit whose rest comes five seconds later is the same submit."
          timeout 40s
          login
          hold CMPP_DELIVER
          send CMPP_SUBMIT Registered_Delivery=0 .cut=8 as s
          wait 5s
          send hex:00*8
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 15 must "Many frames that arrive together are all read."
          login
          send hex:0000000c0000000800000101+hex:0000000c0000000800000102+hex:0000000c0000000800000103
          expect 3 CMPP_ACTIVE_TEST_RESP

        case 16 must "Half a frame and then the end of the stream is the end of that session alone."
          login as a
          login as b
          b: send hex:000000b40000000400000005+hex:00*20
          b: close
          a: sound

        case 17 must "Half a frame and then silence holds up nobody else."
          login as a
          login as b
          b: send hex:000000b40000000400000005+hex:00*20
          a: sound
          a: sound

        case 18 must "Half a login and then silence holds up nobody else."
          connect as b
          b: send hex:000000270000000100000005
          login as a
          a: sound

        case 19 must "A thousand keep-alives at once are all answered."
          login
          send CMPP_ACTIVE_TEST times 1000
          expect 1000 CMPP_ACTIVE_TEST_RESP
          sound

        clause cmpp-2.0 7.4.3 cmpp-3.0 8.4.3
        reference cmpp 3.5

        case 93 must "A submit without a body is refused for its structure, or ends the connection."
          malformed
          login
          send hex:0000000c0000000400000005
          expect CMPP_SUBMIT_RESP Result in {1,4,6} or closed

        case 94 must "A submit that is cut in its content is refused for it, or ends the connection."
          malformed
          login
          send CMPP_SUBMIT Registered_Delivery=0 .short=22 as s
          expect CMPP_SUBMIT_RESP Result in {1,4,6} to s or closed

        case 95 must "A submit that is cut in its fixed fields is refused for its structure, or ends the connection."
          malformed
          login
          send CMPP_SUBMIT Registered_Delivery=0 .short=100 as s
          expect CMPP_SUBMIT_RESP Result in {1,4,6} to s or closed

        case 96 must "A submit of which one octet is left behind the header is refused, or ends the connection."
          malformed
          login
          send hex:0000000d000000040000000500
          expect CMPP_SUBMIT_RESP Result in {1,4,6} or closed

        case 97 must "A content length that points behind the end of the frame is refused, or ends the connection."
          malformed
          login
          send CMPP_SUBMIT Registered_Delivery=0 Msg_Length=200 as s
          expect CMPP_SUBMIT_RESP Result in {1,4,6} to s or closed

        case 98 must "A count of destinations that points behind the frame is refused, or ends the connection."
          malformed
          login
          send CMPP_SUBMIT Registered_Delivery=0 DestUsr_tl=60 as s
          expect CMPP_SUBMIT_RESP Result in {1,4,6} to s or closed

        case 99 must "A count of 255 destinations in a frame with one is refused, or ends the connection."
          malformed
          login
          send CMPP_SUBMIT Registered_Delivery=0 DestUsr_tl=255 as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or closed

        case 100 must "A count of no destinations in a frame with one is refused, or ends the connection."
          malformed
          login
          send CMPP_SUBMIT Registered_Delivery=0 DestUsr_tl=0 as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or closed

        case 101 should "Octets behind the header of a keep-alive are ignored."
          login
          send CMPP_ACTIVE_TEST .extra=hex:00 as t
          expect CMPP_ACTIVE_TEST_RESP to t

        case 102 must "A malformed submit leaves the other sessions of the account as they are."
          login as a
          login as b
          b: send CMPP_SUBMIT Registered_Delivery=0 .short=100
          a: sound

        case 103 must "Octets at random behind a sound login end that connection or are answered; nobody else is hurt."
          login as a
          login as b
          b: send hex:0000002000000099deadbeef+hex:5aa5*10
          a: sound

        case 104 must "Text fields that are no ASCII do no harm."
          login
          send CMPP_SUBMIT Registered_Delivery=0 Src_Id=hex:ff8081 as s
          expect CMPP_SUBMIT_RESP to s or closed

        clause cmpp-2.0 7.7.1 cmpp-3.0 8.7.1
        reference cmpp 2

        case 1 should "A command that the protocol does not have is not answered as if it were one."
          login as a
          a: send hex:0000000c00000fff00000005
          a: expect nothing within 2s or closed

        case 2 must "A command that the protocol does not have leaves the other sessions as they are."
          login as a
          login as b
          b: send hex:0000000c00000fff00000005
          a: sound

        case 3 should "A command with all bits but the highest is not answered as if it were one."
          login
          send hex:0000000c7fffffff00000005
          expect nothing within 2s or closed

        case 4 should "A response that the protocol does not have is ignored, or ends the connection."
          login as a
          login as b
          b: send hex:0000000c80000fff00000005
          b: expect nothing within 2s or closed
          a: sound

        case 5 should "An unknown command with a body is passed over as a whole, or ends the connection."
          login as a
          login as b
          b: send hex:0000004000000fff00000005+hex:00*52
          b: expect nothing within 2s or closed
          a: sound
        """#
}
