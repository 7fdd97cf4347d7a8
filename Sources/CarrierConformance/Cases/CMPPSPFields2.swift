/// What a CMPP SP sends, and how it answers reports.
enum CMPPSPFields2 {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role sp
        clause cmpp-2.0 7.4.3 cmpp-3.0 8.4.3
        reference cmpp 3.5

        case 28 must "The parts of a long message have numbers of their own, one step apart."
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect CMPP_SUBMIT as s
          expect CMPP_SUBMIT Sequence_Id=$s.Sequence_Id+1

        case 29 must "The parts of a long message go to the same destination from the same number."
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect CMPP_SUBMIT as s
          expect CMPP_SUBMIT Dest_terminal_Id=$s.Dest_terminal_Id Src_Id=$s.Src_Id Msg_Fmt=$s.Msg_Fmt

        case 30 must "A gateway may answer the parts of a long message in any order."
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          expect CMPP_SUBMIT as u
          send CMPP_SUBMIT_RESP to u
          send CMPP_SUBMIT_RESP to s
          release
          expect no CMPP_SUBMIT or closed or CMPP_TERMINATE within 3s

        reference cmpp 9.1

        case 31 should "A SUBMIT_RESP of 24 octets, as 3.0 has it, is read."
          only cmpp-2.0
          needs submit
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          send CMPP_SUBMIT_RESP .extra=hex:000000 to s
          release
          expect no CMPP_SUBMIT or closed or CMPP_TERMINATE within 10s

        case 32 must "Result 9 to 13 are refusals since 2.1: the SUBMIT is not sent again."
          needs submit
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          send CMPP_SUBMIT_RESP Result=13 to s
          release
          expect no CMPP_SUBMIT or closed or CMPP_TERMINATE within 10s

        clause cmpp-2.0 7.4.5 cmpp-3.0 8.4.5
        reference cmpp 3.10

        case 31 must "DELIVER_RESP repeats the Msg_Id of the DELIVER."
          detects delivery-wrong-id
          login
          send CMPP_DELIVER Msg_Id=0x80b0178003e90002 as d
          expect CMPP_DELIVER_RESP Msg_Id=0x80b0178003e90002 to d

        case 32 must "DELIVER_RESP has 21 octets, Result has one."
          only cmpp-2.0
          login
          send CMPP_DELIVER as d
          expect CMPP_DELIVER_RESP Total_Length=21 to d or notStrict CMPP_DELIVER_RESP to d

        case 33 must "DELIVER_RESP has 24 octets, Result has four."
          only cmpp-3.0
          login
          send CMPP_DELIVER as d
          expect CMPP_DELIVER_RESP Total_Length=24 to d or notStrict CMPP_DELIVER_RESP to d

        case 34 must "A Msg_Id whose highest bit is set is repeated as it is."
          login
          send CMPP_DELIVER Msg_Id=0xcfdfbec134fdffff as d
          expect CMPP_DELIVER_RESP Msg_Id=0xcfdfbec134fdffff to d

        case 35 must "A Msg_Id of zero is repeated as it is."
          login
          send CMPP_DELIVER Msg_Id=0 as d
          expect CMPP_DELIVER_RESP Msg_Id=0 to d

        case 36 must "A repetition of a DELIVER is answered as the first one was."
          login
          send CMPP_DELIVER Msg_Id=0x80b0178003e90003 .sequence=701 as d
          expect CMPP_DELIVER_RESP Msg_Id=0x80b0178003e90003 Result=0 to d
          send CMPP_DELIVER Msg_Id=0x80b0178003e90003 .sequence=701 as e
          expect CMPP_DELIVER_RESP Msg_Id=0x80b0178003e90003 Result=0 to e

        case 37 must "A LinkID that fills its twenty octets is taken."
          only cmpp-3.0
          login
          send CMPP_DELIVER LinkID='01234567890123456789' as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 38 should "A LinkID that is cut short is taken."
          only cmpp-3.0
          login
          send CMPP_DELIVER .short=12 as d
          expect CMPP_DELIVER_RESP Result=0 to d or notStrict CMPP_DELIVER_RESP to d

        case 39 must "What stands in Reserved is ignored."
          only cmpp-2.0
          login
          send CMPP_DELIVER Reserved=hex:0102030405060708 as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 40 should "Octets behind the layout of a DELIVER are ignored."
          login
          send CMPP_DELIVER .extra=hex:000102 as d
          expect CMPP_DELIVER_RESP Result=0 to d or notStrict CMPP_DELIVER_RESP to d

        case 41 must "A sender that is a pseudonym of 32 characters is taken."
          only cmpp-3.0
          login
          send CMPP_DELIVER Src_terminal_type=1 Src_terminal_Id='P2345678901234567890123456789012' as d
          expect CMPP_DELIVER_RESP Result=0 to d

        reference cmpp 3.9

        case 42 must "A report is answered with Result 0 and the Msg_Id of its DELIVER, not of the report."
          basic
          detects report-refused report-ignored report-response-wrong-sequence
          login
          send CMPP_DELIVER Registered_Delivery=1 Msg_Id=0x80b0200003e90003 report.Stat='DELIVRD' as d
          expect CMPP_DELIVER_RESP Result=0 Msg_Id=0x80b0200003e90003 to d

