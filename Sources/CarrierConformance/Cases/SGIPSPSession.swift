/// Login, closing, repetitions and framing of an SGIP SP.
enum SGIPSPSession {
    static let text = #"""
        protocol sgip-1.2
        role sp

        clause 4
        reference sgip 4

        case 1 must "The first frame of an SP on a connection is its login."
          basic
          detects login-missing login-too-long
          connect
          expect Bind

        case 81 must "An SP asks for its login once, and waits for the answer."
          basic
          detects login-twice login-ends-behind
          connect
          hold Bind
          expect Bind as c
          expect nothing within 2s
          send Bind_Resp to c

        case 2 must "An SP sends its login within ten seconds of connecting."
          connect
          expect Bind within 10s

        case 3 should "An SP sends nothing more before its login is answered."
          connect
          expect Bind as c
          expect no Submit within 5s
          send Bind_Resp to c
          sound

        case 4 must "The login names the account that was agreed on."
          detects login-account
          connect
          expect Bind LoginName=$account

        case 5 must "The login proves the secret."
          detects login-password
          connect
          expect Bind LoginPassword=digest

        case 6 must "An SP whose login is refused as not proven submits nothing and closes."
          timeout 50s
          connect
          expect Bind as c
          send Bind_Resp Result=1 to c
          meanwhile
            expect no Submit or closed within 15s
          expectClosed within 15s

        case 7 must "An SP whose login is refused for its address submits nothing and closes."
          connect
          expect Bind as c
          send Bind_Resp Result=11 to c
          expectClosed within 15s

        case 8 must "An SP whose login is refused with a code that no table has submits nothing and closes."
          connect
          expect Bind as c
          send Bind_Resp Result=99 to c
          expectClosed within 15s

        case 9 must "An SP whose login is refused for too many connections submits nothing and closes."
          connect
          expect Bind as c
          send Bind_Resp Result=3 to c
          expectClosed within 15s

        case 10 must "A response to the login that arrives octet by octet is the same response."
          connect
          expect Bind as c
          send Bind_Resp .pieces=1 to c
          sound

        case 11 should "A response to the login under another number is no answer to it."
          connect
          expect Bind as c
          send Bind_Resp .sequence=0x00abcdef
          expect nothing within 2s or closed

        case 12 must "An SP that is sent a request before its login is answered does not act on it."
          connect
          hold Bind
          expect Bind as c
          send Deliver
          expect nothing within 2s or closed or Deliver_Resp Result!=0 or notStrict Deliver_Resp

        case 13 should "An SP whose login is not answered gives up, or asks again, within a minute and a half."
          slow
          timeout 400s
          connect
          hold Bind
          expect Bind
          expect closed or Bind within 95s

        case 14 must "An SP whose connection ends during its login is not confused: it ends, or connects again."
          connect as a
          a: expect Bind
          a: expect nothing within 1s
          a: close

        clause 3.4
        reference sgip 3.4

        case 81 must "After the answer to its login the SP sends its message in a Submit."
          basic
          detects submit-missing submit-too-long submit-shortened login-response-ignored
          needs submit
          timeout 120s
          login
          expect Submit within 90s

        case 82 must "An SP waits for the answer to its Submit."
          basic
          detects submit-ends-behind
          needs submit
          login
          hold Submit
          expect Submit as s
          expect nothing within 2s
          send Submit_Resp to s
          release

        clause 3.3
        reference sgip 3.3

        case 1 must "A closing request is answered under the same number."
          basic
          detects closing-response-missing closing-response-wrong-sequence closing-response-too-long
          detects closing-response-too-short closing-response-unknown closing-response-ends closing-ignored
          reverse login as r
          send Unbind as t
          expect Unbind_Resp to t

        case 81 must "A closing request is answered once."
          basic
          detects closing-response-twice
          reverse login as r
          send Unbind as t
          expect Unbind_Resp to t
          expect no Unbind_Resp or closed within 2s

        case 2 must "After its answer to a closing request the SP lets the connection go."
          detects stays-open
          reverse login as r
          send Unbind as t
          expect Unbind_Resp to t
          expectClosed within 15s

        case 3 must "An SP sends no new request behind its answer to a closing request."
          reverse login as r
          send Unbind as t
          expect Unbind_Resp to t
          expect no Submit or closed within 5s

