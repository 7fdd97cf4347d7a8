import CarrierFixtures
import CarrierSession
import XCTest

@testable import carrier

private struct Greet: Command {
    static let wait = OptionSpec.value("--wait", "D", default: "60s", "how long to wait")
    static let count = OptionSpec.value("--count", "N", default: "1", "how often")
    static let fault = OptionSpec.list("--fault", "NAME", "a fault to play")
    static let connect = OptionSpec.value("--connect", "HOST:PORT", required: true, "the peer")
    static let spec = CommandSpec(
        name: "greet", purpose: "Says something.", options: [connect, wait, count, fault, .secret, .json],
        operands: .many("FILE"),
        examples: ["carrier greet --connect 127.0.0.1:1 --secret s", "carrier greet --help"])

    var line: String

    init(_ arguments: Arguments) throws(UsageError) {
        let wait = try arguments.duration(Self.wait)?.nanoseconds ?? -1
        let count = try arguments.integer(Self.count, in: 1...10) ?? -1
        let operands = arguments.operands.joined(separator: ",")
        let secret = try arguments.requiredText(.secret)
        line = "\(wait) \(count) \(arguments.texts(Self.fault)) \(operands) \(secret.count) \(arguments.flag(.json))"
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        console.print(line)
        return .differs
    }
}

final class EntryPointTests: XCTestCase {
    private func run(_ words: String..., environment: [String: String] = [:]) async -> (ExitStatus, String, String) {
        let stage = Stage(environment: environment)
        let status = await EntryPoint.run(words, on: stage.console, commands: [Greet.self])
        return (status, stage.output, stage.diagnostics)
    }

    func testValuesDefaultsListsAndOperands() async {
        let (status, output, notes) = await run(
            "greet", "a", "--connect", "h:1", "--fault", "x", "--count=7", "--fault", "y", "--secret", "abc", "--",
            "--json")
        XCTAssertEqual(status, .differs)
        XCTAssertEqual(output, "60000000000 7 [\"x\", \"y\"] a,--json 3 false\n")
        XCTAssertEqual(notes, "")
    }

    func testSecretMayComeFromTheEnvironment() async {
        let (status, output, _) = await run("greet", "--connect", "h:1", environment: ["CARRIER_SECRET": "four"])
        XCTAssertEqual(status, .differs)
        XCTAssertEqual(output, "60000000000 1 []  4 false\n")
    }

    func testUsageErrorsAreOneLineThatSaysHowToMendIt() async {
        let cases: [([String], String)] = [
            ([], "carrier: no command given; see carrier --help\n"),
            (["gret"], "carrier: unknown command \"gret\"; did you mean greet?\n"),
            (["--versoin"], "carrier: unknown option \"--versoin\"; did you mean --version?\n"),
            (["greet", "--conect", "h"], "carrier greet: unknown option \"--conect\"; did you mean --connect?\n"),
            (["greet", "--zzzzzzzzzz"], "carrier greet: unknown option \"--zzzzzzzzzz\"; see carrier greet --help\n"),
            (["greet", "--connect"], "carrier greet: --connect needs a value; write --connect HOST:PORT\n"),
            (["greet", "--connect", "--json"], "carrier greet: --connect needs a value; write --connect HOST:PORT\n"),
            (["greet", "--json=1"], "carrier greet: --json takes no value; leave out \"=…\"\n"),
            (["greet", "--secret", "s"], "carrier greet: --connect is missing; add --connect HOST:PORT\n"),
            (
                ["greet", "--connect", "h:1"],
                "carrier greet: --secret is missing; add --secret S or set CARRIER_SECRET\n"
            ),
            (
                ["greet", "--connect", "h:1", "--secret", "s", "--count", "11"],
                "carrier greet: --count \"11\" cannot be used; give a whole number from 1 to 10\n"
            ),
            (
                ["greet", "--connect", "h:1", "--secret", "s", "--wait", "5"],
                "carrier greet: --wait \"5\" cannot be used; write a duration such as 250ms, 5s, 3m, 48h or 2d\n"
            ),
            (
                ["greet", "--connect", "a", "--connect", "b"],
                "carrier greet: --connect is given twice; give it once\n"
            ),
        ]
        for (words, line) in cases {
            let stage = Stage()
            let status = await EntryPoint.run(words, on: stage.console, commands: [Greet.self])
            XCTAssertEqual(status, .unusable, "\(words)")
            XCTAssertEqual(stage.diagnostics, line, "\(words)")
            XCTAssertEqual(stage.output, "", "\(words)")
        }
    }

    func testHelpNamesEveryOptionWithItsDefaultAndTwoExamples() async {
        let (status, output, _) = await run("greet", "--help")
        XCTAssertEqual(status, .done)
        XCTAssertEqual(
            output,
            """
            carrier greet: Says something.

            usage: carrier greet --connect HOST:PORT --secret S [OPTION…] [FILE…]

            options:
              --connect HOST:PORT  the peer (required)
              --wait D             how long to wait (default 60s)
              --count N            how often (default 1)
              --fault NAME         a fault to play (may be given several times)
              --secret S           the account's shared secret; never printed (required; or in the environment variable
                                   CARRIER_SECRET)
              --json               print JSON Lines, one object a line, as things happen
              --quiet              no progress line
              --help               print this page

            examples:
              carrier greet --connect 127.0.0.1:1 --secret s
              carrier greet --help

            """)
    }

