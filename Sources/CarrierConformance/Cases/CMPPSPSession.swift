/// Login, closing, numbers, repetitions and framing of a CMPP SP.
enum CMPPSPSession {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role sp

        clause cmpp-2.0 7.4.1 cmpp-3.0 8.4.1
        reference cmpp 4.1

        case 1 must "The first frame of an SP on a connection is its login."
          basic
          detects login-missing login-too-long
          connect
          expect CMPP_CONNECT

        case 81 must "An SP asks for its login once, and waits for the answer."
          basic
          detects login-twice login-ends-behind
          connect
          hold CMPP_CONNECT
          expect CMPP_CONNECT as c
          expect nothing within 2s
          send CMPP_CONNECT_RESP to c

        case 2 must "An SP sends its login within ten seconds of connecting."
          connect
          expect CMPP_CONNECT within 10s

        case 3 should "An SP sends nothing more before its login is answered."
          connect
          expect CMPP_CONNECT as c
          expect no CMPP_SUBMIT within 5s
          send CMPP_CONNECT_RESP to c
          sound

        case 4 must "The login names the account that was agreed on."
          detects login-account
          connect
          expect CMPP_CONNECT Source_Addr=$account

        case 5 must "The login proves the secret."
          detects login-digest
          connect
          expect CMPP_CONNECT AuthenticatorSource=digest

        case 6 must "An SP whose login is refused as not proven submits nothing and closes."
          timeout 50s
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP Status=3 AuthenticatorISMG=hex:00*16 to c
          meanwhile
            expect no CMPP_SUBMIT or closed within 15s
          expectClosed within 15s

        case 7 must "An SP whose login is refused for its address submits nothing and closes."
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP Status=2 AuthenticatorISMG=hex:00*16 to c
          expectClosed within 15s

        case 8 must "An SP whose login is refused with a code that no table has submits nothing and closes."
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP Status=99 AuthenticatorISMG=hex:00*16 to c
          expectClosed within 15s

        case 9 must "An SP whose login is refused for too many connections submits nothing and closes."
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP Status=5 AuthenticatorISMG=hex:00*16 to c
          expectClosed within 15s

        case 10 must "A response to the login that arrives octet by octet is the same response."
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP .pieces=1 to c
          sound

        case 11 should "A response to the login under another number is no answer to it."
          connect
          expect CMPP_CONNECT as c
          send CMPP_CONNECT_RESP .sequence=0x00abcdef
          expect nothing within 2s or closed

        case 12 must "An SP that is sent a request before its login is answered does not act on it."
          connect
          hold CMPP_CONNECT
          expect CMPP_CONNECT as c
          send CMPP_DELIVER
          expect nothing within 2s or closed or CMPP_DELIVER_RESP Result!=0 or notStrict CMPP_DELIVER_RESP

        case 13 should "An SP whose login is not answered gives up, or asks again, within a minute and a half."
          slow
          timeout 400s
          connect
          hold CMPP_CONNECT
          expect CMPP_CONNECT
          expect closed or CMPP_CONNECT within 95s

        case 14 must "An SP whose connection ends during its login is not confused: it ends, or connects again."
          connect as a
          a: expect CMPP_CONNECT
          a: expect nothing within 1s
          a: close

        clause cmpp-2.0 7.4.3 cmpp-3.0 8.4.3
        reference cmpp 3.5

        case 81 must "After the answer to its login the SP sends its message in a SUBMIT."
          basic
          detects submit-missing submit-too-long submit-shortened login-response-ignored
          needs submit
          timeout 120s
          login
          expect CMPP_SUBMIT within 90s

        case 82 must "An SP waits for the answer to its SUBMIT."
          basic
          detects submit-ends-behind
          needs submit
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          expect nothing within 2s
          send CMPP_SUBMIT_RESP to s
          release

        clause cmpp-2.0 7.4.2 cmpp-3.0 8.4.2
        reference cmpp 3.4

        case 1 must "A closing request is answered under the same number."
          basic
          detects closing-response-missing closing-response-wrong-sequence closing-response-too-long
          detects closing-response-too-short closing-response-unknown closing-response-ends closing-ignored
          login
          send CMPP_TERMINATE as t
          expect CMPP_TERMINATE_RESP to t

        case 81 must "A closing request is answered once."
          basic
          detects closing-response-twice
          login
          send CMPP_TERMINATE as t
          expect CMPP_TERMINATE_RESP to t
          expect no CMPP_TERMINATE_RESP or closed within 2s

        case 2 must "After its answer to a closing request the SP lets the connection go."
          detects stays-open
          login
          send CMPP_TERMINATE as t
          expect CMPP_TERMINATE_RESP to t
          expectClosed within 15s

        case 3 must "An SP sends no new request behind its answer to a closing request."
          login
          send CMPP_TERMINATE as t
          expect CMPP_TERMINATE_RESP to t
          expect no CMPP_SUBMIT or closed within 5s

