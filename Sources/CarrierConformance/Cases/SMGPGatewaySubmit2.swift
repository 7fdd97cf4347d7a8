/// Submit, reports and incoming messages at an SMGP gateway.
enum SMGPGatewaySubmit2 {
    static let text = #"""
        protocol smgp-3.0 smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
        role gateway
        clause 4
        reference smgp 4.1

        case 4 must "A LinkID of twenty characters is accepted."
          only smgp-3.0
          login
          send Submit .extra=hex:00030014+'01234567890123456789' as s
          expect Submit_Resp Status=0 to s

        case 5 should "A LinkID that ends in a NUL, 21 octets, is accepted."
          only smgp-3.0
          login
          send Submit .extra=hex:00030015+'01234567890123456789'+hex:00 as s
          expect Submit_Resp Status=0 to s

        case 6 should "A parameter that comes twice is accepted; the last one counts."
          only smgp-3.0
          login
          send Submit .extra=hex:00040001000004000102 as s
          expect Submit_Resp Status=0 to s or notStrict Submit_Resp to s

        case 7 should "A parameter of no octets is taken as absent."
          only smgp-3.0
          login
          send Submit .extra=hex:00020000 as s
          expect Submit_Resp Status=0 to s or notStrict Submit_Resp to s

        case 8 must "A parameter whose length points behind the end is refused with Status 10, or ends the connection."
          only smgp-3.0
          malformed
          login
          send Submit .extra=hex:000200ff01 as s
          expect Submit_Resp Status=10 to s or closed or notStrict Submit_Resp to s

        case 9 must "Three octets behind Reserve are no parameter: Status 10, or the connection ends."
          only smgp-3.0
          malformed
          login
          send Submit .extra=hex:000200 as s
          expect Submit_Resp Status=10 to s or closed or notStrict Submit_Resp to s

        case 10 should "Parts of a long message that come in the wrong order are accepted."
          only smgp-3.0
          login
          send Submit MsgFormat=8 MsgContent=hex:0500032c02024e16754c TLVs.TP_udhi=1 TLVs.PkTotal=2 TLVs.PkNumber=2 as u
          expect Submit_Resp Status=0 to u
          send Submit MsgFormat=8 MsgContent=hex:0500032c02014f60597d TLVs.TP_udhi=1 TLVs.PkTotal=2 TLVs.PkNumber=1 as s
          expect Submit_Resp Status=0 to s

        case 11 must "A user data header that is longer than the content is answered, and does no harm."
          only smgp-3.0
          malformed
          login
          send Submit MsgFormat=8 MsgContent=hex:ff00032a0201 TLVs.TP_udhi=1 TLVs.PkTotal=2 TLVs.PkNumber=1 as s
          expect Submit_Resp to s or closed

        clause 3.10
        reference smgp 3.10

        case 1 info "A Query, which is optional, is answered or not: its response has no code; the session goes on."
          login
          send Query QueryTime='20260801' QueryType=0 as q
          expect Query_Resp to q or nothing within 2s
          sound

        case 2 should "Where Query is answered, Query_Resp has 71 octets."
          login
          send Query QueryTime='20260801' QueryType=0 as q
          expect Query_Resp PacketLength=71 to q or nothing within 2s

        case 3 should "Where Query is answered, Query_Resp repeats day, type and code."
          login
          send Query QueryTime='20260801' QueryType=1 QueryCode='SVC001' as q
          expect Query_Resp QueryTime='20260801' QueryType=1 QueryCode='SVC001' to q or nothing within 2s

        case 4 should "Octets behind QueryCode, which other layouts have, are ignored."
          login
          send Query .extra=hex:00*8 as q
          expect Query_Resp to q or nothing within 2s
          sound

        clause 6.3
        reference smgp 6.3

        case 1 must "A report comes for a Submit that asks for one."
          basic
          detects report-missing report-too-long report-ends report-not-marked
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s
          expect Deliver IsReport=1 within 120s

        case 2 must "A report names the MsgID that the Submit was answered with."
          basic
          detects report-wrong-id
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s as r
          expect Deliver IsReport=1 report.id=$r.MsgID within 120s

        case 3 must "A report's content has 122 octets."
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s
          expect Deliver IsReport=1 MsgLength=122 within 120s or notStrict Deliver IsReport=1

        case 4 must "A report's MsgFormat is 0."
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s
          expect Deliver IsReport=1 MsgFormat=0 within 120s

        case 5 must "A report's content begins with id: and ten octets of the id."
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s as r
          expect Deliver IsReport=1 MsgContent~'id:'+$r.MsgID within 120s

        case 6 should "A report's stat is a word of the table."
          detects report-wrong-state
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s
          expect Deliver report.stat in {'DELIVRD','EXPIRED','DELETED','UNDELIV','UNKNOWN','REJECTD'} within 120s \#
        or notStrict Deliver IsReport=1

