import CarrierMessaging
import CarrierSession
import CarrierWire

/// What the owner of the gateways does, as a carrier would: answers logins and submits, reports, delivers.
///
/// Every choice follows from the seed and from what is decided about, so that a smaller night goes on as before.
final class SimulatedOwner {
    private unowned let night: SimulatedNight
    private var logins = 0

    init(_ night: SimulatedNight) { self.night = night }

    func take(_ event: GatewayEvent, at gateway: SimulatedGateway) {
        switch event {
        case .loginAsked(let ticket, _, _): answer(ticket, at: gateway)
        case .submit(let request): decide(request, at: gateway)
        default: break
        }
    }

    // MARK: Logins

    private func answer(_ ticket: LoginTicket, at gateway: SimulatedGateway) {
        logins += 1
        var dice = night.dice(.login, logins)
        var decision = LoginDecision.account(night.account)
        var after = Moment.Span.milliseconds(Int64(dice.below(3) * 40))
        if night.has(.logins) {
            switch dice.below(24) {
            case 0, 1, 2: after = .milliseconds(Int64(dice.below(40_000)))
            case 3: return
            case 4: decision = .unavailable
            case 5: decision = .unknownAccount
            default: break
            }
        }
        night.later(after) {
            guard gateway.isAlive else { return }
            gateway.enter { core, now in
                // Throws when the peer has gone meanwhile.
                try? core.answer(login: ticket, with: decision, at: now)
            }
        }
    }

    // MARK: Submits

    private func decide(_ request: SubmitRequest, at gateway: SimulatedGateway) {
        let recipient = request.submission.destinations.first.flatMap { Int($0) } ?? 0
        let segment = SimulationChecker.GatewayLife.segment(of: request.submission)
        var dice = night.dice(.submit, recipient &* 8 &+ segment)
        var decision = SubmitDecision.accept
        var after = Moment.Span.milliseconds(Int64(dice.below(2) * dice.below(100)))
        if night.has(.decisions) {
            switch dice.below(40) {
            case 0...5: after = .milliseconds(Int64(dice.below(5_000)))
            case 6, 7: after = .milliseconds(Int64(dice.below(200_000)))
            case 8...11: decision = .refuse(night.spoken.gateway.codes.structure)
            case 12...14: decision = .throttle
            case 15: decision = .ignore
            default: break
            }
        }
        let isEarly = night.has(.reports) && dice.below(8) == 0
        if isEarly, request.submission.wantsReport, decision == .accept {
            let id = gateway.enter { core, now in try? core.reserveID(for: request.ticket, at: now) }
            if let id { note(id, request, at: gateway, dice, isEarly: true) }
        }
        if after == .zero { return answer(request, decision, at: gateway, dice, isReported: isEarly) }
        night.later(after) { [unowned self] in answer(request, decision, at: gateway, dice, isReported: isEarly) }
    }

    private func answer(
        _ request: SubmitRequest, _ decision: SubmitDecision, at gateway: SimulatedGateway, _ dice: SeededGenerator,
        isReported: Bool
    ) {
        guard gateway.isAlive else { return }
        let id: CarrierMessageID?
        do throws(GatewayError) {
            id = try gateway.enter { core, now throws(GatewayError) in
                try core.answer(submit: request.ticket, with: decision, at: now)
            }
        } catch {
            return night.checker.count("submit gone before its decision")
        }
        gateway.life.decided(request.ticket)
        guard let id else { return }
        gateway.life.accepted(request.submission)
        if !isReported { note(id, request, at: gateway, dice, isEarly: false) }
    }

    // MARK: Reports

