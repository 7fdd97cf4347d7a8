import CarrierSession

/// What an application does with the events of its connections, without a thread hop.
///
/// Both calls come in order, on the connection's own queue, while the connection's lock is held. They may use `session`
/// directly: submit, reply, close. They must not block, and must not call anything of `connection` that takes the lock
/// (`withSession`, `submit`, `InboundRequest.reply`): that would wait for itself. `connection.abort()` is allowed.
public protocol ConnectionHandler<Vocabulary>: AnyObject, Sendable {
    associatedtype Vocabulary: SessionVocabulary

    /// One event. `.closed` is the last.
    func handle(
        _ event: SessionEvent<Vocabulary.Message>, of connection: Connection<Vocabulary>,
        session: inout Session<Vocabulary>)

    /// Once after each batch of events: the place to submit what the batch made possible, so that it leaves in one
    /// write.
    func finishBatch(of connection: Connection<Vocabulary>, session: inout Session<Vocabulary>)
}

extension ConnectionHandler {
    public func finishBatch(of connection: Connection<Vocabulary>, session: inout Session<Vocabulary>) {}
}
