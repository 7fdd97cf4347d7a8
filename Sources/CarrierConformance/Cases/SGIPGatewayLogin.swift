/// Bind, Unbind and what is not served at an SGIP gateway.
enum SGIPGatewayLogin {
    static let text = #"""
        protocol sgip-1.2
        role gateway

        clause 4
        reference sgip 4

        case 1 must "A Bind with the right name and password is answered with Result 0."
          basic
          detects login-response-missing login-response-wrong-sequence login-response-too-long
          detects login-response-too-short login-response-unknown login-response-ends login-response-shortened
          detects login-response-late login-refuses-all login-ignored
          timeout 50s
          connect
          send Bind as c
          expect Bind_Resp Result=0 to c within 30s

        case 2 must "Bind_Resp has 29 octets."
          connect
          send Bind as c
          expect Bind_Resp Message_Length=29 to c

        case 3 must "Bind_Resp repeats all twelve octets of the sequence number."
          connect
          send Bind as c
          expect Bind_Resp Sequence_Number=$c.Sequence_Number to c

        case 4 must "The answer to Bind comes within 30 seconds."
          timeout 50s
          connect
          send Bind as c
          expect Bind_Resp to c within 30s

        case 81 must "A login is answered once, and the session stays open."
          basic
          detects login-response-twice login-ends-behind
          login
          expectNothing for 2s

        case 5 must "A Bind with a wrong password is refused with Result 1."
          detects login-accepts-all
          connect
          send Bind LoginPassword='not the secret'
          expect Bind_Resp Result=1

        case 6 must "A Bind with an empty password is refused with Result 1."
          connect
          send Bind LoginPassword=''
          expect Bind_Resp Result=1

        case 7 must "A Bind with a name that the gateway does not know is refused with Result 1."
          connect
          send Bind LoginName='zzzzzz'
          expect Bind_Resp Result=1

        case 8 must "A Bind with an empty name is refused with Result 1."
          connect
          send Bind LoginName=''
          expect Bind_Resp Result=1

        case 9 must "A password that the right one only begins with proves nothing."
          connect
          send Bind LoginPassword='x'
          expect Bind_Resp Result=1

        case 10 must "LoginType 2 is the gateway's own: from an SP it is refused with Result 4."
          connect
          send Bind LoginType=2
          expect Bind_Resp Result=4 or notStrict Bind_Resp Result!=0

        case 11 must "LoginType 3 is for gateways: from an SP it is refused with Result 4."
          connect
          send Bind LoginType=3
          expect Bind_Resp Result=4 or notStrict Bind_Resp Result!=0

        case 12 should "LoginType 0 is reserved and refused with Result 4."
          connect
          send Bind LoginType=0
          expect Bind_Resp Result=4 or notStrict Bind_Resp Result!=0

        case 13 should "LoginType 255 is reserved and refused with Result 4."
          connect
          send Bind LoginType=255
          expect Bind_Resp Result=4 or notStrict Bind_Resp Result!=0

        case 14 should "LoginType 11 belongs to the test port and is refused with Result 4 elsewhere."
          connect
          send Bind LoginType=11
          expect Bind_Resp Result=4 or notStrict Bind_Resp

        case 15 must "After a refused Bind the gateway breaks the connection off."
          detects stays-open
          connect
          send Bind LoginPassword='not the secret'
          expect Bind_Resp Result!=0
          expectClosed within 10s

        case 16 must "A second Bind on a bound connection is answered with Result 2."
          login
          send Bind as c
          expect Bind_Resp Result=2 to c or notStrict closed

        case 17 should "After a second Bind the session goes on."
          login
          send Bind as c
          expect Bind_Resp Result=2 to c or notStrict closed
          sound

        case 18 must "A refused Bind leaves another session of the same account as it is."
          login as a
          connect as b
          b: send Bind LoginPassword='not the secret'
          b: expect Bind_Resp Result!=0
          a: sound

        case 19 must "After a refused Bind a sound one on a new connection is let in."
          connect as b
          b: send Bind LoginPassword='not the secret'
          b: expect Bind_Resp Result!=0
          login as a
          a: sound

        case 20 should "An account may have two connections at a time."
          login as a
          login as b
          a: sound
          b: sound

        case 21 should "A Submit before Bind is answered with Result 1, and the connection ends."
          connect
          send Submit as s
          expect Submit_Resp Result=1 to s or closed
          expectClosed within 10s

        case 22 must "A Submit before Bind is not accepted."
          connect
          send Submit as s
          expect Submit_Resp Result!=0 to s or closed or nothing within 5s

        case 23 must "A login is for its connection alone: a Submit on another one is not accepted."
          login as a
          connect as b
          b: send Submit as s
          b: expect Submit_Resp Result!=0 to s or closed or nothing within 5s

        case 24 should "An Unbind before Bind ends the connection, answered or not."
          connect
          send Unbind
          expect closed or Unbind_Resp

        case 25 must "What stands in Reserve of a Bind is ignored."
          connect
          send Bind Reserve='12345678'
          expect Bind_Resp Result=0

        case 26 must "A name that fills its sixteen octets has no terminator; it is no other account's."
          connect
          send Bind LoginName='0123456789abcdef'
          expect Bind_Resp Result=1

        case 27 should "A connection that never binds is closed within a minute or so."
          slow
          timeout 200s
          connect
          expectClosed within 120s

        case 28 must "A connection that never binds keeps nobody else out."
          connect as silent
          login as a
          a: sound

        case 29 must "A Bind that is cut short ends the connection."
          malformed
          connect
          send Bind .short=20
          expect closed or Bind_Resp Result!=0

