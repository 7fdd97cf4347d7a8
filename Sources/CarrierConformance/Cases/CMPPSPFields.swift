/// What a CMPP SP sends, and how it answers reports.
enum CMPPSPFields {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role sp

        clause cmpp-2.0 7.4.1 cmpp-3.0 8.4.1
        reference cmpp 3.2

        case 15 must "CONNECT has 39 octets."
          connect
          expect CMPP_CONNECT Total_Length=39

        case 16 must "CONNECT names version 0x20."
          detects login-version
          only cmpp-2.0
          connect
          expect CMPP_CONNECT Version=0x20 or notStrict CMPP_CONNECT Version in 0x21..0x2f

        case 17 must "CONNECT names version 0x30."
          detects login-version
          only cmpp-3.0
          connect
          expect CMPP_CONNECT Version=0x30

        case 18 must "Timestamp is a date and time of ten digits at most, the month first."
          detects login-time
          connect
          expect CMPP_CONNECT Timestamp in 101000000..1231235959

        case 19 should "Timestamp is the present time."
          connect
          expect CMPP_CONNECT Timestamp=$timestamp or notStrict CMPP_CONNECT

        case 20 must "Status 1, a message structure error, is a refusal."
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP Status=1 AuthenticatorISMG=hex:00*16 to c
          expectClosed within 15s

        case 21 must "Status 4, a version too high, is a refusal."
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP Status=4 AuthenticatorISMG=hex:00*16 to c
          expectClosed within 15s

        case 22 should "A 2.0 gateway that names 3.0 as the highest version it speaks is served in 2.0."
          only cmpp-2.0
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP Version=0x30 to c
          sound

        case 23 info "An AuthenticatorISMG that does not verify ends the login or is passed over; no code is named."
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP AuthenticatorISMG=hex:11*16 to c
          expect closed or nothing within 2s

        reference cmpp 4.3

        case 30 must "An SP that is answered in the 30 octets of 2.0 goes on in 2.0, or closes."
          only cmpp-3.0
          needs submit
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP .layout=cmpp-2.0 to c
          expect CMPP_SUBMIT .deviations=0 or closed

        case 31 must "An SP that is answered in the 33 octets of 3.0 goes on in 3.0, or closes."
          only cmpp-2.0
          needs submit
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP .layout=cmpp-3.0 to c
          expect CMPP_SUBMIT .deviations=0 or closed

        reference cmpp 3.3

        case 32 must "A refusal in the 30 octets of 2.0 is a refusal: the SP submits nothing and closes."
          only cmpp-3.0
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP .layout=cmpp-2.0 Status=4 AuthenticatorISMG=hex:00*16 to c
          expectClosed within 15s

        case 33 must "A refusal in the 33 octets of 3.0 is a refusal: the SP submits nothing and closes."
          only cmpp-2.0
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP .layout=cmpp-3.0 Status=4 AuthenticatorISMG=hex:00*16 to c
          expectClosed within 15s

        clause cmpp-2.0 7.4.7 cmpp-3.0 8.4.7
        reference cmpp 3.12

        case 1 must "An ACTIVE_TEST is answered under the same Sequence_Id."
          basic
          detects keep-alive-response-missing keep-alive-response-wrong-sequence keep-alive-response-too-long
          detects keep-alive-response-too-short keep-alive-response-unknown keep-alive-response-ends
          detects keep-alive-ignored
          login
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP to t

        case 81 must "An ACTIVE_TEST is answered once, and so is the next."
          basic
          detects keep-alive-response-twice
          login
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP to t
          expect no CMPP_ACTIVE_TEST_RESP within 2s
          send CMPP_ACTIVE_TEST as u
          expect CMPP_ACTIVE_TEST_RESP to u

        case 2 must "ACTIVE_TEST_RESP has one reserved octet."
          login
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP Total_Length=13 to t or notStrict CMPP_ACTIVE_TEST_RESP to t

        case 3 should "The reserved octet of ACTIVE_TEST_RESP is zero."
          login
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP Reserved=0 to t

        case 4 must "Ten ACTIVE_TESTs at once are each answered."
          login
          send CMPP_ACTIVE_TEST times 10
          expect 10 CMPP_ACTIVE_TEST_RESP

        case 5 must "An ACTIVE_TEST is answered while a submit waits for its answer."
          needs submit
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP to t
          send CMPP_SUBMIT_RESP to s

        case 6 should "Octets behind the header of an ACTIVE_TEST are ignored."
          login
          send CMPP_ACTIVE_TEST .extra=hex:00 as t
          expect CMPP_ACTIVE_TEST_RESP to t

        case 7 must "An ACTIVE_TEST_RESP that answers nothing does no harm."
          login
          send CMPP_ACTIVE_TEST_RESP .sequence=4711
          sound

        clause cmpp-2.0 6.1 cmpp-3.0 7.1
        reference cmpp 8.2

        case 10 should "The SP tests an idle link, at the latest after C, 180 seconds."
          detects keep-alive-never
          slow
          timeout 400s
          login
          expect CMPP_ACTIVE_TEST within 200s

        case 11 should "A test that is not answered within T is sent again, and after N of them the link is closed."
          slow
          timeout 900s
          login
          hold CMPP_ACTIVE_TEST
          expect CMPP_ACTIVE_TEST within 200s
          expect CMPP_ACTIVE_TEST within 80s
          expect CMPP_ACTIVE_TEST within 80s
          expectClosed within 80s

        case 12 should "A test that is answered without the reserved octet is answered."
          slow
          timeout 900s
          login
          hold CMPP_ACTIVE_TEST
          expect CMPP_ACTIVE_TEST as t within 200s
          send CMPP_ACTIVE_TEST_RESP .short=1 to t
          release
          sound

