/// Incoming messages at an SGIP SP.
enum SGIPSPMessages {
    static let text = #"""
        protocol sgip-1.2
        role sp

        clause 3.5
        reference sgip 3.5

        case 1 must "An incoming message is answered with 0 under the same number."
          basic
          detects delivery-response-missing delivery-response-wrong-sequence delivery-response-too-long
          detects delivery-response-too-short delivery-response-unknown delivery-response-ends delivery-refused
          detects delivery-ignored delivery-ends-connection
          reverse login as r
          send Deliver as d
          expect Deliver_Resp Result=0 to d

        case 81 must "An incoming message is answered once, and so is the next."
          basic
          detects delivery-response-twice
          reverse login as r
          send Deliver as d
          expect Deliver_Resp to d
          expect no Deliver_Resp within 2s
          send Deliver as e
          expect Deliver_Resp to e

        case 2 must "An incoming message is answered within T."
          timeout 50s
          reverse login as r
          send Deliver as d
          expect Deliver_Resp to d within 30s

        case 3 must "An incoming message in ASCII is taken."
          reverse login as r
          send Deliver MessageCoding=0 MessageContent=hex:48656c6c6f as d
          expect Deliver_Resp Result=0 to d

        case 4 must "An incoming message in UCS-2 is taken."
          reverse login as r
          send Deliver MessageCoding=8 MessageContent=hex:4f60597d as d
          expect Deliver_Resp Result=0 to d

        case 5 must "An incoming message in GB 18030 is taken."
          reverse login as r
          send Deliver MessageCoding=15 MessageContent=hex:c4e3bac3 as d
          expect Deliver_Resp Result=0 to d

        case 6 must "An incoming message of binary content is taken, zero octets included."
          reverse login as r
          send Deliver MessageCoding=4 MessageContent=hex:00010200ff as d
          expect Deliver_Resp Result=0 to d

        case 7 should "An incoming message in a coding that nobody knows is answered."
          reverse login as r
          send Deliver MessageCoding=99 MessageContent=hex:00010200ff as d
          expect Deliver_Resp to d

        case 8 should "UCS-2 that ends within a character is answered."
          reverse login as r
          send Deliver MessageCoding=8 MessageContent=hex:4f6059 as d
          expect Deliver_Resp to d

        case 9 should "Half a surrogate pair is answered."
          reverse login as r
          send Deliver MessageCoding=8 MessageContent=hex:d83d as d
          expect Deliver_Resp to d

        case 10 should "An incoming message without content is answered."
          reverse login as r
          send Deliver MessageCoding=0 MessageContent=hex: as d
          expect Deliver_Resp to d

        case 11 must "An incoming message of 140 octets is taken."
          reverse login as r
          send Deliver MessageCoding=8 MessageContent=hex:4f60*70 as d
          expect Deliver_Resp Result=0 to d

        case 12 should "An incoming message of 160 octets of ASCII is taken."
          reverse login as r
          send Deliver MessageCoding=0 MessageContent=hex:41*160 as d
          expect Deliver_Resp to d

        case 13 should "An incoming message of 255 octets is answered."
          reverse login as r
          send Deliver MessageCoding=0 MessageContent=hex:41*255 as d
          expect Deliver_Resp to d

        case 14 must "The two parts of a long incoming message are each answered."
          reverse login as r
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0500035102014f60597d as d
          expect Deliver_Resp Result=0 to d
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0500035102024e16754c as e
          expect Deliver_Resp Result=0 to e

        case 15 must "Parts that come in the wrong order are each answered."
          reverse login as r
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0500035202024e16754c as d
          expect Deliver_Resp Result=0 to d
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0500035202014f60597d as e
          expect Deliver_Resp Result=0 to e

        case 16 must "A part that comes twice is answered twice."
          reverse login as r
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0500035302014f60597d as d
          expect Deliver_Resp to d
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0500035302014f60597d as e
          expect Deliver_Resp to e

        case 17 must "A part whose others never come is answered, and messages behind it are taken."
          reverse login as r
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0500035403024e16754c as d
          expect Deliver_Resp Result=0 to d
          sound

        case 18 should "Parts with different codings are each answered."
          reverse login as r
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0500035502014f60597d as d
          expect Deliver_Resp Result=0 to d
          send Deliver TP_udhi=1 MessageCoding=15 MessageContent=hex:050003550202c4e3bac3 as e
          expect Deliver_Resp Result=0 to e

        case 19 must "A part with a wide reference is answered."
          reverse login as r
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:060804123402014f60597d as d
          expect Deliver_Resp Result=0 to d

        case 20 must "Other elements in the user data header are passed over."
          reverse login as r
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0b000356020105040b8423f04f60597d as d
          expect Deliver_Resp to d

        case 21 must "A user data header that is longer than the content is answered, and does no harm."
          malformed
          reverse login as r
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:ff0003570201 as d
          expect Deliver_Resp to d or closed

        case 22 must "A user data header of part 3 of 2 is answered, and does no harm."
          malformed
          reverse login as r
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0500035802034f60597d as d
          expect Deliver_Resp to d or closed

        case 23 must "A user data header of part 0 of 0 is answered, and does no harm."
          malformed
          reverse login as r
          send Deliver TP_udhi=1 MessageCoding=8 MessageContent=hex:0500035900004f60597d as d
          expect Deliver_Resp to d or closed

        case 24 should "The user data header's bit where SMPP has it, 0x40, is read as set."
          reverse login as r
          send Deliver TP_udhi=0x40 MessageCoding=8 MessageContent=hex:0500035a02014f60597d as d
          expect Deliver_Resp to d

        case 25 must "An incoming message from a number with 86 in front is taken."
          reverse login as r
          send Deliver UserNumber='8613800138000' as d
          expect Deliver_Resp Result=0 to d

        case 26 should "An incoming message from a number with +86 in front is taken."
          reverse login as r
          send Deliver UserNumber='+8613800138000' as d
          expect Deliver_Resp to d

        case 27 must "A sender's number that fills its field has no terminator and is taken."
          reverse login as r
          send Deliver UserNumber='123456789012345678901' as d
          expect Deliver_Resp to d

        case 28 should "A sender's number that is empty does no harm."
          reverse login as r
          send Deliver UserNumber='' as d
          expect Deliver_Resp to d or closed

        case 29 should "A sender's number that is no ASCII does no harm."
          reverse login as r
          send Deliver UserNumber=hex:ff8081 as d
          expect Deliver_Resp to d or closed

        case 30 must "A destination number with an extension that fills its field is taken."
          reverse login as r
          send Deliver SPNumber='106901234567890123456' as d
          expect Deliver_Resp to d
        """#
}
