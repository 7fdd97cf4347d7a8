import CarrierWire

extension CMPP {
    /// The digests of CONNECT and CONNECT_RESP (section 4).
    public enum Authenticator {
        /// How a Source_Addr of fewer than six characters goes into the digest; peers differ (section 4.1).
        public enum ShortAccount: Hashable, Sendable, CaseIterable {
            /// The characters only; what a client does by default.
            case charactersOnly
            /// Padded with NUL to six octets.
            case padded
        }

        /// AuthenticatorSource: MD5 of the account, nine zero octets, the secret and the timestamp's ten digits.
        ///
        /// - Parameters:
        ///   - account: Source_Addr, of any length.
        ///   - secret: the shared secret's octets.
        ///   - timestamp: MMDDHHMMSS as the decimal number in the Timestamp field.
        ///   - shortAccount: what to hash of a short account.
        public static func source(
            account: [UInt8], secret: [UInt8], timestamp: UInt32, shortAccount: ShortAccount = .charactersOnly
        ) -> Digest {
            var input = account
            if shortAccount == .padded, account.count < 6 {
                input.append(contentsOf: repeatElement(0, count: 6 - account.count))
            }
            input.append(contentsOf: repeatElement(0, count: 9))
            input.append(contentsOf: secret)
            input.append(contentsOf: DecimalDigits.text(UInt64(timestamp), width: 10).utf8)
            return MD5.digest(of: input)
        }

        /// True when `connect` proves knowledge of `secret`, in either form for a short account.
        ///
        /// - Parameter account: the name to hash where it is not Source_Addr, such as one longer than six characters.
        public static func accepts(_ connect: Connect, secret: [UInt8], account: [UInt8]? = nil) -> Bool {
            var isAccepted = false
            for form in ShortAccount.allCases {
                let expected = source(
                    account: account ?? connect.sourceAddress.octets, secret: secret, timestamp: connect.timestamp,
                    shortAccount: form)
                // Both forms are always tried, so the time tells nothing.
                isAccepted = expected.matches(connect.authenticator) || isAccepted
            }
            return isAccepted
        }

        /// AuthenticatorISMG: MD5 of Status as it stands in the frame, AuthenticatorSource and the secret.
        ///
        /// - Parameter statusOctets: 1 in 2.0, 4 in 3.0; see ``CMPP/Version/resultWidth``.
        public static func server(
            status: ConnectStatus, source: Digest, secret: [UInt8], statusOctets: Int
        ) -> Digest {
            var input: [UInt8] = []
            for position in (0..<min(max(statusOctets, 1), 4)).reversed() {
                input.append(UInt8(truncatingIfNeeded: status.rawValue >> UInt32(position &* 8)))
            }
            return MD5.digest(of: input + source.octets + secret)
        }

        /// True when `response` proves the server's knowledge of `secret`, with Status as one octet or as four.
        ///
        /// - Parameter source: the AuthenticatorSource that the CONNECT carried.
        public static func accepts(_ response: ConnectResponse, to source: Digest, secret: [UInt8]) -> Bool {
            var isAccepted = false
            for octets in [1, 4] {
                let expected = server(
                    status: response.status, source: source, secret: secret, statusOctets: octets)
                isAccepted = expected.matches(response.authenticator) || isAccepted
            }
            return isAccepted
        }
    }
}