        case 4 should "What came before the closing request is answered before it."
          login
          send CMPP_DELIVER as d
          send CMPP_TERMINATE as t
          expect CMPP_DELIVER_RESP to d
          expect CMPP_TERMINATE_RESP to t

        case 5 must "Many messages before the closing request are all answered before it."
          login
          send CMPP_DELIVER times 10
          send CMPP_TERMINATE as t
          expect 10 CMPP_DELIVER_RESP
          expect CMPP_TERMINATE_RESP to t

        case 6 must "An SP whose connection is cut does not fall over: it ends, or connects again."
          login
          sound
          reset
          expectClosed within 5s

        case 7 should "An SP that ends its session asks for it, and waits for the answer."
          needs submit
          timeout 60s
          login
          expect CMPP_SUBMIT
          expect CMPP_TERMINATE or nothing within 30s

        case 8 must "A closing request with the highest number is answered like any other."
          login
          send CMPP_TERMINATE .sequence=0xffffffff as t
          expect CMPP_TERMINATE_RESP to t

        clause cmpp-2.0 7.3 cmpp-3.0 8.3
        reference cmpp 1.2

        case 1 must "A response repeats the number of its request."
          login
          send CMPP_DELIVER .sequence=4242 as d
          expect CMPP_DELIVER_RESP Sequence_Id=4242 to d

        case 2 must "Number 0 is a number."
          login
          send CMPP_DELIVER .sequence=0 as d
          expect CMPP_DELIVER_RESP to d

        case 3 must "Number 0x80000000 is not negative."
          login
          send CMPP_DELIVER .sequence=0x80000000 as d
          expect CMPP_DELIVER_RESP to d

        case 4 must "Number 0xFFFFFFFF, the highest, is a number."
          login
          send CMPP_DELIVER .sequence=0xffffffff as d
          expect CMPP_DELIVER_RESP to d

        case 5 must "Numbers go round: 0 follows 0xFFFFFFFF."
          login
          send CMPP_DELIVER .sequence=0xffffffff as d
          expect CMPP_DELIVER_RESP to d
          send CMPP_DELIVER .sequence=0 as e
          expect CMPP_DELIVER_RESP to e

        case 6 must "Numbers of the two directions are apart: the gateway may use the one that the login had."
          login
          send CMPP_DELIVER .sequence=1 as d
          expect CMPP_DELIVER_RESP to d

        case 7 must "Requests are pipelined: sixteen messages at once are all answered."
          login
          send CMPP_DELIVER times 16
          expect 16 CMPP_DELIVER_RESP

        case 8 should "Two hundred messages at once are all answered, or refused as too much."
          login
          send CMPP_DELIVER times 200
          expect 200 CMPP_DELIVER_RESP
          sound

        case 9 must "A message that is repeated because its answer was lost is answered again."
          login
          send CMPP_DELIVER .sequence=700 as d
          expect CMPP_DELIVER_RESP to d
          send CMPP_DELIVER .sequence=700 as e
          expect CMPP_DELIVER_RESP to e

        case 10 should "A response that answers nothing is ignored."
          login
          send CMPP_SUBMIT_RESP .sequence=987654
          sound

        case 11 must "A response for a command that an SP does not send does no harm."
          login
          send CMPP_DELIVER_RESP .sequence=987654
          expect nothing within 2s or closed

        clause cmpp-2.0 6.1 cmpp-3.0 7.1
        reference cmpp 8.3

        case 1 must "An SP does not use a number again while its first request waits."
          detects submit-same-sequence
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          expect CMPP_SUBMIT Sequence_Id!=$s.Sequence_Id
          release

        case 2 must "A submit that is not answered within T is sent again: the same octets, the same number."
          slow
          needs submit
          timeout 400s
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          expect CMPP_SUBMIT Sequence_Id=$s.Sequence_Id Msg_Content=$s.Msg_Content within 95s or notStrict nothing \#
        or closed
          release

        case 3 must "A submit is sent three times at most without an answer."
          slow
          needs submit
          timeout 900s
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          expect CMPP_SUBMIT Sequence_Id=$s.Sequence_Id within 95s or closed or notStrict nothing
          expect CMPP_SUBMIT Sequence_Id=$s.Sequence_Id within 95s or closed or notStrict nothing
          expect no CMPP_SUBMIT Sequence_Id=$s.Sequence_Id or closed within 95s

        case 4 must "A submit that was accepted is not sent again."
          needs submit
          login
          expect CMPP_SUBMIT as s
          expect no CMPP_SUBMIT Sequence_Id=$s.Sequence_Id or closed or CMPP_TERMINATE within 10s

        case 81 must "A submit that was accepted is not sent again when T has passed."
          detects submit-response-ignored
          slow
          needs submit
          timeout 200s
          login
          expect CMPP_SUBMIT as s
          expect no CMPP_SUBMIT Sequence_Id=$s.Sequence_Id or closed or CMPP_TERMINATE within 90s