        case 4 should "What came before the closing request is answered before it."
          reverse login as r
          send Deliver as d
          send Unbind as t
          expect Deliver_Resp to d
          expect Unbind_Resp to t

        case 5 must "An SP whose connection is cut does not fall over: it ends, or connects again."
          login
          sound
          reset
          expectClosed within 5s

        case 6 should "An SP that ends its session asks for it, and waits for the answer."
          needs submit
          timeout 60s
          login
          expect Submit
          expect Unbind or nothing within 30s

        case 7 must "A closing request with the highest number is answered like any other."
          reverse login as r
          send Unbind .sequence=[4294967295,1231235959,4294967295] as t
          expect Unbind_Resp to t

        clause 1.4
        reference sgip 1.4

        case 1 must "Numbers of the two directions are apart: the gateway may use the one that the login had."
          reverse login as r
          send Deliver .sequence=1 as d
          expect Deliver_Resp to d

        case 2 must "Requests are pipelined: sixteen messages at once are all answered."
          reverse login as r
          send Deliver times 16
          expect 16 Deliver_Resp

        case 3 should "Two hundred messages at once are all answered, or refused as too much."
          reverse login as r
          send Deliver times 200
          expect 200 Deliver_Resp
          sound

        case 4 must "A message that is repeated because its answer was lost is answered again."
          reverse login as r
          send Deliver as d
          expect Deliver_Resp to d
          send Deliver .sequence=$d.Sequence_Number as e
          expect Deliver_Resp to e

        case 20 must "Other content under a number that was used is answered with Result 9."
          reverse login as r
          send Deliver as d
          expect Deliver_Resp Result=0 to d
          expect nothing within 1s
          send Deliver MessageContent=hex:4f74686572 .sequence=$d.Sequence_Number as e
          expect Deliver_Resp Result=9 to e or notStrict Deliver_Resp to e

        case 5 should "A response that answers nothing is ignored."
          login
          send Submit_Resp .sequence=987654
          sound

        case 6 must "A response for a command that an SP does not send does no harm."
          login
          send Deliver_Resp .sequence=987654
          expect nothing within 2s or closed

        clause 8.2
        reference sgip 8.2

        case 1 must "An SP does not use a number again while its first request waits."
          detects submit-same-sequence
          needs submit
          text "这是一条用来检验长短信的内容,它超过七十个字,因此必须分成两段发送,每一段都带有用户数据头,而且每一段都有自己的序号,网关收到以后分别应答,最后手机把它们合成一条。"
          login
          hold Submit
          expect Submit as s
          expect Submit Sequence_Number!=$s.Sequence_Number
          release

        case 2 must "A submit that is not answered within T is sent again: the same octets, the same number."
          slow
          needs submit
          timeout 400s
          login
          hold Submit
          expect Submit as s
          expect Submit Sequence_Number=$s.Sequence_Number MessageContent=$s.MessageContent within 95s or notStrict \#
        nothing or closed
          release

        case 3 must "A submit is sent three times at most without an answer."
          slow
          needs submit
          timeout 900s
          login
          hold Submit
          expect Submit as s
          expect Submit Sequence_Number=$s.Sequence_Number within 95s or closed or notStrict nothing
          expect Submit Sequence_Number=$s.Sequence_Number within 95s or closed or notStrict nothing
          expect no Submit Sequence_Number=$s.Sequence_Number or closed within 95s

        case 4 must "A submit that was accepted is not sent again."
          needs submit
          login
          expect Submit as s
          expect no Submit Sequence_Number=$s.Sequence_Number or closed or Unbind within 10s

        case 81 must "A submit that was accepted is not sent again when T has passed."
          detects submit-response-ignored
          slow
          needs submit
          timeout 200s
          login
          expect Submit as s
          expect no Submit Sequence_Number=$s.Sequence_Number or closed or Unbind within 90s

        case 5 must "A submit that was refused for good is not sent again."
          needs submit
          login
          hold Submit
          expect Submit as s
          send Submit_Resp Result=5 to s
          release
          expect no Submit Sequence_Number=$s.Sequence_Number or closed or Unbind within 10s

