// swift-tools-version: 6.1
import PackageDescription

// Every list below has its type written out, so that the manifest still type-checks when a user adds dependencies.

/// A library of the package: its own product, its own test target.
struct Library {
    var name: String
    var needs: [String]
    /// Settings of its tests: a codec's must name everything through the codec's import alone.
    var testSettings: [SwiftSetting] = []
}

let strictImports: [SwiftSetting] = [.enableUpcomingFeature("MemberImportVisibility")]

let libraries: [Library] = [
    Library(name: "CarrierWire", needs: []),
    Library(name: "SMSText", needs: ["CarrierWire"]),
    Library(name: "CMPPCodec", needs: ["CarrierWire"], testSettings: strictImports),
    Library(name: "SMGPCodec", needs: ["CarrierWire"], testSettings: strictImports),
    Library(name: "SGIPCodec", needs: ["CarrierWire"], testSettings: strictImports),
    Library(name: "CarrierSession", needs: ["CarrierWire"]),
    Library(name: "CarrierMessaging", needs: ["CarrierWire", "SMSText", "CarrierSession"]),
    Library(
        name: "CarrierCMPP", needs: ["CarrierWire", "SMSText", "CMPPCodec", "CarrierSession", "CarrierMessaging"]),
    Library(
        name: "CarrierSMGP", needs: ["CarrierWire", "SMSText", "SMGPCodec", "CarrierSession", "CarrierMessaging"]),
    Library(
        name: "CarrierSGIP", needs: ["CarrierWire", "SMSText", "SGIPCodec", "CarrierSession", "CarrierMessaging"]),
    Library(name: "CarrierTransport", needs: ["CarrierWire", "CarrierSession"]),
    Library(
        name: "CarrierService",
        needs: ["CarrierWire", "SMSText", "CarrierSession", "CarrierMessaging", "CarrierTransport"]),
    Library(name: "CarrierFixtures", needs: ["CarrierWire", "SMSText", "CMPPCodec", "SMGPCodec", "SGIPCodec"]),
    Library(
        name: "CarrierHarness",
        needs: [
            "CarrierWire", "SMSText", "CMPPCodec", "SMGPCodec", "SGIPCodec", "CarrierSession", "CarrierMessaging",
            "CarrierCMPP", "CarrierSMGP", "CarrierSGIP", "CarrierTransport", "CarrierService", "CarrierFixtures",
        ]),
    Library(
        name: "CarrierConformance",
        needs: [
            "CarrierWire", "SMSText", "CMPPCodec", "SMGPCodec", "SGIPCodec", "CarrierSession", "CarrierMessaging",
            "CarrierCMPP", "CarrierSMGP", "CarrierSGIP", "CarrierTransport", "CarrierService", "CarrierFixtures",
            "CarrierHarness",
        ]),
]
let libraryNames: [String] = libraries.map { $0.name }

func targets(named names: [String]) -> [Target.Dependency] {
    names.map { Target.Dependency.target(name: $0) }
}

var products: [Product] = libraryNames.map { Product.library(name: $0, targets: [$0]) }
products.append(Product.executable(name: "carrier", targets: ["carrier"]))

var packageTargets: [Target] = libraries.map { Target.target(name: $0.name, dependencies: targets(named: $0.needs)) }
packageTargets.append(
    Target.executableTarget(
        name: "carrier",
        dependencies: targets(named: [
            "CarrierWire", "SMSText", "CarrierSession", "CarrierMessaging", "CarrierTransport", "CarrierService",
            "CarrierFixtures", "CarrierHarness", "CarrierConformance", "CarrierBench",
        ])))
packageTargets.append(
    Target.target(
        name: "CarrierSimulation",
        dependencies: targets(named: [
            "CarrierWire", "SMSText", "CMPPCodec", "SMGPCodec", "SGIPCodec", "CarrierSession", "CarrierMessaging",
            "CarrierCMPP", "CarrierSMGP", "CarrierSGIP",
        ])))
packageTargets.append(
    Target.testTarget(
        name: "CarrierSimulationTests",
        dependencies: targets(named: libraryNames + ["CarrierSimulation", "CarrierTestSupport"])))
packageTargets.append(
    Target.target(
        name: "CarrierBench", dependencies: targets(
            named: libraryNames.filter { !["CarrierFixtures", "CarrierConformance"].contains($0) })))
packageTargets.append(
    Target.testTarget(
        name: "CarrierBenchTests", dependencies: targets(named: libraryNames + ["CarrierBench", "CarrierTestSupport"])))
packageTargets.append(
    Target.target(
        name: "CarrierTestSupport", dependencies: targets(named: libraryNames), path: "Tests/CarrierTestSupport"))
packageTargets.append(
    Target.testTarget(name: "StyleTests", dependencies: targets(named: libraryNames + ["CarrierTestSupport"])))
packageTargets.append(
    Target.testTarget(
        name: "CarrierCommandTests",
        dependencies: targets(named: libraryNames + ["carrier", "CarrierBench", "CarrierTestSupport"])))
for library in libraries {
    let needs: [String] = [library.name] + library.needs + ["CarrierTestSupport"]
    packageTargets.append(
        Target.testTarget(
            name: library.name + "Tests", dependencies: targets(named: needs), swiftSettings: library.testSettings))
}

let package = Package(
    name: "carrier-sms",
    platforms: [.macOS(.v13)],
    products: products,
    targets: packageTargets,
    swiftLanguageModes: [.v6]
)
