import CarrierMessaging
import CarrierSession
import CarrierWire

// What the gateway tells.
extension ScriptState {
    mutating func take(_ event: GatewayEvent, _ core: inout GatewayCore, _ now: Moment) {
        checker.take(event)
        switch event {
        case .decided(let request, let result): decided(request, result, &core, now)
        case .submit(let request): asked(request, &core, now)
        case .sent(let number, let segment, let count, _, let again):
            if !again { sent(number, segment, count) }
        case .acknowledged(let number, _):
            owed[number] = nil
            counts.acknowledged += 1
            release(number, &core, now)
        case .undeliverable(let message): undeliverable(message, &core, now)
        case .message(let message, _):
            counts.messages += 1
            tell { .message(message) }
        case .incompleteMessage(let message, let reason, _):
            counts.incompleteMessages += 1
            tell { .incomplete(message, reason) }
        case .repeatedSegment(let segment, let account):
            counts.repeatedSegments += 1
            let id = isHeard ? adapter.text(of: segment.id) : ""
            tell { .repeated(account: account, messageID: id, segment) }
        case .anomaly(let anomaly, _, let account):
            if case .repeatedRequest = anomaly { counts.repeated += 1 }
            tell { .anomaly(account: account, anomaly) }
        default: takeConnection(event, &core, now)
        }
    }

    private mutating func takeConnection(_ event: GatewayEvent, _ core: inout GatewayCore, _ now: Moment) {
        switch event {
        case .connected(let channel, let peer): channels[channel] = Channel(peer: peer)
        case .loginAsked(let ticket, let request, _):
            channels[ticket.channel]?.account = request.account
            channels[ticket.channel]?.version = Self.number(of: request.version)
            channels[ticket.channel]?.isServing = true
        case .opened(let channel, let account, let summary, _): opened(channel, account, summary, &core, now)
        case .loginRefused(let channel, let account, let code):
            // On a connection that the gateway dialled it is the SP that refuses: its end says so.
            counts.loginsRefused += 1
            let version = channels[channel]?.version ?? ""
            tellLogin(channel, account, version, code)
        case .closed(let channel, let account, let reason, _):
            let gone = channels[channel]
            forget(channel)
            // A dialled connection that brought no login is told with the next attempt.
            guard gone?.isOpen == true || gone?.isServing == true || account.isEmpty else { return }
            tell { .closed(account: account, peer: gone?.peer ?? Self.nowhere, reason) }
        case .answerFailed(_, let channel, let error):
            let account = channels[channel]?.account ?? ""
            tell { .notice("\(account): a response cannot be written: \(error.reason)") }
        case .reverseFailed(let account, let attempts, let again, let reason):
            let pause = max(0, (again - now).nanoseconds / 1_000_000)
            tell {
                .notice("\(account): no return connection, attempt \(attempts): \(reason); again in \(pause) ms")
            }
        case .boundReached(.reportableSubmits, let account):
            tell { .notice("\(account): submits were forgotten before they were reported: too many, or too old") }
        default: break
        }
    }

    private static var nowhere: SocketAddress { SocketAddress(.v4(0), port: 0) }

    /// `3.0` of `cmpp-3.0`.
    private static func number(of version: String) -> String {
        String(version.split(separator: "-", maxSplits: 1).last ?? "")
    }

    private mutating func tellLogin(_ channel: ChannelID, _ account: String, _ version: String, _ code: UInt32) {
        let peer = channels[channel]?.peer ?? Self.nowhere
        tell {
            .login(ReceiverEvent.LoginRecord(account: account, peer: peer, version: version, result: code))
        }
    }

    private mutating func opened(
        _ channel: ChannelID, _ account: String, _ summary: LoginSummary, _ core: inout GatewayCore, _ now: Moment
    ) {
        tellLogin(channel, account, summary.version, 0)
        for warning in summary.warnings { tell { .notice("\(account): \(warning)") } }
        channels[channel]?.account = account
        channels[channel]?.isOpen = true
        guard channels[channel]?.isServing == true else { return }
        counts.logins += 1
        open[account, default: []].append(channel)
        for push in script.pushes {
            do throws(GatewayError) { _ = try give(push, to: account, preferring: channel, &core, now) } catch {
                tell { .notice("a message from \(push.source) cannot be pushed: \(error)") }
            }
        }
    }

    private mutating func sent(_ number: DeliveryNumber, _ segment: Int, _ count: Int) {
        switch owed[number] {
        case .report(let report)?:
            counts.reports += 1
            if let record = record(of: report) { tell { .report(record) } }
        case .push(let push)?:
            counts.delivers += 1
            if segment == count { tell { .push(push, segments: count) } }
        case nil: break
        }
    }

    private mutating func undeliverable(
        _ message: UndeliverableMessage, _ core: inout GatewayCore, _ now: Moment
    ) {
        var record: ReceiverEvent.ReportRecord?
        if case .report(let report)? = owed.removeValue(forKey: message.number) { record = self.record(of: report) }
        let reason = Self.words(of: message)
        if case .refused = message.reason {
            counts.refusedByPeer += 1
        } else if message.wasSent {
            counts.unacknowledged += 1
        } else {
            counts.undeliverable += 1
        }
        let told = record
        if case .expired = message.reason {
            tell { .deadLetter(told, reason: reason) }
        } else {
            tell { .undelivered(told, reason: reason) }
        }
        release(message.number, &core, now)
    }

    private static func words(of message: UndeliverableMessage) -> String {
        switch message.reason {
        case .refused(let code): "refused with code \(code)"
        case .message(let error): error.description
        case .unencodable(let error): "not sent: \(error)"
        case .expired: message.wasSent ? "nobody acknowledged it" : "no connection for it"
        case .shutDown: "the receiver closed first"
        }
    }
}
