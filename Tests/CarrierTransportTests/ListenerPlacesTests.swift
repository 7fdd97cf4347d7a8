import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierTransport

/// Who gets a place at a listener and who loses one, without sockets.
final class ListenerPlacesTests: XCTestCase {
    private func places(_ maximum: Int, withoutLogin: Int = 100, perAddress: Int = 100) -> ListenerPlaces {
        var limits = ListenerLimits()
        limits.maximumConnections = maximum
        limits.maximumWithoutLogin = withoutLogin
        limits.maximumWithoutLoginPerAddress = perAddress
        return ListenerPlaces(limits)
    }

    private func host(_ number: UInt32) -> IPAddress { .v4(0x0A00_0000 + number) }

    func testTheOldestWithoutALoginGoesWhenAllPlacesAreTaken() {
        var places = places(3)
        for id: UInt64 in 1...3 {
            XCTAssertEqual(places.makePlace(for: host(1)), .free)
            places.add(id, from: host(1))
        }
        XCTAssertTrue(places.logIn(1))
        XCTAssertEqual(places.makePlace(for: host(2)), .taken(from: 2, .crowded))
        places.add(4, from: host(2))
        XCTAssertEqual(places.makePlace(for: host(2)), .taken(from: 3, .crowded))
        places.add(5, from: host(2))
        // What was displaced and logs in all the same gets a place only when there is one.
        XCTAssertFalse(places.logIn(2))
        XCTAssertEqual([places.count, places.withoutLogin], [3, 2])
        places.remove(5)
        XCTAssertTrue(places.logIn(2))
        XCTAssertEqual([places.count, places.withoutLogin], [3, 1])
    }

    func testNobodyWithALoginLosesItsPlace() {
        var places = places(2)
        for id: UInt64 in 1...2 {
            places.add(id, from: host(1))
            XCTAssertFalse(places.isFull)
            XCTAssertTrue(places.logIn(id))
        }
        XCTAssertTrue(places.isFull)
        XCTAssertEqual(places.makePlace(for: host(2)), .none)
        places.remove(1)
        XCTAssertFalse(places.isFull)
        XCTAssertEqual(places.makePlace(for: host(2)), .free)
    }

    func testABoundForThoseWithoutALogin() {
        var places = places(100, withoutLogin: 2)
        for id: UInt64 in 1...2 { places.add(id, from: host(UInt32(id))) }
        XCTAssertEqual(places.makePlace(for: host(3)), .taken(from: 1, .crowded))
        places.add(3, from: host(3))
        XCTAssertTrue(places.logIn(2))
        XCTAssertEqual(places.makePlace(for: host(4)), .free)
    }

    func testABoundForEachAddress() {
        var places = places(100, perAddress: 2)
        for id: UInt64 in 1...2 { places.add(id, from: host(1)) }
        places.add(3, from: host(2))
        XCTAssertEqual(places.makePlace(for: host(1)), .taken(from: 1, .addressCrowded))
        places.add(4, from: host(1))
        XCTAssertEqual(places.makePlace(for: host(2)), .free)
        // Those that have logged in do not count.
        XCTAssertTrue(places.logIn(2))
        XCTAssertEqual(places.makePlace(for: host(1)), .free)
    }

    func testANetworkOfVersionSixIsOneAddress() throws {
        var places = places(100, perAddress: 1)
        let (one, same) = (try XCTUnwrap(IPAddress("2001:db8::1")), try XCTUnwrap(IPAddress("2001:db8::ffff:1")))
        let other = try XCTUnwrap(IPAddress("2001:db8:0:1::1"))
        places.add(1, from: one)
        XCTAssertEqual(places.makePlace(for: other), .free)
        XCTAssertEqual(places.makePlace(for: same), .taken(from: 1, .addressCrowded))
    }

    func testTheOldestGiveWayWhenThereAreNoDescriptors() {
        var places = places(100)
        for id: UInt64 in 1...5 { places.add(id, from: host(UInt32(id))) }
        XCTAssertTrue(places.logIn(2))
        XCTAssertEqual(places.removeOldest(2), [1, 3])
        XCTAssertEqual(places.removeOldest(-1), [])
        XCTAssertEqual(places.removeOldest(.max), [4, 5])
        XCTAssertEqual(places.count, 1)
    }

    /// Whatever comes and goes, every bound holds, and nobody with a login is displaced.
    func testBoundsHoldInAnyOrder() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            var places = places(12, withoutLogin: 7, perAddress: 3)
            var waiting: [UInt64: UInt32] = [:]
            var members: Set<UInt64> = []
            for id: UInt64 in 1...400 {
                let source = UInt32.random(in: 0..<4, using: &generator)
                switch places.makePlace(for: host(source)) {
                case .none: XCTAssertEqual([members.count, waiting.count], [12, 0])
                case .free:
                    places.add(id, from: host(source))
                    waiting[id] = source
                case .taken(let victim, let reason):
                    let rivals = reason == .addressCrowded ? waiting.filter { $0.value == source } : waiting
                    XCTAssertEqual(rivals.keys.min(), victim)
                    waiting[victim] = nil
                    places.add(id, from: host(source))
                    waiting[id] = source
                }
                if Bool.random(using: &generator), let lucky = waiting.keys.randomElement(using: &generator) {
                    XCTAssertTrue(places.logIn(lucky))
                    waiting[lucky] = nil
                    members.insert(lucky)
                }
                if Int.random(in: 0..<3, using: &generator) == 0,
                    let gone = (Array(waiting.keys) + members).randomElement(using: &generator)
                {
                    places.remove(gone)
                    waiting[gone] = nil
                    members.remove(gone)
                }
                XCTAssertEqual([places.count, places.withoutLogin], [members.count + waiting.count, waiting.count])
                XCTAssertLessThanOrEqual(places.count, 12)
                XCTAssertLessThanOrEqual(waiting.count, 7)
                let most = Dictionary(grouping: waiting.values) { $0 }.values.map(\.count).max() ?? 0
                XCTAssertLessThanOrEqual(most, 3)
            }
        }
    }

    func testNoticesAreLimitedForEachReasonAndSayWhatWasLeftOut() {
        var notices = RejectionNotices(perSecond: 2)
        let start = Moment(secondsSince1970: 1000)
        let peer = SocketAddress(host(1), port: 9)
        func note(_ reason: RejectionReason, _ milliseconds: Int64) -> Int? {
            notices.note(reason, peer, at: start + .milliseconds(milliseconds))?.unreported
        }
        XCTAssertEqual(
            [note(.crowded, 0), note(.crowded, 1), note(.crowded, 2), note(.crowded, 999)], [0, 0, nil, nil])
        XCTAssertEqual(note(.notAllowed, 999), 0)
        XCTAssertEqual([note(.crowded, 1000), note(.crowded, 1001), note(.crowded, 1002)], [2, 0, nil])
        XCTAssertEqual(note(.crowded, 9000), 1)
    }
}
