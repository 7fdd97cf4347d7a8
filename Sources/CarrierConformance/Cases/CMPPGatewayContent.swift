/// Content, destinations and long messages at a CMPP gateway.
enum CMPPGatewayContent {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role gateway

        clause cmpp-2.0 7.4.3 cmpp-3.0 8.4.3
        reference cmpp 9.4

        case 48 must "Msg_Fmt 0, ASCII, is accepted."
          login
          send CMPP_SUBMIT Msg_Fmt=0 Msg_Content=hex:48656c6c6f as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 49 should "Msg_Fmt 3, writing to the SIM, is known."
          login
          send CMPP_SUBMIT Msg_Fmt=3 Msg_Content=hex:0102030405 as s
          expect CMPP_SUBMIT_RESP to s

        case 50 must "Msg_Fmt 4, binary, is accepted, zero octets included."
          login
          send CMPP_SUBMIT Msg_Fmt=4 Msg_Content=hex:0001020000ff as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 51 must "Msg_Fmt 8, UCS-2 in network order, is accepted."
          login
          send CMPP_SUBMIT Msg_Fmt=8 Msg_Content=text:"你好,世界" as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 52 must "Msg_Fmt 15, GB 18030, is accepted."
          login
          send CMPP_SUBMIT Msg_Fmt=15 Msg_Content=text:"你好,世界" as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 53 should "A surrogate pair in UCS-2 text is text like any other."
          login
          send CMPP_SUBMIT Msg_Fmt=8 Msg_Content=hex:d83dde004f60 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 54 info "Msg_Fmt 24, UCS-2 shown at once, is of GSM 03.38 and no code is named for it; the answer comes."
          login
          send CMPP_SUBMIT Msg_Fmt=24 Msg_Content=hex:4f60597d as s
          expect CMPP_SUBMIT_RESP to s

        case 55 info "A Msg_Fmt that nobody knows is taken as raw octets or refused; no code is named for it."
          login
          send CMPP_SUBMIT Msg_Fmt=99 Msg_Content=hex:4f60597d as s
          expect CMPP_SUBMIT_RESP to s

        reference cmpp 3.5

        case 56 must "Msg_Length 0 is legal."
          only cmpp-3.0
          login
          send CMPP_SUBMIT Msg_Fmt=0 Msg_Content=hex: as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 57 should "Msg_Length 0 is answered."
          only cmpp-2.0
          login
          send CMPP_SUBMIT Msg_Fmt=0 Msg_Content=hex: as s
          expect CMPP_SUBMIT_RESP to s

        case 58 must "One octet of content is accepted."
          login
          send CMPP_SUBMIT Msg_Fmt=0 Msg_Content=hex:41 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 59 must "140 octets of binary content are accepted."
          login
          send CMPP_SUBMIT Msg_Fmt=4 Msg_Content=hex:00*140 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 60 must "140 octets of UCS-2 content, 70 characters, are accepted."
          login
          send CMPP_SUBMIT Msg_Fmt=8 Msg_Content=hex:4f60*70 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 61 must "140 octets of GB 18030 content are accepted."
          login
          send CMPP_SUBMIT Msg_Fmt=15 Msg_Content=hex:c4e3*70 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 62 must "159 octets of ASCII, the most below 160, are accepted."
          login
          send CMPP_SUBMIT Msg_Fmt=0 Msg_Content=hex:41*159 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 63 info "160 octets of ASCII are met; the text says fewer than 160, and Result 6 for what is too long."
          login
          send CMPP_SUBMIT Msg_Fmt=0 Msg_Content=hex:41*160 as s
          expect CMPP_SUBMIT_RESP Result in {0,4,6} to s

        case 64 info "141 octets of UCS-2 content are refused with Result 4 or 6."
          login
          send CMPP_SUBMIT Msg_Fmt=8 Msg_Content=hex:4f60*70+hex:41 as s
          expect CMPP_SUBMIT_RESP Result in {4,6} to s or notStrict CMPP_SUBMIT_RESP to s

        case 65 info "141 octets of GB 18030 content are refused with Result 4 or 6."
          login
          send CMPP_SUBMIT Msg_Fmt=15 Msg_Content=hex:c4e3*70+hex:41 as s
          expect CMPP_SUBMIT_RESP Result in {4,6} to s or notStrict CMPP_SUBMIT_RESP to s

