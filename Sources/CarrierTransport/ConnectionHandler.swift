import CarrierSession

/// What an application does with the events of its connections, without a thread hop.
///
/// Both calls come in order and one at a time, on the thread that reads the connection's socket or on its queue, while
/// the connection's lock is held. They may use `session` directly: submit, reply, close. They must not block. Of
/// `connection` they may use `abort()`, `closeReason`, `socketError` and what never changes; what takes the lock
/// (`withSession`, `InboundRequest.reply`, `noticesDropped`) would wait for itself, and ends the process with a
/// sentence on standard error.
public protocol ConnectionHandler<Vocabulary>: AnyObject, Sendable {
    associatedtype Vocabulary: SessionVocabulary

    /// One event. `.closed` is the last. An implementation may take it as an ordinary parameter too; as a consuming one
    /// it can take the event apart without a copy.
    func handle(
        _ event: consuming SessionEvent<Vocabulary.Message>, of connection: Connection<Vocabulary>,
        session: inout Session<Vocabulary>)

    /// Once after each batch of events: the place to submit what the batch made possible, so that it leaves in one
    /// write.
    func finishBatch(of connection: Connection<Vocabulary>, session: inout Session<Vocabulary>)
}

extension ConnectionHandler {
    public func finishBatch(of connection: Connection<Vocabulary>, session: inout Session<Vocabulary>) {}
}

/// A handler's two calls, made where its type is known, so that the optimiser can compile them for it: through
/// `any ConnectionHandler` a generic handler runs unspecialised.
@usableFromInline struct HandlerCalls<Vocabulary: SessionVocabulary>: Sendable {
    @usableFromInline typealias Handle =
        @Sendable (
            consuming SessionEvent<Vocabulary.Message>, Connection<Vocabulary>, inout Session<Vocabulary>
        ) -> Void
    @usableFromInline typealias FinishBatch = @Sendable (Connection<Vocabulary>, inout Session<Vocabulary>) -> Void

    @usableFromInline let handle: Handle
    @usableFromInline let finishBatch: FinishBatch

    @inlinable init(_ handler: some ConnectionHandler<Vocabulary>) {
        handle = { (event: consuming SessionEvent<Vocabulary.Message>, connection, session) in
            handler.handle(event, of: connection, session: &session)
        }
        finishBatch = { connection, session in handler.finishBatch(of: connection, session: &session) }
    }

    /// The calls of a handler of which nothing else is known.
    @inlinable static func opening(_ handler: (any ConnectionHandler<Vocabulary>)?) -> HandlerCalls? {
        guard let handler else { return nil }
        return HandlerCalls(handler)
    }
}
