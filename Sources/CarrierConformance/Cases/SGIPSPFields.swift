/// What an SGIP SP sends, and how it answers on the connection it listens for.
enum SGIPSPFields {
    static let text = #"""
        protocol sgip-1.2
        role sp

        clause 3.1
        reference sgip 3.1

        case 1 must "Bind has 61 octets."
          connect
          expect Bind Message_Length=61

        case 2 must "LoginType of an SP's Bind is 1."
          detects login-type
          connect
          expect Bind LoginType=1

        case 3 must "Reserve of Bind is eight zero octets."
          connect
          expect Bind Reserve=''

        clause 1.4
        reference sgip 1.4

        case 7 must "The first word of a sequence number is the SP's node number."
          connect
          expect Bind Sequence_Number.0=$node or notStrict Bind

        case 8 must "An SP's Submits have different sequence numbers."
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit as s
          expect Submit Sequence_Number!=$s.Sequence_Number

        clause 3.4
        reference sgip 3.4

        case 1 must "SPNumber is the service's number."
          detects submit-source
          needs submit
          login
          expect Submit SPNumber=$from

        case 83 must "The content is the text that was to be sent."
          detects submit-content
          needs submit
          login
          expect Submit text=$text

        case 2 must "UserCount is 1 to 100."
          needs submit
          login
          expect Submit UserCount in 1..100

        case 3 must "The receiver stands in UserNumber with 86 in front."
          detects submit-recipient
          needs submit
          login
          expect Submit UserNumber=['86'+$to] or notStrict Submit UserNumber=[$to]

        case 4 must "CorpId is the company's code."
          detects submit-service
          needs submit
          login
          expect Submit CorpId=$corporation or notStrict Submit CorpId!=''

        case 5 must "FeeType is 0 to 4."
          needs submit
          login
          expect Submit FeeType in 0..4

        case 6 must "AgentFlag is 0 or 1."
          needs submit
          login
          expect Submit AgentFlag in 0..1

        case 7 must "MorelatetoMTFlag is 0 to 3, and 2 where no incoming message is answered."
          needs submit
          login
          expect Submit MorelatetoMTFlag=2 or notStrict Submit MorelatetoMTFlag in 0..3

        case 8 must "Priority is 0 to 9."
          needs submit
          login
          expect Submit Priority in 0..9

        case 9 should "ExpireTime and ScheduleTime are empty, or sixteen characters."
          needs submit
          login
          expect Submit ExpireTime='' ScheduleTime='' or notStrict Submit

        case 10 must "ReportFlag is 0 to 3."
          detects submit-no-report
          needs submit
          login
          expect Submit ReportFlag in 0..3

        case 11 must "TP_udhi of a short message is 0."
          detects submit-header-flag
          needs submit
          login
          expect Submit TP_udhi=0

        case 12 must "MessageCoding is one of the table's."
          detects submit-coding
          needs submit
          login
          expect Submit MessageCoding in {0,3,4,8,15}

        case 13 must "MessageType is 0."
          needs submit
          login
          expect Submit MessageType=0

        case 14 should "MessageLength is at most 140, or 160 in ASCII."
          needs submit
          login
          expect Submit MessageLength in 1..140 or Submit MessageCoding=0 MessageLength in 1..160

        case 15 must "Reserve is empty where no incoming message is answered."
          needs submit
          login
          expect Submit Reserve=''

        case 16 should "FeeValue and GivenValue are decimal numbers; for a free message 0."
          needs submit
          login
          expect Submit FeeValue in {'0','000000',''} GivenValue in {'0','000000',''} or notStrict Submit

        case 17 must "ChargeNumber is empty, 21 zeros, or a number."
          needs submit
          login
          expect Submit ChargeNumber in {'','000000000000000000000'} or Submit ChargeNumber~'86'

        case 18 must "A short message is one Submit."
          basic
          detects submit-twice
          needs submit
          login
          expect Submit
          expect no Submit or closed or Unbind within 5s

        case 19 must "A Submit has no octet more or less than its layout."
          needs submit
          login
          expect Submit .deviations=0

        case 20 must "Chinese text is sent in UCS-2 or GBK."
          needs submit
          text "您的验证码是一二三四,五分钟内有效"
          login
          expect Submit MessageCoding in {8,15}

        clause 10
        reference sgip 10

        case 1 must "A long message is cut: each part begins with a header."
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit TP_udhi=1 MessageContent~hex:0500
          expect Submit TP_udhi=1 MessageContent~hex:0500

        case 2 must "The parts of a long message are at most 140 octets long."
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit MessageLength in 7..140
          expect Submit MessageLength in 7..140

        case 3 must "The parts of a long message go to the same receiver from the same number, in the same coding."
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect Submit as s
          expect Submit UserNumber=$s.UserNumber SPNumber=$s.SPNumber MessageCoding=$s.MessageCoding

        case 4 must "A gateway may answer the parts of a long message in any order."
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          hold Submit
          expect Submit as s
          expect Submit as u
          send Submit_Resp to u
          send Submit_Resp to s
          release
          expect no Submit or closed or Unbind within 3s

        clause 8.2
        reference sgip 8.2

        case 10 should "An SP whose link is idle unbinds, or lets the server close it."
          slow
          timeout 400s
          login
          expect Unbind or closed within 200s or notStrict nothing

        case 11 must "An SP sends no frame that SGIP does not have to keep a link up."
          slow
          timeout 100s
          login
          expect nothing within 50s or Unbind or closed

        clause 4
        reference sgip 4