        case 7 should "A report of a delivered message says err 000."
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s
          expect Deliver report.stat='DELIVRD' report.err='000' within 120s or Deliver report.stat!='DELIVRD'

        case 8 must "No report comes where none is wanted."
          login
          send Submit NeedReport=0 as s
          expect Submit_Resp Status=0 to s as r
          expect no Deliver report.id=$r.MsgID within 5s

        case 9 must "A report comes from the phone's number to the SP's."
          detects report-wrong-number
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 DestTermID=['18900000001'] as s
          expect Submit_Resp Status=0 to s
          expect Deliver IsReport=1 SrcTermID='18900000001' DestTermID=$s.SrcTermID within 120s or notStrict \#
        Deliver IsReport=1

        case 10 must "A report that was answered is not sent again."
          detects report-twice
          needs report
          timeout 140s
          login
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s as r
          expect Deliver report.id=$r.MsgID within 120s
          expect no Deliver report.id=$r.MsgID within 5s

        case 81 must "A report that was answered is not sent again when T has passed."
          detects delivery-response-ignored
          slow
          needs report
          timeout 400s
          login
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s as r
          expect Deliver report.id=$r.MsgID within 120s
          expect no Deliver report.id=$r.MsgID within 90s

        case 82 must "Two reports are two Delivers with different SequenceIDs."
          detects report-same-sequence
          needs report
          timeout 260s
          login
          hold Deliver
          send Submit NeedReport=1 times 2
          expect 2 Submit_Resp Status=0
          expect Deliver as d within 120s
          expect Deliver SequenceID!=$d.SequenceID as e within 120s
          send Deliver_Resp to d
          send Deliver_Resp to e

        case 11 must "A Deliver that is not answered within T is sent again."
          slow
          needs report
          timeout 400s
          login
          hold Deliver
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s
          expect Deliver as d within 120s
          expect Deliver SequenceID=$d.SequenceID MsgID=$d.MsgID MsgContent=$d.MsgContent within 80s
          release

        case 12 must "A Deliver is sent three times at most without an answer."
          slow
          needs report
          timeout 900s
          login
          hold Deliver
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s
          expect Deliver as d within 120s
          expect Deliver SequenceID=$d.SequenceID within 80s
          expect Deliver SequenceID=$d.SequenceID within 80s
          expect no Deliver SequenceID=$d.SequenceID or closed within 80s

        case 13 must "A Deliver_Resp with an error leaves the session as it is."
          needs report
          timeout 140s
          login
          hold Deliver
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s
          expect Deliver as d within 120s
          send Deliver_Resp Status=10 to d
          release
          sound

        case 14 must "A Deliver_Resp that comes twice does no harm."
          needs report
          timeout 140s
          login
          hold Deliver
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s
          expect Deliver as d within 120s
          send Deliver_Resp to d
          send Deliver_Resp to d
          release
          sound

        case 15 should "Submits are answered while reports wait for their answers."
          needs report
          timeout 140s
          login
          hold Deliver
          send Submit NeedReport=1 as s
          expect Submit_Resp Status=0 to s
          expect Deliver within 120s
          send Submit NeedReport=0 as u
          expect Submit_Resp Status=0 to u
          release

        case 16 must "At most sixteen Delivers wait for their answers."
          slow
          needs report
          timeout 120s
          login
          hold Deliver
          send Submit NeedReport=1 times 16
          expect 16 Submit_Resp
          send Submit NeedReport=1 times 8
          expect 8 Submit_Resp
          expect 16 Deliver within 40s
          expect no Deliver within 10s
          release

        case 17 must "A report that a broken connection took with it comes again on the account's next connection."
          slow
          needs report
          timeout 900s
          login as a
          hold Deliver
          a: send Submit NeedReport=1 as s
          a: expect Submit_Resp Status=0 to s as r
          a: expect Deliver within 120s
          a: reset
          login as b
          b: expect Deliver report.id=$r.MsgID within 600s
          release

        clause 3.6
        reference smgp 3.6

        case 1 must "An incoming message is a Deliver with IsReport 0."
          needs deliver
          login
          expect Deliver IsReport=0 within 10s

        case 2 must "RecvTime of an incoming message is fourteen digits, the year first."
          needs deliver
          login
          expect Deliver IsReport=0 RecvTime~'20' within 10s

        case 3 must "MsgFormat of an incoming message is one of the table's."
          needs deliver
          login
          expect Deliver IsReport=0 MsgFormat in {0,3,4,8,15,246} within 10s

        case 4 must "An incoming message names the phone and the number that it was sent to."
          needs deliver
          login
          expect Deliver IsReport=0 SrcTermID!='' DestTermID!='' within 10s

        case 5 must "What is behind the content of an incoming message is Reserve and zero."
          needs deliver
          login
          expect Deliver IsReport=0 Reserve='' within 10s

        case 6 must "MsgID of an incoming message is given by the gateway."
          needs deliver
          login
          expect Deliver IsReport=0 MsgID!=hex:00*10 within 10s
        """#
}
