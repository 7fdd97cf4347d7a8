// swift-tools-version: 6.1
import PackageDescription

/// A library of the house: its own product, its own test target.
struct Room {
    var name: String
    var needs: [String]
}

let rooms: [Room] = [
    Room(name: "CarrierWire", needs: []),
    Room(name: "SMSText", needs: ["CarrierWire"]),
    Room(name: "CMPPCodec", needs: ["CarrierWire"]),
    Room(name: "SMGPCodec", needs: ["CarrierWire"]),
    Room(name: "SGIPCodec", needs: ["CarrierWire"]),
    Room(name: "CarrierSession", needs: ["CarrierWire"]),
    Room(
        name: "CarrierMessaging",
        needs: ["CarrierWire", "SMSText", "CMPPCodec", "SMGPCodec", "SGIPCodec", "CarrierSession"]),
    Room(name: "CarrierTransport", needs: ["CarrierWire", "CarrierSession"]),
    Room(name: "CarrierFixtures", needs: ["CarrierWire", "SMSText", "CMPPCodec", "SMGPCodec", "SGIPCodec"]),
    Room(
        name: "CarrierHarness",
        needs: [
            "CarrierWire", "SMSText", "CMPPCodec", "SMGPCodec", "SGIPCodec", "CarrierSession", "CarrierMessaging",
            "CarrierTransport", "CarrierFixtures",
        ]),
]

func dependencies(_ names: [String]) -> [Target.Dependency] {
    names.map { .target(name: $0) }
}

let everyRoom = rooms.map(\.name)

let package = Package(
    name: "carrier-sms",
    platforms: [.macOS(.v13)],
    products: everyRoom.map { .library(name: $0, targets: [$0]) } + [.executable(name: "carrier", targets: ["carrier"])],
    targets: rooms.map { .target(name: $0.name, dependencies: dependencies($0.needs)) }
        + [
            .executableTarget(name: "carrier", dependencies: dependencies(everyRoom)),
            .target(
                name: "CarrierTestSupport", dependencies: dependencies(everyRoom), path: "Tests/CarrierTestSupport"),
            .testTarget(name: "HouseTests", dependencies: dependencies(everyRoom + ["CarrierTestSupport"])),
            .testTarget(
                name: "CarrierCommandTests", dependencies: dependencies(everyRoom + ["carrier", "CarrierTestSupport"])),
        ]
        + rooms.map {
            .testTarget(
                name: $0.name + "Tests", dependencies: dependencies([$0.name] + $0.needs + ["CarrierTestSupport"]))
        },
    swiftLanguageModes: [.v6]
)
