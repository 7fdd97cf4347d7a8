/// Logins, keep-alive and closing at an SMGP gateway.
enum SMGPGatewayLogin {
    static let text = #"""
        protocol smgp-3.0 smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
        role gateway

        clause 3.1
        reference smgp 3.1

        case 1 must "A Login with the right digest is answered with Status 0."
          basic
          detects login-response-missing login-response-wrong-sequence login-response-too-long
          detects login-response-too-short login-response-unknown login-response-ends login-response-shortened
          detects login-response-late login-refuses-all login-ignored
          timeout 80s
          connect
          send Login as c
          expect Login_Resp Status=0 to c within 60s

        case 2 must "Login_Resp has 33 octets."
          connect
          send Login as c
          expect Login_Resp PacketLength=33 to c

        case 3 must "The answer to Login comes within T, 60 seconds."
          timeout 80s
          connect
          send Login as c
          expect Login_Resp to c within 60s

        case 81 must "A login is answered once, and the session stays open."
          basic
          detects login-response-twice login-ends-behind
          login
          expectNothing for 2s

        case 4 must "LoginMode 0, sending, is let in."
          connect
          send Login LoginMode=0
          expect Login_Resp Status=0 or notStrict Login_Resp

        case 5 must "LoginMode 1, receiving, is let in."
          connect
          send Login LoginMode=1
          expect Login_Resp Status=0 or notStrict Login_Resp

        case 6 must "LoginMode 2, transmitting, is let in."
          connect
          send Login LoginMode=2
          expect Login_Resp Status=0

        case 7 should "LoginMode 3 is reserved and refused."
          connect
          send Login LoginMode=3
          expect Login_Resp Status!=0 or closed

        case 8 should "A connection that only receives is refused a Submit with Status 11."
          connect
          send Login LoginMode=1
          expect Login_Resp Status=0
          send Submit as s
          expect Submit_Resp Status=11 to s or notStrict Submit_Resp Status!=0 to s

        case 9 should "A connection that only sends gets no report; it goes to one that receives."
          needs report
          connect as a
          a: send Login LoginMode=0
          a: expect Login_Resp Status=0
          a: send Submit NeedReport=1 as s
          a: expect Submit_Resp Status=0 to s as r
          a: expect no Deliver report.id=$r.MsgID within 5s

        clause 5
        reference smgp 5

        case 1 must "A Login with a wrong digest is refused with Status 21."
          detects login-accepts-all
          connect
          send Login AuthenticatorClient=hex:00112233445566778899aabbccddeeff
          expect Login_Resp Status=21 or notStrict Login_Resp Status!=0

        case 2 must "A digest of sixteen zero octets proves nothing."
          connect
          send Login AuthenticatorClient=hex:00*16
          expect Login_Resp Status=21 or notStrict Login_Resp Status!=0

        case 3 must "A digest that was made for another TimeStamp is refused."
          connect
          send Login as c
          expect Login_Resp Status=0 to c
          connect as b
          b: send Login AuthenticatorClient=$c.AuthenticatorClient TimeStamp=101000001
          b: expect Login_Resp Status!=0

        case 4 must "A digest with another secret is refused."
          connect
          send Login .secret='not the secret'
          expect Login_Resp Status=21 or notStrict Login_Resp Status!=0

        case 5 must "The digest counts the TimeStamp with ten digits: a month below October has its leading zero."
          connect
          send Login TimeStamp=301000000
          expect Login_Resp Status=0 or notStrict Login_Resp Status=21

        case 6 must "A TimeStamp of ten digits of its own is hashed as it is."
          connect
          send Login TimeStamp=1231235959
          expect Login_Resp Status=0 or notStrict Login_Resp Status=21

        case 7 should "A TimeStamp that is far from the gateway's clock is no reason for a refusal."
          connect
          send Login TimeStamp=630120000
          expect Login_Resp Status=0

        case 8 must "AuthenticatorServer is the digest over Status in four octets, AuthenticatorClient and the secret."
          detects login-digest
          connect
          send Login as c
          expect Login_Resp Status=0 AuthenticatorServer=digest to c or notStrict Login_Resp Status=0

        case 9 should "Where the login is not proven, AuthenticatorServer is empty."
          connect
          send Login AuthenticatorClient=hex:00112233445566778899aabbccddeeff
          expect Login_Resp Status!=0 AuthenticatorServer=hex:00*16 or notStrict Login_Resp Status!=0

        case 10 must "An account that the gateway does not know is refused."
          connect
          send Login ClientID='zzzzzz'
          expect Login_Resp Status!=0

        case 11 must "An empty ClientID is no account."
          connect
          send Login ClientID=''
          expect Login_Resp Status!=0 or closed

