import CarrierWire

extension SMGP {
    /// The digests of Login and Login_Resp (section 5).
    public enum Authenticator {
        /// How a ClientID of fewer than eight characters goes into the digest; one sample server pads it (section 11).
        public enum ShortAccount: Hashable, Sendable, CaseIterable {
            /// The characters only, as the specification says.
            case charactersOnly
            /// Padded with NUL to eight octets.
            case padded
        }

        /// AuthenticatorClient: MD5 of the account, seven zero octets, the secret and the time's ten digits.
        ///
        /// - Parameters:
        ///   - account: ClientID without padding.
        ///   - secret: the shared secret's octets, 15 at most by the specification.
        ///   - timestamp: MMDDHHMMSS as the decimal number in the TimeStamp field.
        ///   - shortAccount: what to hash of a short account.
        public static func client(
            account: [UInt8], secret: [UInt8], timestamp: UInt32, shortAccount: ShortAccount = .charactersOnly
        ) -> Digest {
            var input = account
            if shortAccount == .padded, account.count < 8 {
                input.append(contentsOf: repeatElement(0, count: 8 - account.count))
            }
            input.append(contentsOf: repeatElement(0, count: 7))
            input.append(contentsOf: secret)
            input.append(contentsOf: DecimalDigits.text(UInt64(timestamp), width: 10).utf8)
            return MD5.digest(of: input)
        }

        /// True when `login` proves knowledge of `secret`, in either form for a short account.
        public static func accepts(_ login: Login, secret: [UInt8]) -> Bool {
            var isAccepted = false
            for form in ShortAccount.allCases {
                let expected = client(
                    account: login.clientID.octets, secret: secret, timestamp: login.timestamp, shortAccount: form)
                // Both forms are always tried, so the time tells nothing.
                isAccepted = expected.matches(login.authenticator) || isAccepted
            }
            return isAccepted
        }

        /// AuthenticatorServer: MD5 of Status in its four octets, AuthenticatorClient and the secret.
        public static func server(status: Status, client: Digest, secret: [UInt8]) -> Digest {
            let octets = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: status.rawValue >> UInt32($0)) }
            return MD5.digest(of: octets + client.octets + secret)
        }

        /// True when `response` proves the server's knowledge of `secret`.
        ///
        /// - Parameter client: the AuthenticatorClient that the Login carried.
        public static func accepts(_ response: LoginResponse, to client: Digest, secret: [UInt8]) -> Bool {
            server(status: response.status, client: client, secret: secret).matches(response.authenticator)
        }
    }
}
