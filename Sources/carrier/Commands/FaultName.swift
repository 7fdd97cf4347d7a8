import CarrierConformance

extension PeerFault {
    /// The fault that an option names.
    ///
    /// - Throws: when there is none of that name, or it cannot be made in the protocol: versions decide where fields
    ///   stand, so a family is not enough.
    static func read(
        _ text: String, of role: JudgedRole, in protocolName: String, _ option: OptionSpec
    ) throws(UsageError) -> PeerFault {
        let names = PeerFault.all.filter { $0.role == role }.map(\.name)
        guard let fault = PeerFault.named(text, of: role) else {
            throw UsageError(
                option, text, mend: Nearest.suggestion(for: text, among: names, help: "see Docs/faults.md"))
        }
        guard fault.exists(in: protocolName) else {
            throw UsageError(
                option, text, mend: "it cannot be made in \(protocolName): name a version that has such frames")
        }
        return fault
    }
}