    func testEveryCommandIsDocumented() {
        for command in everyCommand {
            let spec = command.spec
            XCTAssertEqual(spec.examples.count, 2, spec.name)
            XCTAssertTrue(spec.examples.allSatisfy { $0.contains("carrier \(spec.name)") }, spec.name)
            XCTAssertTrue(spec.purpose.hasSuffix("."), spec.name)
            XCTAssertEqual(Set(spec.everyOption.map(\.name)).count, spec.everyOption.count, spec.name)
        }
    }

    func testVersionAndOverview() async {
        let version = await run("--version")
        XCTAssertEqual(version.0, .done)
        XCTAssertTrue(version.1.hasPrefix("carrier "))
        let overview = await run("--help")
        XCTAssertEqual(overview.0, .done)
        XCTAssertTrue(overview.1.contains("  greet  Says something.\n"))
    }

    func testDurations() {
        let table: [(String, Int64?)] = [
            ("250ms", 250_000_000), ("5s", 5_000_000_000), ("3m", 180_000_000_000), ("1.5s", 1_500_000_000),
            ("0.005s", 5_000_000), ("0s", 0), ("", nil), ("5", nil), ("s", nil), ("-5s", nil),
            ("5h", 18_000_000_000_000),
            ("48h", 172_800_000_000_000), ("2d", 172_800_000_000_000), ("1.5d", 129_600_000_000_000),
            ("100d", 8_640_000_000_000_000), ("101d", nil), ("2401h", nil), ("2w", nil), ("h", nil), ("2 d", nil),
            ("1h30m", nil), ("99999999999999999999d", nil), ("2D", nil),
            ("1.s", nil), (".5s", nil), ("1.2.3s", nil), ("5 s", nil), ("99999999999999999999s", nil),
            ("9999999999m", nil), ("٣s", nil),
        ]
        for (text, nanoseconds) in table {
            XCTAssertEqual(Arguments.duration(text)?.nanoseconds, nanoseconds, text)
        }
    }

    func testDistanceCountsChangesInsertionsOmissionsAndSwaps() {
        XCTAssertEqual(Nearest.distance("", ""), 0)
        XCTAssertEqual(Nearest.distance("abc", "abc"), 0)
        XCTAssertEqual(Nearest.distance("abc", "acb"), 1)
        XCTAssertEqual(Nearest.distance("abc", "abd"), 1)
        XCTAssertEqual(Nearest.distance("abc", "ab"), 1)
        XCTAssertEqual(Nearest.distance("", "ab"), 2)
        XCTAssertEqual(Nearest.distance("kitten", "sitting"), 3)
    }

    func testNothingThatCouldSteerATerminalIsPrinted() {
        XCTAssertEqual(Console.printable("a\u{1B}[31m\r\n短信\u{202E}\u{7F}"), "a\\u{1b}[31m\\r\\n短信\\u{202e}\\u{7f}")
        // Of the categories Cc, Cf, Zl and Zp, as the Unicode character database lists them.
        let hidden: [UInt32] = [
            0x00, 0x08, 0x1F, 0x7F, 0x85, 0x9F, 0xAD, 0x600, 0x605, 0x61C, 0x6DD, 0x70F, 0x890, 0x8E2, 0x180E, 0x200B,
            0x200D, 0x200F, 0x2028, 0x2029, 0x202A, 0x2060, 0x2064, 0x2066, 0x206F, 0xFEFF, 0xFFF9, 0x110BD, 0x1D173,
            0xE0000, 0xE0001, 0xE0020, 0xE007F,
        ]
        for value in hidden {
            guard let scalar = Unicode.Scalar(value) else { return XCTFail("\(value)") }
            let escape = "\\u{\(String(value, radix: 16))}"
            XCTAssertEqual(Console.printable("短\(scalar)信"), "短\(escape)信")
            XCTAssertEqual(Console.harmless("短\(scalar)信"), "短\(escape)信")
        }
        XCTAssertEqual(Console.printable("¥é，😀 中\u{3000}\u{FE0F}"), "¥é，😀 中\u{3000}\u{FE0F}")
        XCTAssertEqual(Console.printable("C:\\n"), "C:\\\\n")
        XCTAssertEqual(Console.harmless("\"\\u{1b}\"\n"), "\"\\u{1b}\"\\n")
    }

    func testInterruptionIsHandedOverOnce() async {
        let interruption = Interruption()
        interruption.interrupt()
        let number = await interruption.wait()
        XCTAssertEqual(number, SIGINT)
        let cancelled = Task { await Interruption().wait() }
        cancelled.cancel()
        let nothing = await cancelled.value
        XCTAssertNil(nothing)
    }
}
