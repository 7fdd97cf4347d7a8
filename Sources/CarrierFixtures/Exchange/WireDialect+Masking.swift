import CarrierWire

extension WireDialect {
    /// Fields that hold a password, or a digest from which one can be guessed, in any protocol.
    private static let secretFields: Set<String> = [
        "AuthenticatorSource", "AuthenticatorISMG", "AuthenticatorClient", "AuthenticatorServer", "LoginPassword",
        "Password",
    ]

    /// The commands that carry messages in any of the protocols: nothing secret is in them.
    private static let messageCommands: Set<UInt32> = [2, 3, 4, 5]

    /// The frame with its passwords and digests as zeros, of the same length.
    ///
    /// Of a frame that cannot be read, everything behind the header becomes zeros unless it carries a message.
    public func masked(_ octets: [UInt8]) -> [UInt8] {
        var masked = octets
        do throws(WireError) {
            for field in try describing(octets) { mask(field, in: &masked) }
        } catch {
            let header = frameRules.headerLength
            let command = masked.count >= 8 ? masked[4..<8].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF : 0
            if WireDialect.messageCommands.contains(command) { return masked }
            for index in masked.indices.dropFirst(header) { masked[index] = 0 }
        }
        return masked
    }

    private func mask(_ field: DescribedField, in octets: inout [UInt8]) {
        for part in field.parts { mask(part, in: &octets) }
        guard WireDialect.secretFields.contains(field.name.description) else { return }
        let range = (field.offset..<field.offset &+ field.length).clamped(to: octets.indices)
        for index in range { octets[index] = 0 }
    }
}
