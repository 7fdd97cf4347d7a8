/// Long messages of an SMGP SP, and how it answers messages and reports.
enum SMGPSPFields2 {
    static let text = #"""
        protocol smgp-3.0 smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
        role sp

        clause 10.7
        reference smgp 10.7

        case 1 must "A long message is cut: each part begins with a header."
          only smgp-3.0
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit MsgContent~hex:0500
          expect Submit MsgContent~hex:0500

        case 2 must "The parts of a long message are at most 140 octets long."
          only smgp-3.0
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit MsgLength in 7..140
          expect Submit MsgLength in 7..140

        case 3 must "The parts of a long message have numbers of their own, one step apart."
          only smgp-3.0
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit as s
          expect Submit SequenceID=$s.SequenceID+1

        case 4 must "The parts of a long message go to the same receiver from the same number, in the same coding."
          only smgp-3.0
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit as s
          expect Submit DestTermID=$s.DestTermID SrcTermID=$s.SrcTermID MsgFormat=$s.MsgFormat

        case 5 must "The parts of a long message repeat service and fees."
          only smgp-3.0
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit as s
          expect Submit ServiceID=$s.ServiceID FeeType=$s.FeeType FeeCode=$s.FeeCode FixedFee=$s.FixedFee

        case 6 must "TP_udhi, PkTotal and PkNumber stand in each part."
          only smgp-3.0
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit TLVs.TP_udhi=1 TLVs.PkTotal=2 TLVs.PkNumber=1 as s or notStrict Submit as s
          expect Submit TLVs.TP_udhi=1 TLVs.PkTotal=2 TLVs.PkNumber=2 or notStrict Submit SequenceID!=$s.SequenceID

        reference smgp 4.2

        case 7 should "TP_udhi is the first parameter of a part, so that peers that read no others find it."
          only smgp-3.0
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit TLVs.0.Tag=2

        reference smgp 10.7

        case 8 must "A gateway may answer the parts of a long message in any order."
          only smgp-3.0
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          hold Submit
          expect Submit as s
          expect Submit as u
          send Submit_Resp to u
          send Submit_Resp to s
          release
          expect no Submit or closed or Exit within 3s

        clause 3.7
        reference smgp 3.7

        case 1 must "Deliver_Resp repeats the MsgID of the Deliver."
          detects delivery-wrong-id
          login
          send Deliver MsgID=hex:01006108161530012346 as d
          expect Deliver_Resp MsgID=hex:01006108161530012346 to d

        case 2 must "Deliver_Resp has 26 octets."
          login
          send Deliver as d
          expect Deliver_Resp PacketLength=26 to d

        case 3 must "A MsgID that is no decimal digits is repeated as it is."
          login
          send Deliver MsgID=hex:ffabcdef00200a0d0009 as d
          expect Deliver_Resp MsgID=hex:ffabcdef00200a0d0009 to d

        case 4 must "A MsgID with zero octets in it is not cut."
          login
          send Deliver MsgID=hex:01000000000000000001 as d
          expect Deliver_Resp MsgID=hex:01000000000000000001 to d

        case 5 should "A Deliver without Reserve, as one gateway sends it, is taken."
          login
          send Deliver .short=8 as d
          expect Deliver_Resp Status=0 to d or notStrict Deliver_Resp to d

        case 6 must "Half a Reserve is malformed: Status 10, or the connection ends."
          malformed
          login
          send Deliver .short=4 as d
          expect Deliver_Resp Status!=0 to d or closed or notStrict Deliver_Resp Status=0 to d

        case 7 must "A parameter that the SP does not know is skipped by its length."
          only smgp-3.0
          login
          send Deliver .extra=hex:01010006333030313030 as d
          expect Deliver_Resp Status=0 to d

        case 8 must "A parameter whose length points behind the end is refused, or ends the connection."
          only smgp-3.0
          malformed
          login
          send Deliver .extra=hex:000200ff01 as d
          expect Deliver_Resp Status!=0 to d or closed or notStrict Deliver_Resp Status=0 to d

