/// Logins at a CMPP gateway.
enum CMPPGatewayLogin {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role gateway

        clause cmpp-2.0 7.4.1 cmpp-3.0 8.4.1
        reference cmpp 4.1

        case 1 must "A login with the right digest is accepted."
          basic
          detects login-response-missing login-response-wrong-sequence login-response-too-long
          detects login-response-too-short login-response-unknown login-response-ends login-response-shortened
          detects login-response-late login-refuses-all login-ignored
          timeout 80s
          connect
          send CMPP_CONNECT as c
          expect CMPP_CONNECT_RESP Status=0 to c within 60s

        case 2 must "A login with a wrong digest is refused with status 3."
          detects login-accepts-all
          connect
          send CMPP_CONNECT AuthenticatorSource=hex:00112233445566778899aabbccddeeff
          expect CMPP_CONNECT_RESP Status=3

        case 3 must "The answer to CONNECT comes within T, 60 seconds."
          timeout 80s
          connect
          send CMPP_CONNECT as c
          expect CMPP_CONNECT_RESP to c within 60s

        case 81 must "A login is answered once, and the session stays open."
          basic
          detects login-response-twice login-ends-behind
          login
          expectNothing for 2s

        case 4 must "A digest of sixteen zero octets proves nothing."
          connect
          send CMPP_CONNECT AuthenticatorSource=hex:00000000000000000000000000000000
          expect CMPP_CONNECT_RESP Status=3

        case 5 must "A digest that was made for another Timestamp is refused with Status 3."
          connect
          send CMPP_CONNECT as c
          expect CMPP_CONNECT_RESP Status=0 to c
          connect as b
          b: send CMPP_CONNECT AuthenticatorSource=$c.AuthenticatorSource Timestamp=101000001
          b: expect CMPP_CONNECT_RESP Status=3

        case 6 must "The digest counts the Timestamp with ten digits: a month below October has its leading zero."
          connect
          send CMPP_CONNECT Timestamp=102030405
          expect CMPP_CONNECT_RESP Status=0 or notStrict CMPP_CONNECT_RESP Status=3

        case 7 must "A Timestamp of ten digits of its own is hashed as it is."
          connect
          send CMPP_CONNECT Timestamp=1231235959
          expect CMPP_CONNECT_RESP Status=0 or notStrict CMPP_CONNECT_RESP Status=3

        case 8 should "A Timestamp that is far from the gateway's clock is no reason for a refusal."
          connect
          send CMPP_CONNECT Timestamp=630120000
          expect CMPP_CONNECT_RESP Status=0

        case 9 must "After a refused login the gateway closes the connection."
          detects stays-open
          connect
          send CMPP_CONNECT AuthenticatorSource=hex:00112233445566778899aabbccddeeff
          expect CMPP_CONNECT_RESP Status=3
          expectClosed within 10s

        case 10 must "An account that the gateway does not know is refused, as an illegal source or as not proven."
          connect
          send CMPP_CONNECT Source_Addr='zzzzzz'
          expect CMPP_CONNECT_RESP Status in {2,3}

        case 11 must "An empty Source_Addr is no account."
          connect
          send CMPP_CONNECT Source_Addr=''
          expect CMPP_CONNECT_RESP Status in {1,2,3} or closed

        case 12 should "An unknown account and a wrong digest are refused alike, so that accounts cannot be guessed."
          connect
          send CMPP_CONNECT Source_Addr='zzzzzz' as c
          expect CMPP_CONNECT_RESP as unknown to c
          connect as b
          b: send CMPP_CONNECT AuthenticatorSource=hex:00112233445566778899aabbccddeeff
          b: expect CMPP_CONNECT_RESP Status=$unknown.Status

        case 13 must "A refused login leaves another session of the same account as it is."
          login as a
          connect as b
          b: send CMPP_CONNECT AuthenticatorSource=hex:00112233445566778899aabbccddeeff
          b: expect CMPP_CONNECT_RESP Status=3
          a: sound

