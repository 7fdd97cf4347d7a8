/// Long incoming messages of gateways.
enum GatewayLongIncoming {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role gateway
        clause cmpp-2.0 7.4.5 cmpp-3.0 8.4.5
        reference cmpp 9.3

        case 130 must "The parts of a long incoming message have TP_udhi 1 and begin with a header."
          needs long-deliver
          login
          expect CMPP_DELIVER TP_udhi=1 Msg_Content~hex:050003 within 5s or CMPP_DELIVER TP_udhi=1 \#
        Msg_Content~hex:060804 or notStrict CMPP_DELIVER TP_udhi=0x40
          expect CMPP_DELIVER TP_udhi=1 Msg_Content~hex:050003 within 5s or CMPP_DELIVER TP_udhi=1 \#
        Msg_Content~hex:060804 or notStrict CMPP_DELIVER TP_udhi=0x40

        case 131 must "Each part of a long incoming message has a number and a Msg_Id of its own."
          needs long-deliver
          login
          expect CMPP_DELIVER TP_udhi in {1,64} as d within 5s
          expect CMPP_DELIVER TP_udhi in {1,64} Sequence_Id!=$d.Sequence_Id Msg_Id!=$d.Msg_Id within 5s

        case 132 must "The parts of a long incoming message have 140 octets at most, from one phone to one number."
          needs long-deliver
          login
          expect CMPP_DELIVER TP_udhi in {1,64} Msg_Length in 7..140 as d within 5s
          expect CMPP_DELIVER TP_udhi in {1,64} Msg_Length in 7..140 Src_terminal_Id=$d.Src_terminal_Id \#
        Dest_Id=$d.Dest_Id within 5s

        protocol smgp-3.0 smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
        role gateway
        clause 10.7
        reference smgp 10.7

        case 1 must "The parts of a long incoming message have TP_udhi 1 and begin with a header."
          only smgp-3.0
          needs long-deliver
          login
          expect Deliver TLVs.TP_udhi=1 MsgContent~hex:050003 within 5s or Deliver TLVs.TP_udhi=1 \#
        MsgContent~hex:060804 or notStrict Deliver TLVs.TP_udhi=0x40
          expect Deliver TLVs.TP_udhi=1 MsgContent~hex:050003 within 5s or Deliver TLVs.TP_udhi=1 \#
        MsgContent~hex:060804 or notStrict Deliver TLVs.TP_udhi=0x40

        case 2 must "Each part of a long incoming message has a number and a MsgID of its own."
          only smgp-3.0
          needs long-deliver
          login
          expect Deliver TLVs.TP_udhi in {1,64} as d within 5s
          expect Deliver TLVs.TP_udhi in {1,64} SequenceID!=$d.SequenceID MsgID!=$d.MsgID within 5s

        case 3 must "The parts of a long incoming message have 140 octets at most, from one phone to one number."
          only smgp-3.0
          needs long-deliver
          login
          expect Deliver TLVs.TP_udhi in {1,64} MsgLength in 7..140 as d within 5s
          expect Deliver TLVs.TP_udhi in {1,64} MsgLength in 7..140 SrcTermID=$d.SrcTermID \#
        DestTermID=$d.DestTermID within 5s

        case 4 should "Before 3.0 nothing says that content begins with a header: no Deliver is sent with one."
          only smgp-2.0 smgp-1.3 smgp-1.3-without-fixed-fee
          needs long-deliver
          login
          expect no Deliver MsgContent~hex:050003 within 5s

        protocol sgip-1.2
        role gateway
        clause 10
        reference sgip 10

        case 20 must "The parts of a long incoming message have TP_udhi 1 and begin with a header."
          needs long-deliver
          timeout 60s
          login
          within 15s
          reverse login as r
          r: expect Deliver TP_udhi=1 MessageContent~hex:050003 within 5s or Deliver TP_udhi=1 \#
        MessageContent~hex:060804 or notStrict Deliver TP_udhi=0x40
          r: expect Deliver TP_udhi=1 MessageContent~hex:050003 within 5s or Deliver TP_udhi=1 \#
        MessageContent~hex:060804 or notStrict Deliver TP_udhi=0x40

        case 21 must "Each part of a long incoming message has a sequence number of its own."
          needs long-deliver
          timeout 60s
          login
          within 15s
          reverse login as r
          r: expect Deliver TP_udhi in {1,64} as d within 5s
          r: expect Deliver TP_udhi in {1,64} Sequence_Number!=$d.Sequence_Number within 5s

        case 22 must "The parts of a long incoming message have 140 octets at most, from one phone to one number."
          needs long-deliver
          timeout 60s
          login
          within 15s
          reverse login as r
          r: expect Deliver TP_udhi in {1,64} MessageLength in 7..140 as d within 5s
          r: expect Deliver TP_udhi in {1,64} MessageLength in 7..140 UserNumber=$d.UserNumber \#
        SPNumber=$d.SPNumber within 5s
        """#
}