        case 15 must "An SP takes a Bind of LoginType 2 over the connection that it listens for."
          basic
          reverse as r
          r: send Bind LoginType=2 as c
          r: expect Bind_Resp Result=0 to c

        case 16 must "Over that connection LoginType 1 is refused with Result 4."
          reverse as r
          r: send Bind LoginType=1 as c
          r: expect Bind_Resp Result=4 to c or notStrict Bind_Resp Result!=0 to c

        case 17 must "Over that connection a wrong password is refused with Result 1."
          reverse as r
          r: send Bind LoginType=2 LoginPassword='not the secret' as c
          r: expect Bind_Resp Result=1 to c

        case 18 must "After a refused Bind the SP breaks the connection off."
          reverse as r
          r: send Bind LoginType=2 LoginPassword='not the secret' as c
          r: expect Bind_Resp Result!=0 to c
          r: expectClosed within 10s

        case 19 must "A second Bind over a bound connection is answered with Result 2."
          reverse login as r
          r: send Bind LoginType=2 as c
          r: expect Bind_Resp Result=2 to c or notStrict closed

        case 20 should "A Deliver before Bind is answered with Result 1, and the connection ends."
          reverse as r
          r: send Deliver as d
          r: expect Deliver_Resp Result=1 to d or closed

        case 21 must "A Deliver before Bind is not taken."
          reverse as r
          r: send Deliver as d
          r: expect Deliver_Resp Result!=0 to d or closed

        case 22 must "An Unbind over that connection is answered under the same number, and the connection ends."
          reverse login as r
          r: send Unbind as t
          r: expect Unbind_Resp to t
          r: expectClosed within 15s

        case 23 should "Three connections at a time are let in, as a gateway opens them."
          reverse login as r
          reverse login as q
          reverse login as p
          r: send Deliver as d
          r: expect Deliver_Resp Result=0 to d
          p: send Deliver as e
          p: expect Deliver_Resp Result=0 to e

        clause 3.6
        reference sgip 3.6

        case 1 must "A Report is answered with Result 0 under its own number."
          basic
          detects report-refused report-ignored report-response-wrong-sequence
          reverse login as r
          r: send Report as p
          r: expect Report_Resp Result=0 to p

        case 2 must "Report_Resp has 29 octets."
          reverse login as r
          r: send Report as p
          r: expect Report_Resp Message_Length=29 to p

        case 3 should "A Report on a Submit that the SP does not know is answered with Result 0."
          reverse login as r
          r: send Report SubmitSequenceNumber=[3000000001,1130101010,5] as p
          r: expect Report_Resp Result=0 to p

        case 4 must "State 1, waiting, is answered: another Report may follow."
          reverse login as r
          r: send Report State=1 as p
          r: expect Report_Resp Result=0 to p
          r: send Report State=0 as q
          r: expect Report_Resp Result=0 to q

        case 5 must "State 2 with an ErrorCode is answered with Result 0."
          reverse login as r
          r: send Report State=2 ErrorCode=25 as p
          r: expect Report_Resp Result=0 to p

        case 6 should "An ErrorCode of 255 is answered."
          reverse login as r
          r: send Report State=2 ErrorCode=255 as p
          r: expect Report_Resp to p

        case 7 should "State 9 has no meaning; the Report is answered."
          reverse login as r
          r: send Report State=9 as p
          r: expect Report_Resp to p

        case 8 must "A Report that comes twice is answered twice."
          reverse login as r
          r: send Report as p
          r: expect Report_Resp to p
          r: send Report .sequence=$p.Sequence_Number as q
          r: expect Report_Resp to q

        case 9 must "A Report that comes before the answer to its Submit is answered at once."
          needs submit
          login as f
          hold Submit
          f: expect Submit as s
          reverse login as r
          r: send Report SubmitSequenceNumber=$s.Sequence_Number as p
          r: expect Report_Resp Result=0 to p
          f: send Submit_Resp to s
          release

        case 10 should "A Report over the connection that the SP dialled is answered with an error, or taken."
          login
          send Report as p
          expect Report_Resp to p or closed or nothing within 2s

        clause 3.7
        reference sgip 3.7

        case 1 must "A UserRpt is answered with Result 0."
          reverse login as r
          r: send UserRpt as u
          r: expect UserRpt_Resp Result=0 to u

        case 2 should "A UserCondition that the table does not have is answered."
          reverse login as r
          r: send UserRpt UserCondition=9 as u
          r: expect UserRpt_Resp to u

        clause 8.4
        reference sgip 8.4

        case 1 should "A Submit sent to an SP is answered with an error, Result 7."
          reverse login as r
          r: send Submit as s
          r: expect Submit_Resp Result=7 to s or notStrict Submit_Resp Result!=0 to s or notStrict closed

        case 2 should "A command with an unknown number closes the connection."
          reverse login as r
          r: send hex:000000140000001200000000+hex:0000000000000005
          r: expect closed or notStrict nothing within 10s

        case 3 must "A response that the SP did not expect is discarded."
          reverse login as r
          r: send Submit_Resp .sequence=4711
          r: send Deliver as d
          r: expect Deliver_Resp to d

        clause 8.1
        reference sgip 8.1

        case 1 must "At most 32 requests wait for their answers."
          needs submit
          timeout 40s
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。" times 30
          login
          hold Submit
          expect 32 Submit or nothing within 5s
          expect no Submit within 5s
          release

        case 2 should "The window is used: 32 requests are sent before the first is answered."
          needs submit
          timeout 40s
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。" times 30
          login
          hold Submit
          expect 32 Submit
          release
        """#
}
