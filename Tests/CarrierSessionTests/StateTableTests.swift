import CarrierWire
import Foundation
import XCTest

@testable import CarrierSession

/// Prints the state machine from the code and compares it with `Docs/sessions.md`; `UPDATE_GOLDEN=1` rewrites it.
final class StateTableTests: XCTestCase {
    private static let begin =
        "<!-- The tables below are printed by StateTableTests; UPDATE_GOLDEN=1 rewrites them. -->\n"

    private static let later = Moment(secondsSince1970: 10)
    private static let error = WireError(.malformed, field: "X", offset: 0)
    private static let summary = LoginSummary(identity: "sp", version: "1", warnings: [])

    private static func closing(_ stage: SessionState.Stage) -> SessionState {
        let asked = stage == .answering || stage == .lingering
        return .closing(.init(stage: stage, reason: asked ? .closedByPeer : .closedLocally, deadline: later))
    }

    private static let states: [(name: String, state: SessionState)] =
        [
            ("connecting", .connecting),
            ("loggingIn, client", .loggingIn(.init(role: .client, deadline: later))),
            ("loggingIn, server", .loggingIn(.init(role: .server, deadline: later))),
            ("open", .open),
        ] + SessionState.Stage.allCases.map { ("closing, \($0.rawValue)", closing($0)) }
        + [("closed", .closed(.closedLocally))]

    private static let inputs: [(name: String, input: SessionInput)] = [
        ("the connection is there (client)", .start(.client, loginDeadline: later)),
        ("the connection is there (server)", .start(.server, loginDeadline: later)),
        ("login accepted", .loginAccepted(summary)),
        ("login refused by the peer", .loginRefused(code: 3, by: .peer)),
        ("login refused by this side", .loginRefused(code: 3, by: .local)),
        ("login accepted, but not by this side", .loginObjected(.version(server: "1", client: "2"))),
        ("own login cannot be written", .loginUnencodable(error)),
        ("a request before login", .earlyRequest),
        ("a response before login", .earlyResponse),
        ("a second login, with an answer", .repeatedLogin(answered: true)),
        ("a second login, without one", .repeatedLogin(answered: false)),
        ("a damaged frame, with an answer", .damagedFrame(error, answered: true)),
        ("a damaged frame, without one", .damagedFrame(error, answered: false)),
        ("a frame of unsound length", .unreadable(error)),
        ("the owner closes", .closeWanted(.closedLocally, deadline: later)),
        ("idle for too long", .closeWanted(.idle, deadline: later)),
        ("the peer asks to close", .closingRequest(deadline: later)),
        ("the peer agrees to close", .closingResponse),
        ("responses and replies are open", .awaiting(responses: true, replies: true)),
        ("only replies are open", .awaiting(responses: false, replies: true)),
        ("only responses are open", .awaiting(responses: true, replies: false)),
        ("nothing is open", .awaiting(responses: false, replies: false)),
        ("the state's deadline", .deadlineReached),
        ("the stream ends", .streamEnded(errno: nil)),
        ("the stream ends with nothing open", .peerLeft),
        ("no sign of life", .peerSilent),
        ("the last attempt stays unanswered", .requestUnanswered),
        ("the owner aborts", .aborted),
    ]

    private static func name(_ state: SessionState) -> String {
        switch state {
        case .closing(let closing): "closing, \(closing.stage.rawValue)"
        case .loggingIn(let login): "loggingIn, \(login.role)"
        case .closed(let reason): "closed: \(name(reason))"
        default: state.name.rawValue
        }
    }

    private static func name(_ reason: CloseReason) -> String {
        switch reason {
        case .loginRefused(_, let blame): "loginRefused by \(blame)"
        case .unreadable: "unreadable"
        case .loginUnencodable: "loginUnencodable"
        case .loginObjected: "loginObjected"
        case .connectionLost: "connectionLost"
        default: "\(reason)"
        }
    }

    private static func name(_ action: SessionAction) -> String {
        switch action {
        case .announce: "announce"
        case .finish: "finish"
        default: "\(action)"
        }
    }

    private static func table() -> String {
        var text = ""
        for (name, state) in states {
            text += "\n### \(name)\n\n| input | next state | what is done |\n|---|---|---|\n"
            var rest = 0
            for (label, input) in inputs {
                let step = state.transition(input)
                if step.state == state, step.actions.isEmpty {
                    rest += 1
                    continue
                }
                let actions = step.actions.map(Self.name).joined(separator: ", ")
                text += "| \(label) | \(Self.name(step.state)) | \(actions) |\n"
            }
            text += "\nNothing moves it at \(rest) of \(inputs.count) inputs.\n"
        }
        return text
    }

    func testTheManualShowsTheStateMachineOfTheCode() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Docs/sessions.md")
        let manual = try String(contentsOf: file, encoding: .utf8)
        let place = try XCTUnwrap(manual.range(of: Self.begin), "the mark is missing")
        let wanted = manual[..<place.upperBound] + Self.table()
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try String(wanted).write(to: file, atomically: true, encoding: .utf8)
            return
        }
        XCTAssertEqual(manual, String(wanted), "Docs/sessions.md is not true to the code: UPDATE_GOLDEN=1")
    }

    func testEveryEndFinishesOnceAndNothingLeavesTheEnd() {
        for (name, state) in Self.states {
            for (label, input) in Self.inputs {
                let step = state.transition(input)
                let finishes = step.actions.filter { if case .finish = $0 { true } else { false } }
                let ends = step.state.name == .closed && state.name != .closed
                XCTAssertEqual(finishes.count, ends ? 1 : 0, "\(name), \(label)")
                if case .closed(let reason) = step.state, ends { XCTAssertEqual(step.actions.last, .finish(reason)) }
                if state.name == .closed { XCTAssertEqual(step.state, state, label) }
            }
        }
    }

    func testStatesOnlyMoveForward() throws {
        let order = SessionStateName.allCases
        for (name, state) in Self.states {
            for (label, input) in Self.inputs {
                let from = try XCTUnwrap(order.firstIndex(of: state.name))
                let to = try XCTUnwrap(order.firstIndex(of: state.transition(input).state.name))
                XCTAssertGreaterThanOrEqual(to, from, "\(name), \(label)")
            }
        }
    }
}