        case 12 should "An unknown account and a wrong digest are refused alike, so that accounts cannot be guessed."
          connect
          send Login ClientID='zzzzzz' as c
          expect Login_Resp to c as unknown
          connect as b
          b: send Login AuthenticatorClient=hex:00112233445566778899aabbccddeeff
          b: expect Login_Resp Status=$unknown.Status

        clause 3.2
        reference smgp 3.2

        case 1 must "After a refused login the gateway closes the connection."
          detects stays-open
          connect
          send Login AuthenticatorClient=hex:00112233445566778899aabbccddeeff
          expect Login_Resp Status!=0
          expectClosed within 10s

        case 2 must "ServerVersion is the highest version that the gateway speaks."
          detects login-version
          only smgp-3.0
          connect
          send Login
          expect Login_Resp Status=0 ServerVersion in 0x30..0x3f

        case 10 must "ServerVersion is the highest version that the gateway speaks, the client's or a higher one."
          detects login-version
          only smgp-2.0
          connect
          send Login
          expect Login_Resp Status=0 ServerVersion in 0x20..0x3f

        case 11 must "ServerVersion is the highest version that the gateway speaks, the client's or a higher one."
          detects login-version
          only smgp-1.3 smgp-1.3-without-fixed-fee
          connect
          send Login
          expect Login_Resp Status=0 ServerVersion in 0x13..0x3f

        case 3 should "A client of 3.1 is served as 3.0, or refused with Status 22."
          connect
          send Login ClientVersion=0x31
          expect Login_Resp Status in {0,22}

        case 4 should "A client of 2.0 is served in its version, or refused with Status 22."
          only smgp-3.0 smgp-1.3 smgp-1.3-without-fixed-fee
          connect
          send Login ClientVersion=0x20
          expect Login_Resp Status in {0,22}

        case 5 should "A client of 1.3 is served in its version, or refused with Status 22."
          only smgp-3.0 smgp-2.0
          connect
          send Login ClientVersion=0x13
          expect Login_Resp Status in {0,22}

        case 12 should "A client of 3.0 is served in the lower of both versions, or refused with Status 22."
          only smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
          connect
          send Login ClientVersion=0x30
          expect Login_Resp Status in {0,22}

        case 6 should "A version that never was, 0, is refused with Status 22."
          connect
          send Login ClientVersion=0
          expect Login_Resp Status=22 or notStrict Login_Resp

        case 7 must "A refused login leaves another session of the same account as it is."
          login as a
          connect as b
          b: send Login AuthenticatorClient=hex:00*16
          b: expect Login_Resp Status!=0
          a: sound

        case 8 must "After a refused login a sound one on a new connection is let in."
          connect as b
          b: send Login AuthenticatorClient=hex:00*16
          b: expect Login_Resp Status!=0
          login as a
          a: sound

        case 9 should "An account may have two sessions at a time."
          login as a
          login as b
          a: sound
          b: sound

        clause 2.3
        reference smgp 2.3

        case 1 must "A Submit before Login is not accepted."
          connect
          send Submit
          expect closed or Submit_Resp Status!=0 or nothing within 5s

        case 2 should "A Query before Login tells nothing."
          connect
          send Query
          expect closed or nothing within 5s

        case 3 should "An Active_Test before Login ends the connection."
          connect
          send Active_Test
          expect closed or notStrict Active_Test_Resp

        case 4 should "A Deliver_Resp before Login ends the connection."
          connect
          send Deliver_Resp
          expectClosed within 10s

        case 5 should "A second Login on a session ends the connection."
          login
          send Login as c
          expect closed or Login_Resp Status!=0 to c or notStrict Login_Resp Status=0 to c

        case 6 must "A connection that never logs in keeps nobody else out."
          connect as silent
          login as a
          a: sound

        case 7 should "A connection that never logs in is closed within two minutes."
          slow
          timeout 200s
          connect
          expectClosed within 120s

        case 8 must "A Login that is cut short is refused for its structure, or ends the connection."
          malformed
          connect
          send Login .short=5
          expect Login_Resp Status=10 or closed

        case 9 must "A Login without a body is refused for its structure, or ends the connection."
          malformed
          connect
          send hex:0000000c0000000100000001
          expect Login_Resp Status=10 or closed

        case 10 must "A Login that arrives octet by octet is the same Login."
          connect
          send Login .pieces=1
          expect Login_Resp Status=0

        case 11 should "A command of the gateways, Forward, from an SP is refused, ignored, or ends the connection."
          login as a
          login as b
          b: send Forward
          b: expect Forward_Resp Status!=0 or nothing within 2s or closed
          a: sound

        case 12 should "A route query from an SP is refused, ignored, or ends the connection."
          only smgp-3.0
          login as a
          login as b
          b: send Query_TE_Route
          b: expect Query_TE_Route_Resp Status!=0 or nothing within 2s or closed
          a: sound

