import CarrierWire

extension CMPP {
    /// A tolerated way in which a frame departs from its layout (sections 3.3, 3.9, 9.1).
    public enum Deviation: Hashable, Sendable {
        /// A response in the size of the other version.
        case otherVersionLayout
        /// A status report in another layout: 60 octets in 3.0, 71 in 2.0, or a number that no version has.
        case reportLayout(octets: Int)
        /// Msg_Length announces another length than the report has.
        case reportLength(announced: Int, actual: Int)
        /// The last field is shorter than its width: Reserved or LinkID of DELIVER, Reserved of ACTIVE_TEST_RESP.
        case shortTail(octets: Int)
        /// Octets follow the last field.
        case surplus(octets: Int)

        /// The deviation's name, as output begins with it.
        public var name: String {
            switch self {
            case .otherVersionLayout: "other-version-layout"
            case .reportLayout: "report-layout"
            case .reportLength: "report-length"
            case .shortTail: "short-tail"
            case .surplus: "surplus"
            }
        }
    }
}

extension CMPP.Deviation: CustomStringConvertible {
    /// The name, a colon and the figures.
    public var description: String {
        switch self {
        case .otherVersionLayout: "\(name): the response has the other version's size"
        case .reportLayout(let octets): "\(name): the report has \(octets) octets"
        case .reportLength(let announced, let actual):
            "\(name): Msg_Length says \(announced), \(actual) octets are there"
        case .shortTail(let octets): "\(name): \(octets) octets of the last field are there"
        case .surplus(let octets): "\(name): \(octets) octets follow the last field"
        }
    }
}