        clause cmpp-2.0 7.4.3 cmpp-3.0 8.4.3
        reference cmpp 3.5

        case 1 must "Msg_Id of a SUBMIT is left to the gateway: it is 0."
          only cmpp-2.0
          needs submit
          login
          expect CMPP_SUBMIT Msg_Id=0

        case 83 must "The content is the text that was to be sent."
          detects submit-content
          needs submit
          login
          expect CMPP_SUBMIT text=$text

        case 2 should "Msg_Id of a SUBMIT is left to the gateway: it is 0."
          only cmpp-3.0
          needs submit
          login
          expect CMPP_SUBMIT Msg_Id=0

        case 3 must "Pk_total counts from 1."
          detects submit-segments
          needs submit
          login
          expect CMPP_SUBMIT Pk_total in 1..255

        case 4 must "Pk_number of a short message is 1."
          needs submit
          login
          expect CMPP_SUBMIT Pk_number=1

        case 5 must "Registered_Delivery is 0, 1 or 2."
          detects submit-no-report
          only cmpp-2.0
          needs submit
          login
          expect CMPP_SUBMIT Registered_Delivery in 0..2

        case 6 must "Registered_Delivery is 0 or 1."
          detects submit-no-report
          only cmpp-3.0
          needs submit
          login
          expect CMPP_SUBMIT Registered_Delivery in 0..1

        case 7 must "Fee_UserType is 0 to 3."
          needs submit
          login
          expect CMPP_SUBMIT Fee_UserType in 0..3

        case 8 must "Fee_terminal_type is 0 or 1."
          only cmpp-3.0
          needs submit
          login
          expect CMPP_SUBMIT Fee_terminal_type in 0..1

        case 9 must "Dest_terminal_type is 0 for real numbers."
          only cmpp-3.0
          needs submit
          login
          expect CMPP_SUBMIT Dest_terminal_type=0

        case 10 must "TP_udhi of a short message is 0."
          detects submit-header-flag
          needs submit
          login
          expect CMPP_SUBMIT TP_udhi=0

        case 11 must "Msg_Fmt is one of the specification's."
          detects submit-coding
          needs submit
          login
          expect CMPP_SUBMIT Msg_Fmt in {0,3,4,8,15}

        case 12 must "FeeType is 01 to 05."
          only cmpp-2.0
          needs submit
          login
          expect CMPP_SUBMIT FeeType in {'01','02','03','04','05'}

        case 13 must "FeeType is 01 to 03."
          only cmpp-3.0
          needs submit
          login
          expect CMPP_SUBMIT FeeType in {'01','02','03'}

        case 14 should "FeeCode is six digits; for a free message nothing is charged."
          needs submit
          login
          expect CMPP_SUBMIT FeeCode in {'000000','0',''} or notStrict CMPP_SUBMIT

        case 15 must "Msg_src is the SP's company, the account of the login."
          detects submit-service
          needs submit
          login
          expect CMPP_SUBMIT Msg_src=$account or notStrict CMPP_SUBMIT Msg_src!=''

        case 16 must "Src_Id is the service's number."
          detects submit-source
          needs submit
          login
          expect CMPP_SUBMIT Src_Id=$from

        case 17 must "DestUsr_tl is 1 to 99."
          needs submit
          login
          expect CMPP_SUBMIT DestUsr_tl in 1..99

        case 18 must "The destination stands in Dest_terminal_Id; 86 in front is tolerated."
          detects submit-recipient
          needs submit
          login
          expect CMPP_SUBMIT Dest_terminal_Id=[$to] or notStrict CMPP_SUBMIT

        case 19 must "Msg_Length of ASCII is below 160, of anything else at most 140."
          needs submit
          login
          expect CMPP_SUBMIT Msg_Length in 1..140 or CMPP_SUBMIT Msg_Fmt=0 Msg_Length in 1..159

        case 20 must "A short message is one SUBMIT."
          basic
          detects submit-twice
          needs submit
          login
          expect CMPP_SUBMIT
          expect no CMPP_SUBMIT or closed or CMPP_TERMINATE within 5s

        case 21 must "Reserve is eight zero octets."
          only cmpp-2.0
          needs submit
          login
          expect CMPP_SUBMIT Reserve=''

        case 22 must "LinkID is empty where no incoming message is answered."
          only cmpp-3.0
          needs submit
          login
          expect CMPP_SUBMIT LinkID=''

        case 23 should "ValId_Time and At_Time are empty, or sixteen characters."
          needs submit
          login
          expect CMPP_SUBMIT ValId_Time='' At_Time='' or notStrict CMPP_SUBMIT

        case 24 must "A SUBMIT has no octet more or less than its layout."
          needs submit
          login
          expect CMPP_SUBMIT .deviations=0

        case 25 must "Chinese text is sent in UCS-2 or GB 18030."
          needs submit
          text "您的验证码是一二三四,五分钟内有效"
          login
          expect CMPP_SUBMIT Msg_Fmt in {8,15}

        case 26 must "A long message is cut: each part has a header, and Pk_total says how many there are."
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect CMPP_SUBMIT TP_udhi=1 Pk_total=2 Pk_number=1 Msg_Content~hex:0500
          expect CMPP_SUBMIT TP_udhi=1 Pk_total=2 Pk_number=2 Msg_Content~hex:0500

        case 27 must "The parts of a long message are at most 140 octets long."
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          expect CMPP_SUBMIT Msg_Length in 7..140
          expect CMPP_SUBMIT Msg_Length in 7..140
        """#
}
