/// SUBMIT at a CMPP gateway, field by field.
enum CMPPGatewaySubmit {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role gateway

        clause cmpp-2.0 7.4.3 cmpp-3.0 8.4.3
        reference cmpp 3.6

        case 1 must "A sound SUBMIT is accepted with Result 0."
          basic
          detects submit-response-missing submit-response-wrong-sequence submit-response-too-long
          detects submit-response-too-short submit-response-unknown submit-response-ends
          detects submit-response-shortened submit-response-late submit-refused submit-ignored
          detects submit-ends-connection
          timeout 80s
          login
          send CMPP_SUBMIT as s
          expect CMPP_SUBMIT_RESP Result=0 to s within 60s

        case 2 must "The answer to SUBMIT comes within T, 60 seconds."
          timeout 80s
          login
          send CMPP_SUBMIT as s
          expect CMPP_SUBMIT_RESP to s within 60s

        case 181 must "A SUBMIT is answered once, and so is the next."
          basic
          detects submit-response-twice submit-ends-behind
          login
          send CMPP_SUBMIT Registered_Delivery=0 as s
          expect CMPP_SUBMIT_RESP to s
          expectNothing for 2s
          send CMPP_SUBMIT Registered_Delivery=0 as u
          expect CMPP_SUBMIT_RESP to u

        case 3 must "SUBMIT_RESP has 21 octets, Result has one."
          only cmpp-2.0
          login
          send CMPP_SUBMIT as s
          expect CMPP_SUBMIT_RESP Total_Length=21 Result=0 to s or notStrict CMPP_SUBMIT_RESP Result=0 to s

        case 4 must "SUBMIT_RESP has 24 octets, Result has four."
          only cmpp-3.0
          login
          send CMPP_SUBMIT as s
          expect CMPP_SUBMIT_RESP Total_Length=24 Result=0 to s or notStrict CMPP_SUBMIT_RESP Result=0 to s

        case 5 must "An accepted SUBMIT gets a Msg_Id."
          detects submit-id-zero
          login
          send CMPP_SUBMIT as s
          expect CMPP_SUBMIT_RESP Result=0 Msg_Id!=0x0000000000000000 to s

        case 6 must "Two accepted SUBMITs get different Msg_Ids."
          detects submit-id-same
          login
          send CMPP_SUBMIT as s
          expect CMPP_SUBMIT_RESP Result=0 to s as one
          send CMPP_SUBMIT as u
          expect CMPP_SUBMIT_RESP Result=0 Msg_Id!=$one.Msg_Id to u

        case 7 must "Two accepted SUBMITs of two sessions get different Msg_Ids."
          login as a
          login as b
          a: send CMPP_SUBMIT as s
          a: expect CMPP_SUBMIT_RESP Result=0 to s as one
          b: send CMPP_SUBMIT as u
          b: expect CMPP_SUBMIT_RESP Result=0 Msg_Id!=$one.Msg_Id to u

        reference cmpp 5

        case 8 should "A Msg_Id begins with month, day and time."
          login
          send CMPP_SUBMIT as s
          expect CMPP_SUBMIT_RESP Result=0 Msg_Id in 0x1080000000000000..0xcfffffffffffffff to s

        reference cmpp 3.5

        case 9 must "Msg_Id in a SUBMIT is left to the gateway: what stands there is not taken over."
          login
          send CMPP_SUBMIT Msg_Id=0x1122334455667788 as s
          expect CMPP_SUBMIT_RESP Result=0 Msg_Id!=0x1122334455667788 to s

        case 10 must "Registered_Delivery 0 is accepted."
          login
          send CMPP_SUBMIT Registered_Delivery=0 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 11 should "Registered_Delivery 2, a billing record, is known to 2.0."
          only cmpp-2.0
          login
          send CMPP_SUBMIT Registered_Delivery=2 as s
          expect CMPP_SUBMIT_RESP to s

        case 12 info "Registered_Delivery 2 is none in 3.0: refused, or a report is wanted; no code is named."
          only cmpp-3.0
          login
          send CMPP_SUBMIT Registered_Delivery=2 as s
          expect CMPP_SUBMIT_RESP to s