        case 13 should "A route update from an SP changes nothing."
          only smgp-3.0
          login as a
          login as b
          b: send Update_SP_Route
          b: expect Update_SP_Route_Resp Status!=0 or nothing within 2s or closed
          a: sound

        case 25 should "Commands 8 and 9, route updates before 3.0, change nothing when they come from an SP."
          only smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
          login as a
          login as b
          b: send hex:000000380000000800000005+hex:00*44
          b: expect nothing within 2s or closed
          a: sound

        case 14 should "A Deliver is the gateway's to send: from an SP it is not served."
          login as a
          login as b
          b: send Deliver
          b: expect Deliver_Resp Status!=0 or nothing within 2s or closed
          a: sound

        case 15 info "Payment_Request of the billing extension is refused, ignored or closes; no code is named for it."
          login as a
          login as b
          b: send hex:0000000c0000000a00000005
          b: expect Payment_Request_Resp Status!=0 or nothing within 2s or closed
          a: sound

        clause 3.3
        reference smgp 3.3

        case 1 must "An Active_Test is answered under the same SequenceID."
          basic
          detects keep-alive-response-missing keep-alive-response-wrong-sequence keep-alive-response-too-long
          detects keep-alive-response-too-short keep-alive-response-unknown keep-alive-response-ends
          detects keep-alive-ignored keep-alive-ends-connection
          login
          send Active_Test as t
          expect Active_Test_Resp to t

        case 81 must "An Active_Test is answered once, and so is the next."
          basic
          detects keep-alive-response-twice
          login
          send Active_Test as t
          expect Active_Test_Resp to t
          expectNothing for 2s
          send Active_Test as u
          expect Active_Test_Resp to u

        case 2 must "Active_Test_Resp has no body."
          login
          send Active_Test as t
          expect Active_Test_Resp PacketLength=12 to t or notStrict Active_Test_Resp to t

        case 3 must "An Exit is answered under the same SequenceID."
          basic
          detects closing-response-missing closing-response-wrong-sequence closing-response-too-long
          detects closing-response-too-short closing-response-unknown closing-response-ends closing-ignored
          detects closing-ends-at-once
          login
          send Exit as t
          expect Exit_Resp to t

        case 82 must "An Exit is answered once."
          basic
          detects closing-response-twice
          login
          send Exit as t
          expect Exit_Resp to t
          expect no Exit_Resp or closed within 2s

        case 4 must "Exit_Resp has no body."
          login
          send Exit as t
          expect Exit_Resp PacketLength=12 to t

        case 5 must "A Submit that came before the Exit is answered before Exit_Resp."
          login
          send Submit NeedReport=0 as s
          send Exit as t
          expect Submit_Resp to s
          expect Exit_Resp to t

        case 6 must "Sixteen Submits before the Exit are all answered before Exit_Resp."
          login
          send Submit NeedReport=0 times 16
          send Exit as t
          expect 16 Submit_Resp
          expect Exit_Resp to t

        case 7 must "A Submit behind the Exit is not accepted: only a new Login starts another session."
          login
          send Exit as t
          expect Exit_Resp to t
          send Submit as s
          expect closed or Submit_Resp Status!=0 to s or nothing within 5s

        case 8 must "An Exit ends its own connection and no other of the account."
          login as a
          login as b
          b: send Exit as t
          b: expect Exit_Resp to t
          a: sound

        case 9 should "Octets behind the header of an Exit are ignored."
          login
          send Exit .extra=hex:00 as t
          expect Exit_Resp to t

        case 10 must "A connection that is closed without Exit is the end of that session alone."
          login as a
          login as b
          b: send Submit
          b: close
          a: sound

        case 11 must "A connection that is reset is the end of that session alone."
          login as a
          login as b
          b: reset
          a: sound

        case 12 must "A login after an orderly end is let in again."
          login as a
          a: send Exit as t
          a: expect Exit_Resp to t
          a: close
          login as b
          b: sound

        clause 9
        reference smgp 9

        case 1 should "The gateway tests an idle link, at the latest after C, 180 seconds."
          detects keep-alive-never
          slow
          timeout 400s
          login
          expect Active_Test within 200s

        case 81 must "Each test of an idle link has a number of its own."
          detects keep-alive-same-sequence
          slow
          timeout 500s
          login
          expect Active_Test as t within 200s
          expect Active_Test SequenceID!=$t.SequenceID within 200s

        case 2 should "A test that is not answered within T is sent again, and after N of them the link is closed."
          slow
          timeout 900s
          login
          hold Active_Test
          expect Active_Test within 200s
          expect Active_Test within 80s
          expect Active_Test within 80s
          expectClosed within 80s

        case 3 should "A test that is answered under another number still proves life: the link is not closed."
          slow
          timeout 900s
          login
          hold Active_Test
          expect Active_Test within 200s
          send Active_Test_Resp .sequence=0
          release
          wait 100s
          sound
        """#
}
