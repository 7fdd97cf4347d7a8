/// What an SMGP SP sends, and how it answers reports.
enum SMGPSPFields {
    static let text = #"""
        protocol smgp-3.0 smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
        role sp

        clause 3.1
        reference smgp 3.1

        case 15 must "Login has 42 octets."
          connect
          expect Login PacketLength=42

        case 16 must "LoginMode is 0, 1 or 2."
          connect
          expect Login LoginMode in 0..2

        case 17 must "ClientVersion is 0x30, the version of 3.0."
          only smgp-3.0
          connect
          expect Login ClientVersion in 0x30..0x3f

        case 23 must "ClientVersion is that of the version: 0x20 or 0x13."
          only smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
          connect
          expect Login ClientVersion=$version

        case 18 must "TimeStamp is a date and time of ten digits at most, the month first."
          connect
          expect Login TimeStamp in 101000000..1231235959

        case 19 must "Status 22, a version too high, is a refusal."
          connect
          expect Login as c
          send Login_Resp Status=22 AuthenticatorServer=hex:00*16 to c
          expectClosed within 15s

        case 20 must "Status 1, system busy, is a refusal too."
          connect
          expect Login as c
          send Login_Resp Status=1 AuthenticatorServer=hex:00*16 to c
          expectClosed within 15s

        case 21 info "An AuthenticatorServer that does not verify ends the login or is passed over; no code is named."
          connect
          expect Login as c
          send Login_Resp AuthenticatorServer=hex:11*16 to c
          expect closed or nothing within 2s

        case 22 should "A gateway that names a lower version is served in it, or the SP closes."
          only smgp-3.0
          connect
          expect Login as c
          send Login_Resp ServerVersion=0x20 to c
          expect closed or nothing within 2s

        case 24 should "A gateway that names a lower version is served in it, or the SP closes."
          only smgp-2.0
          connect
          expect Login as c
          send Login_Resp ServerVersion=0x13 to c
          expect closed or nothing within 2s

        case 25 must "A gateway that names a higher version is served in the SP's own."
          only smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
          connect
          expect Login as c
          send Login_Resp ServerVersion=0x30 to c
          sound

        clause 3.3
        reference smgp 3.3

        case 9 must "An Active_Test is answered under the same SequenceID."
          login
          send Active_Test as t
          expect Active_Test_Resp to t

        case 10 must "Active_Test_Resp has no body."
          login
          send Active_Test as t
          expect Active_Test_Resp PacketLength=12 to t or notStrict Active_Test_Resp to t

        case 11 must "Ten Active_Tests at once are each answered."
          login
          send Active_Test times 10
          expect 10 Active_Test_Resp

        case 12 must "An Active_Test is answered while a Submit waits for its answer."
          needs submit
          login
          hold Submit
          expect Submit as s
          send Active_Test as t
          expect Active_Test_Resp to t
          send Submit_Resp to s

        case 13 should "Octets behind the header of an Active_Test are ignored."
          login
          send Active_Test .extra=hex:00 as t
          expect Active_Test_Resp to t

        case 14 must "An Active_Test_Resp that answers nothing does no harm."
          login
          send Active_Test_Resp .sequence=4711
          sound

        clause 9
        reference smgp 9

        case 10 should "The SP tests an idle link, at the latest after C, 180 seconds."
          slow
          timeout 400s
          login
          expect Active_Test within 200s

        case 11 should "A test that is not answered within T is sent again, and after N of them the link is closed."
          slow
          timeout 900s
          login
          hold Active_Test
          expect Active_Test within 200s
          expect Active_Test within 80s
          expect Active_Test within 80s
          expectClosed within 80s

        case 12 must "Three gateways' ways to say too much, Status 1, 103 and 134, are no end: the SP goes on."
          needs submit
          login
          hold Submit
          expect Submit as s
          send Submit_Resp Status=103 to s
          release
          expect no Submit or closed or Exit within 50ms

        clause 3.4
        reference smgp 3.4

        case 1 must "MsgType of an SP's Submit is 6."
          needs submit
          login
          expect Submit MsgType=6

        case 2 must "NeedReport is 0 or 1."
          needs submit
          login
          expect Submit NeedReport in 0..1

        case 3 must "Priority is 0 to 3."
          only smgp-3.0
          needs submit
          login
          expect Submit Priority in 0..3

        case 16 must "Priority is 0 to 9 before 3.0."
          only smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
          needs submit
          login
          expect Submit Priority in 0..9

        case 4 must "FeeType is 00 to 03."
          needs submit
          login
          expect Submit FeeType in {'00','01','02','03'}

        case 5 must "MsgFormat is one of the table's."
          needs submit
          login
          expect Submit MsgFormat in {0,3,4,8,15,246}

        case 6 must "SrcTermID is the service's number."
          needs submit
          login
          expect Submit SrcTermID=$from

        case 7 must "DestTermIDCount is 1 to 100."
          needs submit
          login
          expect Submit DestTermIDCount in 1..100

        case 8 must "The receiver stands in DestTermID."
          needs submit
          login
          expect Submit DestTermID=[$to] or notStrict Submit

        case 9 must "MsgLength is at most 140."
          only smgp-3.0 smgp-2.0
          needs submit
          login
          expect Submit MsgLength in 1..140

        case 17 must "MsgLength is at most 252."
          only smgp-1.3 smgp-1.3-without-fixed-fee
          needs submit
          login
          expect Submit MsgLength in 1..252

        case 10 must "Reserve is eight zero octets."
          needs submit
          login
          expect Submit Reserve=''

        case 11 should "ValidTime and AtTime are empty, or sixteen characters."
          needs submit
          login
          expect Submit ValidTime='' AtTime='' or notStrict Submit

        case 12 should "FeeCode and FixedFee of a free message are zero."
          only smgp-3.0 smgp-2.0 smgp-1.3
          needs submit
          login
          expect Submit FeeCode in {'000000','0',''} FixedFee in {'000000','0',''} or notStrict Submit

        case 18 should "FeeCode of a free message is zero."
          only smgp-1.3-without-fixed-fee
          needs submit
          login
          expect Submit FeeCode in {'000000','0',''} or notStrict Submit

        case 13 must "A short message is one Submit."
          needs submit
          login
          expect Submit
          expect no Submit or closed or Exit within 5s

        case 14 must "A Submit has no octet more or less than its layout."
          needs submit
          login
          expect Submit .deviations=0

        case 15 must "Chinese text is sent in UCS-2 or GB 18030."
          needs submit
          text "您的验证码是一二三四,五分钟内有效"
          login
          expect Submit MsgFormat in {8,15}

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
          expect Submit TLVs.TP_udhi=1 TLVs.PkTotal=2 TLVs.PkNumber=1 or notStrict Submit
          expect Submit TLVs.TP_udhi=1 TLVs.PkTotal=2 TLVs.PkNumber=2 or notStrict Submit

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