    /// The id that a submit has, or will have, and when its reports go out.
    private func note(
        _ id: CarrierMessageID, _ request: SubmitRequest, at gateway: SimulatedGateway, _ dice: SeededGenerator,
        isEarly: Bool
    ) {
        let submission = request.submission
        let ids = submission.destinations.indices.map { night.spoken.gateway.id(id, advancedBy: $0) }
        gateway.life.named(submission, ids)
        guard submission.wantsReport else { return }
        var dice = dice
        let segment = SimulationChecker.GatewayLife.segment(of: submission)
        for (recipient, id) in zip(submission.destinations, ids) {
            var states: [DeliveryState] = [.delivered]
            var after = isEarly ? Moment.Span.zero : .milliseconds(Int64(dice.below(20_000)))
            if night.has(.reports) {
                switch dice.below(16) {
                case 0, 1: states = [.undelivered]
                case 2: states = night.spoken.hasInterimReports ? [.enroute, .delivered] : [.delivered]
                case 3: states = []
                case 4: states = [.delivered, .delivered]
                case 5: states = [.undelivered, .delivered]
                case 6, 7: after = .seconds(Int64(dice.below(10_000)))
                default: break
                }
            }
            for (place, state) in states.enumerated() {
                let report = Report(id: id, recipient: recipient, segment: segment, state: state, request: request)
                let pause = Moment.Span(
                    nanoseconds: after.nanoseconds + Int64(place * dice.below(30_000)) * 1_000_000)
                if pause == .zero {
                    give(report, at: gateway)
                } else {
                    night.later(pause) { [unowned self] in give(report, at: gateway) }
                }
            }
        }
    }

    private struct Report {
        var id: CarrierMessageID
        var recipient: String
        var segment: Int
        var state: DeliveryState
        var request: SubmitRequest
    }

    private func give(_ report: Report, at gateway: SimulatedGateway) {
        // A process that died has forgotten its submits; half of them its owner remembers.
        guard let alive = gateway.isAlive ? gateway : night.gateways[gateway.address] else { return }
        let isRemembered = (Int(report.recipient) ?? 0) % 2 == 0
        if alive !== gateway, !isRemembered { return night.checker.count("report forgotten") }
        let account = night.account.id
        alive.enter { core, now in
            do throws(GatewayError) {
                let number: DeliveryNumber
                if alive === gateway {
                    number = try core.report(
                        report.state, on: report.id, to: report.recipient, of: isRemembered ? account : nil,
                        preferring: isRemembered ? report.request.channel : nil, at: now)
                } else {
                    alive.life.worded(to: report.recipient)
                    number = try core.report(worded(report, at: now), on: submit(report), of: account, at: now)
                }
                alive.life.reported(number, report.id, report.recipient, report.segment, report.state)
            } catch {
                night.checker.count("report not taken: \(error)")
            }
        }
    }

    private func submit(_ report: Report) -> ReportedSubmit {
        ReportedSubmit(source: report.request.submission.source, serviceID: report.request.submission.serviceID)
    }

    private func worded(_ report: Report, at now: Moment) -> DeliveryReport {
        let adapter = night.spoken.gateway
        return DeliveryReport(
            messageID: report.id, recipient: report.recipient, state: report.state,
            raw: adapter.word(for: report.state), submitTime: adapter.reportTime(now),
            doneTime: adapter.reportTime(now),
            source: report.request.submission.source)
    }

    // MARK: Incoming messages

    /// A subscriber writes.
    func deliver(_ index: Int) {
        // The second gateway is a backup: on a quiet night nobody is connected to it.
        let isElsewhere = index % 4 == 0 && !night.scenario.faults.isEmpty
        guard let gateway = night.gateways[isElsewhere ? 1 : 0] else { return }
        let subscriber = "139\(10_000_000 + index)"
        // 150 characters are three segments of at most 67 (text-and-long-sms.md, section 11).
        let isLong = index % 3 == 0
        let text = isLong ? String(repeating: "回", count: 150) : "TD"
        gateway.enter { core, now in
            do throws(GatewayError) {
                let number = try core.deliver(
                    IncomingMessage(from: subscriber, to: SimulatedNight.service, text: text), to: night.account.id,
                    key: "\(index)", at: now)
                gateway.life.delivers(number, from: subscriber, segments: isLong ? 3 : 1)
            } catch {
                night.checker.count("incoming not taken: \(error)")
            }
        }
    }
}