        case 66 info "141 octets of binary content are refused with Result 4 or 6."
          login
          send CMPP_SUBMIT Msg_Fmt=4 Msg_Content=hex:00*141 as s
          expect CMPP_SUBMIT_RESP Result in {4,6} to s or notStrict CMPP_SUBMIT_RESP to s

        case 67 info "255 octets of ASCII are refused with Result 4 or 6."
          login
          send CMPP_SUBMIT Msg_Fmt=0 Msg_Content=hex:41*255 as s
          expect CMPP_SUBMIT_RESP Result in {4,6} to s or notStrict CMPP_SUBMIT_RESP to s

        reference cmpp 8.5

        case 68 must "Two destinations in one SUBMIT are accepted where no report is wanted."
          login
          send CMPP_SUBMIT Registered_Delivery=0 Dest_terminal_Id=['13800138000','13900139000'] as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 69 must "99 destinations in one SUBMIT, the most below 100, are accepted."
          login
          send CMPP_SUBMIT Registered_Delivery=0 Dest_terminal_Id=['13800138000']*99 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 70 info "100 destinations are refused: DestUsr_tl is below 100; no code is named for it."
          login
          send CMPP_SUBMIT Registered_Delivery=0 Dest_terminal_Id=['13800138000']*100 as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or closed or notStrict CMPP_SUBMIT_RESP Result=0 to s

        case 121 must "One wrong number among several makes the whole SUBMIT fail: Result 13."
          only cmpp-3.0
          login
          send CMPP_SUBMIT Dest_terminal_Id=['13800138000','nobody'] as s
          expect CMPP_SUBMIT_RESP Result=13 to s or notStrict CMPP_SUBMIT_RESP to s

        case 71 must "A SUBMIT to nobody is refused."
          login
          send CMPP_SUBMIT Dest_terminal_Id=[] as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or closed or notStrict CMPP_SUBMIT_RESP Result=0 to s

        case 72 must "Several destinations and a report wanted are lawful since 2.1."
          only cmpp-3.0
          login
          send CMPP_SUBMIT Registered_Delivery=1 Dest_terminal_Id=['13800138000','13900139000'] as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 73 must "With several destinations each one's report comes, and no more."
          only cmpp-3.0
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 Dest_terminal_Id=['13800138000','13900139000','13700137000'] as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          expect 3 CMPP_DELIVER Registered_Delivery=1 within 120s

        case 74 must "The first destination's report carries the Msg_Id of the answer."
          only cmpp-3.0
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 Dest_terminal_Id=['13800138000','13900139000'] as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          expect CMPP_DELIVER Registered_Delivery=1 report.Msg_Id=$r.Msg_Id within 120s

        case 75 should "In 2.0 a report is for one destination alone: with two, the SUBMIT is answered all the same."
          only cmpp-2.0
          login
          send CMPP_SUBMIT Registered_Delivery=1 Dest_terminal_Id=['13800138000','13900139000'] as s
          expect CMPP_SUBMIT_RESP to s

        case 76 should "The ids of a SUBMIT to several are not given to the next SUBMIT."
          login
          send CMPP_SUBMIT Registered_Delivery=0 Dest_terminal_Id=['13800138000','13900139000'] as s
          expect CMPP_SUBMIT_RESP Result=0 to s as r
          send CMPP_SUBMIT Registered_Delivery=0 as u
          expect CMPP_SUBMIT_RESP Result=0 Msg_Id!=$r.Msg_Id to u

        reference cmpp 1.5

        case 77 must "A destination of eleven digits is accepted."
          login
          send CMPP_SUBMIT Dest_terminal_Id=['13800138000'] as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 78 must "A destination with 86 in front is accepted."
          login
          send CMPP_SUBMIT Dest_terminal_Id=['8613800138000'] as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 79 should "A destination with +86 in front is accepted."
          login
          send CMPP_SUBMIT Dest_terminal_Id=['+8613800138000'] as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 80 info "A destination that is no number is refused; no code is named for it before 2.1."
          only cmpp-2.0
          login
          send CMPP_SUBMIT Dest_terminal_Id=['nobody'] as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or notStrict CMPP_SUBMIT_RESP Result=0 to s

        case 120 must "A destination that is no number is refused with Result 13."
          only cmpp-3.0
          login
          send CMPP_SUBMIT Dest_terminal_Id=['nobody'] as s
          expect CMPP_SUBMIT_RESP Result=13 to s or notStrict CMPP_SUBMIT_RESP to s