        case 30 must "A Bind without a body ends the connection."
          malformed
          connect
          send hex:00000014000000010000000000000000+hex:00000001
          expect closed or Bind_Resp Result!=0

        case 31 should "Octets behind Reserve of a Bind make it unreadable: the connection ends."
          malformed
          connect
          send Bind .extra=hex:000000
          expect closed or notStrict Bind_Resp

        case 32 must "A Bind that arrives octet by octet is the same Bind."
          connect
          send Bind .pieces=1
          expect Bind_Resp Result=0

        clause 3.3
        reference sgip 3.3

        case 1 must "An Unbind is answered with Unbind_Resp under the same sequence number."
          basic
          detects closing-response-missing closing-response-wrong-sequence closing-response-too-long
          detects closing-response-too-short closing-response-unknown closing-response-ends closing-ignored
          detects closing-ends-at-once
          login
          send Unbind as t
          expect Unbind_Resp to t

        case 81 must "An Unbind is answered once."
          basic
          detects closing-response-twice
          login
          send Unbind as t
          expect Unbind_Resp to t
          expect no Unbind_Resp or closed within 2s

        case 2 must "Unbind_Resp has no body."
          login
          send Unbind as t
          expect Unbind_Resp Message_Length=20 to t or notStrict Unbind_Resp to t

        case 3 must "After Unbind_Resp the connection is closed."
          detects stays-open
          login
          send Unbind as t
          expect Unbind_Resp to t
          expectClosed within 15s

        case 4 should "A Submit that came before the Unbind is answered before Unbind_Resp."
          login
          send Submit ReportFlag=2 as s
          send Unbind as t
          expect Submit_Resp to s
          expect Unbind_Resp to t

        case 5 should "32 Submits before the Unbind are all answered before Unbind_Resp."
          login
          send Submit ReportFlag=2 times 32
          send Unbind as t
          expect 32 Submit_Resp
          expect Unbind_Resp to t

        case 6 must "A Submit behind the Unbind is not accepted."
          login
          send Unbind as t
          expect Unbind_Resp to t
          send Submit as s
          expect closed or Submit_Resp Result!=0 to s or nothing within 5s

        case 7 must "An Unbind ends its own connection and no other of the account."
          login as a
          login as b
          b: send Unbind as t
          b: expect Unbind_Resp to t
          a: sound

        case 8 must "A login after an Unbind is let in again."
          login as a
          a: send Unbind as t
          a: expect Unbind_Resp to t
          a: close
          login as b
          b: sound

        case 9 must "A connection that is closed without Unbind is the end of that session alone."
          login as a
          login as b
          b: send Submit
          b: close
          a: sound

        case 10 must "A connection that is reset is the end of that session alone."
          login as a
          login as b
          b: reset
          a: sound

        clause 8.2
        reference sgip 8.2

        case 1 should "A link without traffic is closed by the server after 60 seconds or so."
          slow
          timeout 400s
          login
          expect closed or Unbind within 130s or notStrict nothing

        case 2 should "A link over which submits go is not closed as idle."
          slow
          timeout 400s
          login
          sound
          wait 40s
          sound
          wait 40s
          sound

        clause 8.4
        reference sgip 8.4

        case 1 should "A command with an unknown number closes the connection."
          login as a
          login as b
          b: send hex:000000140000001200000000+hex:0000000000000005
          b: expect closed or notStrict nothing within 10s
          a: sound

        case 2 must "An Unbind with a body ends the connection, answered or not."
          malformed
          login
          send Unbind .extra=hex:00
          expect closed or Unbind_Resp
          expectClosed within 15s

        case 3 should "A Deliver is not for an SP to send: it is answered with an error, Result 7."
          login
          send Deliver as d
          expect Deliver_Resp Result=7 to d or notStrict Deliver_Resp Result!=0 to d or notStrict closed

        case 4 should "A Report is not for an SP to send: it is answered with an error, Result 7."
          login
          send Report as d
          expect Report_Resp Result=7 to d or notStrict Report_Resp Result!=0 to d or notStrict closed

        case 5 should "A UserRpt is not for an SP to send: it is answered with an error, Result 7."
          login
          send UserRpt as d
          expect UserRpt_Resp Result=7 to d or notStrict UserRpt_Resp Result!=0 to d or notStrict closed

        case 6 should "A routing command is not for an SP to send: AddSP is answered with an error."
          login
          send AddSP as d
          expect AddSP_Resp Result!=0 to d or closed

        case 7 should "A billing command is not for an SP to send: CheckUser is answered with an error."
          login
          send CheckUser as d
          expect CheckUser_Resp Result!=0 to d or closed or nothing within 2s

        case 8 should "A QueryRoute from an SP is answered with an error and no routes."
          login
          send QueryRoute as d
          expect QueryRoute_Resp Result!=0 to d or closed or nothing within 2s

        case 9 should "A response that was not expected, Deliver_Resp, is discarded."
          login
          send Deliver_Resp
          sound

        case 10 should "A response with a sequence number that nobody sent is discarded."
          login
          send Report_Resp .sequence=987654
          sound

        case 11 must "A Submit with fields that are no ASCII does no harm."
          login
          send Submit SPNumber=hex:ff8081 as s
          expect Submit_Resp to s or closed

        clause 3.8
        reference sgip 3.8

        case 1 info "A Trace belongs to the test port; elsewhere no code is named for it; the connection lives or ends."
          login
          send Trace as t
          expect Trace_Resp to t or closed or nothing within 2s
        """#
}