        case 6 should "A submit that was refused for too much is sent again later, not at once."
          needs submit
          login
          hold Submit
          expect Submit as s
          send Submit_Resp Result=11 to s
          release
          expect no Submit Sequence_Number=$s.Sequence_Number or closed or Unbind within 50ms

        case 7 must "A refusal with a code that no table has is taken for a refusal; the SP goes on."
          needs submit
          login
          hold Submit
          expect Submit as s
          send Submit_Resp Result=200 to s
          release
          expect no Submit Sequence_Number=$s.Sequence_Number or closed or Unbind within 5s

        case 8 must "A response that comes twice does no harm."
          needs submit
          login
          hold Submit
          expect Submit as s
          send Submit_Resp to s
          send Submit_Resp to s
          release
          expect no Submit Sequence_Number=$s.Sequence_Number or closed or Unbind within 2s

        case 9 must "A submit is answered late, after it was sent again: both answers are taken."
          slow
          needs submit
          timeout 400s
          login
          hold Submit
          expect Submit as s
          expect Submit Sequence_Number=$s.Sequence_Number as u within 95s or notStrict closed
          send Submit_Resp to s
          send Submit_Resp to s
          release
          expect no Submit Sequence_Number=$s.Sequence_Number or closed or Unbind within 5s

        clause 1.3
        reference sgip 1.3

        case 1 must "A length of zero ends the connection."
          reverse login as r
          send hex:0000000000000004b2d05e00435a1e1000000005
          expectClosed within 10s

        case 2 must "A length below the header's ends the connection."
          reverse login as r
          send hex:0000001300000004b2d05e00435a1e1000000005
          expectClosed within 10s

        case 3 must "A length of 4 294 967 295 ends the connection; nothing waits for so many octets."
          reverse login as r
          send hex:ffffffff00000004b2d05e00435a1e1000000005
          expectClosed within 10s

        case 4 must "A length of 16 megabytes ends the connection."
          reverse login as r
          send hex:0100000000000004b2d05e00435a1e1000000005
          expectClosed within 10s

        case 5 must "A message that arrives octet by octet is the same message."
          reverse login as r
          send Deliver .pieces=1 as d
          expect Deliver_Resp to d

        case 6 must "A message that is split within its header is the same message."
          reverse login as r
          send Deliver .pieces=7 as d
          expect Deliver_Resp to d

        case 7 must "A message whose rest comes five seconds later is the same message."
          timeout 40s
          reverse login as r
          hold Submit
          send Deliver .cut=8 as d
          wait 5s
          send hex:00*8
          expect Deliver_Resp to d

        case 8 must "A response that is no frame to a login, a web server's, ends the connection."
          connect
          expect Bind
          send hex:485454502f312e3120343030204261642052657175657374+hex:0d0a0d0a
          expectClosed within 10s

        case 9 must "A message without a body is refused for its structure, or ends the connection."
          malformed
          reverse login as r
          send hex:0000001400000004b2d05e00435a1e1000000005
          expect Deliver_Resp Result!=0 or closed

        case 10 must "A message that is cut in its fields is refused for its structure, or ends the connection."
          malformed
          reverse login as r
          send Deliver .short=40 as d
          expect Deliver_Resp Result!=0 to d or closed

        case 11 must "A content length that points behind the end of a message is refused, or ends the connection."
          malformed
          reverse login as r
          send Deliver MessageLength=0xffffffff as d
          expect Deliver_Resp Result!=0 to d or closed

        case 12 must "A command that the protocol does not have is not answered as if it were one."
          login
          send hex:0000001400000fffb2d05e00435a1e1000000005
          expect nothing within 2s or closed

        case 13 should "A submit is the SP's to send: from a gateway it is refused, ignored, or ends the connection."
          login
          send Submit
          expect Submit_Resp Result!=0 or nothing within 2s or closed

        case 14 should "A login is the SP's to send: from a gateway it is refused, ignored, or ends the connection."
          login
          send Bind
          expect Bind_Resp Result!=0 or nothing within 2s or closed

        case 15 must "A response to a submit that is cut short is no acceptance."
          needs submit
          login
          hold Submit
          expect Submit as s
          send Submit_Resp .short=3 to s
          expect no Submit Sequence_Number!=$s.Sequence_Number or closed within 5s
        """#
}