        case 13 info "Registered_Delivery 9 has no meaning and is refused; no code is named for it."
          login
          send CMPP_SUBMIT Registered_Delivery=9 as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or notStrict CMPP_SUBMIT_RESP Result=0 to s

        case 14 must "The lowest Msg_level, 0, is accepted."
          login
          send CMPP_SUBMIT Msg_level=0 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 15 should "Msg_level has no range in the text: 9 is accepted."
          login
          send CMPP_SUBMIT Msg_level=9 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 16 must "Part 1 of 1 is the ordinary message."
          login
          send CMPP_SUBMIT Pk_total=1 Pk_number=1 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 17 info "Pk_total and Pk_number count from 1: 0 of 0 is refused; no code is named for it."
          login
          send CMPP_SUBMIT Pk_total=0 Pk_number=0 as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or notStrict CMPP_SUBMIT_RESP Result=0 to s

        case 18 info "Part 3 of 2 is refused; no code is named for it."
          login
          send CMPP_SUBMIT Pk_total=2 Pk_number=3 as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or notStrict CMPP_SUBMIT_RESP Result=0 to s

        case 19 must "A Service_Id fills its ten octets without a terminator; it is accepted or refused as such."
          login
          send CMPP_SUBMIT Service_Id='ABCDEFGHIJ' as s
          expect CMPP_SUBMIT_RESP Result in {0,7} to s

        case 20 must "Fee_UserType 0, the destination pays, is known."
          login
          send CMPP_SUBMIT Fee_UserType=0 as s
          expect CMPP_SUBMIT_RESP Result in {0,5,7,9,12} to s

        case 21 must "Fee_UserType 1, the source pays, is known."
          login
          send CMPP_SUBMIT Fee_UserType=1 as s
          expect CMPP_SUBMIT_RESP Result in {0,5,7,9,12} to s

        case 22 must "Fee_UserType 2, the SP pays, is accepted."
          login
          send CMPP_SUBMIT Fee_UserType=2 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 23 must "Fee_UserType 3 charges the number in Fee_terminal_Id."
          login
          send CMPP_SUBMIT Fee_UserType=3 Fee_terminal_Id='13800138000' as s
          expect CMPP_SUBMIT_RESP Result in {0,5,7,9,12} to s

        case 24 info "Fee_UserType 4 has no meaning and is refused; no code is named for it."
          login
          send CMPP_SUBMIT Fee_UserType=4 as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or notStrict CMPP_SUBMIT_RESP Result=0 to s

        case 25 should "Fee_terminal_Id without Fee_UserType 3 counts for nothing and is no error."
          login
          send CMPP_SUBMIT Fee_UserType=2 Fee_terminal_Id='13800138000' as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 26 must "Fee_terminal_Id of 21 digits fills its field without a terminator."
          only cmpp-2.0
          login
          send CMPP_SUBMIT Fee_terminal_Id='123456789012345678901' as s
          expect CMPP_SUBMIT_RESP Result in {0,9,12} to s

        case 27 must "Fee_terminal_Id of 32 characters fills its field without a terminator."
          only cmpp-3.0
          login
          send CMPP_SUBMIT Fee_terminal_Id='12345678901234567890123456789012' Fee_terminal_type=1 as s
          expect CMPP_SUBMIT_RESP Result in {0,9,12} to s

        case 28 must "TP_pId 0 is the ordinary message."
          login
          send CMPP_SUBMIT TP_pId=0 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 29 should "TP_pId 0x7F, SIM data download, is a value of GSM 03.40."
          login
          send CMPP_SUBMIT TP_pId=0x7f Msg_Fmt=4 Msg_Content=hex:0102030405 as s
          expect CMPP_SUBMIT_RESP to s

        case 30 must "FeeType 01, free, is accepted."
          login
          send CMPP_SUBMIT FeeType='01' FeeCode='000000' as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 31 must "FeeType 02, for each message, is known."
          login
          send CMPP_SUBMIT FeeType='02' FeeCode='000010' as s
          expect CMPP_SUBMIT_RESP Result in {0,5,7,9} to s

        case 32 must "FeeType 03, monthly, is known."
          login
          send CMPP_SUBMIT FeeType='03' FeeCode='000500' as s
          expect CMPP_SUBMIT_RESP Result in {0,5,7,9} to s