        case 43 must "A report on a SUBMIT that the SP does not know is answered."
          login
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='DELIVRD' as d
          expect CMPP_DELIVER_RESP Result=0 to d or notStrict CMPP_DELIVER_RESP to d

        case 44 must "A report that says EXPIRED is answered."
          login
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='EXPIRED' as d
          expect CMPP_DELIVER_RESP to d

        case 45 must "A report that says UNDELIV is answered."
          login
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='UNDELIV' as d
          expect CMPP_DELIVER_RESP to d

        case 46 must "A report with a reason behind its family, MK:0001, is answered."
          login
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='MK:0001' as d
          expect CMPP_DELIVER_RESP to d

        case 47 should "A report with a word that no table has is answered."
          login
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='QWERTYU' as d
          expect CMPP_DELIVER_RESP to d

        case 48 should "A report whose word is empty is answered."
          login
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='' as d
          expect CMPP_DELIVER_RESP to d

        case 49 should "A report of 60 octets in 3.0, as the early text has it, is answered with Result 0."
          only cmpp-3.0
          login
          send CMPP_DELIVER Registered_Delivery=1 \#
        Msg_Content=hex:80b0014003e90001+'DELIVRD26080112002608011201'+'13800138000'+hex:00*10+hex:0001e240 as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 50 should "A report of 71 octets in 2.0 is answered with Result 0."
          only cmpp-2.0
          login
          send CMPP_DELIVER Registered_Delivery=1 \#
        Msg_Content=hex:80b0014003e90001+'DELIVRD26080112002608011201'+'13800138000'+hex:00*21+hex:0001e240 as d
          expect CMPP_DELIVER_RESP Result=0 to d

        case 51 should "A report whose Msg_Length is 0 is read by the octets that are there, and answered."
          login
          send CMPP_DELIVER Registered_Delivery=1 Msg_Length=0 report.Stat='DELIVRD' as d
          expect CMPP_DELIVER_RESP to d

        case 52 must "A report too short to be one is answered, and does no harm."
          malformed
          login
          send CMPP_DELIVER Registered_Delivery=1 Msg_Content=hex:0102030405 as d
          expect CMPP_DELIVER_RESP to d or closed

        case 53 must "A report that comes before the answer to its SUBMIT is answered at once."
          needs submit
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='DELIVRD' as d
          expect CMPP_DELIVER_RESP to d
          send CMPP_SUBMIT_RESP Msg_Id=0x80b0014003e90001 to s
          release

        case 54 must "A report that comes twice is answered twice."
          login
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='DELIVRD' as d
          expect CMPP_DELIVER_RESP to d
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='DELIVRD' as e
          expect CMPP_DELIVER_RESP to e

        case 55 must "A report that fails and then another that delivers are both answered."
          login
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='UNDELIV' as d
          expect CMPP_DELIVER_RESP to d
          send CMPP_DELIVER Registered_Delivery=1 report.Stat='DELIVRD' as e
          expect CMPP_DELIVER_RESP to e

        case 56 should "Any Registered_Delivery but 0 is a report."
          login
          send CMPP_DELIVER Registered_Delivery=2 report.Stat='DELIVRD' as d
          expect CMPP_DELIVER_RESP to d

        case 57 should "Dummy times in a report are no reason to refuse it."
          login
          send CMPP_DELIVER Registered_Delivery=1 report.Submit_time='0001010000' report.Done_time='0001010000' as d
          expect CMPP_DELIVER_RESP Result=0 to d

        clause cmpp-2.0 7.7.1 cmpp-3.0 8.7.1
        reference cmpp 2

        case 1 should "A FWD belongs between gateways: an SP refuses or ignores it, or ends the connection."
          login
          send CMPP_FWD
          expect CMPP_FWD_RESP Result!=0 or nothing within 2s or closed

        case 2 should "A QUERY is the SP's to send: from a gateway it is ignored or refused, or ends the connection."
          login
          send CMPP_QUERY
          expect nothing within 2s or closed or CMPP_QUERY_RESP MT_TLMsg=0

        case 3 should "A CANCEL is the SP's to send: from a gateway it fails, is ignored, or ends the connection."
          login
          send CMPP_CANCEL
          expect CMPP_CANCEL_RESP Success_Id=1 or nothing within 2s or closed

        clause cmpp-2.0 6.1 cmpp-3.0 7.1
        reference cmpp 8.4

        case 13 must "At most 16 requests wait for their answers."
          needs submit
          timeout 40s
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。" times 16
          login
          hold CMPP_SUBMIT
          expect 16 CMPP_SUBMIT or nothing within 5s
          expect no CMPP_SUBMIT within 5s
          release

        case 14 should "The window is used: 16 requests are sent before the first is answered."
          needs submit
          timeout 40s
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。" times 16
          login
          hold CMPP_SUBMIT
          expect 16 CMPP_SUBMIT
          release
        """#
}
