import CarrierSession

/// Has something printed at regular times.
struct StatsTicker: Sendable {
    private let task: Task<Void, Never>?

    /// - Parameter span: how often; nil for never.
    init(every span: Moment.Span?, _ print: @escaping @Sendable () -> Void) {
        task = span.map { span in
            Task {
                while (try? await Task.sleep(for: .nanoseconds(max(1, span.nanoseconds)))) != nil { print() }
            }
        }
    }

    /// Prints nothing more; returns when that is certain.
    func stop() async {
        task?.cancel()
        await task?.value
    }
}