        case 14 must "After a refused login a sound one on a new connection is let in."
          connect as b
          b: send CMPP_CONNECT AuthenticatorSource=hex:00112233445566778899aabbccddeeff
          b: expect CMPP_CONNECT_RESP Status=3
          login as a
          a: sound

        case 15 must "A login after an orderly end is let in again."
          login as a
          a: send CMPP_TERMINATE as t
          a: expect CMPP_TERMINATE_RESP to t
          a: close
          login as b
          b: sound

        case 16 should "An account may have two sessions at a time."
          login as a
          login as b
          a: sound
          b: sound

        reference cmpp 4.2

        case 17 must "An accepted CONNECT is answered in the layout of the version that was asked for."
          only cmpp-2.0
          connect
          send CMPP_CONNECT
          expect CMPP_CONNECT_RESP Total_Length=30 Status=0 or notStrict CMPP_CONNECT_RESP Status=0

        case 18 must "An accepted CONNECT is answered in the layout of the version that was asked for."
          only cmpp-3.0
          connect
          send CMPP_CONNECT
          expect CMPP_CONNECT_RESP Total_Length=33 Status=0

        case 19 must "AuthenticatorISMG is the digest over Status as it is sent, AuthenticatorSource and the secret."
          detects login-digest
          connect
          send CMPP_CONNECT as c
          expect CMPP_CONNECT_RESP Status=0 AuthenticatorISMG=digest to c or notStrict CMPP_CONNECT_RESP Status=0

        case 20 must "AuthenticatorISMG is not the digest that came in."
          connect
          send CMPP_CONNECT as c
          expect CMPP_CONNECT_RESP AuthenticatorISMG!=$c.AuthenticatorSource to c

        case 21 must "Where the login is not proven, AuthenticatorISMG is sixteen zero octets."
          connect
          send CMPP_CONNECT AuthenticatorSource=hex:00112233445566778899aabbccddeeff
          expect CMPP_CONNECT_RESP Status=3 AuthenticatorISMG=hex:00000000000000000000000000000000 or notStrict \#
        CMPP_CONNECT_RESP Status=3

        reference cmpp 4.3

        case 22 must "CONNECT_RESP names the highest version that the gateway speaks."
          detects login-version
          only cmpp-3.0
          connect
          send CMPP_CONNECT
          expect CMPP_CONNECT_RESP Status=0 Version=0x30

        case 23 must "CONNECT_RESP names the highest version that the gateway speaks, at least the one in use."
          detects login-version
          only cmpp-2.0
          connect
          send CMPP_CONNECT
          expect CMPP_CONNECT_RESP Status=0 Version in {0x20,0x21,0x30} or notStrict CMPP_CONNECT_RESP Status=0

        case 24 must "A version above what the gateway speaks is refused with Status 4."
          only cmpp-3.0
          connect
          send CMPP_CONNECT Version=0x40
          expect CMPP_CONNECT_RESP Status=4

        case 25 must "After a refused version the gateway closes the connection."
          only cmpp-3.0
          connect
          send CMPP_CONNECT Version=0x40
          expect CMPP_CONNECT_RESP Status=4
          expectClosed within 10s

        case 26 should "The private version 0x7F is refused with Status 4."
          only cmpp-3.0
          connect
          send CMPP_CONNECT Version=0x7f
          expect CMPP_CONNECT_RESP Status=4

        case 27 should "Version 1.2 is not spoken any more and refused with Status 4."
          only cmpp-2.0
          connect
          send CMPP_CONNECT Version=0x12
          expect CMPP_CONNECT_RESP Status=4 or closed

        case 28 should "A client of 2.1 is served in the layouts of 2.0."
          only cmpp-2.0
          connect
          send CMPP_CONNECT Version=0x21
          expect CMPP_CONNECT_RESP Status=0

        case 29 info "A client that asks for 2.0 is served in 2.0, or refused with Status 4."
          only cmpp-3.0
          connect
          send CMPP_CONNECT Version=0x20
          expect CMPP_CONNECT_RESP Status in {0,4}

