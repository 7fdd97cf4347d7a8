import CarrierWire

extension Capture {
    /// A session made of single frames, to be played: the login first, closing last, the others by name, each request
    /// followed by its response.
    ///
    /// Only frames between a client and a gateway are taken, and only what keeps to the layout. Of several frames of
    /// one command the responses belong to those of the same sequence number, or else to the name with `-response`
    /// behind it. A request without a response gets none: what comes is told as not recorded. Every request gets a
    /// sequence number of its own. The recording says the first frame's protocol; frames of others are left out.
    public init(session fixtures: [(name: String, fixture: FrameFixture)]) {
        self.init()
        guard let dialect = fixtures.first?.fixture.dialect else { return }
        heading = [("protocol", dialect.name)]
        let rules = dialect.frameRules
        let family = String(dialect.name.prefix(4))
        let sound = fixtures.filter {
            $0.fixture.dialect.name == dialect.name && dialect.fit($0.fixture.octets) == .exact
        }
        let requests = sound.filter { Capture.sender(of: $0.fixture.octets.word(at: 4), family) != nil }
            .sorted { left, right in
                let rank = { (octets: [UInt8]) in Capture.rank(octets.word(at: 4), family) }
                return (rank(left.fixture.octets), left.name) < (rank(right.fixture.octets), right.name)
            }
        var number: UInt32 = 0
        var isLoggedIn = false
        for (name, fixture) in requests {
            let command = fixture.octets.word(at: 4)
            // One login is enough for a session.
            if command == 1, isLoggedIn { continue }
            guard let sender = Capture.sender(of: command, family) else { continue }
            let response = sound.first { other in
                other.fixture.octets.word(at: 4) == command | 0x8000_0000
                    && (other.name == name + "-response"
                        || other.fixture.octets.sequence(dialect) == fixture.octets.sequence(dialect))
            }
            if command == 1 {
                guard response != nil else { continue }
                isLoggedIn = true
            }
            number += 1
            for (octets, direction) in [(fixture.octets, sender), (response?.fixture.octets ?? [], sender.other)]
            where !octets.isEmpty {
                var octets = octets
                octets.fill(rules.headerLength - 4..<rules.headerLength, with: ReplayLogin.octets(number))
                if rules.headerLength == 20 { octets.fill(8..<16, with: Array(fixture.octets[8..<16])) }
                let time = (chunks.last?.time ?? 0) + 1_000_000
                chunks.append(Chunk(direction: direction, time: time, octets: octets))
            }
        }
    }

    /// Who sends a request between a client and a gateway; nil for what gateways say to each other, and for responses.
    private static func sender(of command: UInt32, _ family: String) -> Direction? {
        switch (family, command) {
        case ("cmpp", 1), ("cmpp", 2), ("cmpp", 4), ("cmpp", 6), ("cmpp", 7), ("cmpp", 8): .fromClient
        case ("smgp", 1), ("smgp", 2), ("smgp", 4), ("smgp", 6), ("smgp", 7): .fromClient
        case ("sgip", 1), ("sgip", 2), ("sgip", 3): .fromClient
        case ("cmpp", 5), ("smgp", 3): .fromServer
        default: nil
        }
    }

    private static func rank(_ command: UInt32, _ family: String) -> Int {
        if command == 1 { return 0 }
        return command == (family == "smgp" ? 6 : 2) ? 2 : 1
    }
}