        case 81 must "A pseudonym of 32 characters fills Dest_terminal_Id."
          only cmpp-3.0
          login
          send CMPP_SUBMIT Dest_terminal_type=1 Dest_terminal_Id=['P2345678901234567890123456789012'] as s
          expect CMPP_SUBMIT_RESP Result in {0,9,13} to s

        reference cmpp 1.4

        case 82 should "Fields that are filled with blanks instead of NULs are read without them."
          login
          send CMPP_SUBMIT Src_Id='10690001 ' Dest_terminal_Id=['13800138000 '] as s
          expect CMPP_SUBMIT_RESP to s

        reference cmpp 9.3

        case 83 must "The parts of a long message are accepted, each with a Msg_Id of its own."
          login
          send CMPP_SUBMIT Pk_total=2 Pk_number=1 TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500032a02014f60597d as s
          expect CMPP_SUBMIT_RESP Result=0 to s as one
          send CMPP_SUBMIT Pk_total=2 Pk_number=2 TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500032a02024e16754c as u
          expect CMPP_SUBMIT_RESP Result=0 Msg_Id!=$one.Msg_Id to u

        case 84 must "Each part of a long message that asks for one gets a report of its own."
          needs report
          timeout 140s
          login
          send CMPP_SUBMIT Registered_Delivery=1 Pk_total=2 Pk_number=1 TP_udhi=1 Msg_Fmt=8 \#
        Msg_Content=hex:0500032b02014f60597d as s
          expect CMPP_SUBMIT_RESP Result=0 to s
          send CMPP_SUBMIT Registered_Delivery=1 Pk_total=2 Pk_number=2 TP_udhi=1 Msg_Fmt=8 \#
        Msg_Content=hex:0500032b02024e16754c as u
          expect CMPP_SUBMIT_RESP Result=0 to u
          expect 2 CMPP_DELIVER Registered_Delivery=1 within 120s

        case 85 should "The seven-octet header with a wide reference is accepted."
          login
          send CMPP_SUBMIT Pk_total=2 Pk_number=1 TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:060804123402014f60597d as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 86 should "Parts that come in the wrong order are accepted."
          login
          send CMPP_SUBMIT Pk_total=2 Pk_number=2 TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500032c02024e16754c as u
          expect CMPP_SUBMIT_RESP Result=0 to u
          send CMPP_SUBMIT Pk_total=2 Pk_number=1 TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500032c02014f60597d as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 87 should "The parts of a message may come over two connections of the account."
          login as a
          login as b
          a: send CMPP_SUBMIT Pk_total=2 Pk_number=1 TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500032d02014f60597d as s
          a: expect CMPP_SUBMIT_RESP Result=0 to s
          b: send CMPP_SUBMIT Pk_total=2 Pk_number=2 TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500032d02024e16754c as u
          b: expect CMPP_SUBMIT_RESP Result=0 to u

        case 88 should "A part that comes alone is answered and keeps nobody else waiting."
          login
          send CMPP_SUBMIT Pk_total=3 Pk_number=2 TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500032e03024e16754c as u
          expect CMPP_SUBMIT_RESP to u
          sound

        case 89 should "Pk_total and Pk_number of 1 beside a header with parts are met and answered."
          login
          send CMPP_SUBMIT Pk_total=1 Pk_number=1 TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:0500032f02014f60597d as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 90 info "TP_udhi 0x40, the bit as SMPP has it, is met in the field; no code is named for it."
          login
          send CMPP_SUBMIT Pk_total=2 Pk_number=1 TP_udhi=0x40 Msg_Fmt=8 Msg_Content=hex:0500033002014f60597d as s
          expect CMPP_SUBMIT_RESP to s

        case 91 must "A user data header that is longer than the content is answered, and does no harm."
          malformed
          login
          send CMPP_SUBMIT TP_udhi=1 Msg_Fmt=8 Msg_Content=hex:ff00032a0201 as s
          expect CMPP_SUBMIT_RESP to s or closed

        case 92 must "TP_udhi 1 without content is answered, and does no harm."
          malformed
          login
          send CMPP_SUBMIT TP_udhi=1 Msg_Fmt=8 Msg_Content=hex: as s
          expect CMPP_SUBMIT_RESP to s or closed
        """#
}