        case 30 info "Version 0, a login mode to one client, is served by the account's settings or refused, Status 4."
          connect
          send CMPP_CONNECT Version=0
          expect CMPP_CONNECT_RESP Status in {0,4} or closed

        case 31 info "Version 0x02, which a widely installed client writes for 2.0, is served or refused with Status 4."
          connect
          send CMPP_CONNECT Version=0x02
          expect CMPP_CONNECT_RESP Status in {0,4} or closed

        reference cmpp 3.2

        case 32 must "A CONNECT that ends before its Timestamp is answered with Status 1, or the connection ends."
          malformed
          connect
          send CMPP_CONNECT .short=4
          expect CMPP_CONNECT_RESP Status=1 or closed

        case 33 must "A CONNECT without a body is answered with Status 1, or the connection ends."
          malformed
          connect
          send hex:0000000c0000000100000001
          expect CMPP_CONNECT_RESP Status=1 or closed

        case 34 should "Octets behind the Timestamp of a CONNECT are ignored."
          connect
          send CMPP_CONNECT .extra=hex:0000
          expect CMPP_CONNECT_RESP Status=0

        case 35 must "A CONNECT that arrives octet by octet is the same CONNECT."
          connect
          send CMPP_CONNECT .pieces=1
          expect CMPP_CONNECT_RESP Status=0

        case 36 info "A SUBMIT right behind the CONNECT is served or refused, or ends the session; no code is named."
          connect
          send CMPP_CONNECT as c
          send CMPP_SUBMIT as s
          expect CMPP_CONNECT_RESP Status=0 to c
          expect CMPP_SUBMIT_RESP to s or closed

        case 37 must "A second CONNECT on a session is not accepted as a new login."
          login
          send CMPP_CONNECT as c
          expect CMPP_CONNECT_RESP Status!=0 to c or closed or notStrict CMPP_CONNECT_RESP Status=0 to c

        case 38 should "A CONNECT for another account does not take a session over."
          login
          send CMPP_CONNECT Source_Addr='zzzzzz' as c
          expect CMPP_CONNECT_RESP Status!=0 to c or closed or nothing within 5s

        clause cmpp-2.0 6.3 cmpp-3.0 7.3
        reference cmpp 1.1

        case 1 must "A SUBMIT before CONNECT is not accepted."
          connect
          send CMPP_SUBMIT
          expect closed or CMPP_SUBMIT_RESP Result!=0 or nothing within 5s

        case 2 must "A QUERY before CONNECT tells nothing."
          connect
          send CMPP_QUERY
          expect closed or nothing within 5s

        case 3 must "A CANCEL before CONNECT deletes nothing."
          connect
          send CMPP_CANCEL
          expect closed or CMPP_CANCEL_RESP Success_Id=1 or nothing within 5s

        case 4 should "An ACTIVE_TEST before CONNECT ends the connection."
          connect
          send CMPP_ACTIVE_TEST
          expect closed or notStrict CMPP_ACTIVE_TEST_RESP

        case 5 should "A DELIVER_RESP before CONNECT ends the connection."
          connect
          send CMPP_DELIVER_RESP
          expectClosed within 10s

        case 6 must "A TERMINATE before CONNECT ends the connection, answered or not."
          connect
          send CMPP_TERMINATE
          expect closed or CMPP_TERMINATE_RESP
          expectClosed within 15s

        case 7 must "A SUBMIT behind a refused CONNECT is not accepted."
          connect
          send CMPP_CONNECT AuthenticatorSource=hex:00112233445566778899aabbccddeeff
          expect CMPP_CONNECT_RESP Status=3
          send CMPP_SUBMIT
          expect closed or CMPP_SUBMIT_RESP Result!=0 or nothing within 5s

        case 8 should "A connection that never sends CONNECT is closed within two minutes."
          slow
          timeout 200s
          connect
          expectClosed within 120s

        case 9 must "A connection that never sends CONNECT keeps nobody else out."
          connect as silent
          login as a
          a: sound

        case 10 must "A connection that ends before its login keeps nobody else out."
          connect as b
          b: close
          connect as c
          c: reset
          login as a
          a: sound
        """#
}