        case 9 should "A LinkID of twenty characters is taken."
          only smgp-3.0
          login
          send Deliver .extra=hex:00030014+'01234567890123456789' as d
          expect Deliver_Resp Status=0 to d

        case 10 info "A parameter behind Reserve, new in 3.0: before it no code is named; the session lives or ends."
          only smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
          login
          send Deliver .extra=hex:0002000101 as d
          expect Deliver_Resp to d or closed

        clause 6.3
        reference smgp 6.3

        case 1 must "A report is answered with Status 0 and the MsgID of its Deliver, not of the report."
          basic
          detects report-refused report-ignored report-response-wrong-sequence
          login
          send Deliver IsReport=1 MsgID=hex:01006108161531000099 report.stat='DELIVRD' report.err='000' as d
          expect Deliver_Resp Status=0 MsgID=hex:01006108161531000099 to d

        case 2 must "A report on a Submit that the SP does not know is answered."
          login
          send Deliver IsReport=1 report.stat='DELIVRD' report.err='000' as d
          expect Deliver_Resp to d

        case 3 must "A report that says EXPIRED is answered."
          login
          send Deliver IsReport=1 report.stat='EXPIRED' report.err='001' as d
          expect Deliver_Resp to d

        case 4 must "A report that says UNDELIV is answered."
          login
          send Deliver IsReport=1 report.stat='UNDELIV' report.err='006' as d
          expect Deliver_Resp to d

        case 5 should "A report with a word that no table has is answered."
          login
          send Deliver IsReport=1 report.stat='DTBLACK' report.err='999' as d
          expect Deliver_Resp to d

        case 6 should "A report of 102 octets, without its text, is answered with Status 0."
          login
          send Deliver IsReport=1 MsgContent='id:'+hex:01006108161530012345+' sub:001 dlvrd:001 submit \#
        date:2408161530 done date:2408161531 stat:DELIVRD err:000'+' text:' as d
          expect Deliver_Resp Status=0 to d

        case 7 should "A report with underscores in its labels is answered with Status 0."
          login
          send Deliver IsReport=1 MsgContent='id:'+hex:01006108161530012345+' sub:001 dlvrd:001 \#
        Submit_Date:2408161530 Done_Date:2408161531 Stat:DELIVRD err:000'+' Text:'+hex:00*20 as d
          expect Deliver_Resp Status=0 to d

        case 8 must "A report without id: is answered all the same."
          login
          send Deliver IsReport=1 MsgContent=hex:68656c6c6f as d
          expect Deliver_Resp to d or closed

        case 9 must "A report that comes before the answer to its Submit is answered at once."
          needs submit
          login
          hold Submit
          expect Submit as s
          send Deliver IsReport=1 report.stat='DELIVRD' report.err='000' as d
          expect Deliver_Resp to d
          send Submit_Resp MsgID=hex:01006108161530012345 to s
          release

        case 10 must "A report that comes twice is answered twice."
          login
          send Deliver IsReport=1 report.stat='DELIVRD' report.err='000' as d
          expect Deliver_Resp to d
          send Deliver IsReport=1 report.stat='DELIVRD' report.err='000' as e
          expect Deliver_Resp to e

        clause 2.3
        reference smgp 2.3

        case 1 should "A Forward belongs between gateways: an SP refuses or ignores it, or ends the connection."
          login
          send Forward
          expect Forward_Resp Status!=0 or nothing within 2s or closed

        case 2 should "A Query is the SP's to send: from a gateway it is ignored or refused, or ends the connection."
          login
          send Query
          expect nothing within 2s or closed or Query_Resp MT_TLMsg=0

        clause 9
        reference smgp 9

        case 13 must "At most 16 requests wait for their answers."
          only smgp-3.0
          needs submit
          timeout 40s
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。" times 16
          login
          hold Submit
          expect 16 Submit or nothing within 5s
          expect no Submit within 5s
          release

        case 14 should "The window is used: 16 requests are sent before the first is answered."
          only smgp-3.0
          needs submit
          timeout 40s
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。" times 16
          login
          hold Submit
          expect 16 Submit
          release
        """#
}
