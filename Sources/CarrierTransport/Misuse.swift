#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What to do about a call that can only wait for itself.
enum Misuse {
    static let reentry = """
        CarrierTransport: a connection was called by its own handler, or inside its own withSession, which hold its \
        lock; the call would wait for itself for ever. Use the session that the handler was given, or make the call \
        from a Task. abort(), closeReason and socketError work everywhere.

        """

    /// Ends the process with a sentence on standard error.
    static func stop(_ sentence: String) -> Never {
        var octets = Array(sentence.utf8)[...]
        while !octets.isEmpty {
            let count = octets.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            octets = octets.dropFirst(count)
        }
        abort()
    }
}
