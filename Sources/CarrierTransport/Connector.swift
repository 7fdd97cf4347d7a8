#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierSession
import CarrierWire
import Dispatch

/// Makes TCP connections without blocking a thread.
enum Connector {
    private static let queue = DispatchQueue(label: "carrier.connector")

    /// A connected, non-blocking descriptor that belongs to the caller.
    ///
    /// A name's addresses are tried in turn; each gets an equal share of the time that is left.
    static func connect(to endpoint: Endpoint, before deadline: Moment) async throws -> (
        Int32, SocketAddress
    ) {
        let addresses = try await Resolver.resolve(endpoint, before: deadline)
        var failure: any Error = TransportError(.resolve, errno: EAI_NONAME, subject: endpoint.host)
        for (index, address) in addresses.enumerated() {
            let now = MonotonicClock.now()
            let share = max(0, (deadline - now).nanoseconds) / Int64(addresses.count - index)
            do {
                return (try await connect(to: address, before: now + Moment.Span(nanoseconds: share)), address)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private static func connect(to address: SocketAddress, before deadline: Moment) async throws -> Int32 {
        try Task.checkCancellation()
        let descriptor = try SocketCalls.makeSocket(for: address)
        do {
            SocketCalls.setNoDelay(descriptor)
            if try SocketCalls.connect(descriptor, to: address) == false {
                try await awaitWritable(descriptor, address, before: deadline)
            }
            return descriptor
        } catch {
            SocketCalls.close(descriptor)
            throw error
        }
    }

    /// Waits until a connect in progress has ended. The descriptor is no longer watched when this returns or throws.
    private static func awaitWritable(
        _ descriptor: Int32, _ address: SocketAddress, before deadline: Moment
    ) async throws {
        let outcome = OneShot<Result<Void, any Error>>()
        let unwatched = OneShot<Void>()
        let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
        let timer = DispatchSource.makeTimerSource(queue: queue)
        source.setEventHandler {
            let code = SocketCalls.pendingError(descriptor)
            let failure = TransportError(.connect, errno: code, subject: address.description)
            outcome.decide(code == 0 ? .success(()) : .failure(failure))
            source.cancel()
        }
        source.setCancelHandler { unwatched.decide(()) }
        timer.setEventHandler {
            outcome.decide(.failure(TransportError(.connect, errno: ETIMEDOUT, subject: address.description)))
        }
        timer.schedule(deadline: MonotonicClock.dispatchTime(of: deadline))
        timer.resume()
        source.resume()
        let result = await withTaskCancellationHandler {
            await outcome.value
        } onCancel: {
            outcome.decide(.failure(CancellationError()))
        }
        timer.cancel()
        source.cancel()
        // The descriptor may be closed only after the source has let go of it.
        await unwatched.value
        try result.get()
    }
}