        case 5 must "A submit that was refused for good is not sent again."
          needs submit
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          send CMPP_SUBMIT_RESP Result=1 to s
          release
          expect no CMPP_SUBMIT Sequence_Id=$s.Sequence_Id or closed or CMPP_TERMINATE within 10s

        case 6 should "A submit that was refused for too much is sent again later, not at once."
          needs submit
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          send CMPP_SUBMIT_RESP Result=8 to s
          release
          expect no CMPP_SUBMIT Sequence_Id=$s.Sequence_Id or closed or CMPP_TERMINATE within 50ms

        case 7 must "A refusal with a code that no table has is taken for a refusal; the SP goes on."
          needs submit
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          send CMPP_SUBMIT_RESP Result=200 to s
          release
          expect no CMPP_SUBMIT Sequence_Id=$s.Sequence_Id or closed or CMPP_TERMINATE within 5s

        case 8 must "A response that comes twice does no harm."
          needs submit
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          send CMPP_SUBMIT_RESP to s
          send CMPP_SUBMIT_RESP to s
          release
          expect no CMPP_SUBMIT Sequence_Id=$s.Sequence_Id or closed or CMPP_TERMINATE within 2s

        case 9 must "A submit is answered late, after it was sent again: both answers are taken."
          slow
          needs submit
          timeout 400s
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          expect CMPP_SUBMIT Sequence_Id=$s.Sequence_Id as u within 95s or notStrict closed
          send CMPP_SUBMIT_RESP to s
          send CMPP_SUBMIT_RESP to s
          release
          expect no CMPP_SUBMIT Sequence_Id=$s.Sequence_Id or closed or CMPP_TERMINATE within 5s

        clause cmpp-2.0 7.2 cmpp-3.0 8.2
        reference cmpp 1.3

        case 1 must "A length of zero ends the connection."
          login
          send hex:000000000000000500000005
          expectClosed within 10s

        case 2 must "A length below the header's ends the connection."
          login
          send hex:0000000b0000000500000005
          expectClosed within 10s

        case 3 must "A length of 4 294 967 295 ends the connection; nothing waits for so many octets."
          login
          send hex:ffffffff0000000500000005
          expectClosed within 10s

        case 4 must "A length of 16 megabytes ends the connection."
          login
          send hex:010000000000000500000005
          expectClosed within 10s

        case 5 must "A message that arrives octet by octet is the same message."
          login
          send CMPP_DELIVER .pieces=1 as d
          expect CMPP_DELIVER_RESP to d

        case 6 must "A message that is split within its header is the same message."
          login
          send CMPP_DELIVER .pieces=7 as d
          expect CMPP_DELIVER_RESP to d

        case 7 must "A message whose rest comes five seconds later is the same message."
          timeout 40s
          login
          hold CMPP_SUBMIT
          send CMPP_DELIVER .cut=8 as d
          wait 5s
          send hex:00*8
          expect CMPP_DELIVER_RESP to d

        case 8 must "A response that is no frame to a login, a web server's, ends the connection."
          connect
          expect CMPP_CONNECT
          send hex:485454502f312e3120343030204261642052657175657374+hex:0d0a0d0a
          expectClosed within 10s

        case 9 must "A message without a body is refused for its structure, or ends the connection."
          malformed
          login
          send hex:0000000c0000000500000005
          expect CMPP_DELIVER_RESP Result!=0 or closed

        case 10 must "A message that is cut in its fields is refused for its structure, or ends the connection."
          malformed
          login
          send CMPP_DELIVER .short=40 as d
          expect CMPP_DELIVER_RESP Result!=0 to d or closed

        case 11 must "A content length that points behind the end of a message is refused, or ends the connection."
          malformed
          login
          send CMPP_DELIVER Msg_Length=200 as d
          expect CMPP_DELIVER_RESP Result!=0 to d or closed

        case 12 must "A command that the protocol does not have is not answered as if it were one."
          login
          send hex:0000000c00000fff00000005
          expect nothing within 2s or closed

        case 13 should "A submit is the SP's to send: from a gateway it is refused, ignored, or ends the connection."
          login
          send CMPP_SUBMIT
          expect CMPP_SUBMIT_RESP Result!=0 or nothing within 2s or closed

        case 14 should "A login is the SP's to send: from a gateway it is refused, ignored, or ends the connection."
          login
          send CMPP_CONNECT
          expect CMPP_CONNECT_RESP Status!=0 or nothing within 2s or closed

        case 15 must "A response to a submit that is cut short is no acceptance."
          needs submit
          login
          hold CMPP_SUBMIT
          expect CMPP_SUBMIT as s
          send CMPP_SUBMIT_RESP .short=3 to s
          expect no CMPP_SUBMIT Sequence_Id!=$s.Sequence_Id or closed within 5s
        """#
}
