import CarrierFixtures
import CarrierHarness

extension BenchCommand {
    /// `carrier bench session`.
    func runSession(on console: Console) async throws(UsageError) -> ExitStatus {
        throw UsageError("sessions cannot be measured in this build", mend: "use bench codec")
    }
}
