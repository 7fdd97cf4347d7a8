/// Logins at a CMPP gateway.
enum CMPPGatewayLogin {
    static let text = #"""
        protocol cmpp-2.0 cmpp-3.0
        role gateway
        clause cmpp-2.0 7.4.1 cmpp-3.0 8.4.1
        reference cmpp 4.1

        case 1 must "A login with the right digest is accepted."
          connect
          send CMPP_CONNECT
          expect CMPP_CONNECT_RESP Status=0

        case 2 must "A login with a wrong digest is refused with status 3."
          connect
          send CMPP_CONNECT AuthenticatorSource=hex:00*16
          expect CMPP_CONNECT_RESP Status=3
        """#
}
