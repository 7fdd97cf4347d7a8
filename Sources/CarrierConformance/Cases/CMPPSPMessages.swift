/// Incoming messages at a CMPP SP.
enum CMPPSPMessages {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role sp

        clause cmpp-2.0 7.4.5 cmpp-3.0 8.4.5
        reference cmpp 3.8

        case 1 must "An incoming message is answered with 0 under the same number."
          basic
          detects delivery-response-missing delivery-response-wrong-sequence delivery-response-too-long
          detects delivery-response-too-short delivery-response-unknown delivery-response-ends delivery-refused
          detects delivery-ignored delivery-ends-connection
          login
          send CMPP_DELIVER as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 81 must "An incoming message is answered once, and so is the next."
          basic
          detects delivery-response-twice
          login
          send CMPP_DELIVER as d
          expect CMPP_DELIVER_RESP to d
          expect no CMPP_DELIVER_RESP within 2s
          send CMPP_DELIVER as e
          expect CMPP_DELIVER_RESP to e

        case 2 must "An incoming message is answered within T."
          timeout 80s
          login
          send CMPP_DELIVER as d
          expect CMPP_DELIVER_RESP to d within 60s

        case 3 must "An incoming message in ASCII is taken."
          login
          send CMPP_DELIVER Msg_Fmt=0 Msg_Content=hex:48656c6c6f as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 4 must "An incoming message in UCS-2 is taken."
          login
          send CMPP_DELIVER Msg_Fmt=8 Msg_Content=hex:4f60597d as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 5 must "An incoming message in GB 18030 is taken."
          login
          send CMPP_DELIVER Msg_Fmt=15 Msg_Content=hex:c4e3bac3 as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 6 must "An incoming message of binary content is taken, zero octets included."
          login
          send CMPP_DELIVER Msg_Fmt=4 Msg_Content=hex:00010200ff as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 7 should "An incoming message in a coding that nobody knows is answered."
          login
          send CMPP_DELIVER Msg_Fmt=99 Msg_Content=hex:00010200ff as d
          expect CMPP_DELIVER_RESP to d

        case 8 should "UCS-2 that ends within a character is answered."
          login
          send CMPP_DELIVER Msg_Fmt=8 Msg_Content=hex:4f6059 as d
          expect CMPP_DELIVER_RESP to d

        case 9 should "Half a surrogate pair is answered."
          login
          send CMPP_DELIVER Msg_Fmt=8 Msg_Content=hex:d83d as d
          expect CMPP_DELIVER_RESP to d

        case 10 should "An incoming message without content is answered."
          login
          send CMPP_DELIVER Msg_Fmt=0 Msg_Content=hex: as d
          expect CMPP_DELIVER_RESP to d

        case 11 must "An incoming message of 140 octets is taken."
          login
          send CMPP_DELIVER Msg_Fmt=8 Msg_Content=hex:4f60*70 as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 12 should "An incoming message of 160 octets of ASCII is taken."
          login
          send CMPP_DELIVER Msg_Fmt=0 Msg_Content=hex:41*160 as d
          expect CMPP_DELIVER_RESP to d

        case 13 should "An incoming message of 255 octets is answered."
          login
          send CMPP_DELIVER Msg_Fmt=0 Msg_Content=hex:41*255 as d
          expect CMPP_DELIVER_RESP to d

        case 14 must "The two parts of a long incoming message are each answered."
          login
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500035102014f60597d as d
          expect CMPP_DELIVER_RESP Result=0 to d
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500035102024e16754c as e
          expect CMPP_DELIVER_RESP Result=0 to e

        case 15 must "Parts that come in the wrong order are each answered."
          login
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500035202024e16754c as d
          expect CMPP_DELIVER_RESP Result=0 to d
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500035202014f60597d as e
          expect CMPP_DELIVER_RESP Result=0 to e

        case 16 must "A part that comes twice is answered twice."
          login
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500035302014f60597d as d
          expect CMPP_DELIVER_RESP to d
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500035302014f60597d as e
          expect CMPP_DELIVER_RESP to e

        case 17 must "A part whose others never come is answered, and messages behind it are taken."
          login
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500035403024e16754c as d
          expect CMPP_DELIVER_RESP Result=0 to d
          sound

        case 18 should "Parts with different codings are each answered."
          login
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500035502014f60597d as d
          expect CMPP_DELIVER_RESP Result=0 to d
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=15 Msg_Content=hex:050003550202c4e3bac3 as e
          expect CMPP_DELIVER_RESP Result=0 to e

        case 19 must "A part with a wide reference is answered."
          login
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:060804123402014f60597d as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 20 must "Other elements in the user data header are passed over."
          login
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0b000356020105040b8423f04f60597d as d
          expect CMPP_DELIVER_RESP to d

        case 21 must "A user data header that is longer than the content is answered, and does no harm."
          malformed
          login
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:ff0003570201 as d
          expect CMPP_DELIVER_RESP to d or closed

        case 22 must "A user data header of part 3 of 2 is answered, and does no harm."
          malformed
          login
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500035802034f60597d as d
          expect CMPP_DELIVER_RESP to d or closed

        case 23 must "A user data header of part 0 of 0 is answered, and does no harm."
          malformed
          login
          send CMPP_DELIVER TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500035900004f60597d as d
          expect CMPP_DELIVER_RESP to d or closed

        case 24 should "The user data header's bit where SMPP has it, 0x40, is read as set."
          login
          send CMPP_DELIVER TP_udhi=0x40 Msg_Fmt=8 Msg_Content=hex:0500035a02014f60597d as d
          expect CMPP_DELIVER_RESP to d

        case 25 must "An incoming message from a number with 86 in front is taken."
          login
          send CMPP_DELIVER Src_terminal_Id='8613800138000' as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 26 should "An incoming message from a number with +86 in front is taken."
          login
          send CMPP_DELIVER Src_terminal_Id='+8613800138000' as d
          expect CMPP_DELIVER_RESP to d

        case 27 must "A sender's number that fills its field has no terminator and is taken."
          login
          send CMPP_DELIVER Src_terminal_Id='123456789012345678901' as d
          expect CMPP_DELIVER_RESP to d

        case 28 should "A sender's number that is empty does no harm."
          login
          send CMPP_DELIVER Src_terminal_Id='' as d
          expect CMPP_DELIVER_RESP to d or closed

        case 29 should "A sender's number that is no ASCII does no harm."
          login
          send CMPP_DELIVER Src_terminal_Id=hex:ff8081 as d
          expect CMPP_DELIVER_RESP to d or closed

        case 30 must "A destination number with an extension that fills its field is taken."
          login
          send CMPP_DELIVER Dest_Id='106901234567890123456' as d
          expect CMPP_DELIVER_RESP to d
        """#
}
