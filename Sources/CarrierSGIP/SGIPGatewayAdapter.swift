import CarrierMessaging
import CarrierSession
import CarrierWire
import SGIPCodec
import SMSText

/// SGIP as a gateway speaks it: both directions.
public struct SGIPGatewayAdapter: GatewayAdapter {
    /// The edition that is spoken; the frames of the two are alike but for Trace_Resp.
    public let version: SGIP.Version
    /// The gateway's node number, the first word of its sequence numbers.
    public var node: SGIP.NodeNumber
    private let binding: SGIPBinding

    /// - Parameter node: a gateway in area 010 unless given.
    public init(_ version: SGIP.Version = .v1_2, node: SGIP.NodeNumber = SGIP.NodeNumber(rawValue: 101_001)) {
        self.version = version
        self.node = node
        binding = SGIPBinding(version, corporationID: "")
    }

    public var name: String { binding.name }
    public var segmentLimits: SegmentLimits { binding.segmentLimits }
    public var sessionLimits: SessionLimits { binding.sessionLimits }
    public var codes: CarrierCodes { binding.codes }
    public var hasReverseConnection: Bool { true }
    public var idCapacity: IDCapacity { IDCapacity(serials: .max) }

    public func meaning(of code: UInt32) -> String { binding.meaning(of: code) }
    public func meaning(ofLogin status: UInt32) -> String { binding.meaning(ofLogin: status) }
    public func meaning(of report: DeliveryReport) -> CodeMeaning { binding.meaning(of: report) }
    public func text(of id: CarrierMessageID) -> String { binding.text(of: id) }

    public func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID {
        binding.makeID(at: moment, serial: serial, gateway: gateway)
    }

    public func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        binding.id(base, advancedBy: steps)
    }

    public func word(for state: DeliveryState) -> String { binding.word(for: state) }
    public func reportTime(_ moment: Moment) -> String { binding.reportTime(moment) }

    public func makeSession(connection: UInt32, limits: SessionLimits) -> any GatewaySession {
        SGIPGatewaySession(
            speaking: SGIPVocabulary(version, accounts: [], node: node, connection: connection), role: .server,
            limits: limits, mapping: SGIPGatewayMapping(binding, version, carries: .submit))
    }

    public func makeReverseSession(
        to account: GatewayAccount, connection: UInt32, limits: SessionLimits
    ) -> (any GatewaySession)? {
        let peer = SGIPAccount(
            name: account.id, password: account.secret, node: SGIP.NodeNumber(rawValue: account.node ?? 0))
        return SGIPGatewaySession(
            speaking: SGIPVocabulary(version, returningTo: peer, node: node, connection: connection), role: .client,
            limits: limits, mapping: SGIPGatewayMapping(binding, version, carries: [.deliver, .report]))
    }
}

extension GatewayAdapter where Self == SGIPGatewayAdapter {
    /// SGIP (中国联通) for a gateway.
    public static var sgip: SGIPGatewayAdapter { SGIPGatewayAdapter() }
}

/// SGIP's messages on a gateway's channel.
struct SGIPGatewayMapping: GatewayMapping {
    typealias Rules = SGIPVocabulary

    private let binding: SGIPBinding
    private let version: SGIP.Version
    /// What the direction of the connection decides: requests go from the side that dialled.
    private let traffic: ChannelTraffic

    init(_ binding: SGIPBinding, _ version: SGIP.Version, carries traffic: ChannelTraffic) {
        self.binding = binding
        self.version = version
        self.traffic = traffic
    }

    func login(_ request: SGIP.Message) -> LoginRequest? {
        guard case .bind(let bind) = request else { return nil }
        return LoginRequest(account: bind.loginName.name, version: version.rawValue, traffic: traffic)
    }

    func prepare(_ rules: inout SGIPVocabulary, for answer: LoginAnswer) {
        func login(_ account: GatewayAccount) -> SGIPAccount.Login {
            SGIPAccount.Login(name: account.id, password: account.secret)
        }
        switch answer {
        case .account(let account): rules.decideLogin(login(account))
        case .tooManyConnections(let account): rules.decideLogin(login(account), refusal: .tooManyConnections)
        case .addressNotAllowed(let account): rules.decideLogin(account.map(login), refusal: .illegalLogin)
        case .unknownAccount, .unavailable: rules.decideLogin(nil)
        }
    }

    mutating func opened(speaking rules: SGIPVocabulary) -> ChannelTraffic { traffic }

    func submission(_ request: SGIP.Message) -> Submission? {
        binding.submission(request, sequence: SequenceKey(counter: 0))
    }

    func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID? { CarrierMessageID(sequence) }

    func submitResponse(id: CarrierMessageID, code: UInt32) -> SGIP.Message {
        binding.submitResponse(to: .submit(SGIP.Submit()), id: id, code: code)
    }

    func refusal(of request: SGIP.Message) -> SGIP.Message? {
        binding.acknowledgement(of: request, code: binding.codes.unknownCommand)
    }

    func delivery(_ content: DeliveryRequest.Content) throws(MessagingError) -> SGIP.Message {
        switch content {
        case .segment(let segment): try binding.deliver(segment)
        case .report(let report, let submit, let envelope):
            try binding.report(report, for: submit.submission, envelope: envelope)
        }
    }
}

/// A gateway's session that speaks SGIP.
final class SGIPGatewaySession: MappedGatewaySession {
    var mapped: MappedGateway<SGIPGatewayMapping>

    init(
        speaking rules: SGIPVocabulary, role: SessionRole, limits: SessionLimits, mapping: SGIPGatewayMapping
    ) {
        mapped = MappedGateway(speaking: rules, role: role, limits: limits, mapping: mapping)
    }
}