        case 33 should "FeeType 04, capped, is known to 2.0."
          only cmpp-2.0
          login
          send CMPP_SUBMIT FeeType='04' FeeCode='000500' as s
          expect CMPP_SUBMIT_RESP Result in {0,5,7,9} to s

        case 34 should "FeeType 05, charged by the SP, is known to 2.0."
          only cmpp-2.0
          login
          send CMPP_SUBMIT FeeType='05' FeeCode='000500' as s
          expect CMPP_SUBMIT_RESP Result in {0,5,7,9} to s

        case 35 info "FeeType 04 was removed from 3.0 and is refused with Result 5."
          only cmpp-3.0
          login
          send CMPP_SUBMIT FeeType='04' FeeCode='000500' as s
          expect CMPP_SUBMIT_RESP Result=5 to s or notStrict CMPP_SUBMIT_RESP to s

        case 36 info "FeeType 99 is no tariff and is refused with Result 5."
          login
          send CMPP_SUBMIT FeeType='99' as s
          expect CMPP_SUBMIT_RESP Result=5 to s or notStrict CMPP_SUBMIT_RESP to s

        case 37 must "FeeCode fills its six octets without a terminator."
          login
          send CMPP_SUBMIT FeeCode='000000' as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 38 info "A FeeCode that is no number is refused with Result 5."
          login
          send CMPP_SUBMIT FeeType='02' FeeCode='abcdef' as s
          expect CMPP_SUBMIT_RESP Result=5 to s or notStrict CMPP_SUBMIT_RESP to s

        case 39 info "A Msg_src that is not the account's company is refused with Result 11."
          only cmpp-3.0
          login
          send CMPP_SUBMIT Msg_src='zzzzzz' as s
          expect CMPP_SUBMIT_RESP Result=11 to s or notStrict CMPP_SUBMIT_RESP to s

        case 40 must "A Src_Id that fills its 21 octets has no terminator; it is accepted or refused as a source."
          login
          send CMPP_SUBMIT Src_Id='106901234567890123456' as s
          expect CMPP_SUBMIT_RESP Result in {0,9,10} to s

        case 41 must "Empty ValId_Time and At_Time mean the usual validity, and at once."
          login
          send CMPP_SUBMIT ValId_Time='' At_Time='' as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        reference cmpp 7

        case 42 should "A relative ValId_Time of two days is accepted."
          login
          send CMPP_SUBMIT ValId_Time='000002000000000R' as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 43 should "An absolute ValId_Time of sixteen characters is accepted."
          login
          send CMPP_SUBMIT ValId_Time='991231235959032+' as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 44 info "A ValId_Time that is no time is refused; no code of the text is named for it."
          login
          send CMPP_SUBMIT ValId_Time='tomorrow' as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or notStrict CMPP_SUBMIT_RESP Result=0 to s

        case 45 info "An At_Time that is no time is refused; no code of the text is named for it."
          login
          send CMPP_SUBMIT At_Time='999999999999999+' as s
          expect CMPP_SUBMIT_RESP Result!=0 to s or notStrict CMPP_SUBMIT_RESP Result=0 to s

        reference cmpp 3.5

        case 46 must "LinkID may use all its twenty octets."
          only cmpp-3.0
          login
          send CMPP_SUBMIT LinkID='01234567890123456789' as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        case 47 must "What stands in Reserve is ignored."
          only cmpp-2.0
          login
          send CMPP_SUBMIT Reserve=hex:0102030405060708 as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        clause cmpp-2.0 7.7.2 cmpp-3.0 8.7.2
        reference cmpp 8.6

        case 1 info "Three hundred SUBMITs at once are accepted, or refused with Result 8 where the account has a rate."
          timeout 80s
          login
          send CMPP_SUBMIT Registered_Delivery=0 times 300
          expect 300 CMPP_SUBMIT_RESP Result in {0,8} within 60s

        case 2 must "A refusal for the rate does not end the session."
          timeout 80s
          login
          send CMPP_SUBMIT Registered_Delivery=0 times 300
          expect 300 CMPP_SUBMIT_RESP within 60s
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP to t
        """#
}
