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
          detects login-type
          connect
          expect Login LoginMode in 0..2

        case 17 must "ClientVersion is 0x30, the version of 3.0."
          detects login-version
          only smgp-3.0
          connect
          expect Login ClientVersion in 0x30..0x3f

        case 23 must "ClientVersion is that of the version: 0x20 or 0x13."
          detects login-version
          only smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
          connect
          expect Login ClientVersion=$version

        case 18 must "TimeStamp is a date and time of ten digits at most, the month first."
          detects login-time
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
          basic
          detects keep-alive-response-missing keep-alive-response-wrong-sequence keep-alive-response-too-long
          detects keep-alive-response-too-short keep-alive-response-unknown keep-alive-response-ends
          detects keep-alive-ignored
          login
          send Active_Test as t
          expect Active_Test_Resp to t

        case 82 must "An Active_Test is answered once, and so is the next."
          basic
          detects keep-alive-response-twice
          login
          send Active_Test as t
          expect Active_Test_Resp to t
          expect no Active_Test_Resp within 2s
          send Active_Test as u
          expect Active_Test_Resp to u

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
          detects keep-alive-never
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

        case 83 must "The content is the text that was to be sent."
          detects submit-content
          needs submit
          login
          expect Submit text=$text

        case 2 must "NeedReport is 0 or 1."
          detects submit-no-report
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
          detects submit-coding
          needs submit
          login
          expect Submit MsgFormat in {0,3,4,8,15,246}

        case 6 must "SrcTermID is the service's number."
          detects submit-source
          needs submit
          login
          expect Submit SrcTermID=$from

        case 7 must "DestTermIDCount is 1 to 100."
          needs submit
          login
          expect Submit DestTermIDCount in 1..100

        case 8 must "The receiver stands in DestTermID."
          detects submit-recipient
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
          basic
          detects submit-twice
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
        """#
}
