import CarrierMessaging
import CarrierSession
import CarrierWire

extension SimulationScenario {
    func dice(_ choice: SimulatedNight.Choice, _ index: Int) -> SeededGenerator {
        var first = SeededGenerator(seed: seed &* 0x1_0000_0001 &+ choice.rawValue)
        return SeededGenerator(seed: first.next() ^ UInt64(bitPattern: Int64(index)) &* 0x9E37_79B9_7F4A_7C15)
    }
}

/// How both sides of a night are set up.
struct SimulatedSettings {
    var account: GatewayAccount
    var plan: ChannelPlan
    var clientOptions = ClientOptions.standard
    var gatewayOptions = GatewayOptions.standard
    var clientLimits: SessionLimits
    var gatewayLimits: SessionLimits
    let frameRules: FrameRules

    init(_ spoken: SimulatedProtocol, _ scenario: SimulationScenario, address: Int) {
        var dice = scenario.dice(.settings, 0)
        account = spoken.account
        if spoken.gateway.hasReverseConnection { account.reverseAddress = "\(address)" }
        clientLimits = spoken.client.sessionLimits
        gatewayLimits = spoken.gateway.sessionLimits
        frameRules = spoken.frameRules

        let connections = 1 + dice.below(3)
        if spoken.hasLoginModes, dice.below(2) == 0 {
            plan = .primary("0", connections: connections, traffic: .submit)
                .primary("0", traffic: [.deliver, .report])
        } else {
            plan = .primary("0", connections: connections)
        }
        if dice.below(3) > 0 { plan = plan.backup("1") }

        clientOptions.unanswered = ClientOptions.UnansweredPolicy.allCases[dice.below(3)]
        clientOptions.maximumResends = dice.below(4)
        clientOptions.throttleRetries = dice.below(3)
        clientOptions.reportWindow = .seconds([600, 7_200, 172_800][dice.below(3)])
        if dice.below(4) == 0 { clientOptions.segmentsPerSecond = Double(1 + dice.below(20)) }
        clientOptions.usesStore = dice.below(4) == 0
        gatewayOptions.usesStore = dice.below(4) == 0
        gatewayOptions.assemblesMessages = dice.below(2) == 0
        gatewayOptions.deliverFor = .seconds([1_000, 10_000, 86_400][dice.below(3)])
        let (isSlow, isNarrow, isFull, isAlone) = (
            dice.below(5) == 0, dice.below(5) == 0, dice.below(8) == 0, dice.below(8) == 0
        )
        guard scenario.faults.contains(.decisions) else { return }
        if isSlow { account.segmentsPerSecond = 1 }
        if isNarrow {
            account.windowSize = 1
            clientLimits.windowSize = 2
        }
        if isFull { account.maximumWaiting = 3 }
        if isAlone { account.maximumConnections = 2 }
    }
}

// What happens in a night, and its end.
extension SimulatedNight {
    /// Plays all of it; ``finish()`` must follow.
    func play() {
        for address in gateways.indices { startGateway(address) }
        startClient()
        for index in 0..<scenario.messages { plan(message: index) }
        for index in 0..<scenario.messages / 2 {
            var dice = dice(.message, -1 - index)
            later(someTime(&dice)) { [unowned self] in owner.deliver(index) }
        }
        if has(.outages) { for index in 0..<4 { planOutage(index) } }
        for index in 0..<4 { planRestart(index) }
        proceed(to: start + scenario.span)
        end()
    }

    /// Any time of the night; a quiet one has come to rest before its end.
    private func someTime(_ dice: inout SeededGenerator) -> Moment.Span {
        let span = scenario.span.nanoseconds / 1_000_000
        return .milliseconds(Int64(dice.next() % UInt64(max(1, scenario.faults.isEmpty ? span / 10 * 9 : span))))
    }

    private func plan(message index: Int) {
        var dice = dice(.message, index)
        // A third comes in bursts.
        var after = someTime(&dice)
        if index % 3 == 0 {
            var burst = self.dice(.message, index / 30 * 30)
            after = someTime(&burst)
        }
        let recipients = (0..<[1, 1, 1, 2, 3][dice.below(5)]).map { "138\(10_000_000 + index * 10 + $0)" }
        let text = String(repeating: "字", count: [5, 5, 70, 71, 150][dice.below(5)])
        let message = OutboundMessage(
            from: Self.service, to: recipients, text: text, report: dice.below(5) == 0 ? .none : .requested)
        // Connections break most where something is under way.
        let cut: Moment.Span? = dice.below(12) == 0 ? .milliseconds(Int64(dice.below(300))) : nil
        let withdrawal: Moment.Span? = dice.below(10) == 0 ? .milliseconds(Int64(dice.below(20_000))) : nil
        later(after) { [unowned self] in
            guard let client else { return checker.count("nobody to submit to") }
            let submitted = client.enter { core, now in try? core.submit(message, key: "\(index)", at: now) }
            guard let submitted else { return checker.count("submit not taken") }
            checker.count("message")
            client.life.submitted(submitted.number, message)
            if let cut, has(.cuts) { later(cut) { [unowned self] in cutConnection(index) } }
            guard let withdrawal else { return }
            later(withdrawal) {
                guard client.isAlive else { return }
                _ = client.enter { core, now in core.withdraw(submitted.number, at: now) }
            }
        }
    }

    private func planOutage(_ index: Int) {
        var dice = dice(.outage, index)
        let (after, length, address) = (someTime(&dice), 10 + dice.below(1_200), dice.below(3))
        let silently = dice.below(2) == 0
        later(after) { [unowned self] in takeAway(address, for: .seconds(Int64(length)), silently: silently) }
    }

    private func planRestart(_ index: Int) {
        var dice = dice(.restart, index)
        let after = someTime(&dice)
        let away = Moment.Span.milliseconds(Int64(1_000 + dice.below(60_000)))
        let silently = dice.below(3) == 0
        let address = dice.below(2)
        if index < 2 {
            guard has(.clientRestarts) else { return }
            later(after) { [unowned self] in
                killClient(silently: silently)
                later(away) { [unowned self] in startClient() }
            }
        } else if has(.gatewayRestarts) {
            later(after) { [unowned self] in
                killGateway(address, silently: silently)
                later(away) { [unowned self] in startGateway(address) }
            }
        }
    }

    // MARK: The end

    private func end() {
        isEnding = true
        var dice = dice(.end, 0)
        let within = Moment.Span.seconds(Int64(dice.below(3) * dice.below(400)))
        let (sendingQueued, awaitingReports) = (dice.below(2) == 0, dice.below(2) == 0)
        let draining = Moment.Span.seconds(Int64(dice.below(2) * dice.below(60)))
        let isGatewayFirst = dice.below(3) == 0
        if isGatewayFirst { shutDownGateways(draining) }
        if let client {
            client.enter { core, now in
                core.shutDown(
                    sendingQueued: sendingQueued, awaitingReports: awaitingReports, within: within, at: now)
            }
            // What it waits for, and the closing of its channels.
            proceed(to: now + within + .seconds(30)) { client.core.isFinished }
        }
        if !isGatewayFirst { shutDownGateways(draining) }
        // Ends of dials, and closings that nobody answers.
        proceed(to: now + .seconds(300))
    }

    private func shutDownGateways(_ draining: Moment.Span) {
        for gateway in gateways { gateway?.enter { core, now in core.shutDown(draining: draining, at: now) } }
    }
}
